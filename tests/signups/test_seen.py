"""Who sees which sign-ups, and what of them."""

from tests.signups.crews import Offered, people, takes
from tests.world import Someone, World, an_id, done, refused


def seen(reader: Someone, pitch: dict) -> list[tuple[str, str, str]]:  # type: ignore[type-arg]
    rows = done(reader.get(f"pitches/{pitch['id']}/signups"))["items"]
    return [(row["person"]["name"], row["status"], row["message"]) for row in rows]


def test_places_and_the_line_are_everyones_to_see_and_other_wishes_are_not(
    world: World, ada: Someone, grace: Someone, stranger: Someone
) -> None:
    pitch = ada.pitches(world.week(), join="ask", crew_limit=1)
    ann, ben, cleo, dan = people(world, "Ann", "Ben", "Cleo", "Dan")
    for person in (ann, ben, cleo):
        signup = person.signs_up(pitch, message=f"{person.name} asks.")
        if person is not cleo:
            takes(ada, signup)
    ada.signs_up(pitch, person_id=dan.id, message="Come!")

    whole = [
        ("Ann", "accepted", "Ann asks."),
        ("Ben", "waiting", "Ben asks."),
        ("Cleo", "asked", "Cleo asks."),
        ("Dan", "invited", "Come!"),
    ]
    assert seen(ada, pitch) == seen(grace, pitch) == whole
    assert seen(stranger, pitch) == [("Ann", "accepted", ""), ("Ben", "waiting", "")]
    assert seen(cleo, pitch) == [
        ("Ann", "accepted", ""),
        ("Ben", "waiting", ""),
        ("Cleo", "asked", "Cleo asks."),
    ]
    assert seen(dan, pitch)[-1] == ("Dan", "invited", "Come!")


def test_an_offer_is_seen_by_whom_it_concerns(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    offered = Offered(world, ada, linus)

    assert [name for name, _, _ in seen(ada, offered.pitch)] == [linus.name]
    assert seen(stranger, offered.pitch) == []
    assert refused(stranger.get(f"signups/{offered.wish['id']}")) == (404, "not_found")


def test_mine_are_all_of_mine_newest_first(world: World, ada: Someone, linus: Someone) -> None:
    week, another = world.week(), world.week()
    first = linus.signs_up(ada.pitches(week))
    second = linus.signs_up(ada.pitches(another))
    done(linus.post(f"signups/{first['id']}/leave"))

    mine = done(linus.get("me/signups"))["items"]
    of_week = done(linus.get(f"me/signups?week={week['slug']}"))["items"]

    assert [(s["id"], s["status"]) for s in mine] == [(second["id"], "accepted"), (first["id"], "left")]
    assert [s["id"] for s in of_week] == [first["id"]]
    assert refused(linus.get("me/signups?week=another")) == (404, "not_found")


def test_the_list_comes_in_pages_in_the_order_of_asking(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(), crew_limit=1)
    for person in people(world, "Ann", "Ben", "Cleo"):
        person.signs_up(pitch)
    names, path = [], f"pitches/{pitch['id']}/signups?limit=2"

    page = done(ada.get(path))
    names += [row["person"]["name"] for row in page["items"]]
    page = done(ada.get(f"{path}&cursor={page['next']}"))
    names += [row["person"]["name"] for row in page["items"]]

    assert (names, page["next"]) == (["Ann", "Ben", "Cleo"], None)


def test_nothing_is_told_without_sign_in(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week())
    signup = linus.signs_up(pitch)

    for path in (
        f"signups/{signup['id']}",
        f"signups/{an_id()}",
        f"pitches/{pitch['id']}/signups",
        "me/signups",
    ):
        assert refused(world.nobody.get(path)) == (401, "sign_in_required")
    assert refused(world.nobody.post(f"pitches/{pitch['id']}/signups", {})) == (401, "sign_in_required")
    assert refused(linus.get(f"signups/{an_id()}")) == (404, "not_found")


def test_a_read_only_token_signs_nobody_up(world: World, ada: Someone, linus: Someone) -> None:
    pitch = ada.pitches(world.week())

    assert refused(linus.with_scopes("read").post(f"pitches/{pitch['id']}/signups", {})) == (
        403,
        "scope_missing",
    )
