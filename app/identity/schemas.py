"""The shapes of sign-in links."""

from typing import Annotated

from pydantic import Field

from app.core.fields import Email
from app.core.schema import In, Out


class LinkIn(In):
    """Where a link is to go."""

    email: Email
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = Field(
        "en", description="The language of the mail; English where there is none in it."
    )
    next: Annotated[str, Field(max_length=2000)] = Field(
        "/",
        description="Where the page goes on afterwards: a path of Offtrail; anything else is its beginning.",
    )


class LinkAsked(Out):
    lasts_minutes: int = Field(description="For how long the link works, once.")


class LinkUse(In):
    secret: Annotated[str, Field(pattern=r"^[\w-]{43}$")]
