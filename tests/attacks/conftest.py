"""One served Offtrail for all attacks of a process: they find it as those before them left it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.db import Database
from app.core.limit_settings import LimitSettings
from tests.attacks.ground import SETTINGS, Ground, laid_out
from tests.serving import serving

AS_SHIPPED = {f"OFFTRAIL_{name.upper()}": str(value) for name, value in LimitSettings().model_dump().items()}


@pytest.fixture(scope="session")
def _ground(_databases: Any, application: FastAPI) -> Iterator[Ground]:
    with _served(_databases, application) as ground:
        yield ground


@pytest.fixture
def ground(_ground: Ground, databases: object) -> Ground:  # notes that the test takes a database
    return _ground


@pytest.fixture
def held(databases: Any, application: FastAPI) -> Iterator[Ground]:
    """A place of one's own, with the limits that it has by itself."""
    with _served(databases, application, **AS_SHIPPED) as ground:
        yield ground


@contextmanager
def _served(databases: Any, application: FastAPI, **more: str) -> Iterator[Ground]:
    with databases.migrated() as url, tempfile.TemporaryDirectory() as folder:
        db, log = Database(url, pool_size=4), Path(folder) / "log"
        with serving(url, log, **SETTINGS | more) as port:
            ground = laid_out(application, db, port)
            yield ground
            ground.close()
        db.dispose()
        said = set(log.read_text().splitlines()) - {"WARNING:  Invalid HTTP request received."}
        assert said == set(), "an attack was met with an error of the server"
