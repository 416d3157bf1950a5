"""What is written to an archive comes back from it, in either database."""

import errno
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.db import Database
from app.core.errors import Problem
from app.core.migrations import migrate
from app.exports import archive
from app.weeks.phases import Phase
from tests.world import Someone, World, done

READ = (
    "weeks",
    "people",
    "home-teams",
    "outcomes",
    "events?limit=200",
    "search?q=assistant",
    "me/signups",
    "me/pitches",
)


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def lived_in(world: World, ada: Someone, linus: Someone, grace: Someone) -> World:
    """A week with a crew, a line, a thread, a demo and an outcome."""
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(
        week, crew_limit=1, tags=["on-call"], links=[{"title": "Notes", "url": "https://example.com"}]
    )
    ada.signs_up(pitch)
    linus.signs_up(pitch)
    question = done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "Does it read diagrams?"}))
    done(ada.post(f"pitches/{pitch['id']}/comments", {"body": "Badly.", "parent_id": question["id"]}))
    world.move_on(week, Phase.EXPLORING)
    done(ada.put(f"pitches/{pitch['id']}/demo", {"mode": "written"}))
    told = {
        "kind": "learning",
        "impact": [{"metric": "pages", "unit": "a week", "value": 3, "as_of": "2027-02-01"}],
    }
    done(ada.put(f"pitches/{pitch['id']}/outcome", told))
    return world


def replies(world: World, reader: Someone) -> dict[str, object]:
    pitches = [
        row["id"]
        for week in done(reader.get("weeks"))["items"]
        for row in done(reader.get(f"weeks/{week['slug']}/pitches"))["items"]
    ]
    paths = (
        *READ,
        *(
            f"pitches/{id_}{part}"
            for id_ in pitches
            for part in ("", "/signups", "/comments", "/interest", "/demo")
        ),
    )
    return {path: done(reader.get(path)) for path in paths}


def test_a_backup_goes_through_the_other_database_and_back_unchanged(
    lived_in: World, grace: Someone, tmp_path: Path, other_database_url: str
) -> None:
    before = replies(lived_in, grace)
    between, after = (
        Database(f"sqlite:///{tmp_path / 'between.db'}"),
        Database(other_database_url, pool_size=4),
    )
    migrate(between)

    archive.backup(lived_in.db, tmp_path / "one.zip", quiet)
    archive.restore(between, tmp_path / "one.zip", quiet)
    archive.backup(between, tmp_path / "two.zip", quiet)
    archive.restore(after, tmp_path / "two.zip", quiet)

    lived_in.app.state.db = after
    assert replies(lived_in, grace) == before
    assert done(
        grace.post(f"pitches/{_a_pitch(before)}/comments?reason=still+alive", {"body": "It writes too."})
    )["body"]
    [week] = done(grace.get("weeks"))["items"]
    for title in ("A lamp for the cellar", "A second lamp"):  # which the search numbers on
        done(grace.post(f"weeks/{week['slug']}/pitches?reason=still+alive", {"title": title}))
    assert len(done(grace.get("search?q=lamp"))["pitches"]) == 2
    between.dispose()
    after.dispose()


def test_an_export_holds_no_secrets(lived_in: World, tmp_path: Path) -> None:
    counts = archive.export(lived_in.db, tmp_path / "all", quiet)

    manifest = json.loads((tmp_path / "all" / archive.MANIFEST).read_text())
    assert manifest["tables"] == counts
    assert not counts.keys() & {"token", "sign_in_session", "secret_address", "kept_answer"}
    assert {path.name for path in (tmp_path / "all").iterdir()} == {
        archive.MANIFEST,
        *(f"{name}.jsonl" for name in counts),
    }


def test_an_archive_is_restored_into_an_empty_database_alone(lived_in: World, tmp_path: Path) -> None:
    archive.backup(lived_in.db, tmp_path / "one.zip", quiet)

    with pytest.raises(Problem) as refused:
        archive.restore(lived_in.db, tmp_path / "one.zip", quiet)

    assert refused.value.code == "not_empty"


@pytest.mark.parametrize(
    ("content", "code"), [("{}", "other_schema"), ("no json", "not_an_archive"), (None, "not_an_archive")]
)
def test_what_is_no_archive_is_refused(world: World, tmp_path: Path, content: str | None, code: str) -> None:
    if content is not None:
        (tmp_path / archive.MANIFEST).write_text(content)

    with pytest.raises(Problem) as refused:
        archive.restore(world.db, tmp_path, quiet)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("field", "values"),
    [("tables", {"person": "3"}), ("tables", {"person": True}), ("tables", [3]), ("sha256", {"person": 3})],
)
def test_a_manifest_that_offtrail_would_not_write_is_refused(
    lived_in: World, tmp_path: Path, field: str, values: object
) -> None:
    archive.export(lived_in.db, tmp_path / "all", quiet)
    file = tmp_path / "all" / archive.MANIFEST
    file.write_text(json.dumps(json.loads(file.read_text()) | {field: values}))

    with pytest.raises(Problem) as refused:
        archive.restore(lived_in.db, tmp_path / "all", quiet, replace=True)

    assert refused.value.code == "not_an_archive"
    assert archive.MANIFEST in refused.value.detail


def test_a_broken_archive_leaves_the_database_empty(
    lived_in: World, tmp_path: Path, other_database_url: str
) -> None:
    archive.export(lived_in.db, tmp_path / "all", quiet)
    pitches = tmp_path / "all" / "pitch.jsonl"
    pitches.write_text("")
    after = Database(other_database_url, pool_size=4)

    with pytest.raises(Problem) as refused:
        archive.restore(after, tmp_path / "all", quiet)

    assert refused.value.code == "not_an_archive"
    archive.backup(after, tmp_path / "empty.zip", quiet)
    after.dispose()


def cut_off(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-100])


def flip_a_bit(backup: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)


def of_another(backup: Path) -> None:
    with zipfile.ZipFile(backup) as read:
        files = {name: read.read(name) for name in read.namelist()}
    files["person.jsonl"] = files["person.jsonl"].replace(b"Ada", b"Eve")
    with zipfile.ZipFile(backup, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)


@pytest.mark.parametrize("damage", [cut_off, flip_a_bit, of_another])
def test_a_damaged_backup_is_refused_before_anything_changes(
    lived_in: World, grace: Someone, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    before = replies(lived_in, grace)
    archive.backup(lived_in.db, tmp_path / "one.zip", quiet)
    damage(tmp_path / "one.zip")

    with pytest.raises(Problem) as refused:
        archive.restore(lived_in.db, tmp_path / "one.zip", quiet, replace=True)

    assert refused.value.code == "not_an_archive"
    assert "cut off" in refused.value.detail or "damaged" in refused.value.detail
    assert replies(lived_in, grace) == before


def test_with_replace_the_backup_stands_in_place_of_what_was_there(
    lived_in: World, grace: Someone, ada: Someone, tmp_path: Path
) -> None:
    before = replies(lived_in, grace)
    archive.backup(lived_in.db, tmp_path / "one.zip", quiet)
    [week] = done(grace.get("weeks"))["items"]
    done(grace.post(f"weeks/{week['slug']}/pitches?reason=too+late", {"title": "After the backup"}))

    archive.restore(lived_in.db, tmp_path / "one.zip", quiet, replace=True)

    assert replies(lived_in, grace) == before
    assert done(grace.get("search?q=backup"))["pitches"] == []


def test_a_backup_is_for_its_owner_and_one_that_fails_leaves_nothing(
    lived_in: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.backup(lived_in.db, tmp_path / "one.zip", quiet)

    def fails(_done: int, _total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        archive.backup(lived_in.db, tmp_path / "two.zip", fails)

    assert [path.name for path in tmp_path.iterdir()] == ["one.zip"]
    assert (tmp_path / "one.zip").stat().st_mode & 0o777 == 0o600


def _a_pitch(before: dict[str, object]) -> str:
    return next(
        path.removeprefix("pitches/")
        for path in before
        if path.startswith("pitches/") and path.count("/") == 1
    )
