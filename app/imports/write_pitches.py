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
    new = [_pitch(row, known, kept, plan) for row in parts.new]
    insert(session, Pitch, new)
    insert(
        session, PitchLabel, [label for row in parts.new for label in _labels(row, known.pitches[row.key])]
    )
    _make_findable(session, batch, parts.new, known, plan)
    here = [(row, known.pitches[row.key], _values(row, row.extra)) for row in parts.here]
    note_differences(session, batch, Pitch, here)


def _pitch(row: PitchRow, known: Known, kept: KeptWords, plan: Plan) -> Pitch:
    pitch_id = known.pitches[row.key]
    values: Values = {"status": PitchStatus.SUBMITTED, **_values(row, kept.for_pitch(row.key, row.extra))}
    if values.get("crew_limit") is not None:
        values["crew_limit"] = max(values["crew_limit"], plan.places[pitch_id])  # who was there was there
    return Pitch(
        id=pitch_id,
        week_id=known.weeks[row.week],
        title_folded=text.fold(row.title)[:MAX_FOLDED],
        created_at=clock.now(),
        places_taken=plan.places[pitch_id],
        next_line_number=plan.last_line[pitch_id] + 1,
        source=row.key.source,
        source_id=row.key.id,
        source_results=kept.results_of_pitch.get(row.key) or None,
        **values,
    )


def _values(row: PitchRow, extra: Entry) -> Values:
    return {
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "links": row.links,
        "submitted_at": row.submitted_at,
        "source_extra": extra or None,
        **row.more,
    }


def _labels(row: PitchRow, pitch_id: str) -> list[PitchLabel]:
    """The tags and skills, of which those that fold to the same are one."""
    given = (
        (LabelKind.TAG, row.tags),
        (LabelKind.NEEDED, row.skills_needed),
        (LabelKind.TO_LEARN, row.skills_to_learn),
    )
    labels = []
    for kind, words in given:
        first: dict[str, str] = {}
        for word in words:
            first.setdefault(text.fold(word), word)
        labels += [
            PitchLabel(pitch_id=pitch_id, kind=kind, position=position, text=word, folded=folded)
            for position, (folded, word) in enumerate(first.items())
        ]
    return labels


def _make_findable(session: Session, batch: Batch, rows: list[PitchRow], known: Known, plan: Plan) -> None:
    """Put what `pitches.service.make_findable` puts into the text index, for many pitches at once."""
    names = _names_of_leads(session, batch, known, plan)
    texts = {
        (pitch_id := known.pitches[row.key]): (
            row.title,
            row.summary,
            *row.tags,
            *row.skills_needed,
            *row.skills_to_learn,
            *names[pitch_id],
            row.body,
        )
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
