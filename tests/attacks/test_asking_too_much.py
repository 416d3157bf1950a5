"""Bodies, texts and files that are made to take long, to take room or to break what reads them."""

import gzip
import json
import time
from collections.abc import Callable

import pytest

from app.weeks.phases import Phase
from tests.attacks.ground import Ground, contract, operations
from tests.world import done

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
FEWER, MORE = 2_000, 32_000
"""Sixteen times as much may take sixteen times as long; where the work grew with the square it would be 256."""


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


def quickest(deed: Callable[[], int]) -> float:
    """The shortest of three times: what else the machine does only adds."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        assert deed() < 500
        taken.append(time.perf_counter() - began)
    return min(taken)


def grows(of_length: Callable[[int], Callable[[], int]]) -> float:
    return quickest(of_length(MORE)) / quickest(of_length(FEWER))


ASKED = {
    "slug": ("weeks/{}", "a-"), "slug with dashes": ("weeks/{}", "-"), "id": ("pitches/{}", "0"), "secret": ("calendars/{}.ics", "A"),
    "search": ("search?q={}", "a+"), "search of marks": ("search?q={}", "%CC%81"), "search of quotes": ("search?q={}", "%22"),
    "cursor": ("weeks?cursor={}", "W10"), "date": ("outcomes?updated_since={}", "2026-01-01T"), "tag": ("weeks/winter/pitches?tag={}", "a,"),
    "reason": ("pitches/x?reason={}", "+"),
}  # fmt: skip


@pytest.mark.parametrize("place", ASKED)
def test_a_long_address_takes_no_longer_than_it_is_long(ground: Ground, place: str) -> None:
    path, run = ASKED[place]

    def of_length(length: int) -> Callable[[], int]:
        asked = "/api/v1/" + path.format(run * (length // len(run)))
        return lambda: ground.raw("GET", asked, Authorization=f"Bearer {ground.ada.secret}").status

    assert grows(of_length) < 64


WRITTEN = {
    "name": ("a ", "name"), "marks": ("e\u0301", "name"), "bio": ("\u200b", "bio"), "zone": ("a/", "time_zone"), "spaces": (" ", "name"),
    "address": ("a@", "email"), "dots": ("a.", "email"),
}  # fmt: skip


@pytest.mark.parametrize("place", WRITTEN)
def test_a_long_text_takes_no_longer_than_it_is_long(ground: Ground, place: str) -> None:
    run, field = WRITTEN[place]
    path = f"people/{ground.ada.id}" if field == "email" else "me"

    def of_length(length: int) -> Callable[[], int]:
        body = {field: (run * length)[:length]}
        return lambda: ground.grace.patch(path, body).status_code

    assert grows(of_length) < 64


MARKDOWN = ["[", "![a](", "*a_ ", "**a ", "~~a", "`a``", "> ", "- ", "<a ", "[a]: b\n", "a*_~~"]


def test_a_long_markdown_takes_no_longer_than_it_is_long(ground: Ground) -> None:
    def of_length(run: str, length: int) -> Callable[[], int]:
        week = ground.world.week(Phase.FORMING)["slug"]
        done(
            ground.ada.post(
                f"weeks/{week}/pitches", {"title": "Long", "body": f"x {(run * length)[:length]} x"}
            )
        )
        return lambda: ground.ada.get(f"weeks/{week}/pitches.atom").status_code

    grown = {
        run: quickest(of_length(run, MORE // 4)) / quickest(of_length(run, FEWER // 4)) for run in MARKDOWN
    }
    assert {run: by for run, by in grown.items() if by > 64} == {}
