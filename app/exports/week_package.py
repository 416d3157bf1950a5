"""A week as a Frictionless data package: datapackage.json and a CSV file a table. docs/data-packages.md describes it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import quote

from app.core.errors import utc_text
from app.exports import whole_week
from app.exports.whole_week import WholeWeek
from app.people.models import Person
from app.pitches.models import LabelKind
from app.weeks.phases import SCHEDULED

OWN = "offtrail"
"""The source of what was made here."""

FORMAT = 1
DESCRIPTOR = "datapackage.json"
_WHEN_ZIPPED = (1980, 1, 1, 0, 0, 0)  # the same week gives the same bytes
Cells = dict[str, Any]  # of a row: texts, numbers, instants, lists


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of the package: its columns with their types (Frictionless's words), and what they point to."""

    columns: dict[str, str]
    key: tuple[str, ...]
    links: dict[str, str]


_DATES = {f"{phase}_at": "datetime" for phase in SCHEDULED}
TABLES: dict[str, TableOf] = {
    "weeks": TableOf(
        {"week_id": "string", "slug": "string", "title": "string", "starts_on": "date", "ends_on": "date",
         "dates_text": "string", "time_zone": "string", **_DATES, "theme": "string", "focus": "string",
         "description": "string", "guardrails": "string", "location": "string", "url": "string", "extra": "object"},
        ("week_id",), {},
    ),
    "people": TableOf(
        {"person_id": "string", "name": "string", "home_team": "string", "extra": "object"}, ("person_id",), {}
    ),
    "pitches": TableOf(
        {"pitch_id": "string", "week_id": "string", "title": "string", "summary": "string", "body": "string",
         "tags": "array", "skills_needed": "array", "skills_to_learn": "array", "links": "array",
         "crew_limit": "integer", "join": "string", "where": "string", "chat_url": "string", "status": "string",
         "submitted_at": "datetime", "withdrawn_at": "datetime", "withdraw_reason": "string", "results": "array",
         "extra": "object"},
        ("pitch_id",), {"week_id": "weeks"},
    ),
    "leads": TableOf(
        {"pitch_id": "string", "person_id": "string"}, ("pitch_id", "person_id"),
        {"pitch_id": "pitches", "person_id": "people"},
    ),
    "signups": TableOf(
        {"pitch_id": "string", "person_id": "string", "role": "string", "status": "string",
         "asked_at": "datetime", "accepted_at": "datetime"},
        ("pitch_id", "person_id"), {"pitch_id": "pitches", "person_id": "people"},
    ),
    "participation": TableOf(
        {"week_id": "string", "person_id": "string", "taking_part": "boolean", "days": "array"},
        ("week_id", "person_id"), {"week_id": "weeks", "person_id": "people"},
    ),
    "outcomes": TableOf(
        {"pitch_id": "string", "kind": "string", "summary": "string", "learned": "string", "evidence": "array",
         "next": "string", "home": "string", "created_at": "datetime", "updated_at": "datetime"},
        ("pitch_id",), {"pitch_id": "pitches"},
    ),
    "impact": TableOf(
        {"pitch_id": "string", "position": "integer", "metric": "string", "unit": "string", "baseline": "number",
         "value": "number", "as_of": "date", "confidence": "string"},
        ("pitch_id", "position"), {"pitch_id": "pitches"},
    ),
}  # fmt: skip
_REFERRED = {"weeks": "week_id", "people": "person_id", "pitches": "pitch_id"}
BESIDE_A_WEEK = ("time_zone", *_DATES)
"""What a week that is read back keeps beside it: an archived week has no schedule."""


class Known(Protocol):
    """A row that may have come from a source."""

    id: str
    source: str | None
    source_id: str | None


def files(whole: WholeWeek) -> dict[str, str]:
    """The texts of the package by file name."""
    tables = {name: list(rows) for name, rows in _rows(whole).items()}
    written = {f"{name}.csv": _csv(TABLES[name], rows) for name, rows in tables.items()}
    return {DESCRIPTOR: json.dumps(_descriptor(whole), indent=2, ensure_ascii=False) + "\n", **written}


def zipped(texts: dict[str, str]) -> bytes:
    """The files in one; the same texts give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, _WHEN_ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return target.getvalue()


def _descriptor(whole: WholeWeek) -> Cells:
    week = whole.week
    return {
        "profile": "tabular-data-package", "name": week.slug, "title": week.title,
        "description": "A week of exploration: its pitches, crews and outcomes. Without e-mail addresses.",
        OWN: {"format": FORMAT},
        "resources": [_resource(name, table) for name, table in TABLES.items()],
    }  # fmt: skip


def _resource(name: str, table: TableOf) -> Cells:
    fields = [
        {"name": column, "type": kind, **({"constraints": {"required": True}} if column in table.key else {})}
        for column, kind in table.columns.items()
    ]
    links = [
        {"fields": [column], "reference": {"resource": target, "fields": [_REFERRED[target]]}}
        for column, target in table.links.items()
    ]
    schema = {"fields": fields, "primaryKey": list(table.key), **({"foreignKeys": links} if links else {})}
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    }  # fmt: skip


def _csv(table: TableOf, rows: Sequence[Cells]) -> str:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, table.columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _text(value) for name, value in row.items()} for row in rows)
    return target.getvalue()


def _text(value: Any) -> str:  # of any of the types above
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    return str(value)


def key(row: Known) -> str:
    """The id in the package: the source, a colon and the id there; of what was made here, our own."""
    if row.source is None or (isinstance(row, Person) and row.email is not None):
        return f"{OWN}:{row.id}"
    return f"{quote(row.source, safe='')}:{row.source_id}"


def _rows(whole: WholeWeek) -> dict[str, Iterator[Cells]]:
    return {
        "weeks": iter([_week(whole)]),
        "people": (_person(whole, person) for person in whole.people.values()),
        "pitches": _pitches(whole),
        "leads": (
            {"pitch_id": key(pitch), "person_id": key(whole.people[person_id])}
            for pitch in whole.pitches
            for person_id in whole.leads.get(pitch.id, [])
        ),
        "signups": _signups(whole),
        "participation": (
            {"week_id": key(whole.week), "person_id": key(whole.people[part.person_id]),
             "taking_part": part.taking_part, "days": part.days}
            for part in whole.participation
        ),
        "outcomes": _outcomes(whole),
        "impact": _impact(whole),
    }  # fmt: skip


def _week(whole: WholeWeek) -> Cells:
    week = whole.week
    extra = dict(week.source_extra or {})
    beside = {name: getattr(week, name) or extra.pop(name, None) for name in BESIDE_A_WEEK}
    starts_on, ends_on = whole_week.days(week)
    return {
        "week_id": key(week), "slug": week.slug, "title": week.title, "starts_on": starts_on, "ends_on": ends_on,
        "dates_text": week.dates_text, **beside, "theme": week.theme, "focus": week.focus,
        "description": week.description, "guardrails": week.guardrails, "location": week.location,
        "url": week.url, "extra": extra,
    }  # fmt: skip


def _person(whole: WholeWeek, person: Person) -> Cells:
    extra = dict(person.source_extra or {})
    kept = extra.pop("home_team", None)
    team = whole.home_teams.get(person.id) or kept
    return {"person_id": key(person), "name": person.name, "home_team": team, "extra": extra}


def _pitches(whole: WholeWeek) -> Iterator[Cells]:
    for pitch in whole.pitches:
        labels = {kind: whole.labels.get((pitch.id, kind), []) for kind in LabelKind}
        yield {
            "pitch_id": key(pitch), "week_id": key(whole.week), "title": pitch.title, "summary": pitch.summary,
            "body": pitch.body, "tags": labels[LabelKind.TAG], "skills_needed": labels[LabelKind.NEEDED],
            "skills_to_learn": labels[LabelKind.TO_LEARN], "links": pitch.links, "crew_limit": pitch.crew_limit,
            "join": pitch.join_mode, "where": pitch.where, "chat_url": pitch.chat_url, "status": pitch.status,
            "submitted_at": pitch.submitted_at, "withdrawn_at": pitch.withdrawn_at,
            "withdraw_reason": pitch.withdraw_reason, "results": pitch.source_results,
            "extra": pitch.source_extra,
        }  # fmt: skip


def _signups(whole: WholeWeek) -> Iterator[Cells]:
    for pitch in whole.pitches:
        for signup in whole.signups.get(pitch.id, []):
            yield {
                "pitch_id": key(pitch), "person_id": key(whole.people[signup.person_id]), "role": signup.role,
                "status": whole_week.status(signup, whole.week), "asked_at": signup.asked_at,
                "accepted_at": signup.accepted_at,
            }  # fmt: skip


def _outcomes(whole: WholeWeek) -> Iterator[Cells]:
    for pitch in whole.pitches:
        if outcome := whole.outcomes.get(pitch.id):
            names = ("kind", "summary", "learned", "evidence", "next", "home", "created_at", "updated_at")
            yield {"pitch_id": key(pitch), **{name: getattr(outcome, name) for name in names}}


def _impact(whole: WholeWeek) -> Iterator[Cells]:
    for pitch in whole.pitches:
        outcome = whole.outcomes.get(pitch.id)
        for position, impact in enumerate(whole.impact.get(outcome.id, []) if outcome else []):
            yield {"pitch_id": key(pitch), "position": position, **impact.model_dump()}
