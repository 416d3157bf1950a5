"""The kinds of file that can be imported, and how the parts of each are found and read."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from app.core.errors import Invalid
from app.imports import (
    csv_folder,
    devpost,
    dribdat_archive,
    dribdat_package,
    hackathon,
    packed_week,
    pretalx,
    rss,
)
from app.imports.rows import Batch


class Kind(StrEnum):
    """What the files are."""

    CSV = "csv"
    DRIBDAT = "dribdat"
    HACKATHON = "hackathon"
    PACKAGE = "package"
    DEVPOST = "devpost"
    PRETALX = "pretalx"
    RSS = "rss"


Read: TypeAlias = Callable[[str | None, str | None], Batch]
"""Reads a part, given the source's name and the week's title as far as the command names them."""

Parts: TypeAlias = list[tuple[str, Read]]
LOOKED_FOR: dict[Kind, str] = {
    Kind.CSV: ", ".join(csv_folder.FILES),
    Kind.DRIBDAT: "a data package (.json), or events.csv and projects.csv",
    Kind.HACKATHON: "hackathon.json, or other .json files",
    Kind.PACKAGE: "a datapackage.zip, or a folder with datapackage.json",
    Kind.DEVPOST: "CSV files of projects and registrants",
    Kind.PRETALX: ".json files of submissions",
    Kind.RSS: ".rss or .xml files",
}


def parts(kind: Kind, path: Path) -> Parts:
    """Each part with its label and the way to read it, in the order of their names.

    Raises Invalid("nothing_to_import") for a path with nothing that is known.
    """
    if not path.exists():
        raise Invalid("nothing_to_import", f"{path} isn't there.")
    found = _FIND[kind](path)
    if not found and path.is_file():
        raise Invalid(
            "nothing_to_import", f"{path} is a file; name the folder that it is in: {LOOKED_FOR[kind]}."
        )
    if not found:
        raise Invalid(
            "nothing_to_import",
            f"{path} holds nothing that can be imported: what is looked for is {LOOKED_FOR[kind]}.",
        )
    return found


def _csv(path: Path) -> Parts:
    return [_csv_part(folder) for folder in _folders(path, csv_folder.is_folder)]


def _csv_part(folder: Path) -> tuple[str, Read]:
    label = folder.resolve().name
    return label, lambda source, _title: csv_folder.read(folder, label, source)


def _dribdat(path: Path) -> Parts:
    if packages := [path] if path.is_file() else _files(path, "*datapackage.json") or _files(path, "*.json"):
        return [_dribdat_part(file) for file in packages]
    return [_archive_part(folder) for folder in _folders(path, dribdat_archive.is_folder)]


def _dribdat_part(file: Path) -> tuple[str, Read]:
    return file.name, lambda source, _title: dribdat_package.read(file, file.name, source)


def _archive_part(folder: Path) -> tuple[str, Read]:
    label = folder.resolve().name
    events, projects = folder / dribdat_archive.EVENTS, folder / dribdat_archive.PROJECTS
    return label, lambda source, _title: dribdat_archive.read(events, projects, label, source)


def _hackathon(path: Path) -> Parts:
    return [_hackathon_part(file) for file in _given_or(path, "*.json")]


def _hackathon_part(file: Path) -> tuple[str, Read]:
    return file.name, lambda source, _title: hackathon.read(file, file.name, source)


def _package(path: Path) -> Parts:
    if path.is_file():
        return [_package_part(path)]
    zipped = [file for file in _files(path, "*.zip") if packed_week.is_package(file)]
    return [_package_part(found) for found in [*_folders(path, packed_week.is_package), *zipped]]


def _package_part(path: Path) -> tuple[str, Read]:
    label = path.resolve().name
    return label, lambda source, _title: packed_week.read(path, label, source)


def _devpost(path: Path) -> Parts:
    files = _given_or(path, "*.csv")
    label = path.resolve().name if path.is_dir() else path.stem
    return [(label, lambda source, title: devpost.read(files, label, source, title))] if files else []


def _pretalx(path: Path) -> Parts:
    files = _given_or(path, "*.json")
    label = path.resolve().name if path.is_dir() else path.stem
    return [(label, lambda source, title: pretalx.read(files, label, source, title))] if files else []


def _rss(path: Path) -> Parts:
    return [_rss_part(file) for file in _given_or(path, "*.rss") or _files(path, "*.xml")]


def _rss_part(file: Path) -> tuple[str, Read]:
    return file.name, lambda source, title: rss.read(file, file.name, source, title)


def _given_or(path: Path, pattern: str) -> list[Path]:
    return [path] if path.is_file() else _files(path, pattern)


def _files(path: Path, pattern: str) -> list[Path]:
    return sorted(path.glob(pattern))


def _folders(path: Path, is_wanted: Callable[[Path], bool]) -> list[Path]:
    """The path itself where it is such a folder, else those within it."""
    if is_wanted(path):
        return [path]
    return sorted(folder for folder in path.iterdir() if is_wanted(folder)) if path.is_dir() else []


_FIND: dict[Kind, Callable[[Path], Parts]] = {
    Kind.CSV: _csv,
    Kind.DRIBDAT: _dribdat,
    Kind.HACKATHON: _hackathon,
    Kind.PACKAGE: _package,
    Kind.DEVPOST: _devpost,
    Kind.PRETALX: _pretalx,
    Kind.RSS: _rss,
}
