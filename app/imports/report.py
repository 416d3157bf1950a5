"""What an import tells in the end: counts by table, bad rows by file and line, and why counts differ."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from app.imports.rows import BadRow, Batch, Note, Table

SHOWN_OF_A_KIND = 5


@dataclass(slots=True)
class Count:
    """How it went with the rows of one table: read = new + changed + unchanged + merged + refused + held.

    `held` were good and weren't written, because of bad ones beside them. `ended` counts what the files no longer have.
    """

    read: int = 0
    new: int = 0
    unchanged: int = 0
    merged: int = 0
    refused: int = 0
    changed: int = 0
    ended: int = 0
    held: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def no_counts() -> dict[Table, Count]:
    return {table: Count() for table in Table}


@dataclass(slots=True)
class Part:
    """One folder or file of an import, which was written or not as a whole."""

    label: str
    counts: dict[Table, Count]
    written: bool
    problems: list[BadRow]
    notes: list[Note]
    shows_all: bool = False

    @classmethod
    def of(cls, batch: Batch, counts: dict[Table, Count], *, written: bool) -> "Part":
        for table, count in counts.items():
            count.read = batch.read[table]
            count.refused = sum(bad.table is table for bad in batch.bad)
            count.held = 0 if written else count.read - count.refused
        return cls(batch.label, counts, written, batch.bad, batch.notes)


@dataclass(slots=True)
class Report:
    """The whole import."""

    dry_run: bool
    parts: list[Part] = field(default_factory=list)

    @property
    def counts(self) -> dict[Table, Count]:
        total = no_counts()
        for part in self.parts:
            for table, count in part.counts.items():
                total[table] += count
        return total

    @property
    def problems(self) -> list[BadRow]:
        return [problem for part in self.parts for problem in part.problems]

    @property
    def notes(self) -> list[Note]:
        return [note for part in self.parts for note in part.notes]

    @property
    def ok(self) -> bool:
        """Whether every row was taken."""
        return not self.problems

    @property
    def changed(self) -> bool:
        """Whether anything was, or in a dry run would be, written."""
        return any(count.new or count.changed or count.ended for count in self.counts.values())

    def text(self) -> str:
        """The report for a terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for part in self.parts:
            yield from _lines_of(part)
        if len(self.parts) > 1:
            yield "All together"
            yield from _table(self.counts)
        yield f"Read = {' + '.join(name for name in _shown(self.counts) if name not in _NO_PART_OF_READ)}."
        yield self._ending()

    def _ending(self) -> str:
        if not self.ok:
            held = sum(not part.written for part in self.parts)
            left = f" Nothing was taken from {held} of {len(self.parts)} folders or files." if held else ""
            rows = "1 row" if len(self.problems) == 1 else f"{len(self.problems):,} rows"
            return f"{rows} could not be taken.{left}"
        if not self.changed:
            return "Nothing new: everything was here already."
        return (
            "Dry run: all of it would load; nothing was written." if self.dry_run else "All of it is loaded."
        )


def _lines_of(part: Part) -> Iterator[str]:
    yield f"{part.label}" + ("" if part.written else ": not imported, because of the rows below")
    yield from _table(part.counts)
    for problem in part.problems:
        where = f"{problem.origin.told}" + (f", {problem.column}" if problem.column else "")
        yield f"  ! {where}: {problem.why}. {problem.advice[:1].upper()}{problem.advice[1:]}."
    yield from _note_lines(part.notes, len(part.notes) if part.shows_all else SHOWN_OF_A_KIND)
    yield ""


_COLUMNS = {
    "read": 8, "new": 8, "changed": 9, "unchanged": 11, "merged": 8, "refused": 9, "held": 7, "ended": 7,
}  # fmt: skip
_RARE = ("changed", "held", "ended")
_NO_PART_OF_READ = ("read", "ended")


def _shown(counts: dict[Table, Count]) -> list[str]:
    return [
        name
        for name in _COLUMNS
        if name not in _RARE or any(getattr(count, name) for count in counts.values())
    ]


def _table(counts: dict[Table, Count]) -> Iterator[str]:
    shown = _shown(counts)
    yield f"  {'':14}" + "".join(f"{name:>{_COLUMNS[name]}}" for name in shown)
    for table, count in counts.items():
        if count != Count():
            yield f"  {table:14}" + "".join(f"{getattr(count, name):>{_COLUMNS[name]},}" for name in shown)


def _note_lines(notes: list[Note], most: int) -> Iterator[str]:
    subjects = dict.fromkeys(note.subject for note in notes)
    for subject in subjects:
        alike = [note for note in notes if note.subject == subject]
        yield f"  · {subject}" + (f" ({len(alike)}):" if len(alike) > 1 else ":")
        for note in alike[:most]:
            yield "      " + (f"{note.origin}: " if note.origin else "") + note.detail
        if len(alike) > most:
            yield f"      and {len(alike) - most} more"
