"""Writes leads, sign-ups and who took part in a week without a pitch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from app.core import clock
from app.imports.known import Known, chunks, insert
from app.imports.rows import Batch, CrewRow, Table
from app.imports.written import Written
from app.pitches.models import Pitch, PitchLead
from app.pitches.service import make_findable
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks.models import Participation

MERGED = "repeated pairs were merged"
Pair = tuple[str, str]
"""A pitch or week, and a person."""


@dataclass(slots=True)
class Plan:
    """The rows that are to be written, and what they take of each pitch."""

    leads: list[PitchLead] = field(default_factory=list)
    signups: list[SignUp] = field(default_factory=list)
    participation: list[Participation] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    last_lead: Counter[str] = field(default_factory=Counter)
    last_line: Counter[str] = field(default_factory=Counter)


def plan(session: Session, batch: Batch, known: Known, pitches_here: Sequence[str], written: Written) -> Plan:
    """Tell new rows from those that are here and from those that are there twice; count all three."""
    result = _in_use(session, pitches_here)
    here = _pairs_here(session, batch, known)
    seen: dict[tuple[Table, Pair], CrewRow] = {}
    for row in batch.crews:
        pair = _pair(row, known)
        if first := seen.get((row.table, pair)):
            written.counts[row.table].merged += 1
            batch.note(MERGED, f"{row.person.id} is there already, at line {first.origin.line}", row.origin)
            continue
        seen[row.table, pair] = row
        if (row.table, pair) in here:
            written.counts[row.table].unchanged += 1
        else:
            written.add_new(row.table, row.person)
            _add(result, row, pair, known)
    return result


def _pair(row: CrewRow, known: Known) -> Pair:
    if row.pitch is not None:
        return known.pitches[row.pitch], known.people[row.person]
    assert row.week is not None  # the readers refuse a row of neither
    return known.weeks[row.week], known.people[row.person]


def _add(plan: Plan, row: CrewRow, pair: Pair, known: Known) -> None:
    place, person_id = pair
    if row.table is Table.PARTICIPATION:
        takes_part = row.status is SignUpStatus.ACCEPTED
        plan.participation.append(
            Participation(week_id=place, person_id=person_id, taking_part=takes_part, days=row.days)
        )
    elif row.table is Table.LEADS:
        plan.last_lead[place] += 1
        plan.leads.append(PitchLead(pitch_id=place, person_id=person_id, position=plan.last_lead[place]))
    elif row.role is not None and row.pitch is not None:  # as for every row of this table
        plan.last_line[place] += 1
        plan.places[place] += row.role is CrewRole.MEMBER and row.status is SignUpStatus.ACCEPTED
        plan.signups.append(
            _signup(row, row.role, place, known.week_of_pitch[row.pitch], person_id, plan.last_line[place])
        )


def _signup(
    row: CrewRow, role: CrewRole, pitch_id: str, week_id: str, person_id: str, line_number: int
) -> SignUp:
    """A sign-up that the one-place rule doesn't bind."""
    return SignUp(
        pitch_id=pitch_id,
        week_id=week_id,
        person_id=person_id,
        role=role,
        status=row.status,
        line_number=line_number,
        asked_at=row.at or clock.now(),
        accepted_at=row.accepted_at
        if row.has_both_times
        else row.at
        if row.status is SignUpStatus.ACCEPTED
        else None,
        imported=True,
    )


def _in_use(session: Session, pitch_ids: Sequence[str]) -> Plan:
    """What is in use of pitches that were here before."""
    result = Plan()
    for part in chunks(pitch_ids):
        for lead in session.exec(select(PitchLead).where(col(PitchLead.pitch_id).in_(part))):
            result.last_lead[lead.pitch_id] = max(result.last_lead[lead.pitch_id], lead.position)
        pitches = session.exec(select(Pitch.id, Pitch.next_line_number).where(col(Pitch.id).in_(part)))
        result.last_line.update({pitch_id: next_number - 1 for pitch_id, next_number in pitches})
    return result


def _pairs_here(session: Session, batch: Batch, known: Known) -> set[tuple[Table, Pair]]:
    pitch_ids = list({known.pitches[row.pitch] for row in batch.crews if row.pitch})
    week_ids = list({known.weeks[row.week] for row in batch.crews if row.week and not row.pitch})
    found: set[tuple[Table, Pair]] = set()
    for table, place, person, ids in (
        (Table.LEADS, PitchLead.pitch_id, PitchLead.person_id, pitch_ids),
        (Table.SIGNUPS, SignUp.pitch_id, SignUp.person_id, pitch_ids),
        (Table.PARTICIPATION, Participation.week_id, Participation.person_id, week_ids),
    ):
        for part in chunks(ids):
            rows = session.exec(select(place, person).where(col(place).in_(part)))
            found |= {(table, (place_id, person_id)) for place_id, person_id in rows}
    return found


def write(session: Session, plan: Plan, pitches_here: Sequence[str]) -> None:
    """Write what was planned, and what it changes of pitches that were here before."""
    insert(session, PitchLead, plan.leads)
    insert(session, SignUp, plan.signups)
    insert(session, Participation, plan.participation)
    led = {lead.pitch_id for lead in plan.leads}.intersection(pitches_here)
    for part in chunks(sorted(led)):
        for pitch in session.exec(select(Pitch).where(col(Pitch.id).in_(part))).all():
            make_findable(session, pitch)
    joined = {signup.pitch_id for signup in plan.signups}.intersection(pitches_here)
    for part in chunks(sorted(joined)):
        for pitch in session.exec(select(Pitch).where(col(Pitch.id).in_(part)).with_for_update()):
            pitch.places_taken += plan.places[pitch.id]
            pitch.next_line_number = plan.last_line[pitch.id] + 1
            if pitch.crew_limit is not None:
                pitch.crew_limit = max(pitch.crew_limit, pitch.places_taken)  # who was there was there
