"""The board of a week: filters, sorts and paging, the same for all who may see the week."""

import base64
import functools
import json

import pytest

from app.core.actor import Role
from app.weeks.phases import Phase
from tests.world import A_PITCH, done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


def board(someone, week, **query):
    return done(someone.get(f"weeks/{week['slug']}/pitches", params=query))


def titles(someone, week, **query):
    return [row["title"] for row in board(someone, week, **query)["items"]]


def pages(someone, week, between=lambda: None, **query):
    """All titles, page by page; something may happen between two pages."""
    page = board(someone, week, **query)
    seen = [row["title"] for row in page["items"]]
    while page["next"]:
        between()
        page = board(someone, week, cursor=page["next"], **query)
        seen += [row["title"] for row in page["items"]]
    return seen


def test_a_row_shows_what_one_chooses_by(ada, linus, week):
    pitch = ada.pitches(
        week, tags=["on-call"], skills_needed=["Rust"], skills_to_learn=["Prolog"], crew_limit=3, join="ask"
    )
    done(linus.put(f"pitches/{pitch['id']}/interest"))
    place = done(ada.post(f"signups/{linus.signs_up(pitch)['id']}/accept"))

    row = board(ada, week)["items"][0]

    assert row == {
        "id": pitch["id"], "week": week["slug"], **A_PITCH, "tags": ["on-call"], "skills_needed": ["Rust"],
        "skills_to_learn": ["Prolog"], "status": "submitted", "join": "ask", "crew_limit": 3, "places_taken": 1, "waiting": 0,
        "interest": 1, "lead": {"id": ada.id, "name": ada.name, "home_team": "Platform"}, "needs_lead": False,
        "leads": [{"id": ada.id, "name": ada.name, "home_team": "Platform"}], "submitted_at": "2027-01-04T09:00:00Z",
        "crew": [{"signup_id": place["id"], "role": "member",
                  "person": {"id": linus.id, "name": linus.name, "home_team": "Payments"}}],
    }  # fmt: skip


def test_filters_choose_and_combine(ada, linus, stranger, week):
    search = ada.pitches(week, title="Search", tags=["On-Call", "ai"], skills_needed=["Python"], crew_limit=1)
    ada.pitches(week, title="Garden", tags=["fun"], skills_to_learn=["Python"], body="Search for worms")
    linus.pitches(week, title="Façade", tags=["on-call"], skills_needed=["CSS"])
    stranger.signs_up(search)

    cases = [
        ({"q": "search"}, {"Search", "Garden"}), ({"q": "facade"}, {"Façade"}), ({"q": "linus"}, {"Façade"}),
        ({"q": "wor"}, {"Garden"}), ({"q": "nothing"}, set()), ({"tag": "on-call"}, {"Search", "Façade"}),
        ({"tag": "ON-CALL"}, {"Search", "Façade"}), ({"tag": "on"}, set()), ({"skill": "python"}, {"Search", "Garden"}),
        ({"skill": "fun"}, set()), ({"open": True}, {"Garden", "Façade"}), ({"open": False}, {"Search"}),
        ({"lead": linus.id}, {"Façade"}), ({"status": "withdrawn"}, set()), ({"status": "draft"}, set()),
        ({"tag": "on-call", "open": True}, {"Façade"}), ({"lead": ada.id, "skill": "python", "q": "worms"}, {"Garden"}),
        ({}, {"Search", "Garden", "Façade"}),
    ]  # fmt: skip
    assert {str(query): set(titles(ada, week, **query)) for query, _ in cases} == {
        str(q): found for q, found in cases
    }


def test_each_sort_has_its_order(ada, linus, stranger, world, week):
    for title, limit, people in [("beta", 2, [linus, stranger]), ("Älpha", 2, [ada]), ("gamma", None, [])]:
        pitch = ada.pitches(week, title=title, crew_limit=limit)
        for someone in people:
            someone.signs_up(pitch)
        world.clock.forward(minutes=1)

    assert titles(ada, week) == titles(ada, week, sort="newest") == ["gamma", "Älpha", "beta"]
    assert titles(ada, week, sort="title") == ["Älpha", "beta", "gamma"]
    assert titles(ada, week, sort="needs_people") == ["gamma", "Älpha", "beta"]
    assert sorted(titles(ada, week, sort="shuffle")) == ["beta", "gamma", "Älpha"]


@pytest.mark.parametrize("sort", ["newest", "title", "needs_people", "shuffle"])
def test_what_is_pitched_meanwhile_is_neither_repeated_nor_does_it_hide_another(ada, world, week, sort):
    names = [f"{'x' * (n % 3)}Pitch {n}" for n in range(7)]
    for name in names:
        ada.pitches(week, title=name, crew_limit=1 + len(name))
    more = iter(["Aa first", "Pitch 3a", "Zz last"])

    seen = pages(
        ada, week, between=lambda: ada.pitches(week, title=next(more, "Another")), sort=sort, limit=3
    )

    assert len(seen) == len(set(seen))
    assert set(names) <= set(seen)


def test_a_sort_by_long_titles_goes_on_to_the_next_page(ada, week):
    names = [sign * 200 for sign in ("\ufdfa", "\ufdfb", "語", "z")]
    for name in names:
        ada.pitches(week, title=name)

    assert sorted(pages(ada, week, sort="title", limit=1)) == sorted(names)


def test_a_shuffle_is_another_each_time_and_one_order_over_its_pages(ada, week):
    for n in range(12):
        ada.pitches(week, title=f"Pitch {n}")

    orders = {tuple(pages(ada, week, sort="shuffle", limit=5)) for _ in range(4)}
    first = board(ada, week, sort="shuffle", limit=5)
    rest = [titles(ada, week, sort="shuffle", limit=7, cursor=first["next"]) for _ in range(2)]

    assert len(orders) > 1
    assert {len(set(order)) for order in orders} == {12}
    assert rest[0] == rest[1]
    assert len({*rest[0], *(row["title"] for row in first["items"])}) == 12


def cursor_of(*parts, like=None):
    """A cursor of these parts, with the mark that binds `like` to its filters."""
    if like is not None and parts and isinstance(parts[0], str):
        mark = json.loads(base64.urlsafe_b64decode(like + "=" * (-len(like) % 4)))[0].partition("#")[2]
        parts = (f"{parts[0]}#{mark}", *parts[1:])
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_cursors_that_are_none_of_this_list_are_refused(ada, week):
    for n in range(2):
        ada.pitches(week, title=f"Pitch {n}")
    by_title, newest, shuffled = (
        board(ada, week, sort=sort, limit=1)["next"] for sort in ("title", "newest", "shuffle")
    )
    moment = "2027-01-04T09:00:00Z"
    of_newest = functools.partial(cursor_of, like=newest)
    bad = [
        "x", "!", "é", "=" * 9, by_title, by_title[:-3], of_newest(), of_newest("board.newest"), of_newest("board.newest", moment),
        of_newest("board.newest", moment, "a", "b"), of_newest("board.newest", 5, "a"), of_newest("board.newest", "2027", "a"),
        of_newest("board.newest", "2027-01-04T09:00:00", "a"), of_newest("board.newest", moment, "\x00"),
        of_newest("board.newest", moment, "\ud800"), of_newest("board.newest", "0001-01-01T00:00:00+14:00", "a"),
        of_newest("board.newest", moment, None), of_newest("board.newest", moment, {"a": 1}), of_newest(["board.newest"]),
    ]  # fmt: skip

    assert board(ada, week, cursor=of_newest("board.newest", moment, "a"))["next"] is None

    replies = {cursor: ada.get(f"weeks/{week['slug']}/pitches", params={"cursor": cursor}) for cursor in bad}

    assert {cursor: refused(reply) for cursor, reply in replies.items()} == dict.fromkeys(
        bad, (400, "bad_cursor")
    )
    for cursor in (
        by_title,
        cursor_of("board.shuffle.1", 2**70, "a", like=shuffled),
        cursor_of("board.shuffle.1", True, "a", like=shuffled),
    ):
        reply = ada.get(f"weeks/{week['slug']}/pitches", params={"sort": "shuffle", "cursor": cursor})
        assert refused(reply) == (400, "bad_cursor")


def test_a_cursor_goes_on_with_the_filters_it_was_made_with_alone(ada, week):
    for n in range(3):
        ada.pitches(week, title=f"Pitch {n}", tags=["lamp"])
    made_with = {"q": "pitch", "tag": "lamp", "sort": "title"}
    cursor = board(ada, week, limit=1, **made_with)["next"]

    for other in (
        {"q": "pitches"},
        {"tag": None},
        {"sort": "newest"},
        {"status": "withdrawn"},
        {"open": True},
    ):
        query = {name: value for name, value in (made_with | other).items() if value is not None}
        reply = ada.get(f"weeks/{week['slug']}/pitches", params=query | {"cursor": cursor})
        assert refused(reply) == (400, "bad_cursor"), other
    assert titles(ada, week, **made_with, limit=200, cursor=cursor, more="ignored") == ["Pitch 1", "Pitch 2"]


def test_the_board_is_the_same_bytes_for_all_who_may_see_the_week(world, ada, linus, grace):
    week = world.week(Phase.FORMING, public=True)
    admin = world.person("Root", None, Role.ADMIN)
    pitch = ada.pitches(
        week, crew_limit=1, join="invite", where="Room 2", chat_url="https://chat.example.com"
    )
    ada.pitches(week, title="A draft", draft=True)
    done(linus.put(f"pitches/{pitch['id']}/interest"))

    for sort in ("newest", "title", "needs_people"):
        replies = [
            who.get(f"weeks/{week['slug']}/pitches?sort={sort}")
            for who in (ada, linus, grace, admin, world.nobody)
        ]
        assert len({(reply.content, reply.headers["etag"]) for reply in replies}) == 1
    assert "can" not in replies[0].json()["items"][0]
    assert ada.email not in replies[0].text


def test_a_board_of_another_week_is_its_own(ada, linus, world, week):
    ada.pitches(week)
    private = world.week(Phase.FORMING)

    assert titles(linus, private) == []
    assert refused(world.nobody.get(f"weeks/{private['slug']}/pitches")) == (401, "sign_in_required")
    assert refused(linus.get(f"weeks/{world.week(Phase.DRAFT)['slug']}/pitches")) == (404, "not_found")


def test_a_lapsed_offer_holds_no_place_on_the_board(ada, linus, stranger, world, week):
    full = ada.pitches(week, title="Full", crew_limit=1)
    other = ada.pitches(week, title="Other")
    place = linus.signs_up(full)
    stranger.signs_up(other)
    assert stranger.signs_up(full)["status"] == "waiting"
    done(linus.post(f"signups/{place['id']}/leave"))
    assert titles(ada, week, open=False) == ["Full"]

    world.clock.forward(hours=25)

    assert (titles(ada, week, open=False), sorted(titles(ada, week, open=True))) == ([], ["Full", "Other"])
    row = next(row for row in board(ada, week)["items"] if row["title"] == "Full")
    assert row["places_taken"] == 0


def test_my_pitches_are_all_that_i_lead_newest_first(ada, linus, world, week):
    first, draft = ada.pitches(week), ada.pitches(world.week(Phase.PITCHING), title="Draft", draft=True)
    linus.pitches(week)

    page = done(ada.get("me/pitches", params={"limit": 1}))
    rest = done(ada.get("me/pitches", params={"limit": 1, "cursor": page["next"]}))

    assert [row["id"] for row in page["items"] + rest["items"]] == [draft["id"], first["id"]]
    assert rest["next"] is None
