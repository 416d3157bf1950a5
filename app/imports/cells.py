"""Turns the cells of a record into typed values, and says in words what is wrong with those that can't be."""

import json
import math
import re
from collections.abc import Collection, Mapping

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from app.core import fields
from app.core.text import fold
from app.imports.rows import Batch, Key, Origin, Record, Table

MAX_ID = 300
MAX_SOURCE = 100
MAX_LABEL = 500
MAX_DEPTH = 50
DROPPED_CONTROLS = "characters that are none were replaced"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_BREAKS = re.compile(r"[\r\n]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_url = TypeAdapter[str](fields.Url)
_title = TypeAdapter[str](fields.Title)


class Unusable(Exception):
    """A cell that makes its record unusable."""

    def __init__(self, column: str | None, why: str, advice: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why
        self.advice = advice


class Cells:
    """One record: each getter takes a column; `rest` gives what nobody took."""

    def __init__(self, table: Table, origin: Origin, record: Record, batch: Batch) -> None:
        self.table = table
        self.origin = origin
        self.batch = batch
        self._values: dict[str, JsonValue] = {}
        for column, value in record.items():
            name = str(self._cleaned("a column's name", column))
            self._values[name] = self._cleaned(name, value)
        self._taken: set[str] = set()

    def _cleaned(self, column: str, value: JsonValue) -> JsonValue:
        replaced: set[str] = set()
        cleaned = clean_json(column, value, replaced)
        if replaced:
            which = ", ".join(sorted(replaced))
            self.batch.note(
                DROPPED_CONTROLS,
                f"{column} holds {which}; each became a space or \N{REPLACEMENT CHARACTER}",
                self.origin,
            )
        return cleaned

    def peek(self, column: str) -> str:
        """A cell as text, which stays for `rest`; empty where there is none."""
        value = self._values.get(column)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list | dict):
            raise Unusable(column, "holds a list or an object where a text belongs", "give a text")
        return str(value)

    def value(self, column: str) -> JsonValue:
        """A cell as it is, of whatever kind."""
        self._taken.add(column)
        return self._values.get(column)

    def text(self, column: str) -> str:
        """A cell as text, exactly as it is."""
        text = self.peek(column)
        self._taken.add(column)
        return text

    def name(self, column: str, limit: int | None = None) -> str:
        """A text that people see as a name or title: not empty, not disguised."""
        text = self.text(column)
        if _LINE_BREAKS.search(text.strip()):
            self.batch.note("line breaks in names became spaces", column, self.origin)
            text = _LINE_BREAKS.sub(" ", text)
        return checked_name(column, text, limit)

    def source(self, given: str | None, otherwise: str) -> str:
        """The source: the one given for the whole import, else the record's own, else that of the folder."""
        own = self.text("source").strip()
        source = given or own or otherwise
        if len(source) > MAX_SOURCE:
            raise Unusable(
                "source", f"has more than {MAX_SOURCE} characters", "name the source with --source"
            )
        return source

    def id(self, column: str, *, required: bool = True) -> str:
        text = self.text(column).strip()
        if not text and required:
            raise Unusable(column, "is missing", "give every record its original id")
        if len(text) > MAX_ID:
            raise Unusable(column, f"has more than {MAX_ID} characters", "shorten the id wherever it is used")
        return text

    def key(self, column: str, source: str) -> Key:
        return Key(source, self.id(column))

    def optional_key(self, column: str, source: str) -> Key | None:
        text = self.id(column, required=False)
        return Key(source, text) if text else None

    def json(self, column: str) -> JsonValue:
        """A cell of JSON text, or null where it is empty; a value that isn't a text is taken as it is."""
        self._taken.add(column)
        value = self._values.get(column)
        if not isinstance(value, str):
            return value
        return self._cleaned(column, parse_json(column, value)) if value.strip() else None

    def url(self, column: str) -> str | None:
        """A web address, or None where the cell holds something else, which then stays for `rest`."""
        text = self.peek(column).strip()
        if not text or not is_url(text):
            return None
        self._taken.add(column)
        return text

    def short(self, column: str, limit: int) -> str:
        """A text for a column with a limit; a longer one, or one that is disguised, stays for `rest`, whole."""
        text = self.peek(column)
        if not fields.is_straight(text):
            self.batch.note(
                "texts that turn the reading order around are kept in source_extra", column, self.origin
            )
            return ""
        if len(text) > limit:
            self.batch.note("texts too long for their column are kept in source_extra", column, self.origin)
            return ""
        self._taken.add(column)
        return text

    def put_back(self, column: str) -> None:
        """Have `rest` give a cell though somebody took it."""
        self._taken.discard(column)

    def rest(self, without: Collection[str] = ()) -> dict[str, JsonValue]:
        """Every cell that holds something and was not taken; `extra` as the JSON that it is."""
        gone = {*self._taken, *without}
        left = {c: v for c, v in self._values.items() if c not in gone and not is_empty(v)}
        if "extra" in left:
            left["extra"] = self.json("extra")
        return left


def checked_name(column: str, text: str, limit: int | None = None) -> str:
    if not text.strip():
        raise Unusable(column, "is empty", "give every record a name")
    if limit is not None and len(text) > limit:
        raise Unusable(column, f"has {len(text):,} characters, more than {limit}", "shorten it")
    try:
        return fields.plain_name(text)
    except PydanticCustomError as problem:
        raise Unusable(column, problem.message(), "write the name with letters that show") from None


def is_label(text: str) -> bool:
    """Whether a text can be a tag: short enough, also when it is folded, and nothing that the eye can't read."""
    try:
        return len(text) <= MAX_LABEL and len(fold(fields.plain_name(text))) <= MAX_LABEL
    except PydanticCustomError:
        return False


def is_title(text: str) -> bool:
    """Whether a text can be the title of a link."""
    return _fits(_title, text)


def is_empty(value: JsonValue) -> bool:
    return value is None or value in ("", [], {})


def is_url(text: str) -> bool:
    """Whether a text is an address that a page may link to: `javascript:` and the like are none."""
    return _fits(_url, text)


def _fits(form: TypeAdapter[str], text: str) -> bool:
    try:
        form.validate_python(text)
    except ValidationError:
        return False
    return True


def parse_json(column: str, text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except (ValueError, RecursionError) as problem:
        why = problem.msg if isinstance(problem, json.JSONDecodeError) else "can't be read"
        raise Unusable(column, f"is not JSON: {why}", "mend the JSON or empty the cell") from None
    return value


def clean_json(column: str, value: JsonValue, replaced: set[str], depth: int = 0) -> JsonValue:
    """The value with what no database keeps replaced: control characters, halves of pairs, numbers without end.

    Adds to `replaced` the names of the characters. Raises Unusable for texts over the limit and for bottomless nesting.
    """
    if depth > MAX_DEPTH:
        raise Unusable(column, f"is nested more than {MAX_DEPTH} deep", "flatten it")
    if isinstance(value, str):
        return _clean_text(column, value, replaced)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [clean_json(column, item, replaced, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {
            _clean_text(column, name, replaced): clean_json(column, item, replaced, depth + 1)
            for name, item in value.items()
        }
    return value


def _clean_text(column: str, text: str, replaced: set[str]) -> str:
    for pattern, substitute in ((_CONTROL, " "), (_SURROGATE, "\N{REPLACEMENT CHARACTER}")):
        if found := set(pattern.findall(text)):
            replaced.update(f"U+{ord(character):04X}" for character in found)
            text = pattern.sub(substitute, text)
    if len(text) * 4 > fields.MAX_IMPORTED_TEXT_BYTES and len(text.encode()) > fields.MAX_IMPORTED_TEXT_BYTES:
        raise Unusable(
            column, f"has {len(text.encode()):,} bytes, more than 1 MiB", "shorten the text or link to it"
        )
    return text
