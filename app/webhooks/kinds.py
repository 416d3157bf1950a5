"""The types of event that there are to ask for."""

from collections.abc import Iterator
from functools import cache

from app.core.errors import Invalid
from app.events.payloads import Event

TEST = "webhook.test"


@cache
def kinds() -> dict[str, type[Event]]:
    """Each type with its payload, by name. All of them are imported by then: the application loads every feature."""
    return {kind.type: kind for kind in sorted(_all_below(Event), key=lambda kind: kind.type)}


def _all_below(base: type[Event]) -> Iterator[type[Event]]:
    for kind in base.__subclasses__():
        if "type" in vars(kind) and kind.__module__.startswith("app."):
            yield kind
        yield from _all_below(kind)


def require_known(types: list[str]) -> None:
    """Raises Invalid("unknown_event_type") for a type that no event has; `pitch.*` stands for all that begin so."""
    for place, wanted in enumerate(types):
        if not any(matches(wanted, known) for known in kinds()):
            raise Invalid(
                "unknown_event_type",
                f"No event has the type {wanted}; docs/events.md lists them.",
                field=f"types.{place}",
            )


def matches(wanted: str, type_: str) -> bool:
    return type_.startswith(wanted[:-1]) if wanted.endswith(".*") else type_ == wanted
