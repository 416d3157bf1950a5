"""Signing in by a link that comes by mail, for companies without an identity provider: it works once, for fifteen minutes.

Whoever asks learns nothing of who is known here: the same is done, and answered, for every address. Only the worker, which writes the mail, looks.
"""

import threading
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, rounds
from app.core.db import Database
from app.core.errors import Gone, TooMany
from app.core.fields import folded_email
from app.core.logging import log
from app.core.mail import Mailer, NotSent
from app.identity.models import SignInLink
from app.identity.texts import Text, text_in
from app.people import queries, sign_in
from app.people.models import Person

LASTS = timedelta(minutes=15)
AT_MOST = 3
"""Links to one address at a time: more would fill a mailbox that somebody else named."""
LOOKS_EVERY_S = 0.5
AFTER_TROUBLE_S = 5.0
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Letter:
    link_id: str
    to: str
    text: Text


def ask(session: Session, address: str, language: str, where: str = "/") -> None:
    """Note that a link to this address is wanted. Raises TooMany("too_many_links")."""
    folded = folded_email(address)
    asked = session.exec(
        select(SignInLink.created_at)
        .where(SignInLink.email_folded == folded, col(SignInLink.created_at) > clock.now() - LASTS)
        .order_by(col(SignInLink.created_at))
    ).all()
    if len(asked) >= AT_MOST:
        wait = asked[-AT_MOST] + LASTS - clock.now()
        raise TooMany(
            "too_many_links",
            f"{AT_MOST} links were asked for with this address already; the newest of them works.",
            retry_after=int(wait.total_seconds()) + 1,
        )
    session.add(SignInLink(email_folded=folded, language=language, next=where))


def used(session: Session, secret: str) -> Person:
    """Whom a link signs in; it and all others to the address are over with that. Raises Gone("link_over")."""
    hashed = sign_in.hash_of(secret)
    address = select(SignInLink.email_folded).where(SignInLink.secret_hash == hashed).scalar_subquery()
    all_of_address = select(SignInLink).where(SignInLink.email_folded == address).order_by(col(SignInLink.id))
    locked = session.exec(all_of_address.with_for_update()).all()  # of two that are used at once, one waits
    row = next((one for one in locked if one.secret_hash == hashed), None)
    person = queries.by_email(session, row.email_folded) if row and not _is_over(row) else None
    if row is None or person is None:
        raise Gone(
            "link_over", "This link was used already, or is older than fifteen minutes; ask for a new one."
        )
    others = sa.update(SignInLink).where(col(SignInLink.email_folded) == row.email_folded)
    session.connection().execute(others.values(secret_hash=None))
    return person


def run(db: Database, mailer: Mailer, address: str, stop: threading.Event) -> None:
    """Send what was asked for until `stop` is set; what fails is logged and tried again while its link would last."""
    while not stop.is_set():
        pause = LOOKS_EVERY_S
        try:
            if send_due(db, mailer, address):
                pause = AFTER_TROUBLE_S
            rounds.done("mail")
        except Exception as error:  # noqa: BLE001  # a database that is away for a while must not end it
            log.error("links.failed", exc_info=error)
            rounds.failed("mail", error)
            pause = AFTER_TROUBLE_S
        stop.wait(pause)


def send_due(db: Database, mailer: Mailer, address: str) -> int:
    """Send a link to everyone who waits for one. Gives how many could not be sent."""
    failed = 0
    for letter in _written(db, address):
        try:
            mailer.send(letter.to, letter.text.subject, letter.text.body)
        except NotSent as reason:
            failed += 1
            log.warning("mail_not_sent", why=str(reason))
            with db.writing() as session:
                row = session.get(SignInLink, letter.link_id)
                if row is not None:
                    row.sent_at = row.secret_hash = None
    return failed


def _written(db: Database, address: str) -> list[_Letter]:
    """The mails that are due, each with a secret that is nowhere else. Rows whose time is over go."""
    with db.reading() as session:
        if session.exec(select(SignInLink.id).limit(1)).first() is None:
            return []
    with db.writing() as session:
        session.connection().execute(
            sa.delete(SignInLink).where(col(SignInLink.created_at) <= clock.now() - LASTS)
        )
        waiting = select(SignInLink).where(col(SignInLink.sent_at).is_(None))
        rows = session.exec(
            waiting.order_by(col(SignInLink.id)).limit(_AT_ONCE).with_for_update(skip_locked=True)
        ).all()
        return [letter for row in rows if (letter := _letter(session, row, address))]


def _letter(session: Session, row: SignInLink, address: str) -> _Letter | None:
    """What to send; nothing where the address is nobody's who may sign in."""
    row.sent_at = clock.now()
    person = queries.by_email(session, row.email_folded)
    if person is None or person.email is None or not person.is_active:
        return None
    secret, row.secret_hash = sign_in.new_secret()
    # behind a #, so that it reaches no server's log, nor a program that looks at links in mails
    query = f"?{urlencode({'next': row.next})}" if row.next != "/" else ""
    link = f"{address}/sign-in{query}#{secret}"
    return _Letter(row.id, person.email, text_in(row.language, person.name, link))


def _is_over(row: SignInLink) -> bool:
    return row.created_at + LASTS <= clock.now()
