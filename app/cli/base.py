"""What the commands have in common: the settings, the database, a bar for long work, and how they end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import typer

from app.core.config import Settings, load, unknown
from app.core.db import Database
from app.core.logging import configure
from app.core.migrations import amiss


def say(sentence: str) -> None:
    """Print a sentence on standard error."""
    typer.echo(sentence, err=True)


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
def bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Bars on standard error, one for each label that is told of with (done, of how many)."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True)) as shown:

        def told(label: str, done: int, total: int | None) -> None:
            if label not in tasks:
                tasks[label] = shown.add_task(label, total=total)
            shown.update(tasks[label], completed=done, total=total)

        yield told


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """One bar, there from the beginning, to be told (done, of how many)."""
    with bars() as told:
        told(label, 0, None)
        yield partial(told, label)
