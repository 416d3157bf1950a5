"""Reads the CSV files that Devpost gives to an organizer: the projects of a hackathon, and its registrants."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue

from app.imports import csv_file
from app.imports.cells import Cells, Unusable, is_label, is_url
from app.imports.csv_folder import instant_of
from app.imports.one_week import OneWeek
from app.imports.rows import Batch, Key, Origin, PitchRow, Table
from app.signups.models import CrewRole

SOURCE = "devpost"
TITLE, URL, STATUS = "Project Title", "Submission Url", "Project Status"
PRIZES = ("Opt-In Prize", "Opt-In Prizes")
FIRST_MEMBER = "Team Member 1 First Name"
MEMBERS = "Additional Team Member Count"
NOT_KEPT = ("Submitter First Name", "Submitter Last Name", "Submitter Email", URL, MEMBERS, "...")
_MEMBER = re.compile(r"Team Member \d+ (First Name|Last Name|Email)|\+\d+")
_AMERICAN = "%m/%d/%Y %H:%M:%S"
_BETWEEN = re.compile(r"[\s,]+")


def read(files: list[Path], label: str, source: str | None, title: str | None) -> Batch:
    """The files of one hackathon, told apart by their columns; its name is not in them."""
    week = OneWeek(label, source or SOURCE, title or label)
    week.add_week(Origin(files[0].name, 1))
    kinds = {file: _columns(file) for file in files}
    for file in (file for file in files if TITLE not in kinds[file] and "Email" in kinds[file]):
        _each(week, file, Table.PEOPLE, {"First Name", "Last Name", "Email"})
    for file in (file for file in files if TITLE in kinds[file]):
        _each(week, file, Table.PITCHES, {TITLE, URL})
    for file in (file for file in files if TITLE not in kinds[file] and "Email" not in kinds[file]):
        batch = week.batch
        why = f"has neither the column {TITLE} nor the column Email"
        batch.refuse_unread(
            Table.PITCHES, Origin(file.name, 1), None, why, "leave the file out of the folder"
        )
    return week.batch


def _columns(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return [column.strip() for column in next(csv.reader(lines), [])]


def _each(week: OneWeek, file: Path, table: Table, required: set[str]) -> None:
    first: dict[Key, PitchRow] = {}
    for origin, record in csv_file.records(file, file.name, table, required, week.batch, loose=True):
        try:
            cells = Cells(table, origin, dict[str, JsonValue](record), week.batch)
            if table is Table.PEOPLE:
                _registrant(week, cells)
            else:
                _project(week, cells, list(record.items()), first)
        except Unusable as problem:
            week.batch.refuse(table, origin, problem.column, problem.why, problem.advice)


def _registrant(week: OneWeek, cells: Cells) -> None:
    name = f"{cells.text('First Name')} {cells.text('Last Name')}"
    address = cells.text("Email")
    before = len(week.batch.people)
    person = week.person(
        cells.origin, name, column="First Name", address=address, extra=cells.rest(without=("Email",))
    )
    week.batch.read[Table.PEOPLE] -= (
        1  # counted as it was read, and, where it is somebody new, as somebody met
    )
    if len(week.batch.people) == before:
        week.batch.note("rows of one registrant were taken as one", name.strip()[:80], cells.origin)
    week.joins(cells.origin, None, person, CrewRole.MEMBER)


def _project(week: OneWeek, cells: Cells, listed: list[tuple[str, str]], first: dict[Key, PitchRow]) -> None:
    """A project with its crew. Devpost may write it once for each prize: the first row stays, the prizes are gathered."""
    batch = week.batch
    if cells.peek(STATUS).strip().casefold().startswith("draft"):
        batch.read[Table.PITCHES] -= 1
        batch.note("drafts are not imported", cells.peek(TITLE)[:80], cells.origin)
        return
    url = cells.id(URL)
    key = Key(week.source, url)
    prizes = [prize for column in PRIZES if (prize := cells.text(column).strip())]
    if key in first:
        _gather(first[key], prizes)
        batch.read[Table.PITCHES] -= 1
        batch.note("rows of one project were taken as one", url, cells.origin)
        return
    tags = [word for part in cells.peek("Built With").split(",") if (word := part.strip())]
    if all(map(is_label, tags)):
        cells.text("Built With")
    row = PitchRow(
        origin=cells.origin,
        key=key,
        week=week.week,
        title=cells.name(TITLE),
        summary="",
        body=cells.text("About The Project"),
        tags=[tag for tag in dict.fromkeys(tags) if is_label(tag)],
        links=_links(cells, url),
        submitted_at=_instant(cells, "Project Submitted At") or _instant(cells, "Project Created At"),
        owner=None,
        extra=cells.rest(without=[*NOT_KEPT, *(name for name, _ in listed if _MEMBER.fullmatch(name))]),
    )
    _gather(row, prizes)
    crew = list(_crew(listed))
    people = [
        week.person(cells.origin, name, column="Submitter First Name", address=address)
        for name, address in crew
    ]
    first[key] = row
    batch.pitches.append(row)
    for place, person in enumerate(people):
        if place == 0:
            week.joins(cells.origin, key, person, None)
        week.joins(cells.origin, key, person, CrewRole.MEMBER)


def _gather(row: PitchRow, prizes: list[str]) -> None:
    known = row.extra.get(PRIZES[1], [])
    assert isinstance(known, list)
    if wanted := [*known, *(prize for prize in prizes if prize not in known)]:
        row.extra[PRIZES[1]] = wanted


def _crew(listed: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Who submitted, then the others: three cells each, which go on beyond the header, as many as the row says."""
    record = dict(listed)
    submitter = [record.get(f"Submitter {part}", "") for part in ("First Name", "Last Name", "Email")]
    names = [name for name, _ in listed]
    tail = [cell for _, cell in listed[names.index(FIRST_MEMBER) :]] if FIRST_MEMBER in names else []
    said = record.get(MEMBERS, "").strip()
    most = int(said) if said.isdigit() else len(tail) // 3
    for cells in [submitter, *(tail[3 * place : 3 * place + 3] for place in range(most))]:
        if len(cells) == 3 and " ".join(cells[:2]).strip():
            yield " ".join(cells[:2]), cells[2]


def _links(cells: Cells, url: str) -> list[dict[str, str]]:
    links = {url: "Devpost"} if is_url(url) else {}
    for column, title in (('"Try it out" Links', "Try it out"), ("Video Demo Link", "Video")):
        parts = [part for part in _BETWEEN.split(cells.peek(column)) if part]
        if all(map(is_url, parts)):
            cells.text(column)
        for part in filter(is_url, parts):
            links.setdefault(part, title)
    return [{"title": title, "url": link} for link, title in links.items()]


def _instant(cells: Cells, column: str) -> datetime | None:
    """Devpost has written its times in the American way and as ISO 8601; neither with a zone."""
    try:
        moment = datetime.strptime(cells.peek(column).strip(), _AMERICAN).replace(tzinfo=UTC)
    except ValueError:
        return instant_of(cells, column)
    cells.text(column)
    return moment
