"""Whoever asks for too much is told so, by code and with `Retry-After`, and nobody else notices."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.api import ROUTES
from app.core.limits import Kind, Limit, Limits, kind_of
from app.identity import routes as provider
from app.weeks.phases import Phase
from tests.world import Client, Someone, World, refused

Held = Callable[..., None]


@pytest.fixture
def held(world: World) -> Iterator[Held]:
    """Hold everybody to so many of a kind within a minute."""
    before = world.app.state.limits

    def hold(**at_most: int) -> None:
        minute = timedelta(minutes=1)
        world.app.state.limits = Limits({kind: Limit(at_most.get(kind, 0), minute) for kind in Kind})

    yield hold
    world.app.state.limits = before


def statuses(client: Any, path: str, times: int) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_too_much_is_refused_with_a_code_and_when_to_come_back(
    world: World, ada: Someone, held: Held
) -> None:
    ada.get("me")
    held(reads=2)
    statuses(ada, "me", 2)

    reply = ada.get("me")

    assert refused(reply) == (429, "too_many_requests")
    assert reply.headers["retry-after"] == "61"
    assert reply.json()["detail"] == "More than 2 requests within one minute; try again in 61 s."
    world.clock.forward(seconds=61)
    assert ada.get("me").status_code == 200


def test_nobody_else_is_held_up(world: World, ada: Someone, linus: Someone, held: Held) -> None:
    ada.get("me"), linus.get("me")
    held(reads=1)

    assert statuses(ada, "me", 3) == [200, 429, 429]
    assert statuses(linus, "me", 1) == [200]


def test_a_board_that_is_given_again_counts_too(world: World, ada: Someone, held: Held) -> None:
    board = f"weeks/{world.week(Phase.FORMING)['slug']}/pitches"
    ada.get(board)
    held(reads=3)

    assert statuses(ada, board, 4) == [200, 200, 200, 429]


def test_reading_and_writing_are_counted_apart(world: World, ada: Someone, held: Held) -> None:
    week = world.week(Phase.PITCHING)
    ada.get("me")
    held(writes=1)
    path = f"weeks/{week['slug']}/pitches"

    assert [ada.post(path, {"title": f"Pitch {n}"}).status_code for n in range(3)] == [201, 429, 429]
    assert statuses(ada, path, 5) == [200] * 5


def test_what_was_refused_was_not_done(world: World, ada: Someone, held: Held) -> None:
    week = world.week(Phase.PITCHING)
    ada.get("me")
    held(writes=1)
    path = f"weeks/{week['slug']}/pitches"

    for title in ("One", "Two"):
        ada.post(path, {"title": title})

    assert [pitch["title"] for pitch in ada.get(path).json()["items"]] == ["One"]


@pytest.mark.parametrize(
    ("kind", "path"),
    [("searches", "search?q=runbooks"), ("exports", "outcomes.csv"), ("exports", "me/data")],
)
def test_what_costs_more_has_a_limit_of_its_own(
    world: World, ada: Someone, held: Held, kind: str, path: str
) -> None:
    ada.get("me")
    held(**{kind: 1})

    assert statuses(ada, path, 2) == [200, 429]
    assert statuses(ada, "me", 2) == [200, 200]


def test_tokens_are_made_one_after_another(world: World, ada: Someone, held: Held) -> None:
    ada.get("me")
    held(tokens=1)
    body = {"name": "A program", "scopes": ["read"]}

    assert [ada.post("tokens", body).status_code for _ in range(2)] == [201, 429]


def test_signing_in_is_limited_by_where_one_comes_from(world: World, ada: Someone, held: Held) -> None:
    held(sign_ins=2)
    browser = Client(world.app)

    replies = [browser.post("session", {"email": ada.email}) for _ in range(3)]

    assert [reply.status_code for reply in replies] == [201, 201, 429]


def test_guessing_at_tokens_uses_up_the_address_and_locks_out_nobody_who_is_in(
    world: World, ada: Someone, held: Held
) -> None:
    ada.get("me")
    held(reads=3)

    guesses = [Client(world.app, f"offtrail_guess{n}").get("me").status_code for n in range(5)]

    assert guesses == [401, 401, 401, 429, 429]
    assert statuses(ada, "me", 3) == [200] * 3


def test_whoever_signs_in_is_known_at_once_though_their_address_has_had_its_share(
    world: World, ada: Someone, held: Held
) -> None:
    held(reads=1)
    statuses(world.nobody, "session", 2)
    browser = Client(world.app)

    browser.post("session", {"email": ada.email})

    assert browser.get("me").status_code == 200


def test_assistants_are_held_to_it_too(world: World, ada: Someone, held: Held) -> None:
    ada.get("me")
    held(writes=1)
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

    replies = [ada.post("/mcp", ping, headers={"accept": "application/json"}) for _ in range(2)]

    assert refused(replies[1]) == (429, "too_many_requests")


def test_a_browser_on_its_way_to_the_provider_is_told_on_the_page(world: World, held: Held) -> None:
    held(sign_ins=1)
    world.nobody.get("session/provider")

    reply = world.nobody.get("session/provider?next=/weeks")

    assert (reply.status_code, reply.headers["location"]) == (
        303,
        "/sign-in?refused=too_many&next=%2Fweeks",
    )


EXPORTS = (".csv", ".xlsx", ".zip", "hackathon.json", "dribdat.json", "/me/data")


def test_every_file_counts_as_an_export_and_every_change_as_one() -> None:
    """What is added later is not forgotten: an address that gives a file is marked."""
    odd = set()
    for route in ROUTES:
        kind = kind_of(route.endpoint, route.methods)
        wanted = Kind.EXPORTS if route.path.endswith(EXPORTS) else None
        if route in provider.routes.routes:
            continue
        if wanted and kind is not wanted:
            odd.add(route.path)
        if "GET" not in route.methods and kind not in (Kind.WRITES, Kind.TOKENS, Kind.SIGN_INS, Kind.LINKS):
            odd.add(route.path)

    assert odd == set()
