"""`offtrail export-week`: one week as a file for other programs."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import database, end, say
from app.exports import dribdat, hackathon, week_package, whole_week
from app.weeks import queries


class Form(StrEnum):
    """What is written."""

    PACKAGE = "package"
    DRIBDAT = "dribdat"
    HACKATHON = "hackathon"


def export_week(
    slug: Annotated[str, typer.Argument(help="The week's address, such as winter-2027.")],
    path: Annotated[Path, typer.Argument(help="A new file; a package may also be a new folder.")],
    form: Annotated[
        Form, typer.Option("--as", help="What is written; docs/data-packages.md has more.")
    ] = Form.PACKAGE,
    address: Annotated[
        str, typer.Option(help="Where this service is found, for what names its pages.")
    ] = "http://127.0.0.1:8000",
) -> None:
    """Write one week for other programs: as a data package, as dribdat's, or in the words of schema.org."""
    if path.exists():
        raise end(f"{path} is there already; name a new file.")
    base = address.rstrip("/")
    with database() as db, db.snapshot() as session:
        week = queries.by_slug(session, slug)
        if week is None:
            raise end(f"There is no week {slug}.")
        whole = whole_week.of(session, week)
        if form is Form.PACKAGE:
            _write(path, week_package.files(whole))
        elif form is Form.DRIBDAT:
            path.write_text(dribdat.text(whole, base), "utf-8", newline="\n")
        else:
            document = hackathon.document(whole, base)
            path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    say(f"{len(whole.pitches)} pitches of {slug} are in {path}.")


def _write(path: Path, texts: dict[str, str]) -> None:
    if path.suffix == ".zip":
        path.write_bytes(week_package.zipped(texts))
        return
    path.mkdir(parents=True)
    for name, text in texts.items():
        (path / name).write_text(text, "utf-8", newline="")
