"""Keeps people as a CSV file of an HR system has them: adds who is new, changes what differs, ends nothing unless asked to.

All goes through the services that organizers use, so the log tells it and places of those who left are freed.
"""

from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import actor
from app.core.actor import Role
from app.core.db import Database
from app.core.errors import Invalid
from app.core.fields import folded_email
from app.imports import people_managers
from app.imports.cells import Unusable
from app.imports.people_rows import Listed, read
from app.imports.report import Part, Report, no_counts
from app.imports.rows import Batch, Table
from app.imports.service import lock_imports, transactions
from app.people import queries, service
from app.people.models import Person
from app.people.schemas import MePatch, PersonIn, PersonPatch

SOURCE = "hr"
CHANGED, ENDED = "changed", "deactivated, as they are no longer listed"
KEPT = "not deactivated"
STAY = "listed, but deactivated here: reactivate them by hand, if they are back"


@dataclass(slots=True)
class Upsert:
    """The load while it runs."""

    session: Session
    batch: Batch
    source: str
    listed: set[str] = field(default_factory=set)
    """The ids of the people who are in the file."""

    kept: list[tuple[Listed, Person]] = field(default_factory=list)
    """Who is there now, with their rows."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    ended: int = 0


def run(
    db: Database,
    file: Path,
    *,
    source: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    deactivate_missing: bool = False,
) -> Report:
    """Load the file, whole or not at all, unless bad rows are to be skipped.

    Raises Invalid("nothing_to_import"), and Invalid("bad_rows") rather than deactivate those whose rows can't be read.
    """
    if not file.is_file():
        raise Invalid("nothing_to_import", f"{file} is no file.")
    batch = Batch(file.name)
    rows = read(file, batch)
    if batch.bad and skip_bad and deactivate_missing:
        raise Invalid(
            "bad_rows", "Who is missing can't be told while rows are bad; mend them, or leave one option out."
        )
    report = Report(dry_run)
    if batch.bad and not skip_bad:
        report.parts.append(Part.of(batch, no_counts(), written=False))
        return report
    with transactions(db, dry_run) as transaction, transaction() as session:
        lock_imports(session)
        load = Upsert(session, batch, source or SOURCE)
        for row in sorted(
            rows, key=lambda row: _by_id(load, row) is None
        ):  # an address may go on to somebody new
            try:
                _put(load, row)
            except Unusable as problem:
                batch.refuse(Table.PEOPLE, row.origin, problem.column, problem.why, problem.advice)
        _link_managers(load)
        if batch.bad and (deactivate_missing or not skip_bad):
            session.rollback()
            report.parts.append(Part.of(batch, no_counts(), written=False))
            return report
        if deactivate_missing:
            _end_missing(load)
        report.parts.append(_part(load))
    return report


def _part(load: Upsert) -> Part:
    counts = no_counts()
    people = counts[Table.PEOPLE]
    people.new, people.changed, people.unchanged, people.ended = (
        len(load.new),
        len(load.changed),
        len(load.kept) - len(load.new) - len(load.changed),
        load.ended,
    )
    part = Part.of(load.batch, counts, written=True)
    part.shows_all = True
    return part


def _put(load: Upsert, row: Listed) -> None:
    person = _known(load, row)
    if person is None:
        new = PersonIn(email=row.email, name=row.name, home_team=row.home_team)
        person = service.add(load.session, actor.system(), new)
        _claim(load, row, person)
        if row.time_zone:
            service.edit_me(load.session, actor.system(), person, MePatch(time_zone=row.time_zone))
        load.new.add(person.id)
        load.listed.add(person.id)
        load.kept.append((row, person))
        return
    if person.anonymised_at is not None:
        raise Unusable("person_id", "is that of somebody who was anonymised", "leave the row out")
    load.listed.add(person.id)
    load.kept.append((row, person))
    _claim(load, row, person)
    if not person.is_active:
        load.batch.note(STAY, row.email, row.origin)
    told = _differences(load, row, person)
    if told:
        _change(load, row, person, told)
        for name, (before, after) in told.items():
            _tell_change(load, row, person, name, before, after)


def _tell_change(
    load: Upsert, row: Listed, person: Person, name: str, before: str | None, after: str | None
) -> None:
    load.changed.add(person.id)
    load.batch.note(CHANGED, f"{row.email}: {name} {_quoted(before)} → {_quoted(after)}", row.origin)


def _link_managers(load: Upsert) -> None:
    """Once all are there: a manager may come after their people."""
    with_manager = [(row.origin, person, row.manager) for row, person in load.kept if row.manager]
    changed = people_managers.link(load.session, load.batch, load.source, with_manager)
    for row, person in load.kept:
        if person.id in changed and person.id not in load.new:
            _tell_change(load, row, person, "manager", *changed[person.id])


def _quoted(value: str | None) -> str:
    return f"“{value}”" if value else "nothing"


def _by_id(load: Upsert, row: Listed) -> Person | None:
    ids = [row.id] if row.id else []
    for id_ in [*ids, folded_email(row.email)]:
        found = load.session.exec(
            select(Person).where(Person.source == load.source, Person.source_id == id_)
        ).first()
        if found is not None:
            return found
    return None


def _known(load: Upsert, row: Listed) -> Person | None:
    """The person of the id that the source has for them, else of the address. Raises Unusable where the two don't agree."""
    known, rival = _by_id(load, row), queries.by_email(load.session, row.email)
    if rival is None or rival is known:
        return known
    theirs = rival.source_id if rival.source == load.source else None
    if known is not None or (row.id and theirs not in (None, folded_email(row.email))):
        who = f"{rival.name}, whose id is {theirs}" if theirs else rival.name
        raise Unusable("email", f"is that of {who}", "see which of the two it belongs to")
    return rival


def _claim(load: Upsert, row: Listed, person: Person) -> None:
    """From now on the source says who this is; somebody whom another source brought stays that one's."""
    known_by = row.id or folded_email(row.email)
    if person.source is None or (person.source == load.source and row.id and person.source_id != row.id):
        person.source, person.source_id = load.source, known_by
        load.session.add(person)
        load.session.flush()


def _differences(load: Upsert, row: Listed, person: Person) -> dict[str, tuple[str | None, str | None]]:
    team = queries.home_teams_now(load.session, [person.id]).get(person.id)
    same_team = row.home_team is None or (
        team is not None and queries.folded_team(team) == queries.folded_team(row.home_team)
    )
    same_address = person.email is not None and folded_email(person.email) == folded_email(row.email)
    pairs = {
        "email": (person.email, person.email if same_address else row.email),
        "name": (person.name, row.name),
        "home_team": (team, team if same_team else row.home_team),
        "time_zone": (person.time_zone, row.time_zone or person.time_zone),
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _change(
    load: Upsert, row: Listed, person: Person, told: dict[str, tuple[str | None, str | None]]
) -> None:
    """Raises Conflict("email_taken") where somebody else has the address."""
    patch = {name: after for name, (_, after) in told.items() if name != "time_zone"}
    if patch:
        service.edit(load.session, actor.system(), person, PersonPatch.model_validate(patch))
    if "time_zone" in told:
        service.edit_me(load.session, actor.system(), person, MePatch(time_zone=row.time_zone))


def _end_missing(load: Upsert) -> None:
    """Deactivate the people of this source who aren't listed; never the last admin who can sign in."""
    of_source = select(Person).where(
        Person.source == load.source, col(Person.deactivated_at).is_(None), col(Person.email).is_not(None)
    )
    for person in load.session.exec(of_source.order_by(col(Person.id))).all():
        if person.id in load.listed:
            continue
        if person.role is Role.ADMIN and _admins(load.session) == 1:
            load.batch.note(KEPT, f"{person.email}, the last admin, though not listed")
            continue
        service.deactivate(load.session, actor.system(), person)
        load.ended += 1
        load.batch.note(ENDED, str(person.email))


def _admins(session: Session) -> int:
    active = sa.and_(col(Person.deactivated_at).is_(None), col(Person.email).is_not(None))
    return session.exec(
        select(sa.func.count()).select_from(Person).where(Person.role == Role.ADMIN, active)
    ).one()
