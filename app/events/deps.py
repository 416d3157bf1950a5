"""What readers of the log have in common over HTTP."""

from typing import Annotated, cast

from fastapi import Depends, Query, Request

from app.core.db import Database
from app.events import queries


def _numbered(request: Request) -> None:
    """Number what is committed before the request's own session begins to see."""
    queries.number_committed(cast(Database, request.app.state.db))


Numbered = Annotated[None, Depends(_numbered)]
"""Name it before the session among an endpoint's parameters: dependencies are solved in that order."""

After = Annotated[int, Query(ge=0, le=2**62, description="The `last` of the page read before; 0 for all.")]
