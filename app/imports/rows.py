"""What readers hand to the writer: typed rows that know which file and line they came from, whatever the format was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from app.outcomes.schemas import OutcomeIn
from app.signups.models import CrewRole, SignUpStatus


class Table(StrEnum):
    """What is counted, in the order in which it is written."""

    WEEKS = "weeks"
    PEOPLE = "people"
    PITCHES = "pitches"
    LEADS = "leads"
    SIGNUPS = "signups"
    PARTICIPATION = "participation"
    RESULTS = "results"
    OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record starts: a file, relative to what is imported, and its physical line, from 1.

    `row` is its number in a spreadsheet, where the format has rows: a cell with line breaks is one row of several lines.
    """

    file: str
    line: int
    row: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def told(self) -> str:
        """The place for a reader, who looks for it in an editor or in a spreadsheet."""
        return f"{self}" + (
            f" (row {self.row} in a spreadsheet)" if self.row not in (None, self.line) else ""
        )


@dataclass(frozen=True, slots=True)
class Key:
    """An original id with the source that gave it; what makes a second run find what the first one wrote."""

    source: str
    id: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be taken: where it is, why, and what to do about it."""

    table: Table
    origin: Origin
    column: str | None
    why: str
    advice: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the report should know though nothing was refused; alike ones share `subject`."""

    subject: str
    detail: str
    origin: Origin | None = None


@dataclass(slots=True)
class WeekRow:
    origin: Origin
    key: Key
    title: str
    parent: Key | None
    starts_on: date | None
    ends_on: date | None
    dates_text: str
    location: str
    url: str | None
    description: str
    extra: dict[str, JsonValue]
    slug: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    """Further columns of the table, which only what was written here can fill."""


@dataclass(slots=True)
class PersonRow:
    """Somebody. `address` is there to find them by, and is never written."""

    origin: Origin
    key: Key
    name: str
    extra: dict[str, JsonValue]
    address: str = ""


@dataclass(slots=True)
class PitchRow:
    origin: Origin
    key: Key
    week: Key
    title: str
    summary: str
    body: str
    tags: list[str]
    links: list[dict[str, str]]
    submitted_at: datetime | None
    owner: Key | None
    extra: dict[str, JsonValue]
    skills_needed: list[str] = field(default_factory=list)
    skills_to_learn: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class CrewRow:
    """Someone's part in a pitch, or in a week as a whole. `role` is None for a lead.

    `words` is what the source said that the columns of a lead or sign-up can't say.
    """

    origin: Origin
    week: Key | None
    pitch: Key | None
    person: Key
    role: CrewRole | None
    status: SignUpStatus
    at: datetime | None
    words: dict[str, JsonValue]
    accepted_at: datetime | None = None
    has_both_times: bool = False
    """Whether `at` is when they asked alone; else it is when they were accepted too."""
    days: list[str] = field(default_factory=list)

    @property
    def table(self) -> Table:
        if self.pitch is None:
            return Table.PARTICIPATION
        return Table.LEADS if self.role is None else Table.SIGNUPS


@dataclass(slots=True)
class ResultRow:
    """A result as the source has it, kept whole and never read as an outcome."""

    origin: Origin
    week: Key | None
    pitch: Key | None
    person: Key | None
    values: dict[str, JsonValue]


@dataclass(slots=True)
class OutcomeRow:
    """What became of a pitch, as Offtrail itself wrote it."""

    origin: Origin
    pitch: Key
    told: OutcomeIn
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Batch:
    """What one folder or file holds: it is written whole or not at all, unless bad rows are to be skipped."""

    label: str
    weeks: list[WeekRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    pitches: list[PitchRow] = field(default_factory=list)
    crews: list[CrewRow] = field(default_factory=list)
    results: list[ResultRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    read: dict[Table, int] = field(default_factory=lambda: dict.fromkeys(Table, 0))
    bad: list[BadRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def refuse(self, table: Table, origin: Origin, column: str | None, why: str, advice: str) -> None:
        self.bad.append(BadRow(table, origin, column, why, advice))

    def refuse_unread(self, table: Table, origin: Origin, column: str | None, why: str, advice: str) -> None:
        """Refuse what can't be read as a record; it counts as one."""
        self.read[table] += 1
        self.refuse(table, origin, column, why, advice)

    def note(self, subject: str, detail: str, origin: Origin | None = None) -> None:
        self.notes.append(Note(subject, detail, origin))

    @property
    def sources(self) -> list[str]:
        """The sources that the rows name, in the order in which they first come."""
        rows: list[WeekRow | PersonRow | PitchRow] = [*self.weeks, *self.people, *self.pitches]
        named = [row.key.source for row in rows]
        named += [row.person.source for row in self.crews]
        named += [key.source for row in self.results if (key := row.pitch or row.week)]
        return list(dict.fromkeys(named))


Record = Mapping[str, JsonValue]
"""A record as read: column or field name → value."""
