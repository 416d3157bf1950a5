"""Names what changed in the contract since the last release, and fails on a break that CHANGELOG.md doesn't announce.

`--keep NAME` keeps the present contract to compare with from now on: `--keep 0.1.0` when that version is tagged.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "openapi.yaml"
RELEASED = ROOT / "docs" / "api" / "released"
CHANGELOG = ROOT / "CHANGELOG.md"
UNRELEASED = "unreleased"
"""The name of what is compared with before there is a release."""
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
ASKED = ("takes", "path", "query", "header")
"""What callers send; the rest is what they get."""

Schema = Mapping[str, Any]
Facts = dict[str, "Fact"]


@dataclass(frozen=True)
class Fact:
    """Of what types something is, and whether it must be sent or always comes."""

    types: frozenset[str] = frozenset()
    always: bool = True

    def either(self, other: "Fact") -> "Fact":
        return Fact(self.types | other.types, self.always and other.always)


@dataclass
class Changes:
    """What is told of, line by line; breaks are among the others too."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)


def surface(document: Schema) -> dict[str, Facts]:
    """What a program can rely on, by operation: its name, parameters, fields sent and got, statuses and codes.

    What a web hook brings is what its receiver gets.
    """
    found: dict[str, Facts] = {}
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, said in methods.items():
            if method != "parameters":
                name = f"{method.upper()} {path.removeprefix('/api/v1')}"
                found[name] = _operation(document, said, [*shared, *said.get("parameters", [])])
    for name, methods in document.get("webhooks", {}).items():
        found[f"webhook {name}"] = _content(
            document, methods["post"]["requestBody"], "gives body", always=True
        )
    return found


def _operation(document: Schema, said: Schema, parameters: list[Schema]) -> Facts:
    facts: Facts = {"named": Fact(frozenset({str(said.get("operationId"))}))}
    for parameter in parameters:
        fact = Fact(frozenset(_types(document, parameter["schema"])), bool(parameter.get("required")))
        facts[f"{parameter['in']} {parameter['name']}"] = fact
    if body := said.get("requestBody"):
        facts |= _content(document, body, "takes", always=bool(body.get("required")))
    for status, reply in said["responses"].items():
        if status < "4":
            facts[f"gives {status}"] = Fact()
            facts |= _content(document, reply, f"gives {status}", always=True)
        else:
            parts = re.split(r"[,;]", reply["description"])
            codes = [code[0] for part in parts if (code := CODE.match(part.strip()))]
            facts |= {
                f"refuses {status} {code}": Fact() for code in codes if "_" in code or code == "invalid"
            }
    return facts


def _content(document: Schema, of: Schema, where: str, *, always: bool) -> Facts:
    facts: Facts = {}
    for kind, media in of.get("content", {}).items():
        facts[f"{where} {kind}"] = Fact(always=always)
        facts |= _fields(document, media.get("schema", {}), where, ())
    return facts


def _fields(document: Schema, schema: Schema, where: str, within: tuple[str, ...]) -> Facts:
    """Every field that a schema has, by its path; `within` are the schemas that one is inside of, which may go round."""
    if "$ref" in schema:
        if schema["$ref"] in within:
            return {}
        return _fields(document, _resolved(document, schema), where, (*within, schema["$ref"]))
    several = [one for key in ("anyOf", "oneOf") for one in schema.get(key, []) if one.get("type") != "null"]
    if several:
        return _merged([_fields(document, one, where, within) for one in several])
    facts: Facts = {}
    for part in schema.get("allOf", []):
        facts |= _fields(document, part, where, within)
    for name, of in schema.get("properties", {}).items():
        path = f"{where}.{name}" if "." in where or where.endswith("[]") else f"{where} .{name}"
        facts[path] = Fact(frozenset(_types(document, of)), name in schema.get("required", []))
        facts |= _fields(document, of, path, within)
    for inner, mark in ((schema.get("items"), "[]"), (schema.get("additionalProperties"), ".*")):
        if isinstance(inner, dict):
            facts |= _fields(document, inner, f"{where}{mark}", within)
    return facts


def _merged(alternatives: list[Facts]) -> Facts:
    """What comes in one shape or another: a field that is not in all of them doesn't always come."""
    facts: Facts = {}
    for name in dict.fromkeys(name for one in alternatives for name in one):
        there = [one[name] for one in alternatives if name in one]
        fact = there[0]
        for other in there[1:]:
            fact = fact.either(other)
        facts[name] = Fact(fact.types, fact.always and len(there) == len(alternatives))
    return facts


def _types(document: Schema, schema: Schema) -> Iterator[str]:
    """The types that a value may have, in words; of a list of words, each."""
    if "$ref" in schema:
        yield from _types(document, _resolved(document, schema))
    elif several := [one for key in ("anyOf", "oneOf", "allOf") for one in schema.get(key, [])]:
        for one in several:
            yield from _types(document, one)
    elif "enum" in schema or "const" in schema:
        yield from (f"'{value}'" for value in schema.get("enum", [schema.get("const")]))
    elif schema.get("type") == "array":
        yield from (f"list of {kind}" for kind in _types(document, schema.get("items", {})))
    else:
        yield str(schema.get("format") or schema.get("type") or "anything")


def _resolved(document: Schema, schema: Schema) -> Schema:
    found: Any = document
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found  # type: ignore[no-any-return]  # what JSON holds


def compared(before: Schema, now: Schema) -> Changes:
    """What changed from one contract to another, and what of it may break a program that was written for the first."""
    old, new = surface(before), surface(now)
    changes = Changes()
    changes.added = [name for name in new if name not in old]
    changes.removed = [name for name in old if name not in new]
    changes.breaks = list(changes.removed)
    for name in old.keys() & new.keys():
        _compare(name, old[name], new[name], changes)
    for lines in vars(changes).values():
        lines.sort()
    return changes


def _compare(operation: str, old: Facts, new: Facts, changes: Changes) -> None:
    for name in old.keys() | new.keys():
        was, is_, line = old.get(name), new.get(name), f"{operation}: {name}"
        if was == is_:
            continue
        asked = name.startswith(ASKED)
        if was is None:
            changes.added.append(line)
            breaks = asked and is_ is not None and is_.always and (_parent(name) in old or not _parent(name))
        elif is_ is None:
            changes.removed.append(line)
            breaks = True
        else:
            changes.changed.append(f"{line} ({_said(was, asked)} → {_said(is_, asked)})")
            breaks = _breaks(was, is_) if asked else _breaks(is_, was) and not _grew(was, is_)
        if breaks:
            changes.breaks.append(line)


def _parent(name: str) -> str:
    """The field that a field is in; nothing for one that is in none."""
    above = re.sub(r"(\[\]|\.\*)+$", "", name.rpartition(".")[0])
    return above if "." in above else ""


def _breaks(narrow: Fact, wide: Fact) -> bool:
    """Whether what fits the first may not fit the second. Of replies ask the other way round: is what comes still what came?"""
    return not narrow.types <= wide.types or (wide.always and not narrow.always)


def _grew(was: Fact, is_: Fact) -> bool:
    """Whether nothing but words were added to a list of words, for which readers are asked to be ready."""
    new = is_.types - was.types
    words = any(kind.removeprefix("list of ").startswith("'") for kind in was.types)
    return (
        words
        and is_.always >= was.always
        and all(kind.removeprefix("list of ").startswith("'") for kind in new)
    )


def _said(fact: Fact, asked: bool) -> str:
    always, else_ = ("required", "optional") if asked else ("always", "sometimes")
    return f"{always if fact.always else else_} {' | '.join(sorted(fact.types))}".strip()


def unannounced(breaks: list[str], changelog: str) -> list[str]:
    """Breaks without a line under the newest version's heading `### Breaks` that names the operation and what broke.

    A line may name anything on the way to a field: `items` stands for all that is in them.
    """
    newest = re.split(r"^## ", changelog, flags=re.MULTILINE)[1]
    under = re.search(r"^### Breaks\n(.*?)(?=^##|\Z)", newest, re.MULTILINE | re.DOTALL)
    lines = re.split(r"^- ", under[1], flags=re.MULTILINE)[1:] if under else []
    return [line for line in breaks if not any(_names(told, line) for told in lines)]


def _names(told: str, line: str) -> bool:
    operation, _, what = line.partition(": ")
    things = re.findall(
        r"[\w/-]+", re.sub(r"^gives body|^(gives|refuses) \d+|^(takes|path|query|header|named)", "", what)
    )
    return f"`{operation}`" in told and (not things or any(f"`{thing}`" in told for thing in things))


def newest_release() -> Path | None:
    """The contract to compare with: of the highest version, or of before there was one."""
    kept = {path.stem.removeprefix("openapi-"): path for path in RELEASED.glob("openapi-*.yaml")}
    versions = sorted(
        (name for name in kept if name != UNRELEASED), key=lambda name: [int(n) for n in name.split(".")]
    )
    return kept[versions[-1]] if versions else kept.get(UNRELEASED)


def keep(name: str) -> None:
    RELEASED.mkdir(parents=True, exist_ok=True)
    (RELEASED / f"openapi-{name}.yaml").write_bytes(CONTRACT.read_bytes())
    if name != UNRELEASED:
        (RELEASED / f"openapi-{UNRELEASED}.yaml").unlink(missing_ok=True)


def read(path: Path) -> Schema:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Schema = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506  # both are safe, and one is fast
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--keep", metavar="NAME", help=f"a version such as 0.1.0, or `{UNRELEASED}` before there is one"
    )
    if name := parser.parse_args().keep:
        keep(name)
        return 0
    before = newest_release()
    if before is None:
        print("changes: there is no earlier contract to compare with")
        return 1
    changes = compared(read(before), read(CONTRACT))
    for how in ("added", "changed", "removed"):
        for line in getattr(changes, how):
            print(f"{how:8}{line}")
    silent = unannounced(changes.breaks, CHANGELOG.read_text("utf-8"))
    for line in silent:
        print(
            f"BREAKS  {line}: say so under `### Breaks` in CHANGELOG.md, with the operation and the name in backticks"
        )
    counts = f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed"
    print(
        f"changes: since {before.stem.removeprefix('openapi-')}, {counts}; {len(changes.breaks)} break, {len(silent)} unannounced"
    )
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
