"""One served Offtrail for all attacks of a process: they find it as those before them left it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.db import Database
from tests.attacks.ground import SETTINGS, Ground, laid_out
from tests.serving import serving


@pytest.fixture(scope="session")
def _ground(_databases: Any, application: FastAPI) -> Iterator[Ground]:
    with _databases.migrated() as url, tempfile.TemporaryDirectory() as folder:
        db, log = Database(url, pool_size=4), Path(folder) / "log"
        with serving(url, log, **SETTINGS) as port:
            ground = laid_out(application, db, port)
            yield ground
            ground.close()
        db.dispose()
        said = set(log.read_text().splitlines()) - {"WARNING:  Invalid HTTP request received."}
        assert said == set(), "an attack was met with an error of the server"


@pytest.fixture
def ground(_ground: Ground, databases: object) -> Ground:  # notes that the test takes a database
    return _ground
