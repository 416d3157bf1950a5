"""The shapes of people, sessions and tokens."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from app.core.actor import Role, Scope, Via
from app.core.fields import Email, Id, Instant, Label, Labels, Name, Summary, TimeZone
from app.core.schema import In, Out, Patch
from app.people.models import AddressKind


class PersonRef(Out):
    """A person as named in passing."""

    id: str
    name: str
    home_team: str | None = Field(description="The home team's name, or null where none is known.")


class PersonOut(PersonRef):
    """A person. `email` is there for organizers and for the person alone."""

    role: Role
    active: bool
    anonymised: bool = Field(description="Whether who this was is erased; the name is then nobody's.")
    bio: str
    time_zone: str | None
    manager: PersonRef | None = Field(
        description="Whom they report to; null where nobody is known, and for guests who don't know that person."
    )
    skills: list[str]
    wants_to_learn: list[str]
    email: str | None = None
    version: int


class PersonIn(In):
    """Somebody new."""

    email: Email | None = None
    name: Name
    home_team: Label | None = Field(None, description="By its name; made if there is none of that name.")
    manager_id: Id | None = Field(None, description="Whom they report to: another person.")
    role: Role = Role.MEMBER


class PersonPatch(Patch):
    """What an organizer may change of a person; a role beyond guest and member takes an admin."""

    email: Email | None = None
    name: Name | None = None
    home_team: Label | None = None
    manager_id: Id | None = Field(
        None, description="Whom they report to: another person, or null for nobody."
    )
    role: Role | None = None


class MePatch(Patch):
    """What everyone may change of themselves."""

    name: Name | None = None
    bio: Summary | None = None
    time_zone: TimeZone | None = None
    skills: Labels | None = None
    wants_to_learn: Labels | None = None


class HomeTeamOut(Out):
    id: str
    name: str
    people: int = Field(description="How many active people work there now.")


class LocalPerson(PersonRef):
    """Somebody whom one can sign in as, locally, with what they may do in the whole company."""

    role: Role


class Viewing(Out):
    """A role as which somebody looks at everything for a while."""

    role: Role
    until: Instant = Field(description="When it ends by itself.")


class ViewIn(In):
    role: Role = Field(description="One that may do less than one's own; `getSession` lists them.")


class SessionOut(Out):
    """Who is asking, and by what means; `person` is null when nobody is signed in."""

    shows_secret: ClassVar[bool] = True  # with the cookie beside it, which no repeat of a sign-in may get

    person: PersonOut | None
    via: Via
    scopes: list[Scope]
    local_sign_in: bool = Field(
        description="Whether one click signs in as anyone: for trying things out alone."
    )
    provider: str | None = Field(
        description="What the identity provider at which one signs in is called; null where there is none."
    )
    link_by_mail: bool = Field(description="Whether one may sign in by a link that comes by mail.")
    signs_out_at_provider: bool = Field(
        description="Whether this session began at the provider, and signing out goes on there."
    )
    viewing: Viewing | None = Field(
        description="As whom this session looks at everything; `role` of `person` is then that one, and every write is 403 `viewing_as`."
    )
    may_view_as: list[Role] = Field(description="As which roles one may look at everything.")


class MySessionOut(Out):
    """A browser in which I am signed in."""

    id: str
    created_at: Instant
    last_used_at: Instant | None = Field(description="To the hour; null until it is known.")
    expires_at: Instant
    agent: str | None = Field(
        description="What the browser says it is (`User-Agent`); null where it says nothing."
    )
    current: bool = Field(description="Whether it is the one that asks.")


class SignIn(In):
    """Whom to be, in a local sign-in: exactly one of the two."""

    person_id: Id | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.person_id is None) == (self.email is None):
            raise ValueError("give either person_id or email")
        return self


class TokenIn(In):
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=5)]
    expires_at: Instant | None = None


class TokenOut(Out):
    """A token without its secret, of which `hint` shows the last characters."""

    id: str
    name: str
    scopes: list[Scope]
    hint: str
    created_at: Instant
    expires_at: Instant | None
    last_used_at: Instant | None


class TokenOfPerson(TokenOut):
    """A token among everyone's."""

    person: PersonRef = Field(description="Whom its program acts as.")


class NewTokenOut(TokenOut):
    """A new token; its secret is shown this once."""

    shows_secret: ClassVar[bool] = True

    secret: str


class AddressIn(In):
    kind: AddressKind = Field(
        description="`calendar`: my weeks and demos. `feeds`: pitches and outcomes as I see them."
    )


class AddressOut(Out):
    """A secret address of mine, without its secret."""

    id: str
    kind: AddressKind
    created_at: Instant
    last_used_at: Instant | None = Field(description="To the hour; null until it is known.")


class NewAddressOut(AddressOut):
    """A new secret address; its secret is shown this once, and stands where the paths have `{secret}`."""

    shows_secret: ClassVar[bool] = True

    secret: str
