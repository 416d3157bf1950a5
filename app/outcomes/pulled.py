"""The hot path of programs that pull outcomes: each outcome's JSON is kept under the event that last changed anything shown in it.

An outcome has another `event_id` after each such change (`app.outcomes.reactions`), and its number is that event's. So what was made of it once stays
right for as long as it has that event, and a page is a statement that tells which outcomes there are, and their bytes.
"""

from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json
from sqlmodel import Session

from app.core.actor import Actor
from app.core.http import Made
from app.core.queries import rows
from app.core.remembered import Remembered
from app.outcomes import queries
from app.outcomes.models import OutcomeKind
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
    statement = queries.numbered(actor, number, week=week, kind=kind).limit(limit + 1)
    found = rows(session, statement, number=number, last=end)
    told, more = found[:limit], len(found) > limit
    last = told[-1].seq if more else end
    in_weeks = weeks.named(session, {row.week_id for row in told})
    gone = {row.id: queries.why_gone(actor, row, in_weeks[row.week_id], kind) for row in told}
    living = _living(session, [row for row in told if gone[row.id] is None])
    items = [
        living[row.id] if (why := gone[row.id]) is None else to_json(queries.tombstone(row.id, row.seq, why))
        for row in told
    ]
    return Made.whole(
        b'{"items":[%b],"last":%d,"more":%b}' % (b",".join(items), last, b"true" if more else b"false")
    )


def _living(session: Session, told: list[Any]) -> dict[str, bytes]:
    """The JSON of each of these rows of `queries.numbered`, by id; made where it isn't kept."""
    found = {row.id: item.body for row in told if (item := kept.get(row.event_id))}
    lacking = {row.id: row for row in told if row.id not in found}
    for outcome in queries.these(session, lacking) if lacking else ():
        row = lacking[outcome.id]
        as_told, outcome.seq = outcome.seq == row.seq, row.seq
        found[outcome.id] = body = to_json(outcome)
        if as_told:  # else it was changed since, and will come again under its new number
            kept.put(row.event_id, Item(body))
    return found
