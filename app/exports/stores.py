"""Where an archive lies: a folder of files, or one compressed file; and how one that was damaged on its way is known."""

import os
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from app.core import unpacking
from app.core.errors import Conflict, Invalid

DAMAGE = (OSError, EOFError, KeyError, ValueError, NotImplementedError, zlib.error, zipfile.BadZipFile)
"""What reading a file raises that is cut off, mixed up or gone."""


class Store(Protocol):
    """Named texts, written and read line by line."""

    def write(self, name: str, lines: Iterator[bytes]) -> None: ...
    def read(self, name: str) -> Generator[bytes]: ...


class Folder:
    """An archive as a folder of files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, lines: Iterator[bytes]) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / name).open("wb") as file:
            file.writelines(lines)

    def read(self, name: str) -> Generator[bytes]:
        with (self.path / name).open("rb") as file:
            yield from file


class Zip:
    """An archive as one compressed file."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file

    def write(self, name: str, lines: Iterator[bytes]) -> None:
        with self.file.open(name, "w", force_zip64=True) as entry:
            for line in lines:
                entry.write(line)

    def read(self, name: str) -> Generator[bytes]:
        unpacking.require_sane(self.file, [name])
        yield from unpacking.lines(self.file, name)


@contextmanager
def new_zip(path: Path) -> Iterator[Zip]:
    """A file that has its name once it is whole and on the disk, and that its owner alone may read.

    What was begun and fails is taken away. Raises Conflict("exists").
    """
    if path.exists():
        raise Conflict("exists", f"{path} exists already; name a new file.")
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield Zip(archive)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """An archive to read. Raises Invalid("not_an_archive")."""
    if path.is_dir():
        yield Folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise Invalid(
            "not_an_archive", f"{path} is neither a folder nor a file that Offtrail wrote, or it is cut off."
        ) from error
    with archive:
        try:
            yield Zip(archive)
        except unpacking.NotUnpacked as problem:
            raise Invalid("not_an_archive", f"{path} {problem}.") from problem
