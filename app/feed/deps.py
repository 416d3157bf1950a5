"""What readers of the feed ask for: types of event, checked, so that a misspelt one is told and not waited for in vain."""

from typing import Annotated

from fastapi import Depends, Query

from app.core.errors import Invalid
from app.core.fields import UUID, QueryList
from app.events import log
from app.feed.queries import Asking


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
    Query(pattern=UUID, description="Only what was done to this: the id of a person, pitch, sign-up …"),
]


def _asking(types: Types, by: _By = None, about: _About = None) -> Asking:
    return Asking(types, by, about)


Asked = Annotated[Asking, Depends(_asking)]
