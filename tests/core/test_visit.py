"""What an endpoint asks for is found in one visit, in order, each thing once, and ended with it."""

import inspect
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Depends, Security
from fastapi.security import APIKeyCookie

from app.core.visit import plan

_cookie = APIKeyCookie(name="cookie", auto_error=False)


class Told:
    """What was done, in order."""

    def __init__(self) -> None:
        self.steps: list[str] = []


TOLD = Told()


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    TOLD.steps.clear()


def _session() -> Iterator[str]:
    TOLD.steps.append("begin")
    try:
        yield "session"
    except ValueError:
        TOLD.steps.append("roll back")
        raise
    TOLD.steps.append("commit")


def _caller(
    session: Annotated[str, Depends(_session)], secret: Annotated[str | None, Security(_cookie)]
) -> str:
    TOLD.steps.append("caller")
    return f"{secret} by {session}"


def endpoint(
    session: Annotated[str, Depends(_session)], actor: Annotated[str, Depends(_caller)], limit: int = 50
) -> str:
    return f"{session}, {actor}, {limit}"


def test_each_dependency_is_solved_once_and_before_what_needs_it() -> None:
    with plan(endpoint).solved({"secret": "s3", "limit": 7}) as found:
        TOLD.steps.append(endpoint(**found))

    assert TOLD.steps == ["begin", "caller", "session, s3 by session, 7", "commit"]


def test_a_failure_inside_ends_what_was_begun() -> None:
    with pytest.raises(ValueError, match="broken"), plan(endpoint).solved({"secret": None, "limit": 1}):
        raise ValueError("broken")

    assert TOLD.steps == ["begin", "caller", "roll back"]


def test_fastapi_sees_only_what_the_request_alone_can_tell() -> None:
    signature = plan(endpoint).signature()

    assert {name: p.default for name, p in signature.parameters.items()} == {
        "secret": inspect.Parameter.empty,
        "limit": 50,
    }
    assert signature.return_annotation is str


def test_one_name_with_two_meanings_is_refused() -> None:
    def other(limit: str) -> str:
        return limit

    def unclear(limit: int, other: Annotated[str, Depends(other)]) -> None: ...

    with pytest.raises(TypeError, match="limit has two meanings"):
        plan(unclear)
