"""What the database tells of an installation: what it is, how it is kept, and what waits in it."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Role
from app.core.config import Environment, Settings
from app.core.db import Database, sqlite_module
from app.core.migrations import amiss, is_newer
from app.core.sealing import Seal
from app.events import verifying
from app.events.models import EventRow
from app.people.models import Person
from app.watching import figures
from app.watching.figures import Figures
from app.watching.finding import Finding, ok, problem, warning
from app.webhooks.models import Webhook

OLDEST_POSTGRESQL = 15
SAFE_SQLITE = (3, 51, 3)
APART_S, FAR_APART_S = 2, 30
LATE_S = 120
SAY_WHICH = "Say so at the web hooks page, or have whoever owns it look there."


def of_database(settings: Settings, db: Database) -> Iterator[Finding]:
    """Everything that the database can tell; where it can't be used, that alone."""
    if (path := _missing(db)) is not None:
        yield problem("database", f"There is no file {path}.", "`offtrail migrate` makes it, if OFFTRAIL_DATABASE_URL is right.")  # fmt: skip
        return
    try:
        with db.reading() as session:
            session.execute(sa.text("SELECT 1"))
            yield ok("database", f"It answers at {db.url.render_as_string(hide_password=True)}.")
            yield from (_of_sqlite if db.is_sqlite else _of_postgresql)(session, db)
            yield _clock(session, db)
    except sa.exc.SQLAlchemyError as error:
        yield _away(db, error)
        return
    if sentence := amiss(db):
        yield problem("schema", sentence, "Take a backup, then `offtrail migrate`.")
        return
    yield ok(
        "schema",
        "It has a newer schema, which still suits this version."
        if is_newer(db)
        else "It has the newest schema.",
    )
    with db.reading() as session:
        for look in (_admins, _log, _sealed):
            yield from look(session, settings)
    yield from of_work(figures.read(db))


def _missing(db: Database) -> Path | None:
    """SQLite's file, where it isn't there: looking would make it."""
    path = Path(db.url.database).absolute() if db.is_sqlite and db.url.database else None
    return path if path and not path.exists() else None


def _away(db: Database, error: sa.exc.SQLAlchemyError) -> Finding:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return problem(
        "database",
        f"{db.url.render_as_string(hide_password=True)} can't be used: {cause}",
        "Look whether it runs, whether this machine reaches it, and at OFFTRAIL_DATABASE_URL.",
    )


def _of_sqlite(session: Session, _: Database) -> Iterator[Finding]:
    module = sqlite_module()
    if module.sqlite_version_info < SAFE_SQLITE:
        yield warning(
            "database version",
            f"SQLite {module.sqlite_version} can lose a commit in a rare race.",
            "Install pysqlite3, a Python with SQLite 3.51.3 or later, or take PostgreSQL.",
        )
    else:
        yield ok("database version", f"SQLite {module.sqlite_version}.")
    mode = session.execute(sa.text("PRAGMA journal_mode")).scalar_one()
    if mode == "wal":
        yield ok("journal", "It writes ahead (WAL), so that readers and writers don't wait for one another.")
    else:
        yield problem(
            "journal",
            f"It keeps its journal as {mode}, and not WAL: the file system doesn't let it.",
            "Put the file on a local disk; network file systems lose data.",
        )


def _of_postgresql(session: Session, db: Database) -> Iterator[Finding]:
    version = [int(part) for part in session.connection().dialect.server_version_info or (0,)]
    if version[0] < OLDEST_POSTGRESQL:
        yield problem(
            "database version",
            f"PostgreSQL {version[0]} is older than {OLDEST_POSTGRESQL}.",
            f"Bring it to {OLDEST_POSTGRESQL} or later.",
        )
    else:
        yield ok("database version", f"PostgreSQL {version[0]}.{version[-1]}.")
    encoding = _shown(session, "server_encoding")
    if encoding != "UTF8":
        yield problem("encoding", f"It keeps text as {encoding}, which can't hold every name.", "Make the database anew with --encoding UTF8: docs/operating.md.")  # fmt: skip
    room = int(_shown(session, "max_connections")) - int(_shown(session, "superuser_reserved_connections"))
    if 2 * db.pool_size > room:
        yield warning(
            "connections",
            f"A process takes up to {2 * db.pool_size} connections, and PostgreSQL gives {room} in all.",
            "Raise max_connections, or lower OFFTRAIL_POOL_SIZE: processes x 2 x pool size has to fit.",
        )
    else:
        yield ok(
            "connections",
            f"PostgreSQL gives {room}, which is room for {room // (2 * db.pool_size)} processes.",
        )


def _shown(session: Session, name: str) -> str:
    return str(session.execute(sa.text(f"SHOW {name}")).scalar_one())


def _clock(session: Session, db: Database) -> Finding:
    """How far this machine's clock is from the database's; SQLite has none but the newest event's time."""
    if db.is_sqlite:
        return ok("clock", "The database has no clock of its own.")
    theirs = session.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    apart = abs((clock.now() - theirs).total_seconds())
    says = f"This machine's clock and the database's are {apart:.1f} s apart."
    do = "Have both keep time by NTP: sessions, offers and phases go by this machine's clock."
    if apart > FAR_APART_S:
        return problem("clock", says, do)
    return warning("clock", says, do) if apart > APART_S else ok("clock", says)


def _admins(session: Session, settings: Settings) -> Iterator[Finding]:
    admins = session.exec(
        select(sa.func.count())
        .select_from(Person)
        .where(Person.role == Role.ADMIN, col(Person.deactivated_at).is_(None))
    ).one()
    if admins:
        yield ok("admins", f"{admins} people are admins.")
    elif settings.first_admin:
        yield ok("admins", f"There is none yet; {settings.first_admin} becomes it by signing in.")
    else:
        yield warning("admins", "Nobody is an admin.", "Set OFFTRAIL_FIRST_ADMIN, or `offtrail person add EMAIL --name NAME --role admin`.")  # fmt: skip


def _log(session: Session, _: Settings) -> Iterator[Finding]:
    try:
        head = verifying.verify_newest(session)
    except verifying.Broken as broken:
        yield problem("log", f"{broken}", "Somebody changed it past Offtrail, or it was restored in part; `offtrail verify-log` looks at all of it.")  # fmt: skip
    else:
        yield ok("log", f"Its newest rows are whole, up to {head.number}.")
    ahead = session.execute(select(sa.func.max(EventRow.at))).scalar()
    if ahead and (ahead - clock.now()).total_seconds() > FAR_APART_S:
        yield problem("clock", f"The log's newest event is of {ahead:%Y-%m-%d %H:%M} UTC, which is still to come.", "Set this machine's clock right; it, or another that wrote here, went wrong.")  # fmt: skip


def _sealed(session: Session, settings: Settings) -> Iterator[Finding]:
    seal = Seal(settings.secret_keys, settings.environment is Environment.PRODUCTION)
    kept = session.exec(select(Webhook.secret).where(col(Webhook.off_because).is_(None))).all()
    lost = sum(seal.open(secret) is None for secret in kept)
    if lost:
        yield problem(
            "sealed secrets",
            f"{lost} of {len(kept)} web hooks have secrets that no key of OFFTRAIL_SECRET_KEY opens; nothing is sent to them.",
            "Put the former key beside the new one, after a comma; or have their owners make new secrets.",
        )
    elif kept:
        yield ok("sealed secrets", f"The secrets of {len(kept)} web hooks can be opened.")


# --- what waits


def of_work(found: Figures) -> Iterator[Finding]:
    """Whether the worker works, and what it has left undone."""
    yield from _worker(found)
    yield _late("numbers", found.unnumbered.age_s(), f"{found.unnumbered.waiting} events have no number yet", "Is a worker running? Else a transaction was left open in the database.")  # fmt: skip
    yield _late("deliveries", found.due.age_s(), f"{found.due.waiting} deliveries of web hooks are due", "Is a worker running, and does it reach the receivers?")  # fmt: skip
    yield _late("mails", found.mails.age_s(), f"{found.mails.waiting} mails wait", "Is a worker running, and OFFTRAIL_MAIL_SERVER set for it too?")  # fmt: skip
    yield _late("offers", found.offers.age_s(), f"{found.offers.waiting} offers are over and not settled", "Is a worker running? Its log has job.failed with settle_due where it tries.")  # fmt: skip
    if found.dead:
        yield warning("dead deliveries", f"{found.dead} deliveries of web hooks were given up within 30 days.", "Their owners see them on the web hooks page, and can have them sent again.")  # fmt: skip
    stopped = {
        name: found.webhooks[name] for name in ("failing", "gone", "key_lost") if found.webhooks.get(name)
    }
    if stopped:
        told = ", ".join(f"{number} {name}" for name, number in stopped.items())
        yield warning("web hooks", f"Web hooks have stopped by themselves: {told}.", "Their owners turn them on again on the web hooks page, once the receiver answers.")  # fmt: skip


def _worker(found: Figures) -> Iterator[Finding]:
    last = max((one.done_at for one in found.rounds if one.done_at), default=None)
    if last is None:
        yield warning("worker", "No worker has run on this database yet.", "`offtrail serve` runs one inside; with OFFTRAIL_WORKER_INSIDE=false, start `offtrail worker`.")  # fmt: skip
        return
    ago = (clock.now() - last).total_seconds()
    says = f"The worker's last round was {ago:.0f} s ago."
    if ago > LATE_S:
        yield problem("worker", says, "Start `offtrail serve`, or `offtrail worker` where OFFTRAIL_WORKER_INSIDE=false.")  # fmt: skip
    else:
        yield ok("worker", says)
    for one in found.rounds:
        if one.is_failing:
            yield problem("worker", f"{one.name} fails: {one.error}.", "The worker's log says where; the rest of its work goes on.")  # fmt: skip


def _late(about: str, age_s: float, says: str, do: str) -> Finding:
    if age_s > LATE_S:
        return problem(about, f"{says}, the oldest for {age_s:.0f} s.", do)
    return ok(about, f"{says}.")
