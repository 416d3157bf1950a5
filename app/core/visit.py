"""What an endpoint asks for, found in one visit to a thread: FastAPI's own way is a hop to a thread for each dependency."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, get_origin

from fastapi.params import Depends, Security

Call = Callable[..., Any]  # an endpoint or a dependency: each has parameters of its own


@dataclass(frozen=True, slots=True)
class Step:
    """A call, and where each of its arguments comes from: an earlier step, or (None) the request."""

    call: Call
    sources: dict[str, Call | None] = field(default_factory=dict)

    def chosen(self, found: dict[Call, Any], arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            name: arguments[name] if source is None else found[source]
            for name, source in self.sources.items()
        }


@dataclass(slots=True)
class Visit:
    """An endpoint with its dependencies in the order in which they are solved, each of them once.

    `parameters` is what is left to FastAPI, which reads it from the request without leaving the event loop.
    """

    endpoint: Step
    steps: list[Step] = field(default_factory=list)
    parameters: dict[str, inspect.Parameter] = field(default_factory=dict)

    def signature(self, *more: inspect.Parameter) -> inspect.Signature:
        """What FastAPI is to see of the endpoint: what the request alone can tell, and what comes back."""
        parameters = {parameter.name: parameter for parameter in more} | self.parameters
        returns = inspect.signature(self.endpoint.call).return_annotation
        return inspect.Signature(list(parameters.values()), return_annotation=returns)

    @contextmanager
    def solved(self, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The endpoint's arguments. Dependencies that yield end with the block, in the thread that began them."""
        found: dict[Call, Any] = {}
        with ExitStack() as stack:
            for step in self.steps:
                chosen = step.chosen(found, arguments)
                if inspect.isgeneratorfunction(step.call):
                    found[step.call] = stack.enter_context(contextmanager(step.call)(**chosen))
                else:
                    found[step.call] = step.call(**chosen)
            yield self.endpoint.chosen(found, arguments)


def plan(endpoint: Call) -> Visit:
    """How to call an endpoint. Raises TypeError where two dependencies give one name two meanings."""
    visit = Visit(Step(endpoint))
    _sort(visit, visit.endpoint)
    return visit


def _sort(visit: Visit, step: Step) -> None:
    """Note where the arguments of a call come from, its dependencies' first."""
    for name, parameter in inspect.signature(step.call).parameters.items():
        dependency = _dependency(parameter.annotation)
        step.sources[name] = dependency
        if dependency is None:
            _leave_to_fastapi(visit, parameter.replace(kind=parameter.KEYWORD_ONLY))
        elif all(known.call is not dependency for known in visit.steps):
            inner = Step(dependency)
            _sort(visit, inner)
            visit.steps.append(inner)


def _dependency(hint: Any) -> Call | None:  # a type, or Annotated
    marks = hint.__metadata__ if get_origin(hint) is Annotated else ()
    found = [mark for mark in marks if isinstance(mark, Depends) and not isinstance(mark, Security)]
    return found[0].dependency if found else None


def _leave_to_fastapi(visit: Visit, parameter: inspect.Parameter) -> None:
    known = visit.parameters.setdefault(parameter.name, parameter)
    if known != parameter:
        raise TypeError(f"{visit.endpoint.call.__qualname__}: {parameter.name} has two meanings")
