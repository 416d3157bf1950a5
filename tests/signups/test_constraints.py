"""What the database itself refuses, whatever the code above it does."""

import pytest
import sqlalchemy as sa

from tests.signups.crews import Offered, people
from tests.world import Someone, World


@pytest.fixture
def scene(world: World, ada: Someone, linus: Someone) -> dict[str, str]:
    """Linus has a place on one pitch and an offer of another; the names that statements use."""
    offered = Offered(world, ada, linus)
    (wren,) = people(world, "Wren Hale")
    return {
        "pitch": offered.pitch["id"], "other": offered.other["id"], "place": offered.place["id"], "offer": offered.wish["id"],
        "tess": offered.tess.signs_up(offered.pitch)["id"], "linus": linus.id, "wren": wren.id, "id": wren.id,
    }  # fmt: skip


_COPY = """INSERT INTO signup (id, pitch_id, week_id, person_id, role, status, message, line_number, asked_at, imported, version)
           SELECT :id, pitch_id, week_id, {person}, role, {status}, message, {number}, asked_at, imported, version
           FROM signup WHERE id = :place"""

REFUSED = {
    "a second place in the week": "UPDATE signup SET status = 'accepted', offer_expires_at = NULL WHERE id = :offer",
    "a second open sign-up on the pitch": _COPY.format(person="person_id", status="'waiting'", number="99"),
    "a number in line that is taken": _COPY.format(person=":wren", status="'waiting'", number="line_number"),
    "a status that is none": "UPDATE signup SET status = 'maybe' WHERE id = :place",
    "a role that is none": "UPDATE signup SET role = 'boss' WHERE id = :place",
    "an offer without an end": "UPDATE signup SET offer_expires_at = NULL WHERE id = :offer",
    "a sign-up of nobody": "UPDATE signup SET person_id = 'nobody' WHERE id = :place",
    "more places taken than there are": "UPDATE pitch SET places_taken = 2 WHERE id = :pitch",
    "a limit below the places taken": "UPDATE pitch SET crew_limit = 0 WHERE id = :pitch",
    "fewer places taken than none": "UPDATE pitch SET places_taken = -1 WHERE id = :other",
    "a line shorter than empty": "UPDATE pitch SET waiting = -1 WHERE id = :other",
    "a limit of none": "UPDATE pitch SET crew_limit = 0 WHERE id = :other",
}
TAKEN = {
    "a place beside wishes": "UPDATE signup SET status = 'ended', offer_expires_at = NULL WHERE id = :offer",
    "another open one after one that is over": _COPY.format(person=":wren", status="'waiting'", number="99"),
    "helping beside a place": "UPDATE signup SET role = 'helper', status = 'accepted' WHERE id = :offer",
}


def test_the_database_is_the_last_guard(world: World, scene: dict[str, str]) -> None:
    with world.db.engine.connect() as connection:
        answers = {name: _tried(connection, statement, scene) for name, statement in REFUSED.items()}

    assert answers == dict.fromkeys(REFUSED, "refused")


def test_the_database_takes_what_the_rules_allow(world: World, scene: dict[str, str]) -> None:
    with world.db.engine.connect() as connection:
        answers = {name: _tried(connection, statement, scene) for name, statement in TAKEN.items()}

    assert answers == dict.fromkeys(TAKEN, "taken")


def _tried(connection: sa.Connection, statement: str, names: dict[str, str]) -> str:
    """Run a statement and take it back."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    asked = sa.text(statement)
    try:
        done = connection.execute(asked, {name: names[name] for name in asked.compile().params})
        answer = "taken" if done.rowcount == 1 else f"{done.rowcount} rows"
    except sa.exc.IntegrityError:
        answer = "refused"
    connection.rollback()
    return answer
