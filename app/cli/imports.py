"""`offtrail import`: what people, programs and earlier events left behind."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import data
from app.cli.base import bars, database

if TYPE_CHECKING:
    from app.imports.report import Report

import_ = typer.Typer(
    no_args_is_help=True, help="Import; with --dry-run first. A second run changes nothing."
)

Files = Annotated[Path, typer.Argument(help="A file or a folder of them.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything and write nothing.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Import the rest where rows are bad.")]
Source = Annotated[
    str | None, typer.Option(help="The source's name, where the files don't say it; the same each time.")
]
Title = Annotated[
    str | None, typer.Option(help="The week's title, which is not in these files; the same each time.")
]


@import_.command("csv")
def csv(path: Files, dry_run: DryRun = False, skip_bad: SkipBad = False, source: Source = None) -> None:
    """Earlier events from folders of weeks.csv, people.csv, pitches.csv, signups.csv and results.csv."""
    _run("csv", path, dry_run, skip_bad, source)


@import_.command("dribdat")
def dribdat(path: Files, dry_run: DryRun = False, skip_bad: SkipBad = False, source: Source = None) -> None:
    """Earlier events from dribdat's data packages and archives."""
    _run("dribdat", path, dry_run, skip_bad, source)


@import_.command("hackathon")
def hackathon(path: Files, dry_run: DryRun = False, skip_bad: SkipBad = False, source: Source = None) -> None:
    """Earlier events from JSON-LD in the words of schema.org."""
    _run("hackathon", path, dry_run, skip_bad, source)


@import_.command("package")
def package(path: Files, dry_run: DryRun = False, skip_bad: SkipBad = False, source: Source = None) -> None:
    """A week of another Offtrail from its data package: datapackage.zip, or the folder that was in it."""
    _run("package", path, dry_run, skip_bad, source)


@import_.command("devpost")
def devpost(
    path: Files,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    source: Source = None,
    title: Title = None,
) -> None:
    """An earlier event from Devpost's CSV files of projects and registrants."""
    _run("devpost", path, dry_run, skip_bad, source, title)


@import_.command("pretalx")
def pretalx(
    path: Files,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    source: Source = None,
    title: Title = None,
) -> None:
    """An earlier event from the JSON of pretalx's submissions."""
    _run("pretalx", path, dry_run, skip_bad, source, title)


@import_.command("rss")
def rss(
    path: Files,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    source: Source = None,
    title: Title = None,
) -> None:
    """Ideas from a saved RSS feed, as SUSE's hack week tool writes it."""
    _run("rss", path, dry_run, skip_bad, source, title)


@import_.command("people")
def people(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns email, name, home_team, …")],
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
    source: Source = None,
    deactivate_missing: Annotated[
        bool, typer.Option("--deactivate-missing", help="Deactivate people of this source who aren't listed.")
    ] = False,
) -> None:
    """People from an HR system: adds who is new, changes what differs."""
    from app.imports import people_file

    with database() as db:
        report = people_file.run(
            db, file, source=source, dry_run=dry_run, skip_bad=skip_bad, deactivate_missing=deactivate_missing
        )
    _tell(report)


import_.command("archive")(data.restore)


def _run(
    kind: str, path: Path, dry_run: bool, skip_bad: bool, source: str | None, title: str | None = None
) -> None:
    from app.imports import service
    from app.imports.kinds import Kind

    with database() as db, bars() as told:
        report = service.run(
            db,
            Kind(kind),
            path,
            source=source,
            title=title,
            dry_run=dry_run,
            skip_bad=skip_bad,
            progress=told,
        )
    _tell(report)


def _tell(report: "Report") -> None:
    print(report.text())
    if report.problems:
        raise typer.Exit(1)
