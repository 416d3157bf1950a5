"""What happened since the last look at the log, read once for all who listen to it.

Most see the same of it: whoever has the same role, scopes and weeks. Whom it concerns, as the one who did it, the one it was done to or the
lead of its pitch, may see more, or have lost a right by it, and reads for themselves; so the rule who sees what stands in one place (`queries.seen_by`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.queries import given, rows
from app.events.models import EventRow
from app.feed import queries
from app.feed.schemas import EventOut
from app.people import sign_in
from app.pitches import queries as pitches
from app.weeks.models import Week

MOST = 200
"""Where more happened since the last look, everybody reads for themselves, page by page."""
_WHOM = (
    sa.select(col(EventRow.actor_id), col(EventRow.person_id), col(EventRow.pitch_id))
    .where(col(EventRow.seq) > given("since"), col(EventRow.seq) <= given("until"))
    .limit(MOST + 1)
)


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a stream tells: of one week or of all, of these types or of every type, beyond a number."""

    actor: Actor
    after: int
    since: int
    """The highest number when the stream began."""
    week: Week | None = None
    types: Sequence[str] = ()
    session_id: str | None = None
    """The browser's session that the reader came with, if it was one."""

    def lets_in(self, session: Session) -> bool:
        return self.session_id is None or bool(sign_in.still_on(session, [self.session_id]))

    @property
    def audience(self) -> Actor:
        """Somebody who sees what all see that have the reader's rights, and nothing of their own."""
        of = self.actor
        return Actor(None, of.role, of.scopes, of.organizes, guest_of=of.guest_of)

    def asks_for(self, event: "Told") -> bool:
        in_week = self.week is None or event.week_id == self.week.id
        return in_week and (
            not self.types or any(queries.is_of_type(kind, event.type) for kind in self.types)
        )


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a stream tells it."""

    week_id: str | None
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class News:
    """The events beyond one number up to another, by who sees them."""

    since: int
    until: int
    listening: frozenset[Wanted]
    """Who listened when they were read: rights of others may be newer."""
    told: Mapping[Actor, Sequence[Told]]
    concerned: frozenset[str]
    """The ids of the people who read for themselves."""
    on: frozenset[str]
    """Of the sessions that listen, those that have not ended."""

    def told_to(self, wanted: Wanted, after: int) -> list[str] | None:
        """What a stream tells that has told everything up to a number; None where it has to read for itself."""
        signed_out = wanted.session_id is not None and wanted.session_id not in self.on
        late = wanted not in self.listening or after != self.since
        if late or signed_out or wanted.actor.person_id in self.concerned:
            return None
        return [event.text for event in self.told[wanted.audience] if wanted.asks_for(event)]


def read(session: Session, since: int, until: int, listening: Collection[Wanted]) -> News | None:
    """The events with a number in (`since`, `until`] for all who listen; None where there are too many of them."""
    events = rows(session, _WHOM, since=since, until=until)
    if len(events) > MOST:
        return None
    leads = pitches.leads(session, {event.pitch_id for event in events if event.pitch_id})
    concerned = {event.actor_id for event in events} | {event.person_id for event in events}
    sessions = {wanted.session_id for wanted in listening if wanted.session_id is not None}
    asking = queries.Asking()
    return News(
        since,
        until,
        frozenset(listening),
        {
            audience: [
                told(event)
                for event in queries.after(session, audience, since, until, asking=asking, limit=MOST)
            ]
            for audience in {wanted.audience for wanted in listening}
        },
        frozenset(concerned.union(*leads.values()) - {None}),
        frozenset(sign_in.still_on(session, sessions)),
    )


def told(event: EventOut) -> Told:
    text = f"id: {event.seq}\nevent: {event.type}\ndata: {event.model_dump_json()}\n\n"
    return Told(event.week_id, event.type, text)
