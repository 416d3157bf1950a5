"""Keeps, beside a pitch or a week, rows of which no column can hold everything: results, and what sign-ups said.

Such lists only grow: what was there stays, what wasn't is added, so that a second run adds nothing.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import JsonValue
from sqlmodel import Session, col, select

from app.imports.known import Known, chunks
from app.imports.rows import Batch, CrewRow, Key, ResultRow
from app.pitches.models import Pitch
from app.weeks.models import Week

RESULTS = "results.csv"
SIGNUPS = "signups.csv"
"""The names in `source_extra`, beside which no column of a source can stand."""

Entry = dict[str, JsonValue]
Lists = dict[Key, list[Entry]]
K = TypeVar("K", Pitch, Week)


@dataclass(slots=True)
class KeptWords:
    """The entries of a batch, by the pitch or week that they belong to."""

    results_of_pitch: Lists = field(default_factory=lambda: defaultdict(list))
    results_of_week: Lists = field(default_factory=lambda: defaultdict(list))
    signups_of_pitch: Lists = field(default_factory=lambda: defaultdict(list))
    signups_of_week: Lists = field(default_factory=lambda: defaultdict(list))

    def for_pitch(self, key: Key, extra: Entry) -> Entry:
        return {**extra, SIGNUPS: [*self.signups_of_pitch[key]]} if key in self.signups_of_pitch else extra

    def for_week(self, key: Key, extra: Entry) -> Entry:
        lists = ((RESULTS, self.results_of_week), (SIGNUPS, self.signups_of_week))
        return extra | {name: [*entries[key]] for name, entries in lists if key in entries}


def gathered(batch: Batch) -> KeptWords:
    kept = KeptWords()
    for result in batch.results:
        _put(result, result.values, kept.results_of_pitch, kept.results_of_week)
    for row in batch.crews:
        if row.words:
            entry = {"person_id": row.person.id, **row.words}
            _put(row, entry, kept.signups_of_pitch, kept.signups_of_week)
    return kept


def _put(row: CrewRow | ResultRow, entry: Entry, of_pitch: Lists, of_week: Lists) -> None:
    if row.pitch is not None:
        of_pitch[row.pitch].append(entry)
    elif row.week is not None:
        of_week[row.week].append(entry)


def add_to_pitches(session: Session, known: Known, kept: KeptWords) -> Counter[str]:
    """Add to pitches that were here before what they lack; tells how many results were added, by source."""
    keys = list({key: None for lists in (kept.results_of_pitch, kept.signups_of_pitch) for key in lists})
    added = Counter[str]()
    for pitch, key in _loaded(session, Pitch, known.pitches, keys):
        if lacking := _lacking(pitch.source_results or [], kept.results_of_pitch.get(key, [])):
            pitch.source_results = [*(pitch.source_results or []), *lacking]
            added[key.source] += len(lacking)
        pitch.source_extra = _extended(pitch.source_extra, SIGNUPS, kept.signups_of_pitch.get(key, []))
    return added


def add_to_weeks(session: Session, known: Known, kept: KeptWords) -> Counter[str]:
    """Add to weeks that were here before what they lack; tells how many results were added, by source."""
    keys = list({key: None for lists in (kept.results_of_week, kept.signups_of_week) for key in lists})
    added = Counter[str]()
    for week, key in _loaded(session, Week, known.weeks, keys):
        results = kept.results_of_week.get(key, [])
        added[key.source] += len(_lacking(_listed(week.source_extra, RESULTS), results))
        week.source_extra = _extended(week.source_extra, RESULTS, results)
        week.source_extra = _extended(week.source_extra, SIGNUPS, kept.signups_of_week.get(key, []))
    return added


def _loaded(session: Session, kind: type[K], ids: dict[Key, str], keys: list[Key]) -> list[tuple[K, Key]]:
    key_of = {ids[key]: key for key in keys if key in ids}
    found: list[tuple[K, Key]] = []
    for part in chunks(list(key_of)):
        rows = session.exec(select(kind).where(col(kind.id).in_(part))).all()
        found += [(row, key_of[row.id]) for row in rows]
    return found


def _extended(extra: dict[str, object] | None, name: str, entries: list[Entry]) -> dict[str, object] | None:
    lacking = _lacking(_listed(extra, name), entries)
    return {**(extra or {}), name: [*_listed(extra, name), *lacking]} if lacking else extra


def _listed(extra: dict[str, object] | None, name: str) -> list[Entry]:
    listed = (extra or {}).get(name)
    return listed if isinstance(listed, list) else []


def _lacking(present: list[Entry], entries: list[Entry]) -> list[Entry]:
    """Those entries that are not present, as often as they are missing."""
    left = Counter(map(same, present))
    lacking = []
    for entry in entries:
        if left[same(entry)] > 0:
            left[same(entry)] -= 1
        else:
            lacking.append(entry)
    return lacking


def same(value: object) -> str:
    """A text that equal values share, also after a database has written their numbers its own way."""
    return json.dumps(_plain(value), sort_keys=True, default=str)


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
