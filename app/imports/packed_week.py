"""A week's data package as it comes: the folder, or the zip file that it is packed in, which may be a stranger's."""

import tempfile
import zipfile
from pathlib import Path

from app.core import unpacking
from app.imports import week_package
from app.imports.rows import Batch, Origin, Table

MOST_UNPACKED = 256 * 1024 * 1024


def is_package(path: Path) -> bool:
    if path.is_dir():
        return (path / week_package.DESCRIPTOR).is_file()
    if not zipfile.is_zipfile(path):
        return False
    try:
        with unpacking.opened(path) as archive:
            return week_package.DESCRIPTOR in archive.namelist()
    except unpacking.NotUnpacked:
        return False


def read(path: Path, label: str, source: str | None) -> Batch:
    """One package, a folder or a zip file."""
    batch = Batch(label)
    if not is_package(path):
        batch.refuse_unread(
            Table.WEEKS, Origin(label, 1), None, f"holds no {week_package.DESCRIPTOR}", week_package.AGAIN
        )
        return batch
    if path.is_dir():
        week_package.read(path, batch, source)
        return batch
    with tempfile.TemporaryDirectory() as made:
        try:
            _unpack(path, Path(made))
        except unpacking.NotUnpacked as problem:
            batch.refuse_unread(Table.WEEKS, Origin(label, 1), None, str(problem), week_package.AGAIN)
            return batch
        week_package.read(Path(made), batch, source)
    return batch


def _unpack(path: Path, folder: Path) -> None:
    """The files that are known, and no others."""
    with unpacking.opened(path) as archive:
        names = {week_package.DESCRIPTOR, *(f"{name}.csv" for name in week_package.FILES)}.intersection(
            archive.namelist()
        )
        unpacking.require_sane(archive, names, MOST_UNPACKED)
        for name in names:
            unpacking.unpack(archive, name, folder / name)
