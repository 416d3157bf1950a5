"""Prints docs/events.md: every type of event with the fields of its payload, from the classes that record it."""

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import app
from app.events.payloads import PRIVATE, TOLD, Event

# In the order of a week's life; any other package with events follows.
ORDER = ("weeks", "pitches", "signups", "demos", "outcomes", "people")
TITLES = {"signups": "Sign-ups", "webhooks": "Web hooks"}
SAID = {"string": "text", "integer": "number", "boolean": "yes or no", "array": "list", "object": "object"}

HEAD = """# Events

Made by `make events` from the classes that record them; never edited by hand.

Every change appends an event in its own transaction. `GET /api/v1/events?after=<seq>` reads them, oldest first, each once
([how to read a log by number](api/README.md#conventions)); `types=pitch.*,signup.accepted` keeps some of them. Around its own
fields, which stand in `data`, each event has `seq`, `id`, `type`, `at`, `actor_id` (null for the command line and the worker),
`via`, `week_id` and `pitch_id` (where it has a place), `subject_id`, and `reason` (why an organizer acted outside the phase).

Organizers read all of it. Members read what happens on what they may see now, and there ids and statuses alone: neither what was
before and after nor words. A field in *italics* is words about a person. The log itself holds only their digest; they are put in
for organizers as they are read, and are null once they have been erased. Words in
***bold italics*** are put in for everyone who sees the event: why a week moved or was called off. A question mark says that a
field may be null.
"""


def classes(package: str) -> list[type[Event]]:
    """The events of a package, in the order in which it defines them."""
    module = importlib.import_module(f"app.{package}.events")
    found = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Event)]
    return [kind for kind in found if kind.__module__ == module.__name__ and "type" in vars(kind)]


def row(kind: type[Event]) -> str:
    told = " ".join((kind.__dict__.get("__doc__") or "").split())
    return f"| `{kind.type}` | {told} | {', '.join(fields(kind))} |"


def fields(kind: type[Event]) -> list[str]:
    schema = kind.model_json_schema()
    return [
        field(name, schema["properties"][name], schema.get("$defs", {}), marks=about.metadata)
        for name, about in kind.model_fields.items()
    ]


def field(name: str, schema: dict[str, Any], defs: dict[str, Any], *, marks: list[Any]) -> str:
    """A field by its name, with its type unless that is an id or plain text."""
    if PRIVATE in marks:
        return f"***{name}***" if TOLD in marks else f"*{name}*"
    mark = "?" if {"type": "null"} in schema.get("anyOf", []) else ""
    said = type_of(schema, defs)
    return f"`{name}`{mark}" + (f" ({said})" if said != "text" else "")


def type_of(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    """What a value is, in a word or two."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        schema = next(one for one in schema["anyOf"] if one != {"type": "null"})
    if schema.get("title") == "Change":
        return "before, after"
    if "enum" in schema:
        return "a " + re.sub(r"(?<=[a-z])(?=[A-Z])", " ", schema["title"]).lower()
    if isinstance(inner := schema.get("additionalProperties"), dict):
        return f"each: {type_of(inner, defs)}"
    return "instant" if schema.get("format") == "date-time" else SAID[schema["type"]]


def packages() -> list[str]:
    found = {path.parent.name for path in Path(app.__path__[0]).glob("*/events.py")}
    return [name for name in ORDER if name in found] + sorted(found.difference(ORDER))


def section(package: str) -> str:
    rows = "\n".join(row(kind) for kind in classes(package))
    title = TITLES.get(package, package.capitalize())
    return f"## {title}\n\n| Type | What happened | Fields |\n|---|---|---|\n{rows}\n"


def main() -> int:
    print("\n".join([HEAD, *(section(package) for package in packages())]).rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
