"""The records of real events load, all of them; they lie outside the repository, so this is skipped where they don't."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.outcomes.models import Outcome
from tests.imports.conftest import new

csv.field_size_limit(10_000_000)

# weeks, people, pitches, leads, signups, results
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
TABLES = ("weeks", "people", "pitches", "leads", "signups", "results")
PACKAGES = {
    "2016-energy": (7, 6, 6), "2019-energy": (32, 31, 37), "2020-energy": (21, 20, 29), "2020-farming": (18, 18, 23),
    "2020-glamhack": (20, 20, 38), "2021-energy": (20, 4, 22), "2021-farming": (18, 18, 55), "2021-glamhack": (28, 28, 52),
    "2022-energy": (17, 1, 22), "2022-farming": (9, 8, 21), "2022-glamhack": (17, 16, 34), "2023-energy": (12, 0, 73),
    "2023-glamhack": (21, 19, 71),
}  # fmt: skip


@cache
def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_loads_whole_and_only_once(sample_data, bring, everything, name):
    folder = sample_data / "real" / name

    report = bring("csv", folder)

    assert new(report) == {table: n for table, n in zip(TABLES, FOLDERS[name], strict=True) if n}
    assert report.ok
    for table in ("weeks", "people", "pitches", "results"):
        assert report.counts[table].new == len(records(folder / f"{table}.csv"))
    assert report.counts["leads"].new + report.counts["signups"].new == len(records(folder / "signups.csv"))
    before = everything()
    assert new(bring("csv", folder)) == {}
    assert everything() == before


def test_all_folders_load_at_once_after_a_dry_run_that_writes_nothing(sample_data, bring, everything, stored):
    empty = everything()

    dry = bring("csv", sample_data / "real", dry_run=True)
    assert everything() == empty
    report = bring("csv", sample_data / "real")

    assert dry.counts == report.counts
    assert new(report) == {"weeks": 972, "people": 2322, "pitches": 1475, "leads": 876, "signups": 3818, "results": 1469}
    assert stored(Outcome) == []


def test_every_text_of_a_pitch_is_as_in_its_source(sample_data, bring, rows):
    bring("csv", sample_data / "real" / "hackopendata")
    loaded = {source_id: texts for source_id, *texts in rows("SELECT source_id, title, summary, body FROM pitch")}

    for record in records(sample_data / "real" / "hackopendata" / "pitches.csv"):
        assert loaded[record["pitch_id"]] == [record["title"], record["summary"], record["body"]]


def test_places_are_what_the_source_says(sample_data, bring, rows):
    bring("csv", sample_data / "real" / "hackopendata")
    signups = records(sample_data / "real" / "hackopendata" / "signups.csv")
    members = Counter(row["pitch_id"] for row in signups if row["role"] == "member")

    assert Counter(dict(rows("SELECT source_id, places_taken FROM pitch WHERE places_taken > 0"))) == members


def test_differences_are_named_by_their_place(sample_data, bring):
    report = bring("csv", sample_data / "real")

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
    assert (counts["weeks"], counts["pitches"], counts.get("leads", 0), counts["signups"]) == (1, *PACKAGES[name])
    assert new(bring("dribdat", path)) == {}


def test_all_packages_load_from_their_folder(sample_data, bring):
    report = bring("dribdat", sample_data / "dribdat" / "export")

    assert len(report.parts) == 13
    assert new(report) == {"weeks": 13, "people": 316, "pitches": 240, "leads": 189, "signups": 483}


@pytest.mark.parametrize("path", ["dribdat", "dribdat/data"])
def test_the_archive_loads(sample_data, bring, path):
    report = bring("dribdat", sample_data / path)

    assert new(report) == {"weeks": 64, "people": 1009, "pitches": 934, "leads": 716, "signups": 1777}
    assert new(bring("dribdat", sample_data / path)) == {}
