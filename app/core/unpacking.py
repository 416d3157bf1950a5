"""Reads zip files that may come from a stranger: what they would unpack to is bounded before any of it is unpacked."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_TIMES = 200
"""How many times as large as packed a file may be: texts of ours shrink to a tenth, and what is made to swell to a thousandth."""
SMALL = 1024 * 1024
"""What is no larger than this unpacked may be packed as tightly as it likes."""
LONGEST_LINE = 16 * 1024 * 1024
_KINDS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 1
_PIECE = 64 * 1024


class NotUnpacked(Exception):
    """Why a file is left packed, as what goes on after its name: "is damaged"."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file. Raises NotUnpacked for one that is damaged, even where that shows only on reading."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise NotUnpacked("is damaged") from error


def require_sane(archive: zipfile.ZipFile, names: Iterable[str], most_bytes: int | None = None) -> None:
    """Raises NotUnpacked where these files would be larger than that together, or are packed as no text of ours is.

    zipfile reads no more of a file than it says of itself here.
    """
    files = [archive.getinfo(name) for name in names]
    for file in files:
        if file.compress_type not in _KINDS or file.flag_bits & _ENCRYPTED:
            raise NotUnpacked(f"has {file.filename} packed in a way that isn't read here, or encrypted")
        if file.file_size > max(SMALL, MOST_TIMES * file.compress_size):
            raise NotUnpacked(f"has {file.filename} packed so tightly that it is made to fill the disk")
    if most_bytes is not None and sum(file.file_size for file in files) > most_bytes:
        raise NotUnpacked(f"would be larger than {most_bytes // 2**20} MiB unpacked")


def lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The lines of a file, none longer than the longest that there may be."""
    with archive.open(name) as file:
        while line := file.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise NotUnpacked(f"has a line in {name} that is longer than {LONGEST_LINE // 2**20} MiB")
            yield line


def unpack(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """Write a file out, piece by piece."""
    with archive.open(name) as file, target.open("wb") as out:
        while piece := file.read(_PIECE):
            out.write(piece)
