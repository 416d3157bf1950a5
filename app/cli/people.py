"""`offtrail person` and `offtrail token`: people and programs, before there is anyone who could add them."""

from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.base import database, end
from app.core.actor import Role, Scope, system
from app.people import queries, service, sign_in
from app.people.schemas import PersonIn

person = typer.Typer(no_args_is_help=True, help="People.")
token = typer.Typer(no_args_is_help=True, help="Tokens for programs.")


@person.callback()
@token.callback()
def _group() -> None:
    """Keep `add` and `create` as words of the command, although each is alone in its group."""


@person.command("add")
def add_person(
    email: str,
    name: Annotated[str, typer.Option(help="How the person is called.")],
    role: Annotated[Role, typer.Option(help="What the person may do in the whole company.")] = Role.MEMBER,
    home_team: Annotated[
        str | None, typer.Option(help="Where the person works the rest of the year.")
    ] = None,
) -> None:
    """Add a person; prints the id."""
    try:
        new = PersonIn(email=email, name=name, role=role, home_team=home_team)
    except ValidationError as error:
        raise end("\n".join(f"{line['loc'][0]}: {line['msg']}" for line in error.errors()), 2) from error
    with database() as db, db.writing() as session:
        print(service.add(session, system(), new).id)


@token.command("create")
def create_token(
    person: Annotated[str, typer.Option(help="The e-mail address of the person for whom the token acts.")],
    scope: Annotated[list[Scope], typer.Option(help="What the token may be used for; repeat for several.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "made on the command line",
) -> None:
    """Make a token; prints its secret, alone, on standard output."""
    with database() as db, db.writing() as session:
        found = queries.by_email(session, person)
        if found is None:
            raise end(f"There is nobody with the e-mail address {person}.")
        _, secret = sign_in.issue_token(session, system(), found.id, name, scope, None)
    print(secret)
