"""`offtrail doctor`: looks at an installation, and says of each thing how it is and what to do."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Annotated

import typer

from app.core.config import Settings, load
from app.core.db import Database
from app.core.logging import configure
from app.watching.finding import Finding, Level, problem
from app.watching.of_replica import of_replica


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look whether this installation is well, and say what to do; ends with 1 where there is a problem."""
    configure("error")
    found = []
    for finding in findings():
        found.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        print(json.dumps([dataclasses.asdict(one) for one in found], indent=2, ensure_ascii=False))
    raise typer.Exit(1 if any(one.level is Level.PROBLEM for one in found) else 0)


def findings() -> Iterator[Finding]:
    """One thing after another, as it is looked at."""
    from app.watching import of_settings

    try:
        settings = load()
    except ValueError as error:
        for sentence in str(error).splitlines():
            yield problem("settings", sentence, "docs/operating.md lists what can be set; nothing else can be looked at before.")  # fmt: skip
        return
    yield from of_settings.of_settings(settings)
    yield from of_settings.of_files(settings)
    yield from _of_database(settings)
    yield from of_replica(settings)
    for look in (of_settings.of_provider, of_settings.of_mail, of_settings.of_address):
        yield from look(settings)


def _of_database(settings: Settings) -> Iterator[Finding]:
    from app.watching.of_database import of_database

    db = Database(settings.database_url, settings.pool_size)
    try:
        yield from of_database(settings, db)
    finally:
        db.dispose()


def _print(finding: Finding) -> None:
    """On standard output, since it is what the command is for."""
    print(f"{finding.level.value:<8} {finding.about}: {finding.says}")
    if finding.do:
        print(f"{'':<9}-> {finding.do}")
