"""How places move: the locks that a change takes, offers that lapse, and whom a free place goes to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.events.log import record
from app.pitches import queries as pitches
from app.pitches.models import Pitch, PitchStatus
from app.signups import events, queries
from app.signups.models import SignUp, SignUpStatus
from app.signups.policy import status_at
from app.weeks import service as weeks_service
from app.weeks.models import Week
from app.weeks.phases import Phase

OFFER_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Locked:
    """Pitches whose places may move in this transaction, with their weeks, by id; and by week who accepted its guardrails."""

    pitches: dict[str, Pitch]
    weeks: dict[str, Week]
    accepted: dict[str, set[str]]

    def pitch(self, pitch_id: str) -> Pitch:
        """Raises NotFound for a draft that a rival has just deleted."""
        if pitch_id not in self.pitches:
            raise NotFound
        return self.pitches[pitch_id]

    def week_of(self, pitch: Pitch) -> Week:
        return self.weeks[pitch.week_id]


def lock(
    session: Session,
    actor: Actor,
    pitch_ids: Iterable[str],
    people: Collection[str] = (),
    *,
    whole_line: bool = False,
    may_free: bool = True,
) -> Locked:
    """Lock pitches, then people, each in the order of their ids, and bring the pitches up to date.

    `people` are those whose places are about to change. Those first in line are locked along with them: as many as
    there are free places, and one more for the one that may become free; or the whole line, where more may become free. So two
    changes never wait for one another, as long as a transaction that locks twice locked the same people the first time.
    """
    found = pitches.these_locked(session, {*pitch_ids})
    held = Locked(found, {p.week_id: session.get_one(Week, p.week_id) for p in found.values()}, {})
    _let_offers_lapse(session, actor, held)
    concerned = {week_id: {*people} for week_id in sorted(held.weeks)}
    for pitch in found.values():
        if pitch.waiting and _line_moves(pitch, held.week_of(pitch)):
            free = _free_places(pitch)
            most = None if whole_line or free is None else free + may_free
            concerned[pitch.week_id] |= {
                one.person_id for one in queries.first_in_line(session, pitch.id, most)
            }
    for week_id, ids in concerned.items():
        held.accepted[week_id] = weeks_service.lock_participations(session, week_id, ids)
    for pitch in found.values():
        _serve_line(session, actor, pitch, held.week_of(pitch))
    return held


def move_lines(session: Session, actor: Actor, held: Locked) -> None:
    """Count anew, and give free places to the first in line while people find their crews."""
    session.flush()
    _count(session, held.pitches.values())
    for pitch in held.pitches.values():
        _serve_line(session, actor, pitch, held.week_of(pitch))


def _serve_line(session: Session, actor: Actor, pitch: Pitch, week: Week) -> None:
    if _line_moves(pitch, week) and pitch.waiting and pitch.has_room:
        for signup in queries.first_in_line(session, pitch.id, _free_places(pitch)):
            _serve(session, actor, week, signup)
        session.flush()
        _count(session, [pitch])


def admit(session: Session, actor: Actor, signup: SignUp, switched_from: SignUp | None = None) -> None:
    """Put a person into the crew, giving up another place in the same step if need be."""
    if switched_from is not None:
        end(session, actor, switched_from, SignUpStatus.LEFT)
        session.flush()  # the one place per week must be free before it is taken
    signup.status = SignUpStatus.ACCEPTED
    signup.accepted_at = clock.now()
    signup.offer_expires_at = None
    signup.version += 1
    record(session, actor, events.SignUpAccepted(
        **naming(signup), switched_from_id=switched_from.id if switched_from else None
    ))  # fmt: skip


def stand_in_line(session: Session, actor: Actor, signup: SignUp) -> None:
    signup.status = SignUpStatus.WAITING
    signup.version += 1
    record(session, actor, events.SignUpWaiting(**naming(signup), line_number=signup.line_number))


def offer(session: Session, actor: Actor, week: Week, signup: SignUp) -> None:
    """Hold a place for somebody who has a crew elsewhere, for a day or until exploring begins."""
    signup.status = SignUpStatus.OFFERED
    signup.offer_expires_at = min(clock.now() + OFFER_LASTS, _exploring_at(week))
    signup.version += 1
    record(session, actor, events.SignUpOffered(**naming(signup), expires_at=signup.offer_expires_at))


def end(session: Session, actor: Actor, signup: SignUp, how: SignUpStatus) -> None:
    """Close a sign-up as left, declined, expired or ended."""
    was, signup.status, signup.ended_at = signup.status, how, clock.now()
    signup.version += 1
    told: events.SignUpEvent
    if how is SignUpStatus.LEFT:
        told = events.SignUpLeft(**naming(signup), was=was)
    elif how is SignUpStatus.ENDED:
        told = events.SignUpEnded(**naming(signup), was=was)
    elif how is SignUpStatus.EXPIRED:
        told = events.SignUpExpired(**naming(signup))
    else:
        told = events.SignUpDeclined(**naming(signup))
    record(session, actor, told)


def naming(signup: SignUp) -> dict[str, str]:
    """The fields that every event of a sign-up carries."""
    return {
        "week_id": signup.week_id, "pitch_id": signup.pitch_id, "signup_id": signup.id,
        "person_id": signup.person_id, "role": str(signup.role),
    }  # fmt: skip


def _serve(session: Session, actor: Actor, week: Week, signup: SignUp) -> None:
    if queries.held_place(session, signup.week_id, signup.person_id) is None:
        admit(session, actor, signup)
        session.flush()
    else:
        offer(session, actor, week, signup)


def _let_offers_lapse(session: Session, actor: Actor, held: Locked) -> None:
    phases = {week.id: week.phase(clock.now()) for week in held.weeks.values()}
    offers = queries.offers(session, held.pitches.keys())
    lapsed = [
        signup for signup in offers if status_at(signup, phases[signup.week_id]) is SignUpStatus.EXPIRED
    ]
    for signup in lapsed:
        end(session, actor, signup, SignUpStatus.EXPIRED)
    if lapsed:
        session.flush()
        _count(session, [held.pitches[pitch_id] for pitch_id in {signup.pitch_id for signup in lapsed}])


def _line_moves(pitch: Pitch, week: Week) -> bool:
    return pitch.status is PitchStatus.SUBMITTED and week.phase(clock.now()) is Phase.FORMING


def _free_places(pitch: Pitch) -> int | None:
    return None if pitch.crew_limit is None else pitch.crew_limit - pitch.places_taken


def _count(session: Session, counted: Collection[Pitch]) -> None:
    """Bring the two counts on pitches up to what their sign-ups say."""
    counts = queries.counts(session, {pitch.id for pitch in counted})
    for pitch in counted:
        pitch.places_taken, pitch.waiting = counts.get(pitch.id, (0, 0))
    session.flush()


def _exploring_at(week: Week) -> datetime:
    assert week.exploring_at is not None, "a line moves in scheduled weeks alone"
    return week.exploring_at
