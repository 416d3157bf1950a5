"""A week as dribdat's data package: what came from one goes back as it came, what was made here is the same once more."""

import json

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app.core.db import Database
from app.exports import dribdat, whole_week
from app.imports import service
from app.weeks.phases import Phase
from app.weeks.queries import by_slug
from tests.imports.conftest import SAMPLES
from tests.world import done

BASE = "http://offtrail.test"
RECORDS = {
    "week": "source, source_id, slug, title, starts_on, ends_on, dates_text, location, url, description, source_extra",
    "person": "source, source_id, name, source_extra",
    "pitch": "source, source_id, title, summary, body, links, status, submitted_at, places_taken, source_extra",
}
JOINED = {
    "leads": "SELECT pitch.source_id, person.source_id, position FROM pitch_lead JOIN pitch ON pitch.id = pitch_id "
    "JOIN person ON person.id = person_id",
    "signups": "SELECT pitch.source_id, person.source_id, signup.role, signup.status, line_number FROM signup "
    "JOIN pitch ON pitch.id = pitch_id JOIN person ON person.id = person_id",
    "participation": "SELECT week.source_id, person.source_id, taking_part FROM participation JOIN week ON week.id = week_id "
    "JOIN person ON person.id = person_id",
    "labels": "SELECT pitch.source_id, kind, position, text FROM pitch_label JOIN pitch ON pitch.id = pitch_id",
}


@pytest.fixture
def other(other_database_url):
    database = Database(other_database_url, pool_size=4)
    yield database
    database.dispose()


def rows(db):
    """Everything that an import brought, without what each database numbers for itself."""
    with db.reading() as session:
        connection = session.connection()
        found = {
            name: connection.execute(
                sa.select(*(SQLModel.metadata.tables[name].c[column] for column in columns.split(", ")))
            ).all()
            for name, columns in RECORDS.items()
        }
        found |= {name: connection.execute(sa.text(query)).all() for name, query in JOINED.items()}
    return {name: sorted(map(as_text, listed)) for name, listed in found.items()}


def as_text(row):
    return json.dumps(list(row), sort_keys=True, default=str)


def written(db, slug, folder):
    with db.reading() as session:
        text = dribdat.text(whole_week.of(session, by_slug(session, slug)), BASE)
    (folder / f"{slug}-datapackage.json").write_text(text)
    return text


@pytest.mark.parametrize(
    ("kind", "slugs"), [("packages", ["kiln-days-2021"]), ("archive", ["kiln-days-2021", "mill-days-2021"])]
)
def test_what_came_from_a_dribdat_comes_back_with_the_same_rows(world, other, tmp_path, kind, slugs):
    service.run(world.db, "dribdat", SAMPLES / kind)
    for slug in slugs:
        written(world.db, slug, tmp_path)

    report = service.run(other, "dribdat", tmp_path)

    assert report.ok
    assert rows(other) == rows(world.db)
    assert service.run(world.db, "dribdat", tmp_path).changed is False


def test_what_was_made_here_is_the_same_once_more(world, ada, linus, grace, other, tmp_path):
    week = world.week(Phase.FORMING, title="Winter 2027", theme="Quiet nights", location="Berlin")
    lamp = ada.pitches(week, title="A lamp", tags=["on call", "light"], body="Why?\r\n",
                       links=[{"title": "Code", "url": "https://code.example/lamp"}])  # fmt: skip
    linus.signs_up(lamp)
    world.person("Linus Brook").signs_up(ada.pitches(week, title="A second lamp"))
    world.move_on(week, Phase.CLOSED)
    first = grace.get(f"weeks/{week['slug']}/dribdat.json")
    (tmp_path / "datapackage.json").write_bytes(first.content)

    report = service.run(other, "dribdat", tmp_path)
    again = written(other, "winter-2027", tmp_path)

    assert report.ok
    projects = resource(done(first), "projects")
    assert [project["team"][:11] for project in projects] == ["Linus Brook", "Linus Brook"]
    assert projects[0]["team"] != projects[1]["team"]
    assert without_address(resource(json.loads(again), "projects")) == without_address(projects)
    assert resource(json.loads(again), "events")[0]["name"] == "Winter 2027"
    (tmp_path / "datapackage.json").unlink()
    assert service.run(other, "dribdat", tmp_path).changed is False


def resource(package, name):
    return next(part["data"] for part in package["resources"] if part["name"] == name)


def without_address(projects):
    """Projects without the event's page, which is another's after the import."""
    return [{name: value for name, value in project.items() if name != "event_url"} for project in projects]
