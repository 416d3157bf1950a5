"""Reads a folder of weeks.csv, people.csv, pitches.csv, signups.csv and results.csv."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import JsonValue

from app.imports import crews, csv_file, dates
from app.imports.cells import Cells, Unusable, is_label
from app.imports.links import links_of
from app.imports.rows import Batch, Key, PersonRow, PitchRow, ResultRow, Table, WeekRow

FILES: dict[str, tuple[Table, set[str]]] = {
    "weeks.csv": (Table.WEEKS, {"week_id", "name"}),
    "people.csv": (Table.PEOPLE, {"person_id", "display_name"}),
    "pitches.csv": (Table.PITCHES, {"pitch_id", "week_id", "title"}),
    "signups.csv": (Table.SIGNUPS, {"week_id", "pitch_id", "person_id"}),
    "results.csv": (Table.RESULTS, {"week_id", "pitch_id"}),
}
"""The files that are known, each with the columns that it can't do without."""

ADDRESSES = ("email", "e_mail", "e-mail", "mail", "email_address")
WEEK_KINDS = ("week", "series", "site")
LINKS = {"url": "Original page", "repo_url": "Repository"}
MAX_WEEK_TITLE = 500
MAX_LOCATION = 500


def is_folder(path: Path) -> bool:
    return path.is_dir() and any((path / name).is_file() for name in FILES)


def read(folder: Path, label: str, source: str | None) -> Batch:
    """Everything in the folder. `source` overrules the rows' own; a row without one has the folder's name."""
    reader = _Folder(Batch(label), source, folder.resolve().name)
    for name, (table, required) in FILES.items():
        if (folder / name).is_file():
            reader.read(folder / name, f"{label}/{name}", table, required)
    _tell_what_became_of_rows(reader.batch)
    _tell_of_other_files(folder, label, reader.batch)
    return reader.batch


def _tell_what_became_of_rows(batch: Batch) -> None:
    leads, signups, took_part, results = (
        batch.read[table] for table in (Table.LEADS, Table.SIGNUPS, Table.PARTICIPATION, Table.RESULTS)
    )
    if leads or took_part:
        rows = f"{leads + signups + took_part:,} rows: {leads:,} leads, {signups:,} sign-ups, {took_part:,} for a week alone"
        batch.note("signups.csv holds more than sign-ups", rows)
    if results:
        where = "beside their pitch or week; none makes an outcome"
        batch.note("results are kept as they are", f"{results:,} rows of results.csv, {where}")


def _tell_of_other_files(folder: Path, label: str, batch: Batch) -> None:
    for path in sorted(folder.glob("*.csv")):
        if path.name not in FILES:
            batch.note(
                f"{path.name} is not imported",
                f"{label}/{path.name} was left alone: only {', '.join(FILES)} are read",
            )


class _Folder:
    """The folder while it is read: what is common to its rows."""

    def __init__(self, batch: Batch, source: str | None, name: str) -> None:
        self.batch = batch
        self._source = source
        self._name = name
        self._take: dict[Table, Callable[[Cells, str], None]] = {
            Table.WEEKS: self._week,
            Table.PEOPLE: self._person,
            Table.PITCHES: self._pitch,
            Table.SIGNUPS: self._crew,
            Table.RESULTS: self._result,
        }

    def read(self, path: Path, name: str, table: Table, required: set[str]) -> None:
        for origin, record in csv_file.records(path, name, table, required, self.batch):
            try:
                cells = Cells(table, origin, dict[str, JsonValue](record), self.batch)
                self._take[table](cells, cells.source(self._source, self._name))
            except Unusable as problem:
                self.batch.refuse(table, origin, problem.column, problem.why, problem.advice)

    def _week(self, cells: Cells, source: str) -> None:
        key, parent = cells.key("week_id", source), cells.optional_key("parent_week_id", source)
        _check_kind(cells.peek("kind"), parent)
        days = dates.days(cells.peek("starts_at"), cells.peek("ends_at"))
        row = WeekRow(
            origin=cells.origin,
            key=key,
            title=cells.name("name", MAX_WEEK_TITLE),
            parent=parent,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            dates_text=_dates_text(cells, days),
            location=cells.short("location", MAX_LOCATION),
            url=cells.url("url"),
            description=cells.text("description"),
            extra=cells.rest(without=_whole_days(cells)),
        )
        note_days(self.batch, row, days)
        self.batch.weeks.append(row)

    def _person(self, cells: Cells, source: str) -> None:
        key = cells.key("person_id", source)
        name = cells.name("display_name" if cells.peek("display_name").strip() else "handle", 200)
        left_out = [column for column in ADDRESSES if cells.peek(column)]
        if left_out:
            self.batch.note("e-mail addresses are not imported", ", ".join(left_out), cells.origin)
        self.batch.people.append(PersonRow(cells.origin, key, name, cells.rest(without=left_out)))

    def _pitch(self, cells: Cells, source: str) -> None:
        row = PitchRow(
            origin=cells.origin,
            key=cells.key("pitch_id", source),
            week=cells.key("week_id", source),
            title=cells.name("title"),
            summary=cells.text("summary"),
            body=cells.text("body"),
            tags=tags_of(cells),
            links=links_of(cells, LINKS),
            submitted_at=instant_of(cells, "created_at"),
            owner=cells.optional_key("owner_person_id", source),
            extra=cells.rest(),
        )
        self.batch.pitches.append(row)

    def _crew(self, cells: Cells, source: str) -> None:
        at = instant_of(cells, "created_at")
        role, status = cells.peek("role"), cells.peek("status")
        pitch = cells.optional_key("pitch_id", source)
        row = crews.row(
            cells.origin,
            week=cells.optional_key("week_id", source),
            pitch=pitch,
            person=cells.key("person_id", source),
            role=crews.role_of(role),
            status=crews.status_of(status),
            at=at,
            words=cells.rest(without=crews.plain(role, status) if pitch else ()),
        )
        if row.week is None and row.pitch is None:
            raise Unusable(
                "week_id",
                "names neither a week nor a pitch",
                "give the week_id, and the pitch_id if there is one",
            )
        if row.table is not Table.SIGNUPS:
            self.batch.read[Table.SIGNUPS] -= 1
            self.batch.read[row.table] += 1
        self.batch.crews.append(row)

    def _result(self, cells: Cells, source: str) -> None:
        keys = [
            Key(source, text) if (text := cells.peek(c).strip()) else None
            for c in ("week_id", "pitch_id", "person_id")
        ]
        week, pitch, person = keys
        if week is None and pitch is None:
            raise Unusable(
                "week_id",
                "names neither a week nor a pitch",
                "give the week_id, and the pitch_id if there is one",
            )
        self.batch.results.append(ResultRow(cells.origin, week, pitch, person, cells.rest()))


def _check_kind(kind: str, parent: Key | None) -> None:
    if kind.strip() and kind.strip() not in WEEK_KINDS:
        raise Unusable(
            "kind", f"is “{kind.strip()[:40]}”", f"use one of {', '.join(WEEK_KINDS)}, or leave it empty"
        )
    if kind.strip() == "site" and parent is None:
        raise Unusable(
            "parent_week_id", "is missing, though the row is a site", "name the week that the site belongs to"
        )


def _dates_text(cells: Cells, days: dates.Days) -> str:
    """The original text of the dates; where that is missing and a date can't be, the dates as they were given."""
    text = cells.text("dates_raw")
    given = [part for column in ("starts_at", "ends_at") if (part := cells.peek(column).strip())]
    if days.problems and not all(part in text for part in given):
        return " / ".join([*filter(None, [text]), *given])
    return text


def _whole_days(cells: Cells) -> list[str]:
    """The date columns that say no more than the day that the week keeps."""
    return [
        c
        for c in ("starts_at", "ends_at")
        if len(text := cells.peek(c).strip()) == 10 and dates.moment_of(text)
    ]


def note_days(batch: Batch, row: WeekRow, days: dates.Days) -> None:
    """Note the dates that can't be, and those that the source leaves out."""
    for problem in days.problems:
        subject = "dates that can't be are kept as text beside an empty date"
        batch.note(subject, f"{row.key.id}: {problem}", row.origin)
    if not days.problems and not (row.starts_on and row.ends_on):
        said = f"{row.key.id}, which says “{row.dates_text[:60]}”" if row.dates_text else row.key.id
        batch.note("weeks without a first or last day in the source", said, row.origin)


def tags_of(cells: Cells) -> list[str]:
    """Tags from a JSON list or from words between commas, each once; what is no tag leaves the cell for `rest`."""
    text = cells.peek("tags").strip()
    listed = cells.json("tags") if text.startswith("[") else text.split(",")
    if not isinstance(listed, list) or not all(isinstance(tag, str | int | float) for tag in listed):
        raise Unusable("tags", "is no list of texts", 'write ["one", "two"] or one, two')
    tags = list(dict.fromkeys(str(tag).strip() for tag in listed))
    fit = [tag for tag in tags if is_label(tag)]
    if len(fit) < len(listed) and text:
        cells.put_back("tags")
    else:
        cells.text("tags")
    return fit


def instant_of(cells: Cells, column: str) -> datetime | None:
    """An instant; a text that is none stays for `rest` and is noted."""
    text = cells.peek(column)
    moment = dates.instant(text)
    if moment is not None:
        cells.text(column)
    elif text.strip():
        cells.batch.note(
            f"{column} that is no ISO 8601 or RFC 2822 time is kept as text", f"“{text[:60]}”", cells.origin
        )
    return moment
