"""Bodies, texts and files that are made to take long, to take room or to break what reads them."""

import gzip
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.fields import Email, Labels, Name, Reason, Slug, Text, TimeZone, Url
from app.core.markdown import html
from app.core.text import words_of
from tests.attacks.ground import Ground, contract, operations

pytestmark = pytest.mark.system

JSON = "application/json"
DEEP = [
    b"[" * 500_000,
    b'{"a":' * 150_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"title":' + b"[" * 5000 + b"]" * 5000 + b"}",
]
NUMBERS = [
    "9" * 4000,
    "9" * 100_000,
    "1e400",
    "-1e400",
    "1e-9999",
    "1E+308",
    "0." + "0" * 5000 + "1",
    "NaN",
    "Infinity",
    "-0",
    "18446744073709551616",
]
LONG = 32_000


def test_no_depth_of_a_body_breaks_the_server(ground: Ground) -> None:
    token = f"Bearer {ground.ada.secret}"

    for path in (f"weeks/{ground.things['slug']}/pitches", "tokens", "me/addresses"):
        for body in DEEP:
            reply = ground.raw("POST", f"/api/v1/{path}", body, Authorization=token, Content_Type=JSON)
            assert reply.status in (400, 422), (path, body[:20])
            assert len(reply.content) < 100_000


def test_no_number_breaks_the_server(ground: Ground) -> None:
    pitch, token = f"/api/v1/pitches/{ground.things['pitch_id']}", f"Bearer {ground.ada.secret}"

    for number in NUMBERS:
        wishes = [
            (pitch, "PATCH", f'{{"crew_limit": {number}}}'),
            (f"{pitch}/outcome", "PUT", f'{{"kind": "learning", "impact": [{{"metric": "m", "unit": "u", "value": {number}}}]}}'),
            (f"{pitch}/demo", "PUT", f'{{"minutes": {number}}}'),
        ]  # fmt: skip
        for path, method, body in wishes:
            reply = ground.raw(method, path, body.encode(), Authorization=token, Content_Type=JSON)
            assert reply.status < 500, (path, number[:20])
    for one in (one for one in operations() if one.method == "GET"):
        told = contract()["paths"][one.path]["get"].get("parameters", [])
        for name in (
            p["name"] for p in told if p["in"] == "query" and p["schema"].get("type") in ("integer", "number")
        ):
            for number in NUMBERS[:6]:
                reply = ground.adele.get(ground.address(one), params={name: number[:5000]})
                assert reply.status_code in (200, 400, 409, 422), (one.id, name, number[:20])


def test_no_body_is_unpacked(ground: Ground) -> None:
    packed = gzip.compress(json.dumps({"bio": "x" * 50_000_000}).encode())

    for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip"):
        reply = ground.raw(
            "PATCH",
            "/api/v1/me",
            packed,
            Authorization=f"Bearer {ground.ada.secret}",
            Content_Type=JSON,
            Content_Encoding=coding,
        )
        assert reply.status in (400, 415, 422), coding


ASKED = {
    "slug": ("weeks/{}", "a-"), "slug with dashes": ("weeks/{}", "-"), "id": ("pitches/{}", "0"), "secret": ("calendars/{}.ics", "A"),
    "search": ("search?q={}", "a+"), "search of marks": ("search?q={}", "%CC%81"), "search of quotes": ("search?q={}", "%22"),
    "cursor": ("weeks?cursor={}", "W10"), "date": ("outcomes?updated_since={}", "2026-01-01T"), "tag": ("weeks/winter/pitches?tag={}", "a,"),
    "reason": ("pitches/x?reason={}", "+"),
}  # fmt: skip


@pytest.mark.parametrize("place", ASKED)
def test_a_long_address_is_answered(ground: Ground, place: str) -> None:
    path, run = ASKED[place]
    asked = "/api/v1/" + path.format(run * (LONG // len(run)))

    assert ground.raw("GET", asked, Authorization=f"Bearer {ground.ada.secret}").status in (
        200,
        404,
        422,
        400,
    )


WRITTEN = {
    "name": ("a ", "name"), "marks": ("e\u0301", "name"), "bio": ("\u200b", "bio"), "zone": ("a/", "time_zone"), "spaces": (" ", "name"),
    "address": ("a@", "email"), "dots": ("a.", "email"),
}  # fmt: skip


@pytest.mark.parametrize("place", WRITTEN)
def test_a_long_text_is_refused_or_taken(ground: Ground, place: str) -> None:
    run, field = WRITTEN[place]
    path = f"people/{ground.ada.id}" if field == "email" else "me"

    assert ground.grace.patch(path, {field: (run * LONG)[:LONG]}).status_code in (200, 422)


def lines_run(deed: Callable[[], object]) -> int:
    """How many lines of Python a deed runs: the same each time, however quick the machine is."""
    count = 0

    def counted(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        count += 1
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        deed()
    finally:
        sys.settrace(before)
    return count


def by_how_much(of_length: Callable[[str], object], run: str) -> float:
    """How many times as much is done for a text that is four times as long."""
    of_length(run)  # what is made once
    few, many = (lines_run(lambda n=n: of_length((run * n)[:n])) for n in (400, 1600))  # type: ignore[misc]
    return many / few


MARKDOWN = [
    "[",
    "![a](",
    "*a_ ",
    "**a ",
    "~~a",
    "`a``",
    "> ",
    "- ",
    "<a ",
    "[a]: b\n",
    "a*_~~",
    "|a",
    "|\n|-\n",
    "\\",
    "&amp",
    "](",
]


@pytest.mark.parametrize("run", MARKDOWN)
def test_markdown_takes_as_much_more_as_it_is_longer(run: str) -> None:
    assert by_how_much(lambda text: html(f"x {text} x"), run) < 8


FIELDS = {"Name": Name, "Text": Text, "Reason": Reason, "Email": Email, "TimeZone": TimeZone, "Url": Url, "Slug": Slug, "Labels": Labels}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("run", ["a ", "e\u0301", "\u200b", "a@", "a.", "http://", "[", "%", "-", "\ud800"])
def test_a_field_takes_as_much_more_as_its_text_is_longer(field: str, run: str) -> None:
    kind: TypeAdapter[Any] = TypeAdapter(FIELDS[field])

    def validated(text: str) -> None:
        with suppress(ValidationError):
            kind.validate_python([text] if field == "Labels" else text)

    assert by_how_much(validated, run) < 8


@pytest.mark.parametrize("run", ["a ", "\u0301", "\ufdfa", "_", "a-"])
def test_finding_words_takes_as_much_more_as_the_text_is_longer(run: str) -> None:
    assert by_how_much(words_of, run) < 8
