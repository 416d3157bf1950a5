"""Writes pitches with their tags, and makes them findable."""

from collections import defaultdict

from sqlmodel import Session, col, select

from app.core import clock, text
from app.imports.kept_words import Entry, KeptWords
from app.imports.known import Known, chunks, insert
from app.imports.rows import Batch, PitchRow
from app.imports.write_crews import Plan
from app.imports.written import Split, Values, note_differences
from app.people.models import Person
from app.pitches.models import LabelKind, Pitch, PitchLabel, PitchStatus

MAX_FOLDED = 500


def write_pitches(
    session: Session, batch: Batch, known: Known, kept: KeptWords, parts: Split[PitchRow], plan: Plan
) -> None:
    """Write pitches as submitted, with the places that their imported members take."""
    now = clock.now()
    new = [
        Pitch(
            id=(pitch_id := known.pitches[row.key]),
            week_id=known.weeks[row.week],
            title_folded=text.fold(row.title)[:MAX_FOLDED],
            status=PitchStatus.SUBMITTED,
            created_at=now,
            places_taken=plan.places[pitch_id],
            next_line_number=plan.last_line[pitch_id] + 1,
            source=row.key.source,
            source_id=row.key.id,
            source_results=kept.results_of_pitch.get(row.key) or None,
            **_values(row, kept.for_pitch(row.key, row.extra)),
        )
        for row in parts.new
    ]
    insert(session, Pitch, new)
    insert(
        session, PitchLabel, [label for row in parts.new for label in _labels(row, known.pitches[row.key])]
    )
    _make_findable(session, batch, parts.new, known, plan)
    here = [(row, known.pitches[row.key], _values(row, row.extra)) for row in parts.here]
    note_differences(session, batch, Pitch, here)


def _values(row: PitchRow, extra: Entry) -> Values:
    return {
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "links": row.links,
        "submitted_at": row.submitted_at,
        "source_extra": extra or None,
    }


def _labels(row: PitchRow, pitch_id: str) -> list[PitchLabel]:
    """The tags, of which those that fold to the same are one."""
    first: dict[str, str] = {}
    for tag in row.tags:
        first.setdefault(text.fold(tag), tag)
    return [
        PitchLabel(pitch_id=pitch_id, kind=LabelKind.TAG, position=position, text=tag, folded=folded)
        for position, (folded, tag) in enumerate(first.items())
    ]


def _make_findable(session: Session, batch: Batch, rows: list[PitchRow], known: Known, plan: Plan) -> None:
    """Put what `pitches.service.make_findable` puts into the text index, for many pitches at once."""
    names = _names_of_leads(session, batch, known, plan)
    texts = {
        (pitch_id := known.pitches[row.key]): (row.title, row.summary, *row.tags, *names[pitch_id], row.body)
        for row in rows
    }
    text.index_new(session, "pitch", texts)


def _names_of_leads(session: Session, batch: Batch, known: Known, plan: Plan) -> dict[str, list[str]]:
    name_of = {known.people[row.key]: row.name for row in batch.people}
    others = {lead.person_id for lead in plan.leads} - set(name_of)
    for part in chunks(sorted(others)):
        name_of |= dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(part))).all())
    names: dict[str, list[str]] = defaultdict(list)
    for lead in plan.leads:
        names[lead.pitch_id].append(name_of[lead.person_id])
    return names
