"""Reads a week's data package back, as `app/exports/week_package.py` writes it: datapackage.json and its CSV files."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from pydantic import JsonValue, TypeAdapter, ValidationError

from app.core import wording
from app.imports import csv_file, dates
from app.imports.cells import MAX_ID, Cells, Unusable
from app.imports.csv_folder import MAX_LOCATION, MAX_WEEK_TITLE
from app.imports.rows import (
    Batch,
    CrewRow,
    Key,
    Origin,
    OutcomeRow,
    PersonRow,
    PitchRow,
    ResultRow,
    Table,
    WeekRow,
)
from app.outcomes.schemas import OutcomeIn
from app.pitches.models import JoinMode, PitchStatus
from app.signups.models import CrewRole, SignUpStatus
from app.weeks.phases import SCHEDULED

DESCRIPTOR = "datapackage.json"
OWN = "offtrail"
FILES: dict[str, tuple[Table, set[str]]] = {
    "weeks": (Table.WEEKS, {"week_id", "title"}),
    "people": (Table.PEOPLE, {"person_id", "name"}),
    "pitches": (Table.PITCHES, {"pitch_id", "week_id", "title"}),
    "leads": (Table.LEADS, {"pitch_id", "person_id"}),
    "signups": (Table.SIGNUPS, {"pitch_id", "person_id"}),
    "participation": (Table.PARTICIPATION, {"week_id", "person_id"}),
    "impact": (Table.OUTCOMES, {"pitch_id", "metric", "unit", "value"}),
    "outcomes": (Table.OUTCOMES, {"pitch_id", "kind", "created_at", "updated_at"}),
}
BESIDE_A_WEEK = ("time_zone", *(f"{phase}_at" for phase in SCHEDULED))
"""What is kept beside a week, which is archived and so has no schedule."""

OVER = {SignUpStatus.ACCEPTED, SignUpStatus.DECLINED, SignUpStatus.LEFT, SignUpStatus.EXPIRED}
AGAIN = "export the package again"
_list_of_texts = TypeAdapter(list[str])
_list_of_objects = TypeAdapter(list[dict[str, JsonValue]])
_links = TypeAdapter(list[dict[str, str]])
T = TypeVar("T")


def read(folder: Path, batch: Batch, source: str | None) -> None:
    """Everything in the folder. `source` stands for the Offtrail that wrote it."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8-sig"))
        written_by = descriptor.get(OWN) if isinstance(descriptor, dict) else None
    except (ValueError, RecursionError):
        written_by = None
    if written_by is None:
        why = f"is no package that Offtrail wrote: it has no member {OWN}"
        batch.refuse_unread(Table.WEEKS, Origin(f"{batch.label}/{DESCRIPTOR}", 1), None, why, AGAIN)
        return
    package = _Package(batch, source or OWN)
    for name in FILES:  # in this order: an outcome needs its impact
        if (folder / f"{name}.csv").is_file():
            package.read(folder / f"{name}.csv", name)


class _Package:
    """The package while it is read."""

    def __init__(self, batch: Batch, own: str) -> None:
        self.batch = batch
        self._own = own
        self._impact: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        self._take: dict[str, Callable[[Cells], None]] = {
            "weeks": self._week, "people": self._person, "pitches": self._pitch, "leads": self._lead,
            "signups": self._signup, "participation": self._part, "impact": self._add_impact,
            "outcomes": self._outcome,
        }  # fmt: skip

    def read(self, path: Path, name: str) -> None:
        table, required = FILES[name]
        file = f"{self.batch.label}/{path.name}"
        for origin, record in csv_file.records(path, file, table, required, self.batch):
            try:
                self._take[name](Cells(table, origin, dict[str, JsonValue](record), self.batch))
                if name == "impact":
                    self.batch.read[table] -= 1  # it is part of its outcome
            except Unusable as problem:
                self.batch.refuse(table, origin, problem.column, problem.why, problem.advice)

    def _key(self, cells: Cells, column: str) -> Key:
        text = cells.text(column)
        source, colon, id_ = text.partition(":")
        if not (source and colon and id_) or len(id_) > MAX_ID:
            raise Unusable(column, f"is “{text[:60]}”, which is no id of a package", "write it as source:id")
        return Key(self._own if source == OWN else unquote(source), id_)

    def _week(self, cells: Cells) -> None:
        beside: dict[str, JsonValue] = {
            name: text for name in BESIDE_A_WEEK if (text := cells.text(name).strip())
        }
        texts = {name: cells.text(name) for name in ("theme", "focus", "guardrails")}
        row = WeekRow(
            origin=cells.origin,
            key=self._key(cells, "week_id"),
            title=cells.name("title", MAX_WEEK_TITLE),
            parent=None,
            starts_on=_day(cells, "starts_on"),
            ends_on=_day(cells, "ends_on"),
            dates_text=cells.text("dates_text"),
            location=cells.short("location", MAX_LOCATION),
            url=cells.url("url"),
            description=cells.text("description"),
            slug=cells.text("slug"),
            extra=_extra(cells, beside),
            more=texts,
        )
        self.batch.weeks.append(row)

    def _person(self, cells: Cells) -> None:
        team = cells.text("home_team")
        beside: dict[str, JsonValue] = {"home_team": team} if team else {}
        key, name = self._key(cells, "person_id"), cells.name("name", 200)
        self.batch.people.append(PersonRow(cells.origin, key, name, _extra(cells, beside)))

    def _pitch(self, cells: Cells) -> None:
        key, week = self._key(cells, "pitch_id"), self._key(cells, "week_id")
        results = _json(cells, "results", _list_of_objects)
        limit = cells.text("crew_limit").strip()
        if limit and not (limit.isascii() and limit.isdigit() and int(limit) > 0):
            raise Unusable("crew_limit", "is no whole number above 0", "give one, or leave the cell empty")
        more = {
            "crew_limit": int(limit) if limit else None,
            "join_mode": _one_of(cells, "join", JoinMode, JoinMode.OPEN),
            "where": cells.text("where"),
            "chat_url": cells.url("chat_url"),
            "status": _one_of(cells, "status", PitchStatus, PitchStatus.SUBMITTED),
            "withdrawn_at": _instant(cells, "withdrawn_at"),
            "withdraw_reason": cells.text("withdraw_reason") or None,
        }
        row = PitchRow(
            origin=cells.origin,
            key=key,
            week=week,
            title=cells.name("title"),
            summary=cells.text("summary"),
            body=cells.text("body"),
            tags=_json(cells, "tags", _list_of_texts),
            links=_json(cells, "links", _links),
            submitted_at=_instant(cells, "submitted_at"),
            owner=None,
            skills_needed=_json(cells, "skills_needed", _list_of_texts),
            skills_to_learn=_json(cells, "skills_to_learn", _list_of_texts),
            extra=_extra(cells, {}),
            more=more,
        )
        self.batch.pitches.append(row)
        for result in results:
            self.batch.read[Table.RESULTS] += 1
            self.batch.results.append(ResultRow(cells.origin, week, key, None, result))

    def _lead(self, cells: Cells) -> None:
        pitch, person = self._key(cells, "pitch_id"), self._key(cells, "person_id")
        self._join(cells.origin, None, pitch, person, None)

    def _signup(self, cells: Cells) -> None:
        status = _one_of(cells, "status", SignUpStatus, SignUpStatus.ACCEPTED)
        pitch, person = self._key(cells, "pitch_id"), self._key(cells, "person_id")
        role = _one_of(cells, "role", CrewRole, CrewRole.MEMBER)
        asked_at, accepted_at = _instant(cells, "asked_at"), _instant(cells, "accepted_at")
        row = self._join(cells.origin, None, pitch, person, role)
        row.status = status if status in OVER else SignUpStatus.ENDED  # an archived week has no line
        row.has_both_times = True
        row.at, row.accepted_at = asked_at, accepted_at

    def _part(self, cells: Cells) -> None:
        week, person = self._key(cells, "week_id"), self._key(cells, "person_id")
        days = _json(cells, "days", _list_of_texts)
        row = self._join(cells.origin, week, None, person, CrewRole.MEMBER)
        row.days = days
        if cells.text("taking_part").strip() == "false":
            row.status = SignUpStatus.DECLINED

    def _join(
        self, origin: Origin, week: Key | None, pitch: Key | None, person: Key, role: CrewRole | None
    ) -> CrewRow:
        """A new row of a crew; once it is here it is taken, so that whatever may be wrong with it comes before."""
        row = CrewRow(origin, week, pitch, person, role, SignUpStatus.ACCEPTED, None, {})
        self.batch.crews.append(row)
        return row

    def _add_impact(self, cells: Cells) -> None:
        pitch = self._key(cells, "pitch_id")
        names = ("metric", "unit", "baseline", "value", "as_of", "confidence")
        told: dict[str, Any] = {name: text for name in names if (text := cells.text(name))}
        for name in ("baseline", "value"):
            if name in told:
                told[name] = _number(cells, name)
        self._impact[pitch].append(told)

    def _outcome(self, cells: Cells) -> None:
        pitch = self._key(cells, "pitch_id")
        texts = {name: cells.text(name) for name in ("kind", "summary", "learned", "next", "home")}
        try:
            told = OutcomeIn.model_validate({
                **texts, "next": texts["next"] or None, "evidence": _json(cells, "evidence", _links),
                "impact": self._impact.get(pitch, []),
            })  # fmt: skip
        except ValidationError as problem:
            first = problem.errors()[0]
            column = str(first["loc"][0])
            raise Unusable(
                column, f"can't be taken: {wording.sentence(first)}".removesuffix("."), AGAIN
            ) from None
        created, updated = _instant(cells, "created_at"), _instant(cells, "updated_at")
        if created is None or updated is None:
            raise Unusable("created_at", "is missing, or updated_at is", AGAIN)
        self.batch.outcomes.append(OutcomeRow(cells.origin, pitch, told, created, updated))


def _extra(cells: Cells, beside: dict[str, JsonValue]) -> dict[str, JsonValue]:
    told = cells.json("extra") or {}
    if not isinstance(told, dict):
        raise Unusable("extra", "is no JSON object", AGAIN)
    return {**told, **beside}


def _json(cells: Cells, column: str, kind: TypeAdapter[T]) -> T:
    try:
        return kind.validate_python(cells.json(column) or [])
    except ValidationError:
        raise Unusable(column, "is no JSON list of the right things", AGAIN) from None


def _one_of(cells: Cells, column: str, kind: type[T], otherwise: T) -> T:
    text = cells.text(column).strip()
    try:
        return kind(text) if text else otherwise  # type: ignore[call-arg]  # an enum of texts
    except ValueError:
        raise Unusable(column, f"is “{text[:40]}”, which is not known", AGAIN) from None


def _number(cells: Cells, column: str) -> float:
    try:
        return float(cells.text(column))
    except ValueError:
        raise Unusable(column, "is no number", AGAIN) from None


def _day(cells: Cells, column: str) -> date | None:
    text = cells.text(column).strip()
    moment = dates.moment_of(text)
    if text and moment is None:
        raise Unusable(column, f"is “{text[:40]}”, which is no day", AGAIN)
    return moment.date() if moment else None


def _instant(cells: Cells, column: str) -> datetime | None:
    text = cells.text(column).strip()
    moment = dates.instant(text)
    if text and moment is None:
        raise Unusable(column, f"is “{text[:40]}”, which is no instant", AGAIN)
    return moment
