"""The command `offtrail`: running the service, and what an operator does beside it."""

import sys

import typer
from sqlalchemy.exc import DatabaseError

from app import reactions
from app.cli import data, doctor, imports, people, serving, weeks
from app.cli.base import say
from app.core.errors import Problem

REACTIONS = reactions.ALL

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Runs exploration weeks."
)
cli.command()(serving.serve)
cli.command()(serving.worker)
cli.command()(data.migrate)
cli.command()(data.demo)
cli.add_typer(people.person, name="person")
cli.add_typer(people.token, name="token")
cli.add_typer(imports.import_, name="import")
cli.command()(data.export)
cli.command("export-week")(weeks.export_week)
cli.command()(data.backup)
cli.command()(data.restore)
cli.command()(data.verify_log)
cli.command()(doctor.doctor)
cli.command()(data.openapi)


def main() -> None:
    """Run the command; what went wrong is said in a sentence, with exit status 1."""
    try:
        cli()
    except Problem as problem:
        say(f"{problem.code}: {problem.detail}")
        sys.exit(1)
    except DatabaseError as error:
        say(f"The database can't be used: {str(error.orig).strip()}")
        sys.exit(1)
    except OSError as error:
        say(f"{error.filename or 'A file'}: {error.strerror or error}")
        sys.exit(1)
