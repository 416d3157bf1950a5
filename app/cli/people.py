"""`offtrail person` and `offtrail token`: people and programs, before there is anyone who could add them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.base import database, end
from app.core import wording
from app.core.actor import Role, Scope, system
from app.people import queries, service, tokens
from app.people.schemas import PersonIn, TokenIn
from app.weeks import queries as weeks
from app.weeks import service as week_service

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
    week: Annotated[
        list[str] | None,
        typer.Option(help="A week that a guest sees, such as winter-2027; repeat for several."),
    ] = None,
) -> None:
    """Add a person, or a guest of a week; prints the id."""
    if week and role is not Role.GUEST:
        raise end("--week goes with --role guest; everybody else sees every week.", 2)
    with _sentences():
        new = PersonIn(email=email, name=name, role=role, home_team=home_team)
    with database() as db, db.writing() as session:
        added = service.add(session, system(), new)
        for slug in week or []:
            found = weeks.by_slug(session, slug)
            if found is None:
                raise end(f"There is no week {slug}; nobody was added.")
            week_service.invite_guest(session, system(), found, added)
        person_id = added.id
    print(person_id)


@token.command("create")
def create_token(
    person: Annotated[str, typer.Option(help="The e-mail address of the person for whom the token acts.")],
    scope: Annotated[list[Scope], typer.Option(help="What the token may be used for; repeat for several.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "made on the command line",
    expires_at: Annotated[
        str | None,
        typer.Option("--expires", help="When it ends, such as 2027-12-31T00:00:00Z; never without."),
    ] = None,
) -> None:
    """Make a token; prints its secret, alone, on standard output."""
    with _sentences():
        new = TokenIn.model_validate({"name": name, "scopes": scope, "expires_at": expires_at})
    with database() as db, db.writing() as session:
        found = queries.by_email(session, person)
        if found is None:
            raise end(f"There is nobody with the e-mail address {person}.")
        if not found.is_active:
            raise end(f"{found.name} has left; a token would not work.")
        _, secret = tokens.issue(session, system(), found.id, new.name, new.scopes, new.expires_at)
    print(secret)


@contextmanager
def _sentences() -> Iterator[None]:
    """End with a line for each word of the command that is wrong."""
    try:
        yield
    except ValidationError as error:
        raise end(
            "\n".join(f"{line['loc'][0]}: {wording.sentence(line)}" for line in error.errors()), 2
        ) from error
