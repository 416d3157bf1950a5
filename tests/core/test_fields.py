"""What people may write: nothing invisible or disguised where it names something, and nothing lost where it is text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core import fields

AS_THEY_ARE = [
    "<script>alert(1)</script>", "Zoë & Jürgen", "👩\u200d💻 pairs", "مرحبا", "می\u200cخواهم", "Robert'); DROP TABLE person;--",
    "a\u0301", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "${jndi:ldap://x}", "نص with \u200fmarks",
]  # fmt: skip
REFUSED = {
    "\x00": "control_character", "a\x1b[31m": "control_character", "a\x7f": "control_character", "a\x85b": "control_character",
    "\x1fa": "control_character", "a\x1c": "control_character", "a\nb": "line_break", "a\rb": "line_break", "a\u2028b": "line_break", "a\u2029b": "line_break",
    "\u202eabc": "disguised_text", "abc\u2069": "disguised_text", "\u200b\u200d": "nothing_visible", "\u3164": "nothing_visible",
    "\u2800": "nothing_visible", "\ufeff": "nothing_visible", "\u0301": "nothing_visible", "\U000e0041": "nothing_visible",
    "": "string_too_short", " \u00a0\u2003": "string_too_short", "x" * 201: "string_too_long", "\ud800": "lone_surrogate",
}  # fmt: skip


def refusal(kind: object, value: object) -> str | None:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return error.errors()[0]["type"]
    return None


@pytest.mark.parametrize("kind", ["Title", "Name"])
def test_a_name_is_kept_as_it_is_or_refused(kind: str) -> None:
    field = getattr(fields, kind)

    assert [TypeAdapter(field).validate_python(f" {text}\t") for text in AS_THEY_ARE] == AS_THEY_ARE
    assert {text: refusal(field, text) for text in REFUSED} == REFUSED


def test_a_text_keeps_its_lines_and_its_space() -> None:
    text = " # Title\r\n\n\tcode\n\u202eabc "

    assert TypeAdapter(fields.Text).validate_python(text) == text
    assert refusal(fields.Text, "a\x00") == "control_character"


def test_a_text_is_measured_in_bytes() -> None:
    limit = fields.MAX_TEXT_BYTES

    assert refusal(fields.Text, "x" * limit) is None
    assert refusal(fields.Text, "x" * (limit + 1)) == "text_too_long"
    assert refusal(fields.Text, "é" * (limit // 2 + 1)) == "text_too_long"


@given(st.text(st.characters(), max_size=50))
def test_a_name_that_is_taken_can_be_stored_and_seen(text: str) -> None:
    try:
        name = TypeAdapter(fields.Name).validate_python(text)
    except ValidationError:
        return

    assert name in text
    assert name.encode().decode() == name
    assert "\0" not in name
    assert fields.is_visible(name)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("https://example.com/a?b=c#d", None), ("http://[::1]:8000/", None), ("javascript:alert(1)", "url_scheme"),
        ("data:text/html,x", "url_scheme"), ("//example.com", "url_scheme"), ("https://", "url_parsing"), ("", "url_scheme"),
        ("https://example.com/" + "x" * 2000, "string_too_long"), ("https://example.com/\x00", "control_character"),
    ],
)  # fmt: skip
def test_a_link_goes_to_the_web(value: str, code: str | None) -> None:
    assert refusal(fields.Url, value) == code


def test_labels_are_told_apart_by_more_than_case() -> None:
    labels = TypeAdapter(fields.Labels).validate_python(["Rust", "SQL", "rust", " Rust "])

    assert labels == ["Rust", "SQL"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2027-01-11T09:00:00Z", "2027-01-11T09:00:00Z"), ("2027-01-11T10:00:00.5+01:00", "2027-01-11T09:00:00.500000Z"),
        (datetime(2027, 1, 15, 8, tzinfo=UTC), "2027-01-15T08:00:00Z"),
    ],
)  # fmt: skip
def test_an_instant_is_told_in_utc(value: object, said: str) -> None:
    instants = TypeAdapter(fields.Instant)

    assert instants.dump_json(instants.validate_python(value)).decode() == f'"{said}"'


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1900-06-01T00:00:00Z",
        "3000-01-01T00:00:00Z",
    ],
)
def test_an_instant_lies_where_zones_can_be_added(value: str) -> None:
    assert refusal(fields.Instant, value) == "time_out_of_range"


@pytest.mark.parametrize(
    "value",
    [1_900_000_000, 1.9e9, "1900000000", True, "2027-01-11", "2027-W02-1T09:00:00Z", "tomorrow", ""],
)
def test_an_instant_is_a_text_with_date_and_time(value: object) -> None:
    assert refusal(fields.Instant, value) == "not_an_instant"
    assert refusal(fields.Instant, "2027-01-11T09:00:00") == "timezone_aware"


def test_a_time_zone_is_one_that_browsers_take_too() -> None:
    for name in (
        "localtime",
        "Factory",
        "posixrules",
        "right/UTC",
        "posix/Europe/Berlin",
        "europe/berlin",
        "",
    ):
        assert refusal(fields.TimeZone, name) == "unknown_time_zone", name
    for name in ("Europe/Berlin", "UTC", "Etc/UTC", "America/Argentina/Ushuaia", "US/Eastern"):
        assert refusal(fields.TimeZone, name) is None, name


@pytest.mark.parametrize("value", ["yes", "no", "true", 1, 0, "", None])
def test_a_flag_is_true_or_false(value: object) -> None:
    assert refusal(fields.Flag, value) == "bool_type"


@pytest.mark.parametrize("kind", ["Words", "Reason"])
def test_words_are_seen(kind: str) -> None:
    assert refusal(getattr(fields, kind), "\u200b") == "nothing_visible"
    assert refusal(getattr(fields, kind), "  ") in {"nothing_visible", "string_too_short"}
    assert refusal(getattr(fields, kind), "👍") is None


def test_an_address_is_one_whatever_its_case() -> None:
    assert fields.folded_email(" Ada@Example.COM ") == fields.folded_email("ada@example.com")
