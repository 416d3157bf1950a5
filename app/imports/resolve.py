"""Refuses what can't be written for what other rows say: repeated ids, and references that lead nowhere."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from app.imports import crews
from app.imports.known import Known
from app.imports.rows import Batch, CrewRow, Key, OutcomeRow, PersonRow, PitchRow, ResultRow, Table, WeekRow

Row = TypeVar("Row", WeekRow, PersonRow, PitchRow)
_TAKE_IN = "import it first, or mend the id"


def resolve(batch: Batch, known: Known) -> None:
    """Leave in the batch only rows that can be written, weeks after those they belong to."""
    _Resolving(batch, known).run()


class _Resolving:
    """The batch while its rows are held against one another and against what the database holds."""

    def __init__(self, batch: Batch, known: Known) -> None:
        self.batch = batch
        self.known = known
        self.weeks: set[Key] = set(known.weeks)
        self.people: set[Key] = set(known.people)
        week_keys = {id_: key for key, id_ in known.weeks.items()}
        self.week_of_pitch = {key: week_keys.get(id_) for key, id_ in known.week_of_pitch.items()}

    def run(self) -> None:
        self.batch.weeks = self._parents_first(self._once_each(Table.WEEKS, "week_id", self.batch.weeks))
        self.weeks |= {row.key for row in self.batch.weeks}
        self.batch.people = self._once_each(Table.PEOPLE, "person_id", self.batch.people)
        self.people |= {row.key for row in self.batch.people}
        pitches = self._once_each(Table.PITCHES, "pitch_id", self.batch.pitches)
        self.batch.pitches = [row for row in pitches if self._pitch_leads_somewhere(row)]
        self.week_of_pitch |= {row.key: row.week for row in self.batch.pitches}
        self.batch.crews = [row for row in self.batch.crews if self._leads_somewhere(row, row.table)]
        self.batch.results = [row for row in self.batch.results if self._leads_somewhere(row, Table.RESULTS)]
        self.batch.outcomes = [
            row
            for row in self.batch.outcomes
            if self._is_there(Table.OUTCOMES, row, "pitch_id", row.pitch, self.week_of_pitch, "pitch")
        ]
        self._add_owners()

    def _once_each(self, table: Table, column: str, rows: list[Row]) -> list[Row]:
        first: dict[Key, Row] = {}
        for row in rows:
            if row.key in first:
                why = f"{row.key.id} is there already, at line {first[row.key].origin.line}"
                self.batch.refuse(
                    table, row.origin, column, why, "keep one of the two, or give each its own id"
                )
            else:
                first[row.key] = row
        return list(first.values())

    def _parents_first(self, rows: list[WeekRow]) -> list[WeekRow]:
        """The weeks in an order in which each follows its parent; those that can't follow one are refused."""
        placed: dict[Key, WeekRow] = {}
        left = rows
        while left:
            ready = [
                row for row in left if row.parent is None or row.parent in self.weeks or row.parent in placed
            ]
            if not ready:
                break
            placed |= {row.key: row for row in ready}
            left = [row for row in left if row.key not in placed]
        ids = {row.key for row in left}
        for row in left:
            assert row.parent is not None
            why = (
                "belongs to itself"
                if row.parent in ids and _is_circle(row, left)
                else f"{row.parent.id} is no week that can be taken"
            )
            self.batch.refuse(Table.WEEKS, row.origin, "parent_week_id", why, _TAKE_IN)
        return list(placed.values())

    def _pitch_leads_somewhere(self, row: PitchRow) -> bool:
        return self._is_there(Table.PITCHES, row, "week_id", row.week, self.weeks, "week") and self._is_there(
            Table.PITCHES, row, "owner_person_id", row.owner, self.people, "person"
        )

    def _leads_somewhere(self, row: CrewRow | ResultRow, table: Table) -> bool:
        if not (
            self._is_there(table, row, "week_id", row.week, self.weeks, "week")
            and self._is_there(table, row, "pitch_id", row.pitch, self.week_of_pitch, "pitch")
            and self._is_there(table, row, "person_id", row.person, self.people, "person")
        ):
            return False
        week = self.week_of_pitch[row.pitch] if row.pitch else None
        if row.week and week and row.week != week:
            why = f"{row.week.id} is not the week of this pitch, which is {week.id}"
            self.batch.refuse(
                table, row.origin, "week_id", why, "give the pitch's own week, or leave the cell empty"
            )
            return False
        row.week = row.week or week
        return True

    def _is_there(
        self,
        table: Table,
        row: PitchRow | CrewRow | ResultRow | OutcomeRow,
        column: str,
        key: Key | None,
        among: Collection[Key],
        kind: str,
    ) -> bool:
        if key is None or key in among:
            return True
        self.batch.refuse(table, row.origin, column, f"{key.id} is no {kind} that is known", _TAKE_IN)
        return False

    def _add_owners(self) -> None:
        """Have a pitch's owner lead it also where no sign-up row says so."""
        leads = {(row.pitch, row.person) for row in self.batch.crews if row.table is Table.LEADS}
        for pitch in self.batch.pitches:
            if pitch.owner and (pitch.key, pitch.owner) not in leads:
                row = crews.row(pitch.origin, week=pitch.week, pitch=pitch.key, person=pitch.owner, role=None)
                self.batch.crews.append(row)
                self.batch.read[Table.LEADS] += 1
                self.batch.note(
                    "owners named in pitches.csv alone lead their pitch too", pitch.key.id, pitch.origin
                )


def _is_circle(row: WeekRow, rows: Iterable[WeekRow]) -> bool:
    """Whether the week's parents lead back to it."""
    parents = {each.key: each.parent for each in rows}
    key, seen = row.parent, set[Key]()
    while key is not None and key not in seen:
        if key == row.key:
            return True
        seen.add(key)
        key = parents.get(key)
    return False
