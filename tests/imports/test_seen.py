"""What was imported is seen over the API as any other week is, and is closed."""

import pytest

from app.imports import service
from tests.world import done, refused


@pytest.fixture
def seen(world, samples, ada):
    service.run(world.db, "csv", samples / "winter-2019")
    return lambda path: done(ada.get(path))


@pytest.fixture
def board(seen):
    return {row["title"].strip(): row for row in seen("weeks/north-pier/pitches")["items"]}


def test_an_archived_week_is_shown_closed_with_its_days(seen):
    week = seen("weeks/north-pier")

    assert (week["phase"], week["archived"], week["schedule"], week["time_zone"]) == (
        "closed",
        True,
        None,
        None,
    )
    assert (week["starts_on"], week["ends_on"]) == ("2019-01-14", "2019-01-18")
    assert week["parent"] == {"slug": "winter-workshop-2019", "title": "Winter Workshop 2019"}


def test_its_board_has_its_pitches(board):
    assert list(board) == ["A tide clock"]
    assert board["A tide clock"]["places_taken"] == 2
    assert board["A tide clock"]["lead"]["name"] == "Ada Holm"


def test_a_pitch_shows_its_crew_and_results(seen, board):
    pitch = seen(f"pitches/{board['A tide clock']['id']}")

    assert [(place["person"]["name"], place["role"]) for place in pitch["crew"]] == [
        ("Ada Holm", "member"), ("Linus Brandt", "member"), ("moor", "mentor")
    ]  # fmt: skip
    assert [result["kind"] for result in pitch["source_results"]] == ["award", "score"]
    assert pitch["outcome"] is None


def test_who_took_part_is_listed(seen):
    assert [each["person"]["name"] for each in seen("weeks/winter-workshop-2019/participation")["items"]] == [
        "Grace Okoye"
    ]


def test_it_is_found_by_its_words(seen):
    found = seen("search?q=tide")

    assert [(pitch["title"], pitch["week"]) for pitch in found["pitches"]] == [
        (" A tide clock ", "north-pier")
    ]
    assert [person["name"] for person in seen("search?q=okoye")["people"]] == ["Grace Okoye"]


def test_its_figures_can_be_asked_for_though_nobody_knows_when_its_crew_joined(seen, grace):
    assert done(grace.get("weeks/north-pier/insights"))["crews"] == {"crews": 1, "mixed": 0, "alone": 0}


def test_nobody_signs_up_any_more(board, linus, seen):
    status, _ = refused(linus.post(f"pitches/{board['A tide clock']['id']}/signups", {}))

    assert status == 409


def test_imported_people_are_without_an_address(seen):
    assert {person.get("email") for person in seen("people?q=holm")["items"]} == {None}


def test_the_log_names_the_import(seen, grace):
    kinds = [event["type"] for event in done(grace.get("events?after=0"))["items"]]

    assert kinds.count("import.finished") == 1
