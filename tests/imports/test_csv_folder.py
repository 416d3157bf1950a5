"""What becomes of the rows of a folder of CSV files."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.core import text
from app.events.models import EventRow
from app.imports.service import run
from app.outcomes.models import Outcome
from app.people.models import HomeTeam, Person
from app.pitches.models import Pitch, PitchLabel
from app.signups.models import SignUp
from app.weeks.models import Week
from app.weeks.phases import Phase

pytestmark = pytest.mark.sqlite_only(
    reason="how a file is read depends on no database; test_real_events.py and test_again.py fill both"
)


@pytest.fixture
def report(bring, samples):
    return bring("csv", samples / "winter-2019")


@pytest.fixture
def week(report, stored):
    return {week.source_id: week for week in stored(Week)}.__getitem__


@pytest.fixture
def pitch(report, stored):
    return {pitch.source_id: pitch for pitch in stored(Pitch)}.__getitem__


@pytest.fixture
def person(report, stored):
    return {person.source_id: person for person in stored(Person)}.__getitem__


def test_each_table_is_counted(report):
    counts = {
        table.value: (c.read, c.new, c.unchanged, c.merged, c.refused) for table, c in report.counts.items()
    }

    assert counts == {
        "weeks": (4, 4, 0, 0, 0),
        "people": (4, 4, 0, 0, 0),
        "pitches": (3, 3, 0, 0, 0),
        "leads": (2, 2, 0, 0, 0),
        "signups": (6, 5, 0, 1, 0),
        "participation": (1, 1, 0, 0, 0),
        "results": (3, 3, 0, 0, 0),
        "outcomes": (0, 0, 0, 0, 0),
    }
    assert report.ok


def test_a_week_is_archived_and_closed_with_its_days_and_no_schedule(week):
    north = week("w19/north")

    assert north.archived
    assert north.phase(datetime(2019, 1, 1, tzinfo=UTC)) is Phase.CLOSED
    assert (north.schedule, north.time_zone) == (None, None)
    assert (north.starts_on, north.ends_on) == (date(2019, 1, 14), date(2019, 1, 18))
    assert north.sorts_at == datetime(2019, 1, 14, tzinfo=UTC)


def test_a_site_belongs_to_its_series(week):
    assert {week(f"w19/{site}").parent_id for site in ("north", "south", "east")} == {week("w19").id}
    assert week("w19").parent_id is None


def test_slugs_come_from_names(week):
    slugs = [week(source_id).slug for source_id in ("w19", "w19/north", "w19/south", "w19/east")]

    assert slugs == ["winter-workshop-2019", "north-pier", "south-pier", "lodz-aero"]


def test_texts_stay_as_they_are(week, pitch):
    assert week("w19").description == "Two weeks, two harbours.\n\n<b>Bring a coat.</b>"
    assert pitch("t1").title == " A tide clock "
    assert pitch("t1").body == '# Why\n\nThe <script>alert("tide")</script> table is on paper.'


def test_dates_that_cannot_be_are_text_beside_an_empty_date(week, report):
    south, east = week("w19/south"), week("w19/east")

    assert (south.starts_on, south.ends_on, south.dates_text) == (
        date(2019, 1, 25),
        None,
        "2019-01-25 / 2019-01-21",
    )
    assert (east.starts_on, east.ends_on) == (None, None)
    assert east.dates_text == "some time in June / 2999-01-01 / June 22-36"
    assert east.sorts_at == datetime(1970, 1, 1, tzinfo=UTC)
    noted = [note.origin.line for note in report.notes if note.subject.startswith("dates that can't be")]
    assert noted == [6, 7, 7]


def test_what_no_column_takes_is_kept_beside_it(week, pitch, person):
    assert week("w19/north").source_extra == {
        "kind": "site", "starts_at": "2019-01-14T09:00:00Z", "ends_at": "2019-01-18T16:00:00Z", "country": "NO",
        "url": "javascript:alert(1)", "extra": {"beds": 12}, "weather": "snow",
    }  # fmt: skip
    assert pitch("t2").source_extra["repo_url"] == "see the wiki"
    assert pitch("t2").source_extra["created_at"] == "15/01/2019 10:00:00"
    assert person("p1").source_extra == {
        "handle": "adah", "handle_kind": "forge", "affiliation": "Pump hall", "country": "NO", "extra": {"years": 3},
    }  # fmt: skip


def test_only_web_addresses_become_links(week, pitch):
    assert week("w19/north").url is None
    assert pitch("t1").links == [
        {"title": "Original page", "url": "https://workshop.example/t1"},
        {"title": "Repository", "url": "https://code.example/tide"},
    ]
    assert pitch("t2").links == []


def test_a_pitch_is_submitted_when_its_source_says(pitch):
    assert pitch("t1").submitted_at == datetime(2019, 1, 15, 10, 30, tzinfo=UTC)
    assert pitch("t2").submitted_at is None
    assert {pitch(id_).status for id_ in ("t1", "t2", "t3")} == {"submitted"}


def test_tags_are_there_once_each(pitch, stored):
    labels = sorted((label.pitch_id, label.position, label.text) for label in stored(PitchLabel))

    assert [label[1:] for label in labels if label[0] == pitch("t1").id] == [(0, "tide"), (1, "clock")]
    assert [label[1:] for label in labels if label[0] == pitch("t2").id] == [(0, "rope"), (1, "knots")]


def test_a_person_has_a_name_and_no_address_and_no_home_team(person, stored):
    assert [person(id_).name for id_ in ("p1", "p2", "p3", "p4")] == [
        "Ada Holm",
        "Linus Brandt",
        "moor",
        "Grace Okoye",
    ]
    assert {each.email for each in stored(Person)} == {None}
    assert stored(HomeTeam) == []


def test_owners_lead_and_others_sign_up_also_in_two_crews_of_a_week(rows, report):
    leads = rows(
        "SELECT pitch.source_id, person.source_id FROM pitch_lead JOIN pitch ON pitch.id = pitch_id "
        "JOIN person ON person.id = person_id ORDER BY 1"
    )
    signups = rows(
        "SELECT pitch.source_id, person.source_id, signup.role, signup.status FROM signup JOIN pitch ON pitch.id = pitch_id "
        "JOIN person ON person.id = person_id ORDER BY pitch.source_id, line_number"
    )

    assert leads == [("t1", "p1"), ("t3", "p4")]
    assert signups == [
        ("t1", "p1", "member", "accepted"),
        ("t1", "p2", "member", "accepted"),
        ("t1", "p3", "mentor", "accepted"),
        ("t2", "p2", "member", "accepted"),
        ("t2", "p3", "member", "declined"),
    ]


def test_members_alone_take_places(pitch, stored):
    assert [(pitch(id_).places_taken, pitch(id_).crew_limit) for id_ in ("t1", "t2", "t3")] == [
        (2, None),
        (1, None),
        (0, None),
    ]
    assert {signup.imported for signup in stored(SignUp)} == {True}


def test_what_a_signup_said_is_kept_with_its_pitch(pitch, week):
    assert pitch("t1").source_extra["signups.csv"] == [
        {"person_id": "p2", "role": "hacker", "mode": "remote", "raw": "Linus (from home)"}
    ]
    assert week("w19").source_extra["signups.csv"] == [{"person_id": "p4", "mode": "on site"}]


def test_a_repeated_pair_is_merged_and_named(report):
    merged = [note for note in report.notes if note.subject == "repeated pairs were merged"]

    assert [(str(note.origin), note.detail) for note in merged] == [
        ("winter-2019/signups.csv:6", "p2 is there already, at line 4")
    ]


def test_a_row_without_a_pitch_is_who_took_part(rows, week, person):
    assert rows("SELECT week_id, person_id FROM participation") == [(week("w19").id, person("p4").id)]


def test_results_are_kept_whole_and_make_no_outcome(pitch, week, stored):
    assert pitch("t1").source_results == [
        {
            "week_id": "w19/north", "pitch_id": "t1", "kind": "award", "category": "best clock", "value": "1", "rank": "1",
            "text": "It keeps time.", "extra": {"votes": 14},
        },
        {"week_id": "w19/north", "pitch_id": "t1", "person_id": "p2", "kind": "score", "value": "80", "unit": "percent"},
    ]  # fmt: skip
    assert week("w19").source_extra["results.csv"] == [
        {"week_id": "w19", "kind": "attendance", "value": "80", "unit": "people"}
    ]
    assert stored(Outcome) == []


def test_other_files_are_said_to_be_left_alone(report):
    assert "agenda.csv is not imported" in [note.subject for note in report.notes]


@pytest.mark.parametrize("words", ["tide clock", "TIDE paper", "holm", "naive kno"])
def test_pitches_are_found_by_what_they_say_and_by_who_leads_them(report, db, words):
    with db.reading() as session:
        found = text.newest_matching(session, "pitch", str(text.asked(session, words)), 10)

    assert len(found) == 1


def test_people_are_found_by_name(report, db, person):
    with db.reading() as session:
        words = str(text.asked(session, "okoye"))
        assert text.newest_matching(session, "person", words, 10) == [person("p4").id]


def test_the_log_has_one_event_for_the_source(report, stored):
    [event] = stored(EventRow)

    assert (event.type, event.via) == ("import.finished", "command")
    assert event.data["source"] == "workshop"
    assert event.data["new"]["pitches"] == 3


def test_without_a_source_column_the_folder_names_it(bring, folder, rows):
    bring("csv", folder("spring", weeks="week_id,name\na,One\n"))

    assert rows("SELECT source, source_id FROM week") == [("spring", "a")]


def test_the_given_source_overrules_the_files(bring, samples, rows):
    bring("csv", samples / "winter-2019", source="elsewhere")

    assert rows("SELECT DISTINCT source FROM week") == [("elsewhere",)]


def test_progress_ends_with_all_rows(db, samples):
    seen = []

    run(db, "csv", samples / "winter-2019", progress=lambda *step: seen.append(step))

    assert seen[0] == ("winter-2019", 0, 22)
    assert seen[-1] == ("winter-2019", 22, 22)
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)


def test_the_index_holds_no_id_twice(report, db):
    with db.reading() as session:
        ids = session.scalars(sa.select(text.IndexedText.subject_id)).all()

    assert len(ids) == len(set(ids)) == 7
