"""What must hold after any fault: nothing acknowledged is lost, nothing is there by half, the rules hold, and the log is whole."""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.db import Database
from app.events import verifying
from app.events.models import EventRow
from app.events.queries import number_committed
from app.pitches.models import Comment, Interest, Pitch
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks.models import Week
from tests.faults.load import Crowd


def losses(crowd: Crowd, db: Database) -> list[str]:
    """What was acknowledged and isn't there, or was sent once and is there twice."""
    with db.reading() as session:
        theirs = col(Comment.pitch_id).in_({pitch for writer in crowd.writers for pitch in writer.pitches})
        comments = dict(session.exec(select(Comment.id, Comment.body).where(theirs)).all())
        signups = set(session.exec(select(SignUp.id)).all())
        interested = set(session.exec(select(Interest.pitch_id, Interest.person_id)).all())
    found = []
    written = Counter(comments.values())
    for writer in crowd.writers:
        found += [f"comment {id_}" for id_, body in writer.comments.items() if comments.get(id_) != body]
        found += [f"{n} times {text}" for text in writer.comments.values() if (n := written[text]) != 1]
        found += [f"{n} times {text}" for text in writer.unsure if (n := written[text]) > 1]
        found += [f"sign-up {id_}" for id_ in writer.signups if id_ not in signups]
        person = _person(writer.token, db)
        found += [
            f"interest of {person} in {pitch}"
            for pitch, said in writer.interest.items()
            if ((pitch, person) in interested) is not said
        ]
    known = Counter(text for w in crowd.writers for text in [*w.comments.values(), *w.unsure])
    return found + [f"nobody wrote {text}" for text in written if not known[text]]


def _person(token: str, db: Database) -> str:
    from app.people.deps import behind_token  # noqa: PLC0415  # as a request would find them

    with db.reading() as session:
        person_id = behind_token(session, token).person_id
    assert person_id is not None
    return person_id


def breaches(db: Database) -> list[str]:
    """Which rules don't hold."""
    number_committed(db)
    with db.snapshot() as session:
        return [*_of_crews(session), *_halves(session), *_of_log(session)]


def _of_crews(session: Session) -> Iterator[str]:
    signups = session.exec(select(SignUp)).all()
    held = Counter(s.pitch_id for s in signups if s.holds_a_place)
    waiting = Counter(
        s.pitch_id for s in signups if s.status is SignUpStatus.WAITING and s.role is CrewRole.MEMBER
    )
    for pitch in session.exec(select(Pitch)):
        if pitch.crew_limit is not None and held[pitch.id] > pitch.crew_limit:
            yield f"{pitch.id} has {held[pitch.id]} people on {pitch.crew_limit} places"
        if (pitch.places_taken, pitch.waiting) != (held[pitch.id], waiting[pitch.id]):
            yield f"{pitch.id} counts {pitch.places_taken} and {pitch.waiting}, has {held[pitch.id]} and {waiting[pitch.id]}"
        lines = [s.line_number for s in signups if s.pitch_id == pitch.id]
        if len(set(lines)) != len(lines):
            yield f"{pitch.id} has two with one place in line"
    crews = Counter((s.week_id, s.person_id) for s in signups if s.is_the_one_place)
    yield from (f"{person} is in {n} crews of a week" for (_, person), n in crews.items() if n > 1)


def _halves(session: Session) -> Iterator[str]:
    """Each write tells of itself in the same transaction: a row without its event, or an event without its row, is half."""
    told = Counter(session.exec(select(EventRow.type, EventRow.subject_id)).all())
    for comment in session.exec(select(Comment.id)):
        if (n := told["comment.written", comment]) != 1:
            yield f"comment {comment} was told {n} times"
    comments = set(session.exec(select(Comment.id)))
    yield from (
        f"no comment {id_}" for type_, id_ in told if type_ == "comment.written" and id_ not in comments
    )
    signups = {s.id: s for s in session.exec(select(SignUp))}
    began = {"signup.asked", "signup.invited", "signup.waiting", "signup.accepted", "signup.offered"}
    for id_, signup in signups.items():
        if not any(told[type_, id_] for type_ in began):
            yield f"sign-up {id_} was never told"
        if signup.status is SignUpStatus.LEFT and not told["signup.left", id_]:
            yield f"leaving {id_} was never told"
    yield from (f"no sign-up {id_}" for type_, id_ in told if type_ in began and id_ not in signups)


def _of_log(session: Session) -> Iterator[str]:
    numbers = session.exec(select(EventRow.seq).order_by(col(EventRow.seq))).all()
    if list(numbers) != list(range(1, len(numbers) + 1)):
        yield "the log's numbers have a gap"
    try:
        verifying.verify(session, lambda _done, _of: None)
    except verifying.Broken as broken:
        yield str(broken)


def last_number(db: Database) -> int:
    with db.reading() as session:
        return session.exec(select(sa.func.max(EventRow.seq))).one() or 0


def event_ids(db: Database, *types: str, week: str | None = None) -> set[str]:
    """The events of these types, by the beginnings of their names; of one week, if it is said."""
    wanted = sa.or_(*(col(EventRow.type).startswith(type_) for type_ in types))
    if week is not None:
        wanted &= col(EventRow.week_id) == select(Week.id).where(Week.slug == week).scalar_subquery()
    with db.reading() as session:
        return set(session.exec(select(EventRow.id).where(wanted)))
