"""The rows of an HR system's CSV file: who somebody is, as far as it can be taken, with their manager."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, JsonValue, ValidationError

from app.core import wording
from app.core.fields import TimeZone, folded_email
from app.imports import csv_file
from app.imports.cells import Cells, Unusable
from app.imports.rows import Batch, Origin, Table
from app.people.schemas import PersonIn

COLUMNS = ("person_id", "email", "name", "home_team", "time_zone", "manager")


@dataclass(slots=True)
class Listed:
    """A row: who somebody is. An empty cell says nothing."""

    origin: Origin
    id: str
    email: str
    name: str
    home_team: str | None
    time_zone: str | None
    manager: str
    """The manager's address, or the id that the source has for them."""


def read(file: Path, batch: Batch) -> list[Listed]:
    """The rows that can be taken; an id or an address that comes twice is refused the second time."""
    rows: list[Listed] = []
    first: dict[str, Origin] = {}
    left_out: dict[str, None] = {}
    for origin, record in csv_file.records(file, file.name, Table.PEOPLE, {"email", "name"}, batch):
        try:
            row = _row(Cells(Table.PEOPLE, origin, dict[str, JsonValue](record), batch))
            for column, known_by in (
                ("email", folded_email(row.email)),
                ("person_id", row.id and f"id {row.id}"),
            ):
                if known_by and (before := first.setdefault(known_by, origin)) != origin:
                    raise Unusable(column, f"is there already, at line {before.line}", "keep one of the two")
        except Unusable as problem:
            batch.refuse(Table.PEOPLE, origin, problem.column, problem.why, problem.advice)
            continue
        rows.append(row)
        left_out |= dict.fromkeys(column for column in record if column and column not in COLUMNS)
    if left_out:
        batch.note("columns that are not kept", ", ".join(left_out))
    return rows


def _row(cells: Cells) -> Listed:
    texts = {column: cells.text(column).strip() for column in COLUMNS[1:]}
    texts["name"] = cells.name("name", 200).strip()
    _check(PersonIn, {name: texts[name] or None for name in ("email", "name", "home_team")})
    if not texts["email"]:
        raise Unusable("email", "is missing", "give everybody's e-mail address")
    _check(_Zone, {"time_zone": texts["time_zone"] or None})
    return Listed(
        cells.origin, cells.id("person_id", required=False), texts["email"], texts["name"],
        texts["home_team"] or None, texts["time_zone"] or None, texts["manager"],
    )  # fmt: skip


class _Zone(BaseModel):
    time_zone: TimeZone | None


def _check(shape: type[BaseModel], values: dict[str, str | None]) -> None:
    try:
        shape.model_validate(values)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Unusable(
            str(first["loc"][0]),
            f"can't be taken: {wording.sentence(first)}".removesuffix("."),
            "mend the cell",
        ) from None
