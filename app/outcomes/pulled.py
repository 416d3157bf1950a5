"""The hot path of programs that pull outcomes: each outcome's JSON is kept under the event that last changed anything shown in it.

An outcome has another `event_id` after each such change (`app.outcomes.reactions`), and its number is that event's. So what was made of it once stays
right for as long as it has that event, and a page is a statement that tells which outcomes there are, and their bytes.
"""

from dataclasses import dataclass

from pydantic_core import to_json
from sqlmodel import Session

from app.core.actor import Actor
from app.core.http import Made
from app.core.queries import rows
from app.core.remembered import Remembered
from app.outcomes import queries
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import WhyGone
from app.weeks import queries as weeks

AT_MOST_BYTES = 32 * 1024 * 1024
"""Some twenty thousand outcomes, such as are recorded in ten years."""


@dataclass(frozen=True, slots=True)
class Item:
    """An outcome's JSON."""

    body: bytes


kept: Remembered[Item] = Remembered(AT_MOST_BYTES)


def page(
    session: Session, actor: Actor, number: int, *, week: str | None, kind: OutcomeKind | None, limit: int
) -> Made:
    """As `queries.page`, byte for byte. Raises Conflict("after_unknown"), NotFound for a week."""
    end = queries.end_for(session, actor, number, week)
    statement = queries.numbered(actor, again=number > 0, week=week, kind=kind)
    found = [*map(queries.Told._make, rows(session, statement, number=number, last=end, limit=limit + 1))]
    told, more = found[:limit], len(found) > limit
    last = told[-1].seq if more else end
    gone = _gone(session, actor, told, kind)
    pieces = _living(session, [row for row in told if row.id not in gone])
    pieces |= {
        row.id: to_json(queries.tombstone(row.id, row.seq, gone[row.id])) for row in told if row.id in gone
    }
    items = [pieces[row.id] for row in told]
    return Made.whole(
        b'{"items":[%b],"last":%d,"more":%b}' % (b",".join(items), last, b"true" if more else b"false")
    )


def _gone(
    session: Session, actor: Actor, told: list[queries.Told], kind: OutcomeKind | None
) -> dict[str, WhyGone]:
    """Why the actor is told of an outcome no more, by its id. It is asked once for all rows that are alike in what decides it."""
    alike = {(row.week_id, row.kind, row.withdrawn_at): row for row in told}
    in_weeks = weeks.named(session, {row.week_id for row in alike.values()})
    why = {
        key: reason
        for key, row in alike.items()
        if (reason := queries.why_gone(actor, row, in_weeks[row.week_id], kind))
    }
    if not why:
        return {}
    reasons = ((row.id, why.get((row.week_id, row.kind, row.withdrawn_at))) for row in told)
    return {id_: reason for id_, reason in reasons if reason}


def _living(session: Session, told: list[queries.Told]) -> dict[str, bytes]:
    """The JSON of each of these, by id; made where it isn't kept."""
    items = kept.these([row.event_id for row in told])
    found = {row.id: item.body for row, item in zip(told, items, strict=True) if item}
    lacking = {row.id: row for row, item in zip(told, items, strict=True) if item is None}
    for outcome in queries.these(session, lacking) if lacking else ():
        row = lacking[outcome.id]
        as_told, outcome.seq = outcome.seq == row.seq, row.seq
        found[outcome.id] = body = to_json(outcome)
        if as_told:  # else it was changed since, and will come again under its new number
            kept.put(row.event_id, Item(body))
    return found
