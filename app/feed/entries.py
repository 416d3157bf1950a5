"""The entries of feeds: a week's pitches, and outcomes, the newest first."""

from collections.abc import Sequence
from html import escape

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.board.rows import Asked, page
from app.core.actor import Actor
from app.core.markdown import html
from app.core.queries import among
from app.events.models import EventRow
from app.feed.atom import Entry
from app.outcomes import queries as outcomes
from app.outcomes.models import Outcome, OutcomeKind
from app.outcomes.schemas import ImpactIn, OutcomeOut
from app.people.schemas import PersonRef
from app.pitches.events import PitchEdited, PitchHandedOver, PitchRestored, PitchSubmitted
from app.pitches.models import Pitch
from app.weeks.models import Week
from app.weeks.queries import visible_to

MOST = 100
_WORDS = (PitchSubmitted.type, PitchEdited.type, PitchHandedOver.type, PitchRestored.type)
_BODIES = select(Pitch).where(among(col(Pitch.id), "pitch_ids"))
_CHANGED = (
    select(EventRow.pitch_id, sa.func.max(col(EventRow.at)))
    .where(among(col(EventRow.pitch_id), "pitch_ids"), col(EventRow.type).in_(_WORDS))
    .group_by(col(EventRow.pitch_id))
)
_NEWEST = (
    select(Outcome, Pitch, Week, EventRow.seq)
    .join(EventRow, col(EventRow.id) == Outcome.event_id)
    .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
    .join(Week, col(Week.id) == Pitch.week_id)
    .order_by(col(Outcome.updated_at).desc(), col(Outcome.id).desc())
    .limit(MOST)
)


def of_pitches(session: Session, week: Week) -> tuple[Entry, ...]:
    """The newest pitches of the board. Each was updated when its words or its leads changed last, not its crew."""
    rows, _ = page(session, week, Asked(limit=MOST))
    ids = [row.id for row in rows]
    whole = {pitch.id: pitch for pitch in session.exec(_BODIES, params={"pitch_ids": ids})}
    changed = dict(session.exec(_CHANGED, params={"pitch_ids": ids}).all())
    return tuple(
        Entry(
            id_=row.id, title=row.title, path=f"pitches/{row.id}", summary=row.summary,
            updated=changed.get(row.id) or whole[row.id].created_at,
            published=row.submitted_at or whole[row.id].created_at,
            authors=tuple(lead.name for lead in row.leads), categories=tuple(row.tags),
            html=(f"<p>{escape(row.summary)}</p>\n" if row.summary else "") + html(whole[row.id].body),
        )
        for row in rows
    )  # fmt: skip


def of_outcomes(
    session: Session, actor: Actor, *, week: Week | None = None, kind: OutcomeKind | None = None
) -> tuple[Entry, ...]:
    """The outcomes that were recorded or changed last, of one week or of all that the actor may see."""
    found = _NEWEST.where(visible_to(actor)) if week is None else _NEWEST.where(Week.id == week.id)
    if kind is not None:
        found = found.where(Outcome.kind == kind)
    rows = [(outcome, pitch, in_week, seq) for outcome, pitch, in_week, seq in session.exec(found)]
    return tuple(_outcome(outcome) for outcome in outcomes.shown(session, rows))


def _outcome(outcome: OutcomeOut) -> Entry:
    return Entry(
        id_=outcome.id, title=outcome.pitch.title, path=f"pitches/{outcome.pitch.id}", updated=outcome.updated_at,
        published=outcome.created_at, authors=_once([*outcome.leads, *(member.person for member in outcome.crew)]),
        categories=(outcome.kind, outcome.week), html=_told(outcome),
    )  # fmt: skip


def _once(people: Sequence[PersonRef]) -> tuple[str, ...]:
    """Everyone's name once: who leads may be in the crew as well."""
    return tuple({person.id: person.name for person in people}.values())


def _told(outcome: OutcomeOut) -> str:
    impact = "".join(f"<li>{escape(_figure(row))}</li>" for row in outcome.impact)
    evidence = "".join(
        f'<li><a href="{escape(link.url)}" rel="noopener noreferrer nofollow">{escape(link.title)}</a></li>'
        for link in outcome.evidence
    )
    return html(f"{outcome.summary}\n\n{outcome.learned}") + "".join(
        f"<ul>{items}</ul>" for items in (impact, evidence) if items
    )


def _figure(row: ImpactIn) -> str:
    before = "" if row.baseline is None else f"{row.baseline:g} → "
    return f"{row.metric}: {before}{row.value:g} {row.unit}"
