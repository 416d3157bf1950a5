"""Zip files that are made to fill the disk or the memory, or that lie about themselves, are refused in words."""

import hashlib
import io
import json
import re
import struct
import zipfile
from pathlib import Path

import pytest

from app.core.errors import Problem
from app.exports import archive
from app.imports import packed_week
from tests.imports.conftest import new

DESCRIPTOR = '{"name": "a-week", "offtrail": {"version": 1}}'
HEADER = "week_id,title\n"
MIB = 1024 * 1024


def packed(path: Path, *, how: int = zipfile.ZIP_DEFLATED, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", how) as made:
        made.writestr("datapackage.json", DESCRIPTOR)
        for name, content in files.items():
            made.writestr(f"{name}.csv", content)
    return path


def refusal(report) -> list[str]:
    return [problem.why for problem in report.problems]


def sizes_forged(path: Path, name: str, size: int) -> None:
    """Have the archive's own list of its files tell another size of one."""
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    content[entry + 24 : entry + 28] = struct.pack("<I", size)
    path.write_bytes(content)


def test_a_week_packed_as_no_text_packs_is_refused(bring, tmp_path, everything):
    before = everything()
    bomb = packed(tmp_path / "datapackage.zip", weeks=HEADER.encode() + b"\n" * 64 * MIB)

    report = bring("package", bomb)

    assert bomb.stat().st_size < MIB
    assert refusal(report) == ["has weeks.csv packed so tightly that it is made to fill the disk"]
    assert everything() == before


def test_a_week_that_tells_of_more_than_there_is_room_for_is_refused_unread(bring, tmp_path):
    large = packed(tmp_path / "datapackage.zip", how=zipfile.ZIP_STORED, weeks=b"a" * 4 * MIB)
    sizes_forged(large, "weeks.csv", packed_week.MOST_UNPACKED)

    assert refusal(bring("package", large)) == ["would be larger than 256 MiB unpacked"]


def test_many_files_are_weighed_together(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(packed_week, "MOST_UNPACKED", MIB)
    half = HEADER.encode() + b"\n" * (MIB // 2)
    many = packed(tmp_path / "datapackage.zip", weeks=half, people=half, pitches=half)

    assert refusal(bring("package", many)) == ["would be larger than 1 MiB unpacked"]


def test_a_week_that_is_larger_than_it_says_is_refused(bring, tmp_path):
    liar = packed(tmp_path / "datapackage.zip", weeks=HEADER.encode() + b"a" * 64 * MIB)
    sizes_forged(liar, "weeks.csv", 100)

    assert refusal(bring("package", liar)) == ["is damaged"]


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_week_packed_in_another_way_is_refused(bring, tmp_path, how):
    odd = packed(tmp_path / "datapackage.zip", how=how, weeks=HEADER.encode())

    [why] = refusal(bring("package", odd))

    assert why.endswith("packed in a way that isn't read here, or encrypted")


def test_a_zip_within_a_zip_is_left_packed(bring, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("weeks.csv", b"a" * MIB)
    outer = packed(tmp_path / "datapackage.zip", weeks=HEADER.encode() + b'offtrail:w,"One"\n')
    with zipfile.ZipFile(outer, "a") as made:
        made.writestr("datapackage.zip", inner.getvalue())

    assert new(bring("package", outer)) == {"weeks": 1}


def test_a_packed_path_leads_nowhere(bring, tmp_path):
    place = tmp_path / "one" / "two"
    place.mkdir(parents=True)
    sneaky = packed(place / "datapackage.zip", weeks=HEADER.encode())
    with zipfile.ZipFile(sneaky, "a") as made:
        for name in ("../weeks.csv", "../../people.csv", "..\\pitches.csv", "weeks.csv/../../x.csv"):
            made.writestr(name, HEADER)

    bring("package", sneaky)

    assert [path.name for path in (tmp_path / "one").rglob("*") if path.is_file()] == ["datapackage.zip"]


@pytest.fixture
def backed_up(db, tmp_path):
    """The files of a backup of an empty database, to be packed anew."""
    archive.backup(db, tmp_path / "backup.zip", lambda _done, _total: None)
    with zipfile.ZipFile(tmp_path / "backup.zip") as made:
        return {name: made.read(name) for name in made.namelist()}


def tampered_with(files: dict[str, bytes], table: str, content: bytes) -> dict[str, bytes]:
    """As by somebody who knows that a manifest tells what was written."""
    manifest = json.loads(files[archive.MANIFEST])
    manifest["tables"][table] = content.count(b"\n")
    manifest["sha256"][table] = hashlib.sha256(content).hexdigest()
    return files | {f"{table}.jsonl": content, archive.MANIFEST: json.dumps(manifest).encode()}


def repacked(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b" " * 64 * MIB, "has week.jsonl packed so tightly that it is made to fill the disk"),
        (b"{}\n", "week.jsonl can't be read back"),
        (b"[]\n", "week.jsonl can't be read back"),
        (b"[" * 100_000 + b"\n", "week.jsonl can't be read back"),
        (b'{"title": []}\n', "week.jsonl can't be read back"),
        (b'{"nothing": 1}\n', "week.jsonl can't be read back"),
        (b'{"created_at": "yesterday"}\n', "week.jsonl can't be read back"),
        (b"\xff\n", "week.jsonl can't be read back"),
    ],
)
def test_a_backup_that_was_tampered_with_is_refused(db, tmp_path, backed_up, everything, content, told):
    before = everything()
    bad = repacked(tmp_path / "bad.zip", tampered_with(backed_up, "week", content))

    with pytest.raises(Problem, match=re.escape(told)) as refused:
        archive.restore(db, bad, lambda _done, _total: None)

    assert refused.value.code == "not_an_archive"
    assert everything() == before


def test_a_line_of_a_backup_without_end_is_refused(db, tmp_path, backed_up, monkeypatch):
    monkeypatch.setattr("app.core.unpacking.LONGEST_LINE", 100)
    bad = repacked(tmp_path / "bad.zip", backed_up | {"week.jsonl": b'{"title": "' + b"a" * 200 + b'"}\n'})

    with pytest.raises(Problem, match=r"has a line in week.jsonl that is longer"):
        archive.restore(db, bad, lambda _done, _total: None)


def test_a_backup_without_a_table_is_refused(db, tmp_path, backed_up):
    del backed_up["week.jsonl"]

    with pytest.raises(Problem, match=r"week.jsonl can't be read"):
        archive.restore(db, repacked(tmp_path / "bad.zip", backed_up), lambda _done, _total: None)
