"""The log goes to whatever standard error is at the time, and never costs a reply."""

import io
import json
import logging
import sys

import pytest

from app.core.logging import configure, log
from tests.world import Someone, World, refused


@pytest.fixture(autouse=True)
def _configured() -> None:
    configure("info")


def test_a_line_goes_where_standard_error_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    log.error("first")
    later = io.StringIO()
    monkeypatch.setattr(sys, "stderr", later)

    log.error("second")

    assert [json.loads(line)["event"] for line in later.getvalue().splitlines()] == ["second"]


def test_a_level_holds_from_when_it_is_set(capsys: pytest.CaptureFixture[str]) -> None:
    for level in ("error", "info"):
        configure(level)
        log.info(f"at {level}")

    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["at info"]


def test_a_log_that_cant_be_written_costs_no_reply(
    world: World, ada: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("app.board.shown.week_rows", broken)
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)

    reply = ada.get("weeks")

    assert refused(reply) == (500, "internal_error")


def test_of_a_batch_that_lost_its_connection_the_error_is_told_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The driver's warning of an error that it ignores, and raises right after, would be a second line of another form."""
    logging.getLogger("psycopg").warning(
        "error ignored terminating %r: %s", "a pipeline", "the connection is lost"
    )

    assert caplog.records == []
