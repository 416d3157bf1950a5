"""A week as a data package: valid to Frictionless, and the same week where it is read back."""

import csv
import io
import zipfile

import frictionless
import pytest

from app.core.db import Database
from app.exports import week_package, whole_week
from app.imports import service
from app.weeks.phases import Phase
from app.weeks.queries import by_slug
from tests.world import done, refused

HOSTILE = '=HYPERLINK("http://x"), "quoted"\r\nlone \r and , comma\n\ttab '


@pytest.fixture
def week(world, ada, linus, grace, stranger):
    """A week that is over: a crew, somebody who waited, one who is out, two outcomes."""
    week = world.week(Phase.FORMING, title="Winter 2027", theme="Quiet nights", focus="What wakes us")
    pitch = ada.pitches(
        week, crew_limit=1, tags=["on-call", "two words"], skills_needed=["Python"], skills_to_learn=["tides"],
        body=HOSTILE, links=[{"title": "Notes", "url": "https://example.com/a,b"}], where="Room 2",
    )  # fmt: skip
    ada.signs_up(pitch)
    linus.signs_up(pitch)
    mentor = ada.pitches(week, title="A lamp", join="open")
    grace.signs_up(mentor, role="mentor")
    gone = stranger.pitches(week, title="A tunnel")
    done(stranger.post(f"pitches/{gone['id']}/withdraw", {"reason": "Too deep."}))
    done(stranger.put(f"weeks/{week['slug']}/participation", {"taking_part": False, "days": ["monday"]}))
    world.move_on(week, Phase.WRAP_UP)
    impact = [
        {
            "metric": "pages",
            "unit": "a week",
            "baseline": 22,
            "value": 3.5,
            "as_of": "2027-02-01",
            "confidence": "guessed",
        }
    ]
    evidence = [{"title": "Talk", "url": "https://example.com/talk"}]
    told = {
        "kind": "prototype",
        "summary": HOSTILE,
        "learned": "Much.",
        "next": "park",
        "impact": impact,
        "evidence": evidence,
    }
    done(ada.put(f"pitches/{pitch['id']}/outcome", told))
    done(ada.put(f"pitches/{mentor['id']}/outcome", {"kind": "stopped"}))
    world.move_on(week, Phase.CLOSED)
    return week


@pytest.fixture
def other(other_database_url):
    database = Database(other_database_url, pool_size=4)
    yield database
    database.dispose()


def texts(db, slug):
    with db.reading() as session:
        return week_package.files(whole_week.of(session, by_slug(session, slug)))


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.sqlite_only(reason="the files are made from rows, whichever database they came from")
def test_frictionless_finds_nothing_wrong_with_it(week, grace, tmp_path):
    reply = grace.get(f"weeks/{week['slug']}/datapackage.zip")
    (tmp_path / "datapackage.zip").write_bytes(reply.content)

    report = frictionless.Package(str(tmp_path / "datapackage.zip")).validate()

    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/zip")
    assert [task.name for task in report.tasks] == list(week_package.TABLES)
    assert report.flatten(["title", "message"]) == []
    assert {task.name: task.stats["rows"] for task in report.tasks} == {
        "weeks": 1, "people": 4, "pitches": 3, "leads": 3, "signups": 3, "participation": 4, "outcomes": 2, "impact": 1,
    }  # fmt: skip


def test_it_holds_neither_addresses_nor_drafts(world, week, grace, ada):
    done(ada.post(f"weeks/{world.week(Phase.PITCHING)['slug']}/pitches", {"title": "A draft", "draft": True}))

    everything = "".join(texts(world.db, week["slug"]).values())

    assert [word for word in ("@offtrail.example", "A draft", grace.email) if word in everything] == []


def test_the_same_week_is_the_same_file(week, grace):
    path = f"weeks/{week['slug']}/datapackage.zip"
    first = grace.get(path)

    assert grace.get(path).content == first.content
    assert grace.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_it_is_for_those_who_organize_the_week(world, week, ada):
    for file in ("datapackage.zip", "dribdat.json"):
        assert refused(ada.get(f"weeks/{week['slug']}/{file}")) == (403, "organizers_only")
        assert refused(world.nobody.get(f"weeks/{week['slug']}/{file}"))[0] == 401


def test_it_is_read_back_with_the_same_rows(world, week, grace, other, tmp_path):
    before = texts(world.db, week["slug"])
    (tmp_path / "datapackage.zip").write_bytes(grace.get(f"weeks/{week['slug']}/datapackage.zip").content)

    report = service.run(other, "package", tmp_path)

    assert (report.ok, [str(note) for note in report.notes]) == (True, [])
    after = texts(other, week["slug"])
    assert {name: rows(text) for name, text in after.items() if name.endswith(".csv")} == {
        name: rows(text) for name, text in before.items() if name.endswith(".csv")
    }
    again = service.run(other, "package", tmp_path)
    assert (again.ok, again.changed, again.notes) == (True, False, [])
    assert texts(other, week["slug"]) == after


def test_outcomes_that_were_read_back_are_pulled_like_any_other(world, week, grace, other, tmp_path):
    (tmp_path / "datapackage.zip").write_bytes(grace.get(f"weeks/{week['slug']}/datapackage.zip").content)
    pulled = done(grace.get("outcomes"))["items"]
    service.run(other, "package", tmp_path)

    with zipfile.ZipFile(tmp_path / "datapackage.zip") as archive:
        archive.extractall(tmp_path / "folder")
    assert service.run(other, "package", tmp_path / "folder").changed is False

    world.db = world.app.state.db = other
    visitor = world.person("Vera Lind")
    told = done(visitor.get("outcomes"))["items"]
    fields = ("kind", "summary", "learned", "evidence", "next", "home", "impact", "created_at", "updated_at")
    assert [[outcome[name] for name in fields] for outcome in told] == [
        [outcome[name] for name in fields] for outcome in pulled
    ]


def test_a_week_is_not_read_back_beside_itself(world, week, grace, tmp_path):
    (tmp_path / "datapackage.zip").write_bytes(grace.get(f"weeks/{week['slug']}/datapackage.zip").content)

    report = service.run(world.db, "package", tmp_path / "datapackage.zip")

    assert [problem.why for problem in report.problems][:1] == ["Winter 2027 was made here, and is here"]
    assert report.changed is False


@pytest.mark.sqlite_only(reason="a bad row is refused before the database is asked")
@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("people", "offtrail:", "offtrail", ("person_id", "no id of a package")),
        ("pitches", "withdrawn,", "vanished,", ("status", "not known")),
        ("outcomes", "prototype", "miracle", ("kind", "can't be taken")),
        ("impact", "3.5", "few", ("value", "is no number")),
        ("weeks", ",2027-01-", ",2027-13-", ("starts_on", "is no day")),
        ("datapackage", '"offtrail"', '"other"', (None, "is no package that Offtrail wrote")),
    ],
)
def test_a_bad_row_is_named(world, week, tmp_path, file, old, new, told):
    for name, text in texts(world.db, week["slug"]).items():
        changed = text.replace(old, new) if name.startswith(file) else text
        (tmp_path / name).write_text(changed, newline="")

    problem = service.run(world.db, "package", tmp_path, dry_run=True).problems[0]

    column, why = told
    assert (problem.column, why in problem.why) == (column, True)
    assert problem.origin.file.startswith(f"{tmp_path.name}/{file}.")


@pytest.mark.parametrize(
    ("file", "column", "value"), [("signups", "asked_at", "yesterday"), ("participation", "days", "monday")]
)
def test_a_row_that_is_refused_is_not_taken_although_the_others_are(
    world, week, other, tmp_path, file, column, value
):
    for name, text in texts(world.db, week["slug"]).items():
        (tmp_path / name).write_text(text, newline="")
    with (tmp_path / f"{file}.csv").open(newline="") as read:
        first, *others = csv.DictReader(read)
    with (tmp_path / f"{file}.csv").open("w", newline="") as write:
        table = csv.DictWriter(write, first)
        table.writeheader()
        table.writerows([first | {column: value}, *others])

    report = service.run(other, "package", tmp_path, skip_bad=True)

    (count,) = (count for table, count in report.counts.items() if table.value == file)
    assert (count.refused, count.new, count.read) == (1, len(others), 1 + len(others))
