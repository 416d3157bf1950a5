"""The records of real events load, all of them; they lie outside the repository, so this is skipped where they don't."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.outcomes.models import Outcome
from tests.imports.conftest import new

csv.field_size_limit(10_000_000)

TABLES = ("weeks", "people", "pitches", "leads", "signups", "results")
FOLDERS = {
    "hackopendata": (64, 897, 934, 716, 1777, 930),
    "brainhack-global-2020": (11, 87, 31, 46, 59, 0),
    "brainhack-global-2021": (25, 87, 29, 53, 48, 0),
    "brainhack-global-2022": (31, 88, 40, 61, 37, 0),
    "unitaryhack-2021": (1, 54, 18, 0, 65, 123),
    "unitaryhack-2022": (1, 22, 28, 0, 28, 127),
    "mozsprint": (72, 1087, 395, 0, 1804, 289),
    "hackalist": (767, 0, 0, 0, 0, 0),
}
# pitches, leads, signups; each is one week
PACKAGES = {
    "2016-energy": (7, 6, 6), "2019-energy": (32, 31, 37), "2020-energy": (21, 20, 29), "2020-farming": (18, 18, 23),
    "2020-glamhack": (20, 20, 38), "2021-energy": (20, 4, 22), "2021-farming": (18, 18, 55), "2021-glamhack": (28, 28, 52),
    "2022-energy": (17, 1, 22), "2022-farming": (9, 8, 21), "2022-glamhack": (17, 16, 34), "2023-energy": (12, 0, 73),
    "2023-glamhack": (21, 19, 71),
}  # fmt: skip


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_hackopendata_loads_whole_and_only_once(sample_data, bring, everything, rows):
    folder = sample_data / "real" / "hackopendata"

    report = bring("csv", folder)

    assert report.ok
    assert new(report) == dict(zip(TABLES, FOLDERS["hackopendata"], strict=True))
    before = everything()
    assert new(bring("csv", folder)) == {}
    assert everything() == before
    _assert_pitches_are_as_in(folder, rows)


def _assert_pitches_are_as_in(folder, rows):
    """Every text to the letter, and every place that a member takes."""
    found = rows("SELECT source_id, title, summary, body, places_taken FROM pitch")
    members = Counter(row["pitch_id"] for row in records(folder / "signups.csv") if row["role"] == "member")
    assert sorted(found) == sorted(
        (row["pitch_id"], row["title"], row["summary"], row["body"], members[row["pitch_id"]])
        for row in records(folder / "pitches.csv")
    )


def test_a_dry_run_tells_what_the_real_one_does_and_writes_nothing(sample_data, bring, everything):
    folder, empty = sample_data / "real" / "brainhack-global-2021", everything()

    dry = bring("csv", folder, dry_run=True)

    assert everything() == empty
    assert dry.counts == bring("csv", folder).counts


def test_all_folders_load_as_their_sources_count(sample_data, bring, stored):
    report = bring("csv", sample_data / "real")

    assert report.ok
    assert {p.label: tuple(p.counts[table].new for table in TABLES) for p in report.parts} == FOLDERS
    for part in report.parts:
        _assert_counts_are_the_sources(part.counts, sample_data / "real" / part.label)
    assert stored(Outcome) == []
    _assert_differences_are_named(report)


def _assert_counts_are_the_sources(counts, folder):
    for table in ("weeks", "people", "pitches", "results"):
        assert counts[table].new == len(records(folder / f"{table}.csv"))
    assert counts["leads"].new + counts["signups"].new == len(records(folder / "signups.csv"))


def _assert_differences_are_named(report):
    named = Counter(note.subject for note in report.notes)
    assert named["dates that can't be are kept as text beside an empty date"] == 1
    assert named["weeks without a first or last day in the source"] == 92
    assert named["characters that are none were replaced"] == 1
    assert named["created_at that is no ISO 8601 or RFC 2822 time is kept as text"] == 28
    assert named["agenda.csv is not imported"] == 2


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_loads_by_itself(sample_data, bring, name):
    path = sample_data / "dribdat" / "export" / f"{name}-datapackage.json"

    report = bring("dribdat", path)

    counts = new(report)
    assert report.ok
    assert (counts["weeks"], counts["pitches"], counts.get("leads", 0), counts["signups"]) == (
        1,
        *PACKAGES[name],
    )
    assert new(bring("dribdat", path)) == {}


def test_all_packages_load_from_their_folder(sample_data, bring):
    report = bring("dribdat", sample_data / "dribdat" / "export")

    assert len(report.parts) == 13
    assert new(report) == {"weeks": 13, "people": 316, "pitches": 240, "leads": 189, "signups": 483}


def test_the_archive_loads(sample_data, bring):
    report = bring("dribdat", sample_data / "dribdat" / "data")

    assert new(report) == {"weeks": 64, "people": 1009, "pitches": 934, "leads": 716, "signups": 1777}
    assert new(bring("dribdat", sample_data / "dribdat")) == {}
