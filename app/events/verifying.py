"""Verifying the log: that each row is the one that was numbered, and each text the one that its event names."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.queries import among, given
from app.events import chain
from app.events.log import SALT_LENGTH, digest_of, words_named
from app.events.models import ErasableText, EventRow, LogEnd

BATCH = 500
BELOW_ALL = -(2**63)

_ROWS = (
    sa.select(*EventRow.__table__.columns)  # type: ignore[attr-defined]  # SQLModel gives it to tables
    .where(col(EventRow.seq) > given("after"))
    .order_by(col(EventRow.seq))
    .limit(BATCH)
)
_ROW = _ROWS.limit(1)
_NAME = _ROW.with_only_columns(col(EventRow.id), col(EventRow.seq))
_TEXTS = sa.select(col(ErasableText.digest), col(ErasableText.salt), col(ErasableText.text)).where(
    among(col(ErasableText.digest), "digests")
)
_FORGOTTEN = sa.select(col(EventRow.subject_id)).where(col(EventRow.type) == "person.anonymised")
_UNNUMBERED = sa.select(sa.func.count()).select_from(EventRow).where(col(EventRow.seq).is_(None))


class Head(NamedTuple):
    """A number of the log and the digest of its row: what is noted down, and compared later."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


@dataclass(frozen=True)
class Verified:
    """A log that is whole: its end, the texts that were compared, those erased, and the events without a number yet."""

    head: Head
    texts: int
    erased: int
    unnumbered: int


class Broken(Exception):
    """The first thing that is wrong, in a sentence."""


def verify(session: Session, told: Callable[[int, int], None], expected: Head | None = None) -> Verified:
    """Walk the log in a snapshot, batch by batch. Raises Broken."""
    end = session.execute(sa.select(col(LogEnd.last), col(LogEnd.chained))).one_or_none()
    if end is None:
        raise Broken("The end of the log is gone: log_end has no row.")
    texts = _Texts(session)
    head = Head(0, chain.START)
    _compare(head, expected, "The start")
    for batch in _batches(session):
        fitting = []
        try:
            for row in batch:
                head = _next(session, head, row)
                _compare(head, expected, _named(row))
                fitting.append(row)
        finally:
            texts.check(fitting)  # what is wrong with an earlier row's goes before
        told(head.number, end.last)
    _require_end(head, Head(end.last, end.chained), expected)
    return Verified(head, texts.whole, texts.erased, session.execute(_UNNUMBERED).scalar_one())


def verify_newest(session: Session) -> Head:
    """Walk the newest rows alone, up to a batch, trusting the one before them. Raises Broken."""
    end = session.execute(sa.select(col(LogEnd.last), col(LogEnd.chained))).one_or_none()
    if end is None:
        raise Broken("The end of the log is gone: log_end has no row.")
    trusted = max(end.last - BATCH, 0)
    head = Head(trusted, _digest_at(session, trusted) if trusted else chain.START)
    for row in _readable(session, trusted or BELOW_ALL):
        head = _next(session, head, row)
    _require_end(head, Head(end.last, end.chained), None)
    return head


def _digest_at(session: Session, number: int) -> str:
    found = session.execute(
        sa.select(col(EventRow.chained)).where(col(EventRow.seq) == number)
    ).scalar_one_or_none()
    if found is None:
        raise Broken(f"Row {number} is missing.")
    return str(found)


def _require_end(head: Head, end: Head, expected: Head | None) -> None:
    if head.number < end.number:
        raise Broken(
            f"Row {head.number + 1} is missing: the log went to {end.number}, and now ends before it."
        )
    if head != end:
        raise Broken(f"The end of the log was changed: it says {end}, the rows {head}.")
    if expected and expected.number > head.number:
        raise Broken(
            f"Row {head.number + 1} is missing: the log was noted at {expected.number}, and is cut off."
        )


def _batches(session: Session, after: int = BELOW_ALL) -> Iterator[list[Any]]:
    while batch := _readable(session, after):
        yield batch
        after = batch[-1]["seq"]


def _readable(session: Session, after: int) -> list[Any]:  # rows have no type of their own
    """The next rows; one by one where one of them holds what SQLite lets in and nothing can read."""
    given_after = {"after": after}
    with suppress(ValueError, TypeError):
        return [*session.execute(_ROWS, given_after).mappings()]
    try:
        return [*session.execute(_ROW, given_after).mappings()]
    except (ValueError, TypeError) as error:
        named = _named(session.execute(_NAME, given_after).mappings().one())
        raise Broken(f"{named} was changed: it can't be read.") from error


def _next(session: Session, head: Head, row: Any) -> Head:
    """The head with one row more. Raises Broken when another row, or none, followed it once."""
    number = head.number + 1
    if not isinstance(row["seq"], int) or row["seq"] < number:
        raise Broken(f"{_named(row)} is out of order: this number was never given.")
    missing = row["seq"] > number
    if not missing and chain.digest(head.digest, row) == row["chained"]:
        if row["person_id"] != row["data"].get("person_id"):
            raise Broken(f"{_named(row)} was changed: its column names another person than its data.")
        return Head(number, row["chained"])
    if other := _moved(session, head, row):
        raise Broken(f"{_named(row)} is out of order: {number} was the number of {_named(other, 'row')}.")
    if missing:
        raise Broken(f"Row {number} is missing: {_named(row, 'row')} is the next.")
    raise Broken(
        f"{_named(row)} was changed: it isn't what was numbered, or it was put in, or rows before it were taken out."
    )


def _moved(session: Session, head: Head, row: Any) -> Any:
    """The row that followed the head once, if a later number has it now; its digest may have stayed behind in `row`."""
    with suppress(Broken):  # what can't be read comes later
        for other in (other for batch in _batches(session, head.number + 1) for other in batch):
            here = {**other, "seq": head.number + 1}
            if chain.digest(head.digest, here) in (other["chained"], row["chained"]):
                return other
    return None


def _compare(head: Head, expected: Head | None, named: str) -> None:
    if expected and head.number == expected.number and head != expected:
        raise Broken(f"{named} isn't what was noted: the log was written anew, here or before. It is {head}.")


def _named(row: Any, word: str = "Row") -> str:
    return f"{word} {row['seq']} ({row['id']})"


class _Texts:
    """The words that events name by salted digests: each must be the one that was said, unless its person is anonymised."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.forgotten = set(session.execute(_FORGOTTEN).scalars())
        self.whole = self.erased = 0

    def check(self, rows: list[Any]) -> None:
        named = [(row, *words) for row in rows for words in words_named(row)]
        matches = self._matches([digest for _, digest, _ in named])
        for row, digest, person_id in named:
            if matches.get(digest):
                self.whole += 1
            elif digest in matches:
                raise Broken(f"{_named(row)}: its text doesn't match its digest {digest}.")
            elif person_id in self.forgotten:
                self.erased += 1
            else:
                raise Broken(
                    f"{_named(row)}: its text {digest} is gone, and nobody anonymised whom it is about."
                )

    def _matches(self, digests: list[str]) -> dict[str, bool]:
        found = self.session.execute(_TEXTS, {"digests": digests}) if digests else ()
        return {
            digest: len(salt) == SALT_LENGTH and digest_of(salt, text) == digest
            for digest, salt, text in found
        }
