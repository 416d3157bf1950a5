"""The command `offtrail`: running the service, and what an operator does beside it."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from app import reactions
from app.core.actor import Role, Scope, system
from app.core.config import Settings, load
from app.core.db import Database
from app.core.errors import Problem
from app.core.logging import configure
from app.core.migrations import migrate as run_migrations
from app.core.migrations import newest_revision, present_revision

REACTIONS = reactions.ALL
console = Console(stderr=True)
cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Runs exploration weeks."
)
person_commands = typer.Typer(no_args_is_help=True, help="People.")
token_commands = typer.Typer(no_args_is_help=True, help="Tokens for programs.")
cli.add_typer(person_commands, name="person")
cli.add_typer(token_commands, name="token")


def main() -> None:
    """Run the command; what went wrong is said in a sentence, with exit status 1."""
    try:
        cli()
    except Problem as problem:
        console.print(f"[red]{problem.code}[/red]: {problem.detail}", highlight=False)
        sys.exit(1)


def settings() -> Settings:
    """The settings, or an end with a sentence that says which is wrong."""
    try:
        found = load()
    except ValueError as error:
        console.print(f"[red]The settings are wrong.[/red] {error}", highlight=False)
        raise typer.Exit(2) from error
    configure(found.log_level)
    return found


@contextmanager
def database(*, migrated: bool = True) -> Iterator[Database]:
    """The database of the settings, which must have the newest schema unless told otherwise."""
    found = settings()
    db = Database(found.database_url, found.pool_size)
    try:
        if migrated and present_revision(db) != newest_revision():
            console.print("The database is not at the newest schema; run `offtrail migrate` first.")
            raise typer.Exit(1)
        yield db
    finally:
        db.dispose()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, to be told (done, of how many)."""
    with Progress(console=console) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
) -> None:
    """Serve the API and the page."""
    import uvicorn  # noqa: PLC0415  # the other commands start faster without it

    with database() as db:
        if db.is_sqlite and workers > 1:
            console.print(
                "SQLite is served by one process; set OFFTRAIL_DATABASE_URL to a PostgreSQL database for more."
            )
            raise typer.Exit(2)
    uvicorn.run("app.cli:application", factory=True, host=host, port=port, workers=workers, log_level="warning",
                access_log=False, server_header=False, timeout_keep_alive=30)  # fmt: skip


def application() -> object:
    """The application of this process's settings, made in each serving process."""
    from app.main import create_app  # noqa: PLC0415

    return create_app(settings())


@cli.command()
def worker(
    once: Annotated[bool, typer.Option(help="Run every job once and end.")] = False,
) -> None:  # typer's way
    """Run the jobs in a process of their own (PostgreSQL; with SQLite `serve` runs them itself)."""
    from app.worker import loop  # noqa: PLC0415

    with database() as db:
        if db.is_sqlite and not once:
            console.print("With SQLite the worker is a thread of `offtrail serve`.")
            raise typer.Exit(2)
        if once:
            loop.run_once(db)
        else:
            loop.run(db, threading.Event())


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with database(migrated=False) as db:
        run_migrations(db)
        console.print(f"The database is at {present_revision(db)}.")


@cli.command()
def demo() -> None:
    """Load a fictional company's two weeks, one over and one running; nothing happens where weeks are."""
    from app.sample.load import load as load_sample  # noqa: PLC0415

    with database() as db, progress("Inventing a company") as told:
        summary = load_sample(db, told)
    console.print(str(summary))


@person_commands.command("add")
def add_person(
    email: str,
    name: Annotated[str, typer.Option(help="How the person is called.")],
    role: Annotated[Role, typer.Option(help="What the person may do in the whole company.")] = Role.MEMBER,
    home_team: Annotated[
        str | None, typer.Option(help="Where the person works the rest of the year.")
    ] = None,
) -> None:
    """Add a person; prints the id."""
    from app.people import service  # noqa: PLC0415
    from app.people.schemas import PersonIn  # noqa: PLC0415

    with database() as db, db.writing() as session:
        person = service.add(
            session, system(), PersonIn(email=email, name=name, role=role, home_team=home_team)
        )
        print(person.id)


@token_commands.command("create")
def create_token(
    person: Annotated[str, typer.Option(help="The e-mail address of the person for whom the token acts.")],
    scope: Annotated[list[Scope], typer.Option(help="What the token may be used for; repeat for several.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "made on the command line",
) -> None:
    """Make a token; prints its secret, alone, on standard output."""
    from app.people import queries, sign_in  # noqa: PLC0415

    with database() as db, db.writing() as session:
        found = queries.by_email(session, person)
        if found is None:
            console.print(f"There is nobody with the e-mail address {person}.")
            raise typer.Exit(1)
        _, secret = sign_in.issue_token(session, system(), found.id, name, scope, None)
    print(secret)


@cli.command()
def openapi() -> None:
    """Print the contract as YAML."""
    from app.contract import as_yaml  # noqa: PLC0415
    from app.main import create_app  # noqa: PLC0415

    print(as_yaml(create_app(Settings(database_url="sqlite://"))), end="")
