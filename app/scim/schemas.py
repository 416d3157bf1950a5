"""What is shown of people and home teams in SCIM's words (RFC 7643): the attributes that Offtrail has a use for, and no others.

What a directory sends beyond them is passed over, and so not kept.
"""

from typing import Annotated, Any

from pydantic import Field, model_validator
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    External,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Returned,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

PAGE = 100
"""How many resources one reply lists at most."""


class Name(ComplexAttribute):
    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class HomeTeamOfUser(ComplexAttribute):
    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[AnyExtension]):
    """A person."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """What the directory calls the person. Where it is an e-mail address and no other is given, the person's address."""

    name: Name | None = None
    """The parts of the name, for a person without displayName."""

    display_name: str | None = None
    """The name that colleagues see."""

    timezone: str | None = None
    """An IANA time zone, taken over when the directory changes it; other names are kept and mean nothing."""

    active: bool | None = None
    """Whether the person may come in. False frees their places and ends their sessions and tokens."""

    emails: list[Email] | None = None
    """One address is kept: the primary one, else the one of type work, else the first."""

    groups: Annotated[list[HomeTeamOfUser] | None, Mutability.read_only] = None
    """The present home team."""


class Manager(ComplexAttribute):
    value: Annotated[str | None, CaseExact.true] = None
    """The id of the manager as a user here. What the directory itself calls them, or an e-mail address, is understood too."""

    ref: Annotated[Reference["User"] | None, Mutability.read_write] = Field(  # type: ignore[type-arg]  # its name alone
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display_name: Annotated[str | None, Mutability.read_only, Returned.request] = None
    """The name of the manager, for who asks for it: a directory that compares what it set with what it gets finds them the same."""

    @model_validator(mode="before")
    @classmethod
    def _in_any_form(cls, said: Any) -> Any:  # whatever JSON a directory sends
        """Entra ID gives the id alone, or a list of one reference."""
        if isinstance(said, list) and len(said) == 1:
            [said] = said
        return {"value": said} if isinstance(said, str) else said


class Enterprise(Extension):
    """What the enterprise extension says of a person that Offtrail has a use for."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    department: str | None = None
    """The home team by its name, for directories that don't send groups."""

    manager: Manager | None = None
    """Whom the person reports to. Somebody who isn't here yet is linked when they come."""


class Member(ComplexAttribute):
    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]  # its name alone
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A home team."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The name of the home team."""

    members: list[Member] | None = None
    """Who works there now. A person has one home team: whoever is added leaves the one before."""


Person = User[Enterprise]
"""A person with the extension, as every request and reply has them."""

PROVIDER = ScimProvider(
    models=[User, Enterprise, Group],
    resource_types=[ResourceType.from_resource(Person), ResourceType.from_resource(Group)],
    config=ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=PAGE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="The secret of the setting OFFTRAIL_SCIM_TOKEN, or a token of an admin with the scope admin.",
                spec_uri=Reference[External]("https://www.rfc-editor.org/info/rfc6750"),
                primary=True,
            )
        ],
    ),
    policy=ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    ),
)
"""The description of the service, with the tolerance that Entra's and Okta's requests take."""
