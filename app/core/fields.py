"""The kinds of text, link and list that people may send, with their limits: one place, so that none is forgotten."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    HttpUrl,
    PlainSerializer,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from app.core.errors import utc_text

MAX_TEXT_BYTES = 65_536
MAX_IMPORTED_TEXT_BYTES = 1024 * 1024
MAX_EMAIL = 254
MIN_YEAR, MAX_YEAR = 1900, 3000
_ALLOWED_CONTROLS = {"\t", "\n", "\r"}
_BIDI_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS = set("\n\r\u2028\u2029")
_SPACE = "\t\n\r " + "".join(filter(str.isspace, map(chr, range(0xA0, 0x3001))))
"""What may stand around a name; what `str.strip` takes beside it is control characters, to be refused."""
_INVISIBLE = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
"""Letters and a symbol that show nothing: the Hangul fillers and the empty Braille cell."""


def _refuse(code: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(code, message)


def clean(text: str) -> str:
    """Refuse control characters other than tab, CR and LF, and halves of surrogate pairs."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs":
            raise _refuse("lone_surrogate", "The text holds half of a surrogate pair, which is no character.")
        if category == "Cc" and character not in _ALLOWED_CONTROLS:
            raise _refuse(
                "control_character", f"The text holds the control character U+{ord(character):04X}."
            )
    return text


def is_visible(text: str) -> bool:
    """Whether a reader would see anything of the text."""
    return any(unicodedata.category(c)[0] not in "CZM" and c not in _INVISIBLE for c in text)


def is_straight(text: str) -> bool:
    """Whether the text leaves the reading order of what stands beside it alone."""
    return not _BIDI_OVERRIDES & set(text)


def straight(text: str) -> str:
    """Refuse a short text whose reading order is disguised, and with it that of what stands beside it."""
    if not is_straight(text):
        raise _refuse("disguised_text", "The text holds characters that turn its reading order around.")
    return text


def plain_name(text: str) -> str:
    """Refuse a name or title in which nothing can be seen, or whose reading order is disguised."""
    return visible(straight(text))


def visible(text: str) -> str:
    """Refuse a text in which nothing can be seen."""
    if not is_visible(text):
        raise _refuse("nothing_visible", "The text has nothing that a reader can see.")
    return text


def at_most_bytes(limit: int) -> Callable[[str], str]:
    """A validator for texts whose length counts in UTF-8 bytes."""

    def check(text: str) -> str:
        if len(text.encode()) > limit:
            raise _refuse(
                "text_too_long", f"The text has more than {limit:,} bytes; shorten it or link to it."
            )
        return text

    return check


@cache
def _zones() -> set[str]:
    """IANA's names, as the package tzdata lists them: a machine's own folder holds names that no browser knows."""
    listed = (resources.files("tzdata") / "zones").read_text("utf-8")
    return set(listed.split()) - {"Factory"}


def known_zone(name: str) -> str:
    if name not in _zones():
        raise _refuse("unknown_time_zone", "This is no IANA time zone; use a name such as Europe/Berlin.")
    return name


_ADDRESS = TypeAdapter(HttpUrl)


def _http_url(text: str) -> str:
    if not is_straight(text):
        raise _refuse("disguised_text", "The address holds characters that turn its reading order around.")
    if not text.lower().startswith(("http://", "https://")):
        raise _refuse("url_scheme", "An address begins with http:// or https://.")
    _ADDRESS.validate_python(text)
    return text


def _strip(value: Any) -> Any:  # runs before validation: anything may come
    return value.strip(_SPACE) if isinstance(value, str) else value


def _once_each(labels: list[str]) -> list[str]:
    """Drop repeats that differ in case alone; the first spelling stays."""
    first: dict[str, str] = {}
    for label in labels:
        first.setdefault(label.casefold(), label)
    return list(first.values())


def _one_line(text: str) -> str:
    if _LINE_BREAKS & set(text):
        raise _refuse("line_break", "This is one line; leave the line breaks out.")
    return text


def _clean(value: Any) -> Any:  # as above
    return clean(value) if isinstance(value, str) else value


# Of validators that run before, the last named runs first: characters are looked at before anything is trimmed, and
# lengths are counted of what is kept.
_Clean = BeforeValidator(_clean)
_Stripped = BeforeValidator(_strip)
_Named = AfterValidator(lambda text: _one_line(plain_name(text)))
_Straight = AfterValidator(straight)
_NamedOrEmpty = AfterValidator(lambda text: _one_line(plain_name(text)) if text else text)

Query = Annotated[str, Field(max_length=200), _Clean]
QueryList = Annotated[str, Field(max_length=2000), _Clean]
Cursor = Annotated[str, Field(max_length=4000, description="The `next` of the page read before."), _Clean]
Title = Annotated[str, Field(min_length=1, max_length=200), _Named, _Stripped, _Clean]
OptionalTitle = Annotated[str, Field(max_length=200), _NamedOrEmpty, _Stripped, _Clean]
Name = Annotated[str, Field(min_length=1, max_length=200), _Named, _Stripped, _Clean]
Label = Annotated[str, Field(min_length=1, max_length=60), _Named, _Stripped, _Clean]
Labels = Annotated[list[Label], Field(max_length=20), AfterValidator(_once_each)]
Summary = Annotated[str, Field(max_length=500), _Straight, _Clean]
Line = Annotated[str, Field(max_length=500), AfterValidator(_one_line), _Straight, _Stripped, _Clean]
Text = Annotated[str, AfterValidator(at_most_bytes(MAX_TEXT_BYTES)), _Clean]
Words = Annotated[
    str, Field(min_length=1), AfterValidator(at_most_bytes(MAX_TEXT_BYTES)), AfterValidator(visible), _Clean
]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(plain_name), _Stripped, _Clean]
Flag = Annotated[bool, Field(strict=True)]
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
Id = Annotated[str, Field(pattern=UUID, max_length=36)]
SLUG = r"^[a-z0-9][a-z0-9-]{0,79}$"
Slug = Annotated[str, Field(pattern=SLUG, description="Lower-case letters, digits and hyphens, at most 80.")]
TimeZone = Annotated[
    str,
    Field(max_length=64, description="An IANA time zone, such as Europe/Berlin."),
    AfterValidator(known_zone),
]
Url = Annotated[
    str,
    Field(max_length=2000, json_schema_extra={"format": "uri"}),
    AfterValidator(_http_url),
    _Stripped,
    _Clean,
]
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?"  # a missing zone is said for itself
)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s][^@\s.]*\.[^@\s]+")


def _address(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise _refuse("not_an_email", "This is no e-mail address; it looks like ada@example.com.")
    if len(folded_email(text)) > MAX_EMAIL:  # lower case may be longer
        raise _refuse("email_too_long", f"An e-mail address has at most {MAX_EMAIL} characters.")
    return text


def _as_text(value: Any) -> Any:  # as above; what is no text is our own
    if isinstance(value, int | float) or (isinstance(value, str) and not _RFC_3339.fullmatch(value)):
        raise _refuse("not_an_instant", "An instant is a text such as 2027-01-11T09:00:00Z (RFC 3339).")
    return value


def _in_utc(instant: datetime) -> datetime:
    """In UTC, and far enough from the ends of the calendar that zones and months can be added."""
    if not MIN_YEAR < instant.year < MAX_YEAR:
        raise _refuse("time_out_of_range", f"The year must lie between {MIN_YEAR} and {MAX_YEAR}.")
    return instant.astimezone(UTC)


def _foldable(text: str) -> str:
    if len(folded_email(text)) > MAX_EMAIL:  # lower case may be longer
        raise _refuse("too_long", f"The text has at most {MAX_EMAIL} characters.")
    return text


Account = Annotated[
    str, Field(min_length=1, max_length=MAX_EMAIL), AfterValidator(_foldable), _Named, _Stripped, _Clean
]
"""What another system calls somebody or something; often an e-mail address."""
Email = Annotated[str, _Stripped, Field(max_length=MAX_EMAIL), _Named, AfterValidator(_address)]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_as_text),
    AfterValidator(_in_utc),
    PlainSerializer(utc_text, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2027-01-11T09:00:00Z"]}),
]
Limit = Annotated[int, Field(ge=1, le=200, description="How many items a page holds at most.")]


def folded_email(address: str) -> str:
    """The form in which two addresses are the same person's."""
    return address.strip().casefold()
