"""A second run, a dry run, and runs of a source that has grown."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.imports import service, written
from app.people.models import Person
from app.pitches.models import Pitch
from app.weeks.models import Week
from tests.imports.conftest import new

WEEKS = "week_id,name,starts_at\nw,Lamp Week,2020-02-03\n"
PEOPLE = "person_id,display_name\na,Ada\nb,Bo\n"
PITCHES = "week_id,pitch_id,title\nw,p,Lamps\n"
SIGNUPS = "week_id,pitch_id,person_id,role\nw,p,a,lead\n"
RESULTS = "week_id,pitch_id,kind\nw,p,light\n"
KINDS = [
    ("csv", "winter-2019"), ("dribdat", "archive"), ("dribdat", "packages"), ("hackathon", "hackathons"),
    ("devpost", "harvest-hack"), ("pretalx", "talks"), ("rss", "feeds"),
]  # fmt: skip


@pytest.fixture
def lab(folder):
    return lambda **more: folder(**{"weeks": WEEKS, "people": PEOPLE, "pitches": PITCHES, "signups": SIGNUPS, "results": RESULTS, **more})  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_a_second_run_changes_nothing_and_says_so(bring, samples, everything, kind, name):
    bring(kind, samples / name)
    before = everything()

    again = bring(kind, samples / name)

    assert everything() == before
    assert new(again) == {}
    assert again.text().endswith("Nothing new: everything was here already.")
    assert all(c.read == c.unchanged + c.merged for c in again.counts.values())
    assert written.LEFT_ALONE not in [note.subject for note in again.notes]


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_a_dry_run_writes_nothing_and_counts_as_the_real_one(bring, samples, everything, kind, name):
    before = everything()

    dry = bring(kind, samples / name, dry_run=True)

    assert everything() == before
    assert dry.text().endswith("Dry run: all of it would load; nothing was written.")
    assert dry.counts == bring(kind, samples / name).counts


def test_in_a_dry_run_later_folders_see_earlier_ones(bring, folder, tmp_path):
    folder("1-weeks", weeks=WEEKS)
    folder("2-pitches", pitches=PITCHES)

    assert bring("csv", tmp_path, source="lamps", dry_run=True).ok


def test_folders_in_a_folder_are_imported_one_by_one(bring, folder, tmp_path, stored):
    folder("good", weeks=WEEKS)
    folder("worse", weeks="week_id,name\nx,\n")

    report = bring("csv", tmp_path)

    assert [(part.label, part.written) for part in report.parts] == [("good", True), ("worse", False)]
    assert [week.source for week in stored(Week)] == ["good"]


def test_what_is_new_at_the_source_is_added(bring, lab, stored, rows):
    bring("csv", lab())

    again = bring("csv", lab(
        signups=SIGNUPS + "w,p,b,member\nw,p,b,lead\n", results=RESULTS + "w,p,light\nw,p,heat\nw,,visitors\n"
    ))  # fmt: skip

    assert new(again) == {"leads": 1, "signups": 1, "results": 3}
    [pitch] = stored(Pitch)
    assert (pitch.places_taken, pitch.next_line_number) == (1, 2)
    assert [result["kind"] for result in pitch.source_results] == ["light", "light", "heat"]
    assert stored(Week)[0].source_extra == {"results.csv": [{"week_id": "w", "kind": "visitors"}]}
    assert rows("SELECT position FROM pitch_lead ORDER BY position") == [(1,), (2,)]
    assert new(bring("csv", lab(
        signups=SIGNUPS + "w,p,b,member\nw,p,b,lead\n", results=RESULTS + "w,p,light\nw,p,heat\nw,,visitors\n"
    ))) == {}  # fmt: skip


def test_what_differs_is_left_as_it_is_and_named(bring, lab, stored):
    bring("csv", lab())

    again = bring("csv", lab(
        weeks=WEEKS.replace("Lamp Week", "Light Week"),
        people=PEOPLE.replace("Ada", "Ada Holm"),
        pitches=PITCHES.replace("Lamps", "Lights"),
    ))  # fmt: skip

    assert new(again) == {}
    assert [(str(note.origin), note.detail) for note in again.notes if note.subject == written.LEFT_ALONE] == [
        ("lab/weeks.csv:2", "w (title)"), ("lab/people.csv:2", "a (name)"), ("lab/pitches.csv:2", "p (title)")
    ]  # fmt: skip
    assert (stored(Week)[0].title, stored(Pitch)[0].title) == ("Lamp Week", "Lamps")
    assert {person.name for person in stored(Person)} == {"Ada", "Bo"}


def test_rows_may_name_what_an_earlier_run_brought(bring, folder):
    bring("csv", folder("one", weeks=WEEKS, people=PEOPLE, pitches=PITCHES), source="lamps")

    later = bring("csv", folder("two", signups=SIGNUPS), source="lamps")

    assert new(later) == {"leads": 1}


def test_a_slug_stays_though_a_namesake_comes_first_the_second_time(bring, folder, rows):
    bring("csv", folder("one", weeks="week_id,name\nb,Lamp Week\n"), source="s")

    bring(
        "csv",
        folder(
            "one", weeks="week_id,name,starts_at\na,Lamp Week,2021-05-03\nb,Lamp Week,\nc,Lamp-Week,\nd,灯,\n"
        ),
        source="s",
    )

    assert rows("SELECT source_id, slug FROM week ORDER BY 1") == [
        ("a", "lamp-week-2021"), ("b", "lamp-week"), ("c", "lamp-week-2"), ("d", "week")
    ]  # fmt: skip


def test_two_sources_may_have_the_same_ids(bring, lab, stored):
    bring("csv", lab(), source="one")
    bring("csv", lab(), source="two")

    assert len(stored(Week)) == len(stored(Pitch)) == 2


def test_nothing_new_is_no_event(bring, lab, rows):
    bring("csv", lab())
    bring("csv", lab())

    assert rows("SELECT count(*) FROM event") == [(1,)]


def test_two_imports_at_once_bring_everything_once(db, samples, rows):
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(service.run, db, "csv", samples / "winter-2019") for _ in range(2)]

    assert sorted(len(new(run.result())) for run in runs) == [0, 7]
    assert rows("SELECT count(*) FROM pitch") == [(3,)]
