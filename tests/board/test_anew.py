"""A shuffled board and a pitch are made anew from the event loop for who was here a moment ago, just as the plain way makes them."""

from typing import Any

import pytest

from tests.board.warm import Scene, board
from tests.world import Someone, World, done


@pytest.fixture
def scene(world: World, ada: Someone, linus: Someone) -> Scene:
    return Scene(world, ada, linus)


def test_it_costs_no_statement_of_the_plain_way(scene: Scene) -> None:
    scene.warm()

    for path in scene.paths:
        reply, from_loop = scene.read(scene.linus, path)
        assert (reply.status_code, from_loop) == (200, True), path
    scene.shown(scene.linus)


def test_it_carries_the_headers_of_the_plain_way(scene: Scene) -> None:
    first = [scene.linus.get(path) for path in scene.paths]
    scene.warm()
    again = [scene.linus.get(path) for path in scene.paths]

    def told(reply: Any) -> dict[str, str]:
        apart = {"x-request-id", "etag"} if "sort=" in str(reply.request.url) else {"x-request-id"}
        return {name: value for name, value in reply.headers.items() if name not in apart}

    assert [told(reply) for reply in again] == [told(reply) for reply in first]
    assert all("etag" in reply.headers for reply in again)


def test_who_has_a_pitch_already_is_told_so(scene: Scene) -> None:
    scene.warm()
    etag = scene.linus.get(scene.paths[0]).headers["etag"]

    for headers in ({"If-None-Match": etag}, {"If-None-Match": "*"}):
        reply = scene.linus.get(scene.paths[0], headers=headers)
        assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", etag)


def test_a_shuffle_from_the_loop_goes_on_in_the_plain_way(scene: Scene) -> None:
    for n in range(9):
        scene.ada.pitches(scene.week, title=f"Pitch {n}")
    scene.warm()
    seen: list[str] = []
    orders = set()

    for limit in ("limit=4&sort=shuffle", "sort=shuffle&limit=4"):
        first, from_loop = scene.read(scene.linus, f"weeks/{scene.week['slug']}/pitches?{limit}")
        assert from_loop
        page, seen = done(first), []
        while True:
            seen += [row["title"] for row in page["items"]]
            if page["next"] is None:
                break
            page = done(scene.linus.get(f"weeks/{scene.week['slug']}/pitches?{limit}&cursor={page['next']}"))
        assert len(seen) == len(set(seen)) == 11
        orders.add(tuple(seen))

    assert len(orders) == 2


def test_both_ways_give_the_same_order_for_the_same_seed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(9):
        scene.ada.pitches(scene.week, title=f"Pitch {n}")
    monkeypatch.setattr("app.board.rows._a_shuffle", lambda: "board.shuffle.42")
    path = f"{board(scene.week)}&limit=4"

    plain = scene.linus.get(path)
    (again, from_loop), (other, _) = (
        scene.read(scene.linus, path),
        scene.read(scene.root, f"{path}&status=submitted"),
    )

    assert from_loop
    assert again.content == plain.content
    assert other.json() == plain.json()


@pytest.mark.parametrize("query", ["?sort=shuffle&limit=0", "?sort=shuffle&limit=201", "?sort=shuffle&limit=x", "?sort=shuffle&sort=lamp", "?sort=shuffle&limit=4&limit=x"])  # fmt: skip
def test_what_is_refused_stays_refused(scene: Scene, query: str) -> None:
    scene.warm()

    assert scene.linus.get(f"weeks/{scene.week['slug']}/pitches{query}").status_code == 422


def test_other_methods_are_other_requests(scene: Scene) -> None:
    scene.warm()

    assert scene.linus.request("HEAD", scene.paths[0]).content == b""
    assert scene.linus.request("POST", scene.paths[0]).status_code == 405
