"""Slow statements and errors are told with the request that they belong to, and without what they were given."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.core.db import Database
from app.core.logging import configure, log
from tests.world import Someone, World, done


@pytest.fixture
def _all_are_slow(world: World, database_url: str) -> Iterator[None]:
    before = world.app.state.db
    world.app.state.db = Database(database_url, pool_size=2, slow_ms=0)
    yield
    world.app.state.db.dispose()
    world.app.state.db = before


@pytest.fixture(autouse=True)
def _configured() -> None:
    configure("info")


def lines(capsys: pytest.CaptureFixture[str], event: str) -> list[dict[str, object]]:
    told = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    return [line for line in told if line["event"] == event]


@pytest.mark.usefixtures("_all_are_slow")
def test_a_slow_statement_is_told_by_its_text_and_its_request(
    world: World, ada: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    done(ada.get("search?q=unmistakable", headers={"X-Request-ID": "from-the-proxy-1"}))

    told = lines(capsys, "statement.slow")
    assert {(line["request_id"], line["route"], line["level"]) for line in told} == {
        ("from-the-proxy-1", "/api/v1/search", "warning")
    }
    assert any("indexed_text" in str(line["statement"]) for line in told)
    assert all(isinstance(line["ms"], int) for line in told)
    assert "unmistakable" not in str(told)
    assert ada.secret not in str(told)
    assert ada.id not in str(told)


def test_what_is_quick_is_not_told(
    world: World, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    db = Database(database_url, pool_size=2, slow_ms=3_600_000)
    with db.reading() as session:
        session.execute(sa.text("SELECT 1"))
    db.dispose()

    assert lines(capsys, "statement.slow") == []


@pytest.mark.parametrize(
    "sent", ["short", "x" * 41, "with space 12", 'quote"d-12345', "new\nline-123", "ä-umlaut-123"]
)
def test_what_is_no_id_is_replaced_by_one_of_ours(world: World, sent: str) -> None:
    reply = world.nobody.get("/healthz", headers={"X-Request-ID": sent.encode()})

    assert len(reply.headers["x-request-id"]) == 32
    assert reply.headers["x-request-id"] != sent


def test_an_error_of_the_database_is_told_with_its_request(
    world: World, ada: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    away = Database("postgresql://offtrail@127.0.0.1:1/offtrail", pool_size=2)
    here, world.app.state.db = world.app.state.db, away
    try:
        reply = ada.get("weeks", headers={"X-Request-ID": "from-the-proxy-2"})
    finally:
        world.app.state.db = here
        away.dispose()

    assert reply.status_code == 503
    [told] = lines(capsys, "database.unavailable")
    assert (told["request_id"], told["route"]) == ("from-the-proxy-2", "/api/v1/weeks")


def test_nothing_of_a_request_is_told_beyond_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.nobody.get("/healthz")
    log.info("beside")

    [told] = lines(capsys, "beside")
    assert told.keys() == {"event", "level", "timestamp"}
