"""What of a week's pitches reads otherwise since a state of the log: told by the events that came since, whatever they say."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.queries import given, rows
from app.events.models import EventRow
from app.events.queries import State

MOST = 500
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

_WHAT = (col(EventRow.type), col(EventRow.pitch_id), col(EventRow.person_id))
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


def since(session: Session, week_id: str, state: State) -> Changed | None:
    """What changed since a state of the log; None where that may be anything, the week itself and who may see it among it.

    An event with a pitch tells of that pitch alone. Of those without, whatever isn't known here counts as a change of everything.
    """
    of_week, of_no_week, _ = (number or 0 for number in state)
    events = rows(session, _SINCE, week_id=week_id, of_week=of_week, of_no_week=of_no_week)
    others = [event for event in events if event.pitch_id is None and event.type not in SHOWN_NOWHERE]
    if len(events) > MOST or any(event.type not in OF_A_PERSON for event in others):
        return None
    return Changed(
        frozenset(event.pitch_id for event in events if event.pitch_id is not None),
        frozenset(event.person_id for event in others),
        any(event.type.startswith("pitch.") for event in events),
        any(event.type == "signup.offered" for event in events),
    )
