"""What an operator does with the data: migrate, try out, import, export, back up, restore."""

import re
from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import database, end, progress, say, settings
from app.core.config import Environment, Settings
from app.core.migrations import migrate as run_migrations
from app.core.migrations import present_revision
from app.events import verifying
from app.exports import archive

_HEAD = re.compile(r"\d{1,18}:[0-9a-f]{64}")


def migrate() -> None:
    """Bring the database to the newest schema."""
    with database(migrated=False) as db:
        run_migrations(db)
        say(f"The database is at {present_revision(db)}.")


def demo() -> None:
    """Load a fictional company's two weeks, one over and one running; nothing happens where people or weeks are."""
    if settings().environment is Environment.PRODUCTION:
        raise end("The demo company is invented, and stays out of production.", 2)
    from app.sample.load import load as load_sample

    with database() as db, progress("Inventing a company") as told:
        summary = load_sample(db, told)
    say(str(summary))


def export(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write everything but secrets to a folder; docs/archive.md describes the files."""
    with database() as db, progress("Exporting") as told:
        counts = archive.export(db, folder, told)
    say(f"{sum(counts.values())} rows of {len(counts)} tables are in {folder}.")


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, such as offtrail-2027-01-31.zip.")],
) -> None:
    """Write everything to one file, while the service goes on."""
    with database() as db, progress("Backing up") as told:
        counts = archive.backup(db, file, told)
    say(f"{sum(counts.values())} rows of {len(counts)} tables are in {file}.")


def restore(
    path: Annotated[Path, typer.Argument(help="What backup or export wrote.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="In place of all that the database holds; stop the service first."),
    ] = False,
) -> None:
    """Read a backup or an export into an empty database, of either kind."""
    if not path.exists():
        raise end(f"{path} isn't there.", 2)
    with database() as db, progress("Restoring") as told:
        counts = archive.restore(db, path, told, replace=replace)
    say(f"{sum(counts.values())} rows of {len(counts)} tables are back.")


def verify_log(
    expect: Annotated[
        str | None, typer.Option(metavar="SEQ:DIGEST", help="The end that was noted down earlier.")
    ] = None,
) -> None:
    """Verify that no row of the log was changed since it was numbered; prints its end, to be noted down elsewhere."""
    if expect is not None and not _HEAD.fullmatch(expect):
        raise end("--expect takes a number, a colon and 64 hexadecimal digits, as verify-log prints them.", 2)
    expected = verifying.Head(int(expect.partition(":")[0]), expect.partition(":")[2]) if expect else None
    with database() as db:
        try:
            with db.snapshot() as session, progress("Verifying") as told:
                found = verifying.verify(session, told, expected)
        except verifying.Broken as broken:
            raise end(str(broken)) from broken
    say(
        f"{found.head.number} rows are whole, and {found.texts} texts beside them; {found.erased} are erased."
    )
    if found.unnumbered:
        say(f"{found.unnumbered} rows have no number yet, and are not verified.")
    print(found.head)


def openapi() -> None:
    """Print the contract as YAML."""
    from app.contract import as_yaml  # noqa: PLC0415  # only this command needs the whole application
    from app.main import create_app  # noqa: PLC0415

    print(as_yaml(create_app(Settings(database_url="sqlite://"))), end="")
