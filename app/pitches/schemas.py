"""The shapes that people send of pitches, and those of comments; a pitch as shown is composed in `board`."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.fields import Flag, Id, Instant, Labels, Line, Reason, Slug, Summary, Text, Title, Url, Words
from app.core.schema import Can, In, Link, Out, Patch
from app.people.schemas import PersonRef
from app.pitches.models import JoinMode

CrewLimit = Annotated[
    int,
    Field(
        strict=True, ge=1, le=500, description="How many members the crew has room for; null for no limit."
    ),
]
Links = Annotated[list[Link], Field(max_length=20)]


class PitchRef(Out):
    """A pitch as named in passing."""

    id: str
    title: str


class PitchIn(In):
    """An idea; only its title is needed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "An assistant that has read our runbooks",
                    "summary": "Ask it at three in the morning.",
                    "tags": ["on-call"],
                    "skills_needed": ["Python"],
                    "skills_to_learn": ["retrieval"],
                    "crew_limit": 5,
                    "join": "open",
                }
            ]
        }
    )

    title: Title
    summary: Summary = ""
    body: Text = Field("", description="Markdown; kept and returned as its source.")
    tags: Labels = []
    skills_needed: Labels = []
    skills_to_learn: Labels = []
    crew_limit: CrewLimit | None = None
    join: JoinMode = JoinMode.OPEN
    draft: Flag = Field(False, description="Keep it to yourself for now; submit it later.")
    links: Links = []
    where: Line = Field("", description="Where the crew meets.")
    chat_url: Url | None = None


class PitchPatch(Patch):
    """What may change of a pitch; only the fields that are sent change."""

    title: Title | None = None
    summary: Summary | None = None
    body: Text | None = None
    tags: Labels | None = None
    skills_needed: Labels | None = None
    skills_to_learn: Labels | None = None
    crew_limit: CrewLimit | None = None
    join: JoinMode | None = None
    links: Links | None = None
    where: Line | None = None
    chat_url: Url | None = None


class Withdraw(In):
    reason: Reason


class Continue(In):
    """Where to go on with it."""

    week: Slug = Field(description="The slug of the week that is to have the new pitch.")


class HandOver(In):
    """Who leads from now on."""

    person_id: Id | None = Field(description="The new lead; null to give it up to the other leads.")
    keep: Flag = Field(False, description="Whether those who lead now stay leads beside the new one.")


class InterestOut(Out):
    person: PersonRef
    since: Instant


class CommentIn(In):
    body: Words
    parent_id: Id | None = Field(None, description="The comment that this one answers.")


class CommentPatch(In):
    body: Words


class CommentOut(Out):
    """A comment; a deleted one has no words and no author any more, but keeps its place."""

    id: str
    pitch_id: str
    parent_id: str | None
    author: PersonRef | None
    body: str
    created_at: Instant
    edited_at: Instant | None
    deleted: bool
    version: int
    can: dict[str, Can]
