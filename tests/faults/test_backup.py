"""`offtrail backup` while people write, and `offtrail restore`: what was acknowledged before is in it, and nothing by half."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.core.db import Database
from app.core.migrations import migrate
from app.exports import archive
from app.pitches.models import Comment
from tests.faults.load import gather, served
from tests.faults.whole import breaches
from tests.serving import ROOT

pytestmark = pytest.mark.system


def offtrail(url: str, *words: str) -> str:
    """What the command says; it ends well."""
    env = {**os.environ, "OFFTRAIL_DATABASE_URL": url}
    command = [sys.executable, "-m", "app", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_backup_under_load_is_whole_in_either_database(
    db: Database, url: str, empty_database_url: str, tmp_path: Path
) -> None:
    with served(url, tmp_path) as service:
        crowd = gather(service, db, writers=4)
        crowd.begin()
        crowd.await_more(60)
        known = {id_ for writer in crowd.writers for id_ in list(writer.comments)}
        so_far = crowd.acknowledged

        said = offtrail(url, "backup", str(tmp_path / "one.zip"))

        meanwhile = crowd.acknowledged - so_far
        crowd.await_more(10)
        crowd.finish()
        assert breaches(db) == []
        assert max((status for status, _ in crowd.refusals()), default=0) < 500

    assert "Backing up" in said
    assert meanwhile > 0
    there, elsewhere = Database(empty_database_url), Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    migrate(there)
    migrate(elsewhere)
    for copy in (there, elsewhere):
        archive.restore(copy, tmp_path / "one.zip", lambda _done, _of: None)
        archive.backup(copy, tmp_path / "again.zip", lambda _done, _of: None)
        assert rows(tmp_path / "again.zip") == rows(tmp_path / "one.zip")
        (tmp_path / "again.zip").unlink()
        assert breaches(copy) == []
        with copy.reading() as session:
            assert all(session.get(Comment, id_) for id_ in known)
        copy.dispose()
    print(
        f"\na backup while {meanwhile} writes were acknowledged: {len(known)} comments of before are in it, 0 lost"
    )


def rows(backup: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(backup) as read:
        return {name: read.read(name) for name in read.namelist() if name != archive.MANIFEST}
