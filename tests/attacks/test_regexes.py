"""No regular expression of ours takes much longer than its text is long: steps are counted, not time.

Each pattern is run by a plain backtracking matcher, which tries what Python's tries, over texts that are made of what the pattern itself
names. Where a text is twice as long, the steps may double, and not more than that by much.
"""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from re import _constants as op
from re import _parser as parser
from typing import Any

import pytest

APP = Path(__file__).parents[2] / "app"
OVER_OWN_FILES = {"ROUTE", "COMMENT", "INDENTATION", "LANGUAGE", "WORDS", "IMPORT"}
"""Of app/page.py: they read the page's own sources, once, at start."""
WHOLE = {"EMAIL"}
"""Asked for with `fullmatch` alone, and so from the beginning alone."""
LENGTH = 120
MOST_STEPS = 100_000
"""No text of that length takes so many unless they grow by the square, or worse: then there is no need to count on."""


@dataclass(frozen=True)
class Pattern:
    name: str
    regex: "re.Pattern[Any]"


def patterns() -> Iterator[Pattern]:
    """Every pattern in the sources, by the name that it is assigned to."""
    for file in sorted(APP.rglob("*.py")):
        module = ".".join(file.relative_to(APP.parent).with_suffix("").parts)
        tree = ast.parse(file.read_text())
        names = {id(node.value): node.targets[0].id for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for source in _of(call, module):
                yield Pattern(names.get(id(call), "pattern"), re.compile(source, _flags(call)))


def _of(call: ast.Call, module: str) -> Iterator[Any]:
    func = call.func
    if (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id == "re"
        and func.attr != "escape"
    ):
        if isinstance(call.args[0], ast.Constant):
            yield call.args[0].value
        elif isinstance(call.args[0], ast.Name):
            yield getattr(importlib.import_module(module), call.args[0].id)
    for given in call.keywords:
        if given.arg == "pattern" and isinstance(given.value, ast.Constant):
            yield given.value.value
        elif given.arg == "pattern" and isinstance(given.value, ast.Name | ast.Attribute):
            yield (
                getattr(importlib.import_module(module), given.value.id)
                if isinstance(given.value, ast.Name)
                else _attribute(module, given.value)
            )


def _attribute(module: str, node: ast.Attribute) -> Any:
    assert isinstance(node.value, ast.Name)
    return getattr(getattr(importlib.import_module(module), node.value.id), node.attr)


def _flags(call: ast.Call) -> int:
    return (
        re.MULTILINE if any(isinstance(a, ast.Attribute) and a.attr == "MULTILINE" for a in call.args) else 0
    )


# --- the matcher: a program of few instructions, and a stack of what is still to be tried


@dataclass
class Program:
    code: list[tuple[Any, ...]]

    def matches(self, text: str, start: int, steps: list[int]) -> bool:  # noqa: C901  # a loop over instructions
        waiting = [(0, start)]
        while waiting and steps[0] < MOST_STEPS:
            place, at = waiting.pop()
            while steps[0] < MOST_STEPS:
                steps[0] += 1
                kind, *rest = self.code[place]
                if kind == "char":
                    if at >= len(text) or not rest[0](text[at]):
                        break
                    place, at = place + 1, at + 1
                elif kind == "split":
                    waiting.append((rest[1], at))
                    place = rest[0]
                elif kind == "jump":
                    place = rest[0]
                elif kind == "at":
                    if not rest[0](text, at):
                        break
                    place += 1
                elif kind == "look":
                    program, width, wanted = rest
                    begin = at - width
                    if (begin >= 0 and program.matches(text, begin, steps)) != wanted:
                        break
                    place += 1
                else:
                    return True
        return False

    def searches(self, text: str, *, whole: bool = False) -> int:
        """The steps of looking for it everywhere: from each place, until it is found or can't be."""
        steps = [0]
        for start in range(1 if whole else len(text) + 1):
            if self.matches(text, start, steps) or steps[0] >= MOST_STEPS:
                break
        return steps[0]


def compiled(tree: Any, flags: int) -> Program:  # noqa: C901  # a case for each kind of node
    code: list[tuple[Any, ...]] = []

    def put(nodes: Any) -> None:
        for kind, value in nodes:
            _put_one(kind, value)

    def _put_one(kind: Any, value: Any) -> None:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN, op.CATEGORY):
            code.append(("char", _class(kind, value)))
        elif kind is op.SUBPATTERN:
            put(value[3])
        elif kind is op.BRANCH:
            ends = []
            for branch in value[1][:-1]:
                split = len(code)
                code.append(())
                put(branch)
                ends.append(len(code))
                code.append(())
                code[split] = ("split", split + 1, len(code))
            put(value[1][-1])
            for end in ends:
                code[end] = ("jump", len(code))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _repeat(kind, *value)
        elif kind is op.AT:
            code.append(("at", _place(value, flags)))
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            direction, inner = value
            width = inner.getwidth()[0] if direction < 0 else 0
            code.append(("look", compiled(inner, flags), width, kind is op.ASSERT))
        elif kind is op.ATOMIC_GROUP:
            put(value)
        else:
            raise AssertionError(f"{kind} in a pattern is new here: tell how it is matched")

    def _repeat(kind: Any, least: int, most: Any, inner: Any) -> None:
        for _ in range(least):
            put(inner)
        if most is op.MAXREPEAT:
            split = len(code)
            code.append(())
            put(inner)
            code.append(("jump", split))
            ways = (split + 1, len(code))
            code[split] = ("split", *(ways if kind is not op.MIN_REPEAT else ways[::-1]))
            return
        splits = []
        for _ in range(most - least):
            splits.append(len(code))
            code.append(())
            put(inner)
        for split in splits:
            ways = (split + 1, len(code))
            code[split] = ("split", *(ways if kind is not op.MIN_REPEAT else ways[::-1]))

    put(tree)
    code.append(("found",))
    return Program(code)


def _class(kind: Any, value: Any) -> Callable[[str], bool]:
    """Whether a character is one of those, as Python's own engine says it."""
    regex = re.compile(_source(kind, value))
    return cache(lambda char: regex.fullmatch(char) is not None)


def _source(kind: Any, value: Any) -> str:
    """A pattern of one character, written anew."""
    if kind is op.ANY:
        return "."
    if kind is op.LITERAL:
        return re.escape(chr(value))
    if kind is op.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    parts = value if kind is op.IN else [(kind, value)]
    return "[" + "".join(map(_part, parts)) + "]"


CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _part(part: Any) -> str:
    kind, value = part
    if kind is op.NEGATE:
        return "^"
    if kind is op.RANGE:
        return "-".join(re.escape(chr(code)) for code in value)
    return re.escape(chr(value)) if kind is op.LITERAL else CATEGORIES[value]


def _place(where: Any, flags: int) -> Callable[[str, int], bool]:
    if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
        lines = flags & re.MULTILINE
        return lambda text, at: at == 0 or bool(lines and text[at - 1] == "\n")
    if where in (op.AT_END, op.AT_END_STRING):
        return lambda text, at: at == len(text) or text[at:] == "\n"
    if where is op.AT_BOUNDARY:
        return lambda text, at: (at > 0 and text[at - 1].isalnum()) != (at < len(text) and text[at].isalnum())
    raise AssertionError(f"{where} in a pattern is new here: tell where it holds")


# --- texts made of what a pattern names


def letters(tree: Any) -> set[str]:
    """A character of each kind that the pattern tells apart, and one of no kind."""
    found = {"\x00", "\n"}
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL):
            found.add(chr(value))
        elif kind is op.IN:
            for part, what in value:
                found |= (
                    {chr(what)}
                    if part is op.LITERAL
                    else {chr(what[0])}
                    if part is op.RANGE
                    else {" ", "a", "0"}
                    if part is op.CATEGORY
                    else set()
                )
        elif kind is op.SUBPATTERN:
            found |= letters(value[3])
        elif kind is op.BRANCH:
            found |= {letter for branch in value[1] for letter in letters(branch)}
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            found |= letters(value[2])
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            found |= letters(value[1])
    return found


def texts(tree: Any) -> Iterator[tuple[str, str, str]]:
    """What stands before, is repeated, and comes in the end: a beginning may be needed, and an end is what has a match fail."""
    named = sorted(letters(tree))[:8]
    runs = [*named, *(a + b for a, b in product(named, named) if a != b)][:24]
    befores = ["", *named[:6], *(a + b for a, b in product(named[:6], ("a", "@")))][:12]
    for run, before in product(runs, befores):
        yield from ((before, run, end) for end in ("", "\x00", run[0] + "\n\x00"))


FOUND = [one for one in patterns() if one.name not in OVER_OWN_FILES]


@pytest.mark.parametrize("pattern", FOUND, ids=lambda one: one.name)
def test_no_pattern_takes_longer_than_its_text_is_long(pattern: Pattern) -> None:
    source = pattern.regex.pattern
    tree = parser.parse(source.decode() if isinstance(source, bytes) else source)
    program = compiled(tree, pattern.regex.flags)
    worst: tuple[float, str] = (0, "")
    for before, run, end in texts(tree):
        few, many = (
            program.searches(before + run * (length // len(run)) + end, whole=pattern.name in WHOLE)
            for length in (LENGTH // 4, LENGTH)
        )
        grown = MOST_STEPS if many >= MOST_STEPS else many / max(few, LENGTH)
        worst = max(worst, (grown, f"{before!r} {run!r} {end!r}"))

    assert worst[0] < 8, f"{source!r} grows by the square over {worst[1]}"


def test_every_pattern_is_looked_at() -> None:
    written = sum(len(re.findall(r"\bre\.compile\(", file.read_text())) for file in APP.rglob("*.py"))

    assert len([one for one in patterns() if one.name != "pattern"]) >= written - 1, (
        "one is made when the page starts"
    )
    assert {"EMAIL", "CHOSEN", "_WORD", "_SECRET"} <= {one.name for one in FOUND}


def test_the_matcher_finds_what_python_finds() -> None:
    for pattern in FOUND:
        source = pattern.regex.pattern
        if isinstance(source, bytes):
            continue
        program = compiled(parser.parse(source), pattern.regex.flags)
        for text in (
            "",
            "a",
            "a@b.c",
            "/x/y?z",
            "2027-01-11T09:00:00Z",
            "; language=de",
            "a-b",
            '"3.0c"',
            "\n",
            "2,5",
            "Ada <a>",
            "ada@x.example (Ada)",
        ):
            assert any(program.matches(text, at, [0]) for at in range(len(text) + 1)) == bool(
                pattern.regex.search(text)
            ), (source, text)


GROWS = {
    r"(a+)+$": "a",
    r"\s*\s*x": " ",
    r"\.[^/]*$": ".",
    r"/\.|\.[^/]*$": ".",
    r"\(?([^()]*)\)?\s*x": " ",
    r"(a|a)*x": "a",
}


@pytest.mark.parametrize("source", GROWS)
def test_the_matcher_knows_a_pattern_that_grows(source: str) -> None:
    program = compiled(parser.parse(source), 0)

    few, many = (program.searches(GROWS[source] * length + "/(") for length in (10, 40))

    assert many > 8 * few or many >= MOST_STEPS
