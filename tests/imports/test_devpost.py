"""What becomes of the CSV files that Devpost gives to an organizer."""

import json

import pytest

from app.imports.rows import Table
from app.people.models import Person
from app.pitches.models import Pitch, PitchLabel
from app.weeks.models import Week
from tests.imports.conftest import new

PROJECTS = "Project Title,Submission Url\n"


@pytest.fixture
def projects(tmp_path):
    def made(content):
        (tmp_path / "projects.csv").write_text(content)
        return tmp_path / "projects.csv"

    return made


def test_a_hackathon_is_a_week_with_its_projects_and_registrants(bring, samples, stored):
    report = bring("devpost", samples / "harvest-hack", title="Harvest Hack")

    assert new(report) == {
        "weeks": 1, "people": 5, "pitches": 2, "leads": 2, "signups": 4, "participation": 2
    }  # fmt: skip
    assert [(week.title, week.source, week.starts_on) for week in stored(Week)] == [
        ("Harvest Hack", "devpost", None)
    ]
    assert sorted(person.name for person in stored(Person)) == [
        "Ada Holm", "Bo Lind", "Cy Okoye", "Dag Moe", "Eli Stone"
    ]  # fmt: skip


def test_a_project_has_its_text_links_tags_and_prizes(bring, samples, stored):
    bring("devpost", samples / "harvest-hack")

    lamp = next(pitch for pitch in stored(Pitch) if pitch.title == "Cellar Lamp")
    assert lamp.body == "# Why\n\nIt is dark."
    assert [(link["title"], link["url"]) for link in lamp.links] == [
        ("Devpost", "https://cellar-lamp.devpost.com/"), ("Try it out", "https://lamp.example"),
        ("Try it out", "https://code.example/lamp"), ("Video", "https://video.example/lamp"),
    ]  # fmt: skip
    assert lamp.submitted_at.isoformat() == "2021-10-03T09:30:00+00:00"
    assert sorted(label.text for label in stored(PitchLabel)) == ["oil", "python"]
    assert lamp.source_extra["Opt-In Prizes"] == ["Best lamp", "Best idea"]
    assert lamp.places_taken == 3


def test_no_address_is_kept_in_any_table(bring, samples, everything):
    bring("devpost", samples / "harvest-hack")

    assert "@lamp.example" not in json.dumps(everything()).casefold()


def test_somebody_who_is_here_is_known_by_the_address(bring, samples, db, stored):
    with db.writing() as session:
        session.add(Person(name="Bo L.", email="bo@lamp.example", email_folded="bo@lamp.example"))

    report = bring("devpost", samples / "harvest-hack")

    assert new(report)["people"] == 4
    assert [person.name for person in stored(Person) if person.email] == ["Bo L."]
    assert new(bring("devpost", samples / "harvest-hack")) == {}


def test_drafts_and_repeated_rows_are_noted(bring, samples):
    notes = {note.subject: note.detail for note in bring("devpost", samples / "harvest-hack").notes}

    assert notes["drafts are not imported"] == "Half a thought"
    assert notes["rows of one project were taken as one"] == "https://cellar-lamp.devpost.com/"


@pytest.mark.parametrize(
    ("content", "line", "column", "why"),
    [
        (PROJECTS + "Lamp,\n", 2, "Submission Url", "is missing"),
        (PROJECTS + ",https://a.example\n", 2, "Project Title", "is empty"),
        ("Project Title\nLamp\n", 1, "Submission Url", "the header has no column Submission Url"),
        ("Lamp,Oil\n1,2\n", 1, None, "has neither the column Project Title nor the column Email"),
        ("Email,First Name,Last Name\na@lamp.example,,\n", 2, "First Name", "is empty"),
    ],
)
def test_a_bad_row_is_named(bring, projects, content, line, column, why):
    [problem] = bring("devpost", projects(content)).problems

    assert (problem.origin.line, problem.column, why in problem.why) == (line, column, True)


def test_a_registrant_who_is_there_twice_is_one_person(bring, tmp_path):
    file = tmp_path / "registrants.csv"
    file.write_text("First Name,Last Name,Email\nAda,Holm,ada@lamp.example\nAda,Holm,ada@lamp.example\n")

    report = bring("devpost", file, title="Lamp Week")

    assert new(report) == {"weeks": 1, "people": 1, "participation": 1}
    assert report.counts[Table.PEOPLE].read == 1
    assert "rows of one registrant were taken as one" in [note.subject for note in report.notes]


def test_a_row_with_columns_without_end_is_refused_alone(bring, samples, tmp_path):
    """Rows may go on beyond the header; one that never ends would have every other row filled up to it."""
    for file in (samples / "harvest-hack").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    projects = next(file for file in tmp_path.iterdir() if "Submission" in file.read_text("utf-8-sig")[:300])
    with projects.open("a", newline="") as more:
        more.write("x," * 300_000 + "\n")

    report = bring("devpost", tmp_path, skip_bad=True)

    [problem] = report.problems
    assert "300,001 fields" in problem.why
