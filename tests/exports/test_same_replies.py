"""What `offtrail export` wrote is read into an empty database of the other kind, and every GET answers as before."""

import io
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sqlmodel import select

from app.core.actor import Role
from app.core.db import Database
from app.core.migrations import migrate
from app.exports import archive
from app.imports import service
from app.people.models import Person, Token
from app.pitches.models import Comment, Pitch
from app.signups.models import SignUp
from app.weeks.models import Week
from app.weeks.phases import Phase
from tests.imports.conftest import SAMPLES
from tests.world import Someone, World, an_id, done

pytestmark = pytest.mark.system

OWN_KEYS = {"/api/v1/session", "/api/v1/tokens", "/api/v1/tokens/writing", "/api/v1/me/sessions"}
"""What tells of tokens and sessions, which an export leaves out."""


@pytest.fixture
def lived_in(world: World, ada: Someone, linus: Someone, grace: Someone) -> World:
    """Two weeks and a cancelled one, a crew with a line, an invitation, a thread, demos, outcomes, and earlier events."""
    service.run(world.db, "csv", SAMPLES / "winter-2019")
    world.week(Phase.CANCELLED)
    week = world.week(Phase.FORMING, theme="Nächte", public=True)
    pitch = ada.pitches(
        week, crew_limit=1, tags=["on-call"], links=[{"title": "Notes", "url": "https://example.com"}]
    )
    ada.signs_up(pitch)
    linus.signs_up(pitch)
    done(grace.put(f"pitches/{pitch['id']}/interest"))
    question = done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "Does it read diagrams?"}))
    done(ada.post(f"pitches/{pitch['id']}/comments", {"body": "Badly.", "parent_id": question["id"]}))
    closed = linus.pitches(week, title="A lamp", join="invite")
    done(linus.post(f"pitches/{closed['id']}/signups", {"person_id": grace.id}))
    done(grace.put(f"weeks/{week['slug']}/participation", {"taking_part": True, "days": ["friday"]}))
    world.move_on(week, Phase.EXPLORING)
    done(ada.put(f"pitches/{pitch['id']}/demo", {"mode": "live", "minutes": 10}))
    impact = [{"metric": "pages", "unit": "a week", "value": 3, "as_of": "2027-02-01"}]
    done(ada.put(f"pitches/{pitch['id']}/outcome", {"kind": "learning", "impact": impact}))
    done(ada.put(f"pitches/{pitch['id']}/outcome", {"kind": "prototype", "impact": impact}))
    later = world.week(Phase.PITCHING)
    done(ada.post(f"pitches/{pitch['id']}/continue", {"week": later["slug"]}))
    return world


@pytest.mark.postgresql_only(reason="goes to SQLite: with SQLite alone there is no other kind")
def test_every_get_answers_the_same_in_the_other_database(lived_in: World, tmp_path: Path) -> None:
    boss = lived_in.person("The Boss", None, Role.ADMIN)
    lived_in.work()
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    paths = list(addresses(lived_in, lived_in.db))

    archive.export(lived_in.db, tmp_path / "all", quiet)
    archive.restore(other, tmp_path / "all", quiet)
    give_key(lived_in.db, other, boss)

    before, after = replies(lived_in, lived_in.db, boss, paths), replies(lived_in, other, boss, paths)
    assert {path for path in paths if after[path] != before[path]} == set()
    assert {path for path, (status, *_) in before.items() if status >= 500} == set()
    assert sum(status == 200 for status, *_ in before.values()) > 50
    other.dispose()


def test_every_get_answers_the_same_after_a_restore(
    lived_in: World, other_database_url: str, tmp_path: Path
) -> None:
    boss = lived_in.person("The Boss", None, Role.ADMIN)
    lived_in.work()
    other = Database(other_database_url)
    paths = [*addresses(lived_in, lived_in.db), *OWN_KEYS]
    before = replies(lived_in, lived_in.db, boss, paths)

    archive.backup(lived_in.db, tmp_path / "all.zip", quiet)
    archive.restore(other, tmp_path / "all.zip", quiet)

    after = replies(lived_in, other, boss, paths)
    assert {path for path in paths if after[path] != before[path]} == set()
    assert sum(status == 200 for status, *_ in after.values()) > 50
    other.dispose()


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def addresses(world: World, db: Database) -> Iterator[str]:
    """Every GET of the contract that ends, for each thing that it can be asked for."""
    with db.reading() as session:
        known = {
            "slug": session.exec(select(Week.slug)).all(),
            "person_id": session.exec(select(Person.id)).all(),
            "pitch_id": session.exec(select(Pitch.id)).all(),
            "signup_id": session.exec(select(SignUp.id)).all(),
            "comment_id": session.exec(select(Comment.id)).all(),
        }
    nothing = [an_id()]
    for path, operations in world.app.openapi()["paths"].items():
        said = operations.get("get")
        if said is None or not path.startswith("/api/v1/") or path in OWN_KEYS or not _shows_data(said):
            continue
        asked = [each for each in said.get("parameters", []) if each["in"] == "query"]
        words = {"q": "assistant"} if any(each["name"] == "q" for each in asked) else {}
        if any(each["name"] == "limit" for each in asked):
            words["limit"] = "200"
        names = [each["name"] for each in said.get("parameters", []) if each["in"] == "path"]
        for values in product(*(known.get(name, nothing) for name in names)):
            address = path.format(**dict(zip(names, values, strict=True)))
            yield f"{address}?{'&'.join(f'{name}={value}' for name, value in words.items())}".rstrip("?")


def _shows_data(said: dict) -> bool:
    """Neither a stream, which never ends, nor a way on to somewhere else."""
    read = said["responses"].get("200")
    return read is not None and "text/event-stream" not in read.get("content", {})


def replies(world: World, db: Database, reader: Someone, paths: list[str]) -> dict[str, tuple]:
    """What somebody reads at each address."""
    world.app.state.db = db
    found = {}
    for path in paths:
        reply = reader.get(path)
        found[path] = (
            reply.status_code,
            reply.headers.get("etag"),
            reply.headers["content-type"],
            content(reply.content),
        )
    world.app.state.db = world.db
    return found


def content(body: bytes) -> object:
    """A body; of a zip file what is in it, without the moment at which a workbook says that it was made."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def give_key(source: Database, target: Database, reader: Someone) -> None:
    """Let somebody in again: an export is without tokens."""
    with source.reading() as session:
        values = session.exec(select(Token).where(Token.person_id == reader.id)).one().model_dump()
    with target.writing() as session:
        session.add(Token(**values))
