"""What readers of the feed ask for: types of event, checked, so that a misspelt one is told and not waited for in vain."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query

from app.core.errors import Invalid
from app.core.fields import SLUG, UUID, Instant, QueryList
from app.core.http import Reading
from app.events import log
from app.feed.queries import Asking
from app.people.deps import Reader
from app.weeks.deps import seen


def _wanted(
    types: Annotated[
        QueryList | None,
        Query(
            description="Only events of these types, separated by commas; `pitch.*` stands for all that begin so."
        ),
    ] = None,
) -> list[str]:
    wanted = [kind.strip() for kind in (types or "").split(",") if kind.strip()]
    for kind in wanted:
        if not _is_known(kind):
            raise Invalid(
                "unknown_event_type", f"There are no events of the type {kind}; docs/events.md lists them.", field="types"
            )  # fmt: skip
    return wanted


def _is_known(kind: str) -> bool:
    """Whether it is a type, or the beginning of one up to a dot with `*` behind it."""
    known = log.types()
    return kind in known or (kind.endswith(".*") and any(one.startswith(kind[:-1]) for one in known))


Types = Annotated[list[str], Depends(_wanted)]
_By = Annotated[str | None, Query(pattern=UUID, description="Only what this person did, by their id.")]
_About = Annotated[
    str | None,
    Query(
        pattern=UUID,
        description="Only what was done to this, or is about this person: the id of a person, pitch, sign-up …",
    ),
]
_Since = Annotated[Instant | None, Query(description="Only what happened then or later.")]
_OfWeek = Annotated[
    str | None, Query(pattern=SLUG, description="Only what happened in this week, by its slug.")
]


def _asking(types: Types, by: _By = None, about: _About = None, since: _Since = None) -> Asking:
    return Asking(types, by, about, since)


Asked = Annotated[Asking, Depends(_asking)]


def _asking_of_log(session: Reading, actor: Reader, asking: Asked, week: _OfWeek = None) -> Asking:
    return replace(asking, week_id=seen(session, actor, week).id) if week else asking


AskedOfLog = Annotated[Asking, Depends(_asking_of_log)]
"""As `Asked`, in all weeks or in one."""
