"""Reads a Frictionless data package as dribdat writes it: a JSON file with the records inside."""

from collections.abc import Callable
from pathlib import Path

from app.imports import dribdat_archive, json_file
from app.imports.cells import Cells, Unusable
from app.imports.dribdat_rows import DribdatRows, server_of
from app.imports.located_json import Placed, Walk
from app.imports.rows import Batch, Key, Origin, Record, Table

KEPT_WITH_THE_WEEK = ("categories", "activities")
OURS = "offtrail"
"""What an Offtrail that wrote the package tells of it, for a week without projects."""

_AGAIN = "export the package again"


def read(path: Path, label: str, source: str | None) -> Batch:
    """One package: its records, or those of the two CSV files that it points to."""
    batch = Batch(label)
    walk = json_file.walk(path, label, Table.WEEKS, batch)
    if walk is None:
        return batch
    resources = _resources(walk, batch)
    if pair := _pointed_to(path, resources):
        return dribdat_archive.read(*pair, label=label, source=source)
    _Package(batch, walk, resources, source).read()
    return batch


def _resources(walk: Walk, batch: Batch) -> dict[str, dict[str, Placed]]:
    listed = walk.members(walk.root).get("resources")
    found: dict[str, dict[str, Placed]] = {}
    for resource in walk.items(listed) if listed else []:
        parts = walk.members(resource)
        if "name" in parts:
            found[str(parts["name"].value)] = parts
    if "events" not in found:
        why = "is no data package of dribdat: it has no resource named events"
        batch.refuse_unread(Table.WEEKS, Origin(batch.label, 1), "resources", why, _AGAIN)
    return found


def _pointed_to(path: Path, resources: dict[str, dict[str, Placed]]) -> tuple[Path, Path] | None:
    """The two CSV files, where the package names them instead of holding the records; never outside its folder."""
    found = []
    for name in ("events", "projects"):
        pointer = resources.get(name, {}).get("path")
        if pointer is None or not isinstance(pointer.value, str):
            return None
        file = (path.parent / pointer.value).resolve()
        if not file.is_relative_to(path.parent.resolve()) or not file.is_file():
            return None
        found.append(file)
    return found[0], found[1]


class _Package:
    """One package while it is read."""

    def __init__(
        self, batch: Batch, walk: Walk, resources: dict[str, dict[str, Placed]], source: str | None
    ) -> None:
        self.batch = batch
        self._walk = walk
        self._resources = resources
        self._rows = DribdatRows(batch, source)
        self._server = self._find_server()
        self._weeks: list[Key] = []
        if not self._server and not source and resources:
            why = "doesn't tell which server it comes from: no project has an address"
            batch.refuse_unread(
                Table.WEEKS, Origin(batch.label, 1), "projects", why, "name the source with --source"
            )

    def read(self) -> None:
        self._each("events", Table.WEEKS, self._take_week)
        self._each("users", Table.PEOPLE, self._take_user)
        self._each("projects", Table.PITCHES, self._take_pitch)
        for name in KEPT_WITH_THE_WEEK:
            self._keep(name)
        self._tell_of_the_rest()
        self._rows.tell_of_people()

    def _records(self, name: str) -> list[Placed]:
        data = self._resources.get(name, {}).get("data")
        return self._walk.items(data) if data else []

    def _origin(self, placed: Placed) -> Origin:
        return Origin(self.batch.label, self._walk.line_of(placed.start))

    def _each(self, name: str, table: Table, take: Callable[[Cells], None]) -> None:
        data = self._resources.get(name, {}).get("data")
        if data and not isinstance(data.value, list):
            self.batch.refuse_unread(
                table, self._origin(data), name, "its data is no list of records", _AGAIN
            )
        for number, placed in enumerate(self._records(name), 1):
            self.batch.read[table] += 1
            origin = self._origin(placed)
            try:
                take(Cells(table, origin, _record(placed), self.batch))
            except Unusable as problem:
                column = f"{name}[{number}]" + (f".{problem.column}" if problem.column else "")
                self.batch.refuse(table, origin, column, problem.why, problem.advice)

    def _take_week(self, cells: Cells) -> None:
        self._weeks.append(self._rows.week(cells, self._server))

    def _take_pitch(self, cells: Cells) -> None:
        self._rows.pitch(cells, self._server, None if cells.peek("event_url").strip() else self._only_week)

    def _take_user(self, cells: Cells) -> None:
        self._rows.user(cells, self._server, self._only_week)

    @property
    def _only_week(self) -> Key | None:
        return self._weeks[0] if len(self._weeks) == 1 else None

    def _keep(self, name: str) -> None:
        """Keep the records of a resource that nothing here is like with the week that they belong to."""
        records = self._records(name)
        if not records:
            return
        if len(self.batch.weeks) != 1:
            self.batch.note(
                f"{name} are not imported", f"{len(records)} records of no one week", self._origin(records[0])
            )
            return
        week = self.batch.weeks[0]
        try:
            cells = Cells(
                Table.WEEKS,
                self._origin(records[0]),
                {name: [placed.value for placed in records]},
                self.batch,
            )
        except Unusable as problem:
            self.batch.refuse_unread(Table.WEEKS, self._origin(records[0]), name, problem.why, problem.advice)
            return
        week.extra.update(cells.rest())
        self.batch.note(
            f"{name} are kept in the week's source_extra", f"{len(records)} records", self._origin(records[0])
        )

    def _tell_of_the_rest(self) -> None:
        for name, parts in self._resources.items():
            if name not in ("events", "projects", "users", *KEPT_WITH_THE_WEEK):
                self.batch.note(
                    "resources of other kinds are not imported", name, self._origin(parts["name"])
                )

    def _find_server(self) -> str:
        for placed in self._records("projects"):
            record = placed.value if isinstance(placed.value, dict) else {}
            for column in ("url", "event_url"):
                if server := server_of(str(record.get(column) or "")):
                    return server
        written_here = self._walk.members(self._walk.root).get(OURS)
        told = written_here.value if written_here and isinstance(written_here.value, dict) else {}
        return server_of(str(told.get("event_url") or ""))


def _record(placed: Placed) -> Record:
    if not isinstance(placed.value, dict):
        raise Unusable(None, "is no object", _AGAIN)
    return placed.value
