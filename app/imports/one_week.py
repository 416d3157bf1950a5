"""What sources have in common that tell of one event without saying which: its week, and people by address or name."""

import hashlib

from pydantic import JsonValue

from app.core.fields import EMAIL, folded_email
from app.core.text import fold
from app.imports import crews
from app.imports.cells import MAX_ID, Unusable, checked_name
from app.imports.csv_folder import MAX_WEEK_TITLE
from app.imports.rows import Batch, Key, Origin, PersonRow, Table, WeekRow
from app.signups.models import CrewRole


class OneWeek:
    """Collects the rows of one event."""

    def __init__(self, label: str, source: str, title: str) -> None:
        """`title` names the week, and stays the same from load to load: the week is known by it."""
        self.batch = Batch(label)
        self.source = source
        self.week = Key(source, title.strip()[:MAX_ID])
        self._title = title
        self._people: dict[Key, PersonRow] = {}

    def add_week(self, origin: Origin, url: str | None = None, description: str = "") -> None:
        """The week itself, of which such a source tells no days."""
        self.batch.read[Table.WEEKS] += 1
        try:
            title = checked_name("title", self._title.strip(), MAX_WEEK_TITLE)
        except Unusable as problem:
            self.batch.refuse(Table.WEEKS, origin, problem.column, problem.why, "name the week with --title")
            return
        row = WeekRow(
            origin=origin,
            key=self.week,
            title=title,
            parent=None,
            starts_on=None,
            ends_on=None,
            dates_text="",
            location="",
            url=url,
            description=description,
            extra={},
        )
        self.batch.weeks.append(row)

    def person(
        self,
        origin: Origin,
        name: str,
        *,
        column: str,
        address: str = "",
        id_: str = "",
        extra: dict[str, JsonValue] | None = None,
    ) -> Key:
        """Somebody, met for the first time or again: the same by the id, else by the address, else by the name."""
        name = checked_name(column, " ".join(name.split()), 200)
        address = address.strip() if EMAIL.fullmatch(address.strip()) else ""
        key = Key(self.source, (id_ or self._known_by(name, address))[:MAX_ID])
        if key not in self._people:
            self._people[key] = PersonRow(origin, key, name, extra or {}, address)
            self.batch.read[Table.PEOPLE] += 1
            self.batch.people.append(self._people[key])
        return key

    def _known_by(self, name: str, address: str) -> str:
        """An id that doesn't tell the address, which is not kept."""
        if not address:
            return f"name:{fold(name)}"
        return hashlib.sha256(f"{self.source}\n{folded_email(address)}".encode()).hexdigest()[:20]

    def joins(self, origin: Origin, pitch: Key | None, person: Key, role: CrewRole | None) -> None:
        """A lead (no role), a place on a pitch, or, without a pitch, somebody who took part in the week."""
        row = crews.row(origin, week=self.week, pitch=pitch, person=person, role=role)
        self.batch.read[row.table] += 1
        self.batch.crews.append(row)
