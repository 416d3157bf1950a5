"""What is kept elsewhere and names somebody, such as what an import kept beside a pitch: it goes with their name."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from sqlmodel import Session

from app.people.models import Person

NOBODY = "Former colleague"
"""What somebody is called once who they were is erased."""

Eraser: TypeAlias = Callable[[Session, Person], None]
_erasers: list[Eraser] = []


def erases(eraser: Eraser) -> Eraser:
    """Later features register here what of theirs may name people; it is run while it is still known who somebody was."""
    if eraser not in _erasers:
        _erasers.append(eraser)
    return eraser


def erase_elsewhere(session: Session, person: Person) -> None:
    for eraser in _erasers:
        eraser(session, person)


def names_of(person: Person) -> re.Pattern[str]:
    """Finds a person's whole name or address in a text, in whatever case."""
    names = "|".join(re.escape(name) for name in (person.name, person.email) if name)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)


def without(kept: Any, names: re.Pattern[str]) -> Any:  # whatever JSON a source gave
    """What an import kept, without what names somebody: of a list, each such entry whole; of an object, each such field."""
    if isinstance(kept, dict):
        return {
            name: without(one, names)
            for name, one in kept.items()
            if not names.search(name) and not (isinstance(one, str) and names.search(one))
        }
    return [one for one in kept if not _names(one, names)] if isinstance(kept, list) else kept


def _names(value: Any, names: re.Pattern[str]) -> bool:  # as above
    if isinstance(value, str):
        return bool(names.search(value))
    if isinstance(value, dict):
        return any(_names(one, names) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(_names(one, names) for one in value)
