"""People, home teams and tokens over HTTP."""

from typing import Annotated

from fastapi import Query

from app.core.fields import Cursor, Id, Limit
from app.core.fields import Query as QueryText
from app.core.http import IdPath, IfMatch, Reading, Writing, refuses, router
from app.core.limits import Kind, counts_as
from app.core.schema import All, Page
from app.people import queries, service, tokens
from app.people.deps import Me, PersonDep, Reader, Writer
from app.people.schemas import (
    HomeTeamOut,
    MePatch,
    NewTokenOut,
    PersonIn,
    PersonOut,
    PersonPatch,
    TokenIn,
    TokenOfPerson,
    TokenOut,
)

routes = router(tag="People")


@routes.get("/me", operation_id="getMe", summary="My profile")
def get_me(session: Reading, actor: Reader, me: Me) -> PersonOut:
    return queries.shown(session, actor, [me])[0]


@routes.patch(
    "/me",
    operation_id="editMe",
    summary="Change my profile",
    responses=refuses((412, "stale_version"), (422, "null_not_allowed")),
)
def edit_me(session: Writing, actor: Writer, me: Me, body: MePatch, if_match: IfMatch) -> PersonOut:
    return queries.shown(session, actor, [service.edit_me(session, actor, me, body, if_match)])[0]


@routes.get("/people", operation_id="findPeople", summary="Find people by name, home team or skill")
def find_people(  # noqa: PLR0913, PLR0917  # the filters are the contract's
    session: Reading,
    actor: Reader,
    q: QueryText | None = None,
    home_team: QueryText | None = None,
    manager: Annotated[Id | None, Query(description="The id of a person: whom they manage.")] = None,
    active: bool | None = None,
    email: Annotated[QueryText | None, Query(description="A whole address, ignoring case.")] = None,
    cursor: Cursor | None = None,
    limit: Annotated[Limit, Query()] = 50,
) -> Page[PersonOut]:
    """Sorted by name. `q` finds words of the name, the home team and the skills; its last word may be unfinished.

    An address finds whose it is where you may see it: organizers find everyone, others themselves.
    """
    return queries.page(session, actor, queries.Asked(q, home_team, manager, active, email), cursor, limit)


@routes.post("/people", status_code=201, operation_id="addPerson", summary="Add a person",
             responses=refuses((403, "organizers_only, admins_only"), (409, "email_taken, anonymised")))  # fmt: skip
def add_person(session: Writing, actor: Writer, body: PersonIn) -> PersonOut:
    return queries.shown(session, actor, [service.add(session, actor, body)])[0]


@routes.get("/people/{person_id}", operation_id="getPerson", summary="One person")
def get_person(session: Reading, actor: Reader, person: PersonDep) -> PersonOut:
    return queries.shown(session, actor, [person])[0]


@routes.patch("/people/{person_id}", operation_id="editPerson", summary="Change a person",
              responses=refuses((403, "organizers_only, admins_only"), (409, "email_taken, last_admin, anonymised"), (412, "stale_version"), (422, "null_not_allowed, own_manager")))  # fmt: skip
def edit_person(
    session: Writing, actor: Writer, person: PersonDep, body: PersonPatch, if_match: IfMatch
) -> PersonOut:
    return queries.shown(session, actor, [service.edit(session, actor, person, body, if_match)])[0]


@routes.post("/people/{person_id}/deactivate", operation_id="deactivatePerson", summary="Let a person go who left",
             responses=refuses((403, "organizers_only, admins_only"), (409, "last_admin")))  # fmt: skip
def deactivate_person(session: Writing, actor: Writer, person: PersonDep) -> PersonOut:
    """Their sessions and tokens end and their places are freed; what they did stays."""
    return queries.shown(session, actor, [service.deactivate(session, actor, person)])[0]


@routes.post("/people/{person_id}/reactivate", operation_id="reactivatePerson", summary="Let a person in again",
             responses=refuses((403, "organizers_only, admins_only"), (409, "anonymised")))  # fmt: skip
def reactivate_person(session: Writing, actor: Writer, person: PersonDep) -> PersonOut:
    return queries.shown(session, actor, [service.reactivate(session, actor, person)])[0]


@routes.post("/people/{person_id}/anonymise", operation_id="anonymisePerson", summary="Erase who a person was who left",
             responses=refuses((403, "admins_only"), (409, "still_active")))  # fmt: skip
def anonymise_person(session: Writing, actor: Writer, person: PersonDep) -> PersonOut:
    """Their name, address, profile and words in the log are erased; what they took part in stays. It can't be taken back."""
    return queries.shown(session, actor, [service.anonymise(session, actor, person)])[0]


@routes.get("/home-teams", operation_id="listHomeTeams", summary="All home teams")
def list_home_teams(session: Reading, actor: Reader) -> All[HomeTeamOut]:
    return All[HomeTeamOut].model_construct(items=queries.home_teams(session, actor))


@routes.get("/tokens", operation_id="listTokens", summary="My tokens")
def list_tokens(session: Reading, actor: Reader, me: Me) -> All[TokenOut]:  # noqa: ARG001  # only with the scope to read
    mine = [TokenOut.model_validate(token) for token in tokens.of(session, me.id)]
    return All[TokenOut].model_construct(items=mine)


@routes.get("/tokens/writing", operation_id="listWritingTokens", summary="Everyone's tokens that can change something",
            responses=refuses((400, "bad_cursor"), (403, "organizers_only")))  # fmt: skip
def list_writing_tokens(
    session: Reading, actor: Reader, cursor: Cursor | None = None, limit: Annotated[Limit, Query()] = 50
) -> Page[TokenOfPerson]:
    """Newest first, for organizers: which programs may write, in whose name, until when, and when they last came."""
    found, following = tokens.writing(session, actor, cursor, limit)
    people = queries.refs(session, {token.person_id for token in found})
    items = [
        TokenOfPerson.model_validate({**token.model_dump(), "person": people[token.person_id]})
        for token in found
    ]
    return Page[TokenOfPerson].model_construct(items=items, next=following)


@routes.post("/tokens", status_code=201, operation_id="createToken", summary="Make a token of mine",
             responses=refuses((403, "scope_too_wide, deactivated"), (409, "secret_already_shown")))  # fmt: skip
@counts_as(Kind.TOKENS)
def create_token(session: Writing, actor: Writer, body: TokenIn) -> NewTokenOut:
    """The secret is in this reply and nowhere else."""
    token, secret = tokens.create(session, actor, body)
    return NewTokenOut.model_validate({**token.model_dump(), "secret": secret})


@routes.delete("/tokens/{token_id}", status_code=204, operation_id="revokeToken", summary="End a token")
def revoke_token(session: Writing, actor: Writer, token_id: IdPath) -> None:
    """One of mine; an admin ends anyone's."""
    tokens.revoke(session, actor, token_id)
