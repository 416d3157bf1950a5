"""The log from its end, with names in place of ids: what an auditor reads."""

import re
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.fields import UUID
from app.core.paging import read_cursor, write_cursor
from app.core.queries import among
from app.core.schema import Page
from app.events.models import EventRow
from app.feed import policy, queries
from app.feed.queries import Asking
from app.feed.schemas import EventOut, NamedEvent
from app.people.models import HomeTeam, Person
from app.pitches.models import Pitch
from app.weeks.models import Week

_IS_ID = re.compile(UUID)
_NAMES = sa.union_all(
    *(
        sa.select(col(table.id), col(name)).where(among(col(table.id), "ids"))
        for table, name in ((Person, Person.name), (HomeTeam, HomeTeam.name), (Pitch, Pitch.title), (Week, Week.title))
    )
)  # fmt: skip
_SLUGS = sa.select(col(Week.id), col(Week.slug)).where(among(col(Week.id), "ids"))


def page(session: Session, actor: Actor, asking: Asking, cursor: str | None, limit: int) -> Page[NamedEvent]:
    """The newest events first. Raises Forbidden("organizers_only"), BadRequest("bad_cursor")."""
    policy.may_read_the_log(actor, asking.week_id).require()
    found = select(EventRow).where(
        col(EventRow.seq).is_not(None), queries.seen_by(actor), *queries.asked_for(asking)
    )
    if cursor is not None:
        [before] = read_cursor(cursor, "newest_events", int)
        found = found.where(col(EventRow.seq) < before)
    rows = list(session.exec(found.order_by(col(EventRow.seq).desc()).limit(limit + 1)))
    following = write_cursor("newest_events", rows[limit - 1].seq) if len(rows) > limit else None
    events = queries.shown(session, actor, rows[:limit])
    return Page[NamedEvent].model_construct(items=_named(session, events), next=following)


def _named(session: Session, events: Sequence[EventOut]) -> list[NamedEvent]:
    ids = {event.id: {*_ids([event.data, event.actor_id, event.week_id])} for event in events}
    handed = {"ids": list(set[str]().union(*ids.values()))}
    names: Mapping[str, str] = dict(session.execute(_NAMES, handed).all())
    slugs: Mapping[str, str] = dict(session.execute(_SLUGS, handed).all())
    return [
        NamedEvent.model_construct(
            **dict(event), week=slugs.get(event.week_id or ""),
            names={id_: names[id_] for id_ in ids[event.id] if id_ in names},
        )
        for event in events
    ]  # fmt: skip


def _ids(value: object) -> Iterator[str]:
    """All that looks like an id, wherever it stands in an event's data."""
    if isinstance(value, str):
        if _IS_ID.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _ids(name)
            yield from _ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)
