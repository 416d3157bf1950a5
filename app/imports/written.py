"""What writing a batch came to, and how what was here already is told from what is new."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlmodel import Session, col, select

from app.core import ids
from app.imports import kept_words
from app.imports.known import chunks
from app.imports.report import Count, no_counts
from app.imports.rows import Batch, Key, PersonRow, PitchRow, Table, WeekRow
from app.people.models import Person
from app.pitches.models import Pitch
from app.weeks.models import Week

LEFT_ALONE = "rows that differ from what is stored were left as they are"
_OWN_KEYS = (kept_words.RESULTS, kept_words.SIGNUPS)
Values = dict[str, Any]  # of columns of many types
S = TypeVar("S", Week, Person, Pitch)
R = TypeVar("R", WeekRow, PersonRow, PitchRow)


@dataclass(slots=True)
class Written:
    """Counts by table, and what is new by source and table."""

    counts: dict[Table, Count] = field(default_factory=no_counts)
    new: Counter[tuple[str, Table]] = field(default_factory=Counter)

    def add_new(self, table: Table, key: Key, number: int = 1) -> None:
        self.counts[table].new += number
        self.new[key.source, table] += number


@dataclass(slots=True)
class Split(Generic[R]):
    """The rows of a table: those that are new, which now have ids, and those that are here."""

    new: list[R]
    here: list[R]


def split(table: Table, rows: Sequence[R], stored: dict[Key, str], written: Written) -> Split[R]:
    """Tell new rows from those that are here, count both, and give the new ones their ids in `stored`."""
    result = Split[R]([], [])
    for row in rows:
        if row.key in stored:
            result.here.append(row)
            written.counts[table].unchanged += 1
        else:
            stored[row.key] = ids.new()
            result.new.append(row)
            written.add_new(table, row.key)
    return result


def note_differences(
    session: Session, batch: Batch, kind: type[S], rows: Sequence[tuple[R, str, Values]]
) -> None:
    """Note which of the rows that are here say something else than what is stored: changed here since, or at the source."""
    for part in chunks(rows):
        wanted = [id_ for _, id_, _ in part]
        stored: dict[str, object] = {each.id: each for each in _stored(session, kind, wanted)}
        for row, id_, values in part:
            if differing := [
                name for name, value in values.items() if not _is_same(getattr(stored[id_], name), value)
            ]:
                batch.note(LEFT_ALONE, f"{row.key.id} ({', '.join(differing)})", row.origin)


def _stored(session: Session, kind: type[S], wanted: list[str]) -> Sequence[S]:
    return session.exec(select(kind).where(col(kind.id).in_(wanted))).all()


def _is_same(stored: object, given: object) -> bool:
    return kept_words.same(_without_own(stored)) == kept_words.same(_without_own(given))


def _without_own(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if name not in _OWN_KEYS} or None
