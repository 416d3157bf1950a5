"""Several begin at once on a database without a table: one migrates it, the others wait, and nobody serves before."""

import os
import subprocess
import sys

import pytest

from app.core.db import Database
from app.core.migrations import newest_revision, present_revision
from tests.serving import ROOT, free_port

pytestmark = pytest.mark.system


def offtrail(url: str, *words: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "OFFTRAIL_DATABASE_URL": url}
    command = [sys.executable, "-m", "app", *words]
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_of_those_who_migrate_at_once_each_finds_it_done(empty_database_url: str) -> None:
    begun = [offtrail(empty_database_url, "migrate") for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in begun]

    said = {err for _, err in ended}
    assert said == {f"The database is at {newest_revision()}.\n"}
    assert [process.returncode for process in begun] == [0, 0]
    db = Database(empty_database_url)
    assert present_revision(db) == newest_revision()
    db.dispose()


def test_nobody_serves_what_is_not_migrated(empty_database_url: str) -> None:
    begun = [offtrail(empty_database_url, "serve", "--port", str(free_port())) for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in begun]

    said = "The database is not at the newest schema; run `offtrail migrate` first.\n"
    assert ended == [("", said)] * 2
    assert [process.returncode for process in begun] == [1, 1]
