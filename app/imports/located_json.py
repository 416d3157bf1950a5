"""Walks a JSON text such that each part is known by its place: the parser of the standard library tells values alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

_SPACE = re.compile(r"[ \t\r\n]*")
_decoder = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and the offset at which it begins."""

    value: JsonValue
    start: int


class Walk:
    """One text. Raises ValueError or RecursionError where it isn't JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Placed(json.loads(text), self._skip(0))

    def line_of(self, start: int) -> int:
        """The physical line, from 1, of an offset."""
        return self.text.count("\n", 0, start) + 1

    def members(self, within: Placed) -> dict[str, Placed]:
        """The members of an object, each with its place; nothing for other values."""
        if not isinstance(within.value, dict):
            return {}
        return dict(self._members(within.start))

    def items(self, within: Placed) -> list[Placed]:
        """The items of an array, each with its place; nothing for other values."""
        if not isinstance(within.value, list):
            return []
        return list(self._items(within.start))

    def _members(self, start: int) -> Iterator[tuple[str, Placed]]:
        at = self._skip(start + 1)
        while self.text[at] != "}":
            name, end = _decoder.raw_decode(self.text, at)
            value, at = self._value(self._skip(end) + 1)
            yield str(name), value
            at = self._after_comma(at)

    def _items(self, start: int) -> Iterator[Placed]:
        at = self._skip(start + 1)
        while self.text[at] != "]":
            value, at = self._value(at)
            yield value
            at = self._after_comma(at)

    def _value(self, at: int) -> tuple[Placed, int]:
        start = self._skip(at)
        value, end = _decoder.raw_decode(self.text, start)
        return Placed(value, start), end

    def _after_comma(self, at: int) -> int:
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at)
        return space.end() if space else at
