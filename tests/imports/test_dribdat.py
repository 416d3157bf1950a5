"""What becomes of dribdat's data packages and of the CSV files of its archives."""

import json

import pytest

from app.imports import json_file
from app.people.models import Person
from app.pitches.models import Pitch, PitchLabel
from app.weeks.models import Participation, Week
from tests.imports.conftest import new

pytestmark = pytest.mark.sqlite_only(
    reason="how a file is read depends on no database; test_real_events.py and test_again.py fill both"
)

EVENT = {"id": 4, "name": "Kiln Days"}
PROJECT = {
    "id": 9,
    "name": "Glaze",
    "url": "https://forge.example/project/9",
    "event_url": "https://forge.example/event/4",
}
TWO_EVENTS = [EVENT, {"id": 5, "name": "Clay Days"}]


@pytest.fixture
def package(tmp_path):
    def made(indent=None, **resources):
        listed = [
            {"name": name, "data": data}
            for name, data in {"events": [EVENT], "projects": [PROJECT], **resources}.items()
        ]
        (tmp_path / "x-datapackage.json").write_text(json.dumps({"resources": listed}, indent=indent))
        return tmp_path / "x-datapackage.json"

    return made


def test_a_package_is_a_week_with_its_pitches_and_people(bring, samples):
    report = bring("dribdat", samples / "packages")

    assert new(report) == {
        "weeks": 1,
        "people": 3,
        "pitches": 2,
        "leads": 1,
        "signups": 2,
        "participation": 2,
    }


def test_an_archive_is_the_same_from_several_servers(bring, samples, rows):
    report = bring("dribdat", samples / "archive")

    assert new(report) == {"weeks": 2, "people": 3, "pitches": 2, "leads": 1, "signups": 3}
    assert rows("SELECT pitch.source_id, week.source_id FROM pitch JOIN week ON week.id = week_id ORDER BY 1") == [
        ("forge.example/9", "forge.example/4"), ("mill.example/9", "mill.example/4")
    ]  # fmt: skip
    assert [note.detail.partition(":")[0] for note in report.notes if "several servers" in note.subject] == [
        "1 names are 2 people"
    ]


def test_a_package_brings_nothing_twice_after_the_archive_of_its_server(bring, samples):
    bring("dribdat", samples / "archive")

    assert new(bring("dribdat", samples / "packages")) == {"people": 1, "pitches": 1, "participation": 2}


def test_a_week_has_its_days_and_the_rest_beside_it(bring, samples, stored):
    bring("dribdat", samples / "packages")

    [week] = stored(Week)
    assert (week.source, week.source_id, week.slug) == ("dribdat", "forge.example/4", "kiln-days-2021")
    assert (str(week.starts_on), str(week.ends_on)) == ("2021-05-07", "2021-05-08")
    assert week.dates_text == "2021-05-07T08:00 / 2021-05-08T16:00"
    assert (week.description, week.location, week.url) == ("Bring *clay*.", "Delft", "https://kiln.example")
    assert week.source_extra == {
        "summary": "Clay and code", "hostname": "The potters", "has_finished": True,
        "categories": [{"id": 1, "name": "Glazes", "description": "Shiny"}],
        "activities": [{"id": 5, "name": "star", "user_name": "ada_h", "project_id": 9, "time": 1620378000.0}],
    }  # fmt: skip


def test_a_pitch_has_its_whole_text_links_and_tags(bring, samples, stored):
    bring("dribdat", samples / "packages")

    pitch = next(pitch for pitch in stored(Pitch) if pitch.source_id == "forge.example/9")
    assert (pitch.title, pitch.summary) == ("Glaze oracle", "What will it look like?")
    assert pitch.body == "Tells what a glaze\r\nwill look like."
    assert [link["url"] for link in pitch.links] == [
        "https://forge.example/project/9",
        "https://code.example/glaze",
    ]
    assert pitch.submitted_at.isoformat() == "2021-05-07T09:00:00+00:00"
    assert sorted(label.text for label in stored(PitchLabel)) == ["clay", "glaze"]
    assert pitch.source_extra == {
        "excerpt": "Tells what", "autotext": "# README", "hashtag": "#glaze clay", "event_name": "Kiln Days 2021", "score": 90,
        "phase": "Share", "is_challenge": False, "stats": {"total": 12, "commits": 3},
    }  # fmt: skip
    assert pitch.places_taken == 2


def test_a_user_brings_neither_address_nor_sign_in(bring, samples, stored, everything):
    bring("dribdat", samples / "packages")

    people = {person.name: person for person in stored(Person)}
    assert sorted(people) == ["Linus B", "ada_h", "mona"]
    assert people["ada_h"].source_extra == {"id": 1, "webpage_url": "https://ada.example", "roles": "Potter"}
    assert {part.person_id for part in stored(Participation)} == {people["ada_h"].id, people["mona"].id}
    assert "ada@forge.example" not in repr(everything())
    assert "of-the-address" not in repr(everything())


def test_what_is_not_imported_is_noted(bring, samples):
    subjects = [note.subject for note in bring("dribdat", samples / "packages").notes]

    assert subjects == [
        "e-mail addresses are not imported",
        "categories are kept in the week's source_extra",
        "activities are kept in the week's source_extra",
        "resources of other kinds are not imported",
        "people are made of user names",
    ]


def test_a_package_may_point_to_csv_files(bring, samples, tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("events", "projects"):
        (tmp_path / "data" / f"{name}.csv").write_bytes((samples / "archive" / f"{name}.csv").read_bytes())
    resources = [{"name": name, "path": f"data/{name}.csv"} for name in ("events", "projects")]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))

    assert new(bring("dribdat", tmp_path))["pitches"] == 2


def test_a_package_reads_no_file_outside_its_folder(bring, samples, tmp_path):
    resources = [
        {"name": name, "path": str(samples / "archive" / f"{name}.csv")} for name in ("events", "projects")
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))

    report = bring("dribdat", tmp_path)

    assert new(report) == {}


def test_projects_of_a_package_belong_to_its_one_event(bring, package):
    assert bring("dribdat", package(projects=[{k: v for k, v in PROJECT.items() if k != "event_url"}])).ok


@pytest.mark.parametrize(
    ("resources", "column", "why"),
    [
        ({"events": [{"name": "Kiln Days"}]}, "events[1].id", "is missing"),
        ({"events": ["Kiln Days"]}, "events[1]", "is no object"),
        ({"events": "Kiln Days"}, "events", "no list of records"),
        ({"events": [EVENT, EVENT]}, "week_id", "is there already"),
        ({"projects": [PROJECT, {**PROJECT, "id": 10, "name": ["Glaze"]}]}, "projects[2].name", "holds a list or an object"),
        ({"projects": [PROJECT, {**PROJECT, "id": 10, "name": ""}]}, "projects[2].name", "is empty"),
        ({"projects": [PROJECT, {**PROJECT, "id": None}]}, "projects[2].id", "is missing"),
        ({"projects": [{**PROJECT, "event_url": "https://forge.example/event/8"}]}, "week_id", "forge.example/8 is no week"),
        ({"projects": [{**PROJECT, "event_url": "http://[::"}]}, "week_id", "forge.example/[:: is no week"),
        ({"projects": [{**PROJECT, "id": "9" * 290}]}, "projects[1].id", "more than 300"),
        ({"events": TWO_EVENTS, "projects": [{**PROJECT, "event_url": ""}]}, "projects[1].event_url", "is missing"),
        ({"projects": [{**PROJECT, "team": "ada, \u202eadb"}]}, "projects[1].team", "reading order"),
        ({"users": [{"username": "ada"}, {"username": "ada"}]}, "users[2].username", "is there twice"),
        ({"projects": []}, "projects", "which server it comes from"),
    ],
)  # fmt: skip
def test_a_bad_record_is_named(bring, package, resources, column, why):
    report = bring("dribdat", package(**resources))

    assert [(problem.column, why in problem.why) for problem in report.problems[:1]] == [(column, True)]
    assert new(report) == {}


def test_a_bad_record_is_named_by_its_physical_line(bring, package):
    path = package(indent=1, projects=[PROJECT, {**PROJECT, "id": 10, "name": ""}])
    line = path.read_text().splitlines().index('     "id": 10,')  # the line before, counted from 1

    [problem] = bring("dribdat", path).problems

    assert str(problem.origin) == f"x-datapackage.json:{line}"


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b'{\n "resources": [\n}', 3, "is not JSON"),
        (b"[" * 100_000, 1, "is not JSON"),
        (b'{\n"name": "Zo\xeb"}', 2, "is not UTF-8"),
        (b"", 1, "is not JSON"),
        (b"[1, 2]", 1, "no resource named events"),
        (b'{"resources": [{"name": "events"}, 3, "x"]}', 1, "which server it comes from"),
    ],
)
def test_a_file_that_is_no_package_is_named(bring, tmp_path, content, line, why):
    (tmp_path / "datapackage.json").write_bytes(content)

    [problem] = bring("dribdat", tmp_path).problems

    assert why in problem.why
    assert problem.origin.line == line


def test_packages_in_a_folder_are_imported_one_by_one(bring, package, samples):
    folder = package().parent
    (folder / "broken-datapackage.json").write_text("{")

    report = bring("dribdat", folder)

    assert [(part.label, part.written) for part in report.parts] == [
        ("broken-datapackage.json", False), ("x-datapackage.json", True)
    ]  # fmt: skip


def test_a_bad_row_of_an_archive_is_named(bring, samples, tmp_path):
    for name in ("events", "projects"):
        (tmp_path / f"{name}.csv").write_bytes((samples / "archive" / f"{name}.csv").read_bytes())
    with (tmp_path / "projects.csv").open("a") as file:
        file.write("mill.example,10,,Stones,,,,,,,,,https://mill.example/event/7,\n")

    [problem] = bring("dribdat", tmp_path).problems

    assert (problem.origin.line, problem.column, problem.why) == (
        5,
        "week_id",
        "mill.example/7 is no week that is known",
    )


def test_a_package_of_any_size_is_not_read_into_memory(bring, tmp_path):
    with (tmp_path / "huge-datapackage.json").open("wb") as file:
        file.truncate(json_file.MAX_BYTES + 1)  # takes no room on the disk

    [problem] = bring("dribdat", tmp_path).problems

    assert "is 256 MiB large" in problem.why
