"""What is wrong with the form of a value, in sentences that say what to send: the library's own speak of its types."""

from collections.abc import Callable, Mapping
from typing import Any

from app.core.fields import SLUG, UUID

Context = dict[str, Any]  # what the library tells beside the kind of error: limits, choices, patterns

_FORMS = {
    UUID: "Send an id as the API gave it, in lower case.",
    SLUG: "Send a slug: lower-case letters, digits and hyphens, at most 80, a letter or digit first.",
}
_WHOLE, _TRUTH = "Send a whole number, without quotes.", "Send true or false."
_INSTANT, _DAY = (
    "Send an instant that the calendar has, such as 2027-01-11T09:00:00Z.",
    "Send a day such as 2027-01-11.",
)
_ADDRESS, _OBJECT = "Send a whole web address, such as https://example.com/page.", "Send a JSON object."
PLAIN = {
    "missing": "This is missing; send it.",
    "extra_forbidden": "There is no such field; leave it out.",
    "string_type": "Send a text.",
    "string_unicode": "Send a text in UTF-8.",
    "int_type": _WHOLE, "int_from_float": _WHOLE, "int_parsing": "Send a whole number.",
    "int_parsing_size": "Send a smaller whole number.",
    "float_type": "Send a number, without quotes.", "float_parsing": "Send a number.",
    "finite_number": "Send a number that has an end.",
    "bool_type": _TRUTH, "bool_parsing": _TRUTH,
    "list_type": "Send a list.", "dict_type": _OBJECT, "model_type": _OBJECT, "model_attributes_type": _OBJECT,
    "datetime_type": _INSTANT, "datetime_parsing": _INSTANT, "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": "Say in which zone: end the instant in Z, or in an offset such as +01:00.",
    "date_type": _DAY, "date_parsing": _DAY, "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "url_type": _ADDRESS, "url_parsing": _ADDRESS, "url_scheme": _ADDRESS, "url_syntax_violation": _ADDRESS,
    "none_required": "Send null, or leave it out.",
}  # fmt: skip
MADE: dict[str, Callable[[Context], str]] = {
    "string_too_long": lambda told: f"Send at most {_counted(told['max_length'], 'character')}.",
    "string_too_short": lambda told: f"Send at least {_counted(told['min_length'], 'character')}.",
    "string_pattern_mismatch": lambda told: _FORMS.get(told["pattern"], f"Send a text of the form {told['pattern']}."),
    "too_long": lambda told: f"Send at most {_counted(told['max_length'], _part(told))}.",
    "too_short": lambda told: f"Send at least {_counted(told['min_length'], _part(told))}.",
    "url_too_long": lambda told: f"Send an address of at most {_counted(told['max_length'], 'character')}.",
    "enum": lambda told: _one_of(told["expected"]),
    "literal_error": lambda told: _one_of(told["expected"]),
    "greater_than_equal": lambda told: f"Send {told['ge']:,} or more.",
    "less_than_equal": lambda told: f"Send {told['le']:,} or less.",
    "greater_than": lambda told: f"Send more than {told['gt']:,}.",
    "less_than": lambda told: f"Send less than {told['lt']:,}.",
    "json_invalid": lambda told: f"Here the text is no JSON any more: {told['error']}.",
}  # fmt: skip


def sentence(line: Mapping[str, Any]) -> str:
    """What to do about one of the errors of a validation; the library's own message where we have no better one."""
    kind: str = line["type"]
    if kind in PLAIN:
        return PLAIN[kind]
    message: str = line["msg"]
    return MADE[kind](line["ctx"]) if kind in MADE else message.removeprefix("Value error, ")


def _part(told: Context) -> str:
    """What is counted: a text that a query gives is measured as any value is."""
    return "character" if told["field_type"] == "Value" else "entry"


def _one_of(quoted: str) -> str:
    plain = quoted.replace("'", "")
    return f"Send one of these: {plain}."


def _counted(number: int, noun: str) -> str:
    many = "entries" if noun == "entry" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else many}"
