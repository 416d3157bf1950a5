"""What a start reads: nothing that the first reply doesn't need. Each of these costs every start its time, and every worker its memory."""

import http.client
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import ROOT, serving
from tests.world import World

pytestmark = pytest.mark.system

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
LATER = set(SETTINGS["flake8-tidy-imports"]["banned-module-level-imports"])
"""What the linter has imported where it is used."""
OF_POSTGRESQL = {"app.core.asking_postgresql", "app.core.patience", "psycopg"}
SOUGHT = "rich"
"""What structlog looks for and doesn't find: Python tells of that too, and of a module within it only where it was found."""


def imported(log: Path) -> set[str]:
    """The modules that Python told of, as `-X importtime` has it."""
    told = (line.rpartition("|") for line in log.read_text("utf-8").splitlines())
    return {name.strip() for before, _, name in told if before.startswith("import time:")}


def test_a_first_reply_needs_no_module_that_is_for_later(
    world: World, database_url: str, tmp_path: Path
) -> None:
    admin = world.person("Ada")
    log = tmp_path / "log"

    with (
        serving(database_url, log, PYTHONPROFILEIMPORTTIME="1") as port,
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection,
    ):
        connection.request("GET", "/api/v1/weeks", headers={"Authorization": f"Bearer {admin.secret}"})
        status = connection.getresponse().status

    found = imported(log)
    assert status == 200
    assert "app.main" in found
    assert found & (LATER - {SOUGHT} - (set() if world.db.is_sqlite else OF_POSTGRESQL)) == set()
    assert not [name for name in found if name.startswith(f"{SOUGHT}.")]
