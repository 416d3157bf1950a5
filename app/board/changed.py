"""What of a week's pitches reads otherwise since a state of the log: told by the events that came since, whatever they say."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.queries import given, rows
from app.events.models import EventRow
from app.events.queries import State

MOST = 1000
"""After so many events it is quicker to make everything anew."""

SHOWN_NOWHERE = frozenset({
    "address.made", "address.revoked", "home_team.added", "person.added", "token.created", "token.revoked", "view.began", "view.ended",
    "webhook.deleted", "webhook.edited", "webhook.registered", "webhook.replayed", "webhook.secret_rotated", "webhook.turned_off",
    "webhook.turned_on", "week.guardrails_accepted", "week.participation_changed",
})  # fmt: skip
"""What neither a pitch nor the board tells anything of, nor who may see them."""
OF_A_PERSON = frozenset({
    "person.anonymised", "person.deactivated", "person.edited", "person.moved", "person.reactivated",
})  # fmt: skip
"""What is seen wherever that person is named."""

_WHAT = tuple(col(column) for column in (
    EventRow.id, EventRow.seq, EventRow.type, EventRow.week_id, EventRow.pitch_id, EventRow.person_id,
))  # fmt: skip
_OF_WEEK, _OF_NO_WEEK = col(EventRow.week_id) == given("week_id"), col(EventRow.week_id).is_(None)
_UNNUMBERED = col(EventRow.seq).is_(None)
_SINCE = sa.union_all(
    sa.select(*_WHAT).where(_OF_WEEK, col(EventRow.seq) > given("of_week")),
    sa.select(*_WHAT).where(_OF_NO_WEEK, col(EventRow.seq) > given("of_no_week")),
    sa.select(*_WHAT).where(_UNNUMBERED, sa.or_(_OF_WEEK, _OF_NO_WEEK)),
).limit(MOST + 1)


@dataclass(frozen=True, slots=True)
class Changed:
    """The ids of pitches and of persons that read otherwise now; whether a pitch may have come or gone, and a place be held for a while."""

    pitches: frozenset[str]
    people: frozenset[str]
    came_or_went: bool
    offered: bool
    pending: frozenset[str]
    """As `pending` tells them, of the later state."""


def since(
    session: Session, week_id: str, former: State, seen: frozenset[str], state: State
) -> Changed | None:
    """What changed between two states of the log, of which the session has read the later one; None where that may be anything, who may see it among it.

    `seen` are those that were pending at the former one. An event with a pitch tells of that pitch alone. Of those without, whatever isn't known here counts
    as a change of everything.
    """
    read = _read(session, week_id, former)
    events = [event for event in read if event.id not in seen or _is_shown_with_its_number(event)]
    others = [event for event in events if event.pitch_id is None and event.type not in SHOWN_NOWHERE]
    if len(read) > MOST or any(event.type not in OF_A_PERSON for event in others):
        return None
    return Changed(
        frozenset(event.pitch_id for event in events if event.pitch_id is not None),
        frozenset(event.person_id for event in others),
        any(event.type.startswith("pitch.") for event in events),
        any(event.type == "signup.offered" for event in events),
        _pending(read, former, state),
    )


def _is_shown_with_its_number(event: Any) -> bool:  # a row of `_WHAT`
    """An outcome is told with the number of the event that changed it last."""
    return event.seq is not None and event.type.startswith("outcome.")


def pending(session: Session, week_id: str, state: State) -> frozenset[str]:
    """The ids of the events that are in a state of the log without a number, and that later ones therefore come with again; none where that can't be told any more."""
    return _pending(_read(session, week_id, state), state, state)


def _read(session: Session, week_id: str, former: State) -> list[Any]:
    of_week, of_no_week, _ = (number or 0 for number in former)
    return rows(session, _SINCE, week_id=week_id, of_week=of_week, of_no_week=of_no_week)


def _pending(read: list[Any], former: State, state: State) -> frozenset[str]:
    """Those without number, if what was read is of the very moment of the state: on PostgreSQL, each statement looks anew."""
    without = frozenset(event.id for event in read if event.seq is None)
    of_week = [event.seq for event in read if event.seq is not None and event.week_id is not None]
    of_no_week = [event.seq for event in read if event.seq is not None and event.week_id is None]
    moment = max(of_week, default=former[0]), max(of_no_week, default=former[1]), len(without)
    return without if moment == state and len(read) <= MOST else frozenset()
