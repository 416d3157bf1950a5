"""What the commands have in common: the settings, the database, a bar for long work, and how they end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress

from app.core.config import Settings, load, unknown
from app.core.db import Database
from app.core.logging import configure
from app.core.migrations import amiss

console = Console(stderr=True)


def say(sentence: str) -> None:
    """Print a sentence on standard error just as it is: a path may hold what looks like mark-up."""
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def end(sentence: str, status: int = 1) -> typer.Exit:
    """Say why on standard error; raise what this returns."""
    say(sentence)
    return typer.Exit(status)


def settings() -> Settings:
    """The settings, or an end with a sentence that says which is wrong."""
    try:
        found = load()
    except ValueError as error:
        raise end(f"The settings are wrong. {error}", 2) from error
    configure(found.log_level)
    return found


@contextmanager
def database(*, migrated: bool = True, serving: bool = False) -> Iterator[Database]:
    """The database of the settings, which must have the newest schema unless told otherwise.

    Commands take their time; what serves has the patience of the settings. Settings that are misspelt are said; they end nothing.
    """
    found = settings()
    for told in unknown():
        say(told)
    db = Database(
        found.database_url, found.pool_size,
        most_s=found.database_seconds if serving else None, slow_ms=found.slow_statement_ms,
    )  # fmt: skip
    try:
        if migrated and (sentence := amiss(db)):
            raise end(sentence)
        yield db
    finally:
        db.dispose()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, to be told (done, of how many)."""
    with Progress(console=console) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
