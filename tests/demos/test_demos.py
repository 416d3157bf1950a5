"""Demos: how a crew shows what it did, and in which order the crews show."""

import pytest

from app.weeks.phases import Phase
from tests.world import an_id, done, refused

EVERY_FIELD = {
    "title": "Ask it anything", "notes": "We need *two* microphones.", "links": [{"title": "Slides", "url": "https://example.com/s"}],
    "recording_url": "https://example.com/recording", "minutes": 10,
}  # fmt: skip
EMPTY = {"title": "", "notes": "", "links": [], "recording_url": None, "minutes": None}


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitches(ada, linus, world, week):
    pitches = [ada.pitches(week, title=f"Pitch {n}") for n in range(3)]
    linus.signs_up(pitches[0])
    world.move_on(week, Phase.DEMOS)
    return pitches


def put(someone, pitch, query="", **fields):
    return someone.put(f"pitches/{pitch['id']}/demo{query}", {"mode": "live"} | fields)


def order(someone, week, *slots, query="", **options):
    items = [slot if "pitch_id" in slot else {"pitch_id": slot["id"]} for slot in slots]
    return someone.put(f"weeks/{week['slug']}/demos{query}", {"items": items}, **options)


def shown(someone, week):
    items = done(someone.get(f"weeks/{week['slug']}/demos"))["items"]
    return [(demo["pitch"]["title"], demo["position"]) for demo in items]


@pytest.mark.parametrize("mode", ["live", "recorded", "written", "none"])
def test_every_field_comes_back_as_it_was_told(linus, stranger, pitches, mode):
    told = EVERY_FIELD | {"mode": mode}
    reply = done(put(linus, pitches[0], **told))

    demo = done(stranger.get(f"pitches/{pitches[0]['id']}/demo"))

    assert {name: demo[name] for name in told} == told
    assert (demo["pitch"]["title"], demo["position"], demo["version"]) == ("Pitch 0", None, 1)
    assert (reply["can"]["edit"]["allowed"], demo["can"]["edit"]["code"]) == (True, "crew_only")


def test_what_is_left_out_is_emptied_and_the_same_again_is_no_version(linus, world, pitches):
    done(put(linus, pitches[0], **EVERY_FIELD))

    emptied, again = done(put(linus, pitches[0])), done(put(linus, pitches[0]))

    assert ({name: emptied[name] for name in EMPTY}, emptied["version"], again["version"]) == (EMPTY, 2, 2)
    assert world.events("demo.described") == ["demo.described", "demo.described"]


def test_who_may_say_it_when(ada, linus, stranger, grace, world, week, pitches):
    assert refused(put(stranger, pitches[0])) == (403, "crew_only")
    done(put(ada, pitches[1]))
    world.move_on(week, Phase.WRAP_UP)
    assert refused(put(linus, pitches[0])) == (403, "organizers_only")
    done(put(grace, pitches[0]))
    world.move_on(week, Phase.CLOSED)
    assert refused(put(linus, pitches[0])) == (409, "demos_closed")
    assert refused(put(grace, pitches[0])) == (409, "reason_required")
    done(put(grace, pitches[0], query="?reason=The+recording+came+late"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("mode", "later"), ("mode", None), ("minutes", 0), ("minutes", 241), ("title", "\u202eevil"), ("title", "x" * 201),
     ("recording_url", "javascript:x"), ("links", [{"url": "https://example.com"}]), ("notes", "x" * 65_537), ("position", 1)],
)  # fmt: skip
def test_what_is_no_demo_is_refused(linus, pitches, field, value):
    assert refused(put(linus, pitches[0], **{field: value})) == (422, "invalid")


def test_the_running_order_comes_first_and_then_the_rest_by_title(ada, grace, stranger, week, pitches):
    done(put(ada, pitches[1]))
    starts = "2027-01-25T13:00:00Z"

    reply = done(
        order(
            grace,
            week,
            pitches[2],
            {"pitch_id": pitches[0]["id"], "starts_at": starts, "minutes": 5, "place": "Hall"},
        )
    )

    assert shown(stranger, week) == [("Pitch 2", 1), ("Pitch 0", 2), ("Pitch 1", None)]
    second = reply["items"][1]
    assert (second["starts_at"], second["minutes"], second["place"], second["mode"]) == (
        starts,
        5,
        "Hall",
        "live",
    )
    assert reply["can"]["order"]["allowed"] is True


def test_a_new_order_leaves_out_what_it_does_not_name(grace, week, pitches):
    done(order(grace, week, *pitches))

    done(order(grace, week, pitches[1]))

    assert shown(grace, week) == [("Pitch 1", 1), ("Pitch 0", None), ("Pitch 2", None)]
    done(order(grace, week))
    assert {position for _, position in shown(grace, week)} == {None}


def test_a_pitch_that_comes_back_takes_nobodys_place(ada, grace, world):
    week = world.week(Phase.EXPLORING)
    pitches = [done(grace.post(f"weeks/{week['slug']}/pitches", {"title": f"Pitch {n}"})) for n in range(2)]
    done(order(grace, week, *pitches))
    done(grace.post(f"pitches/{pitches[0]['id']}/withdraw", {"reason": "Ill"}))
    assert shown(ada, week) == [("Pitch 1", 2)]
    done(order(grace, week, pitches[1]))

    done(grace.post(f"pitches/{pitches[0]['id']}/restore"))

    assert shown(ada, week) == [("Pitch 1", 1), ("Pitch 0", None)]


def test_only_submitted_pitches_of_the_week_stand_in_it_once(ada, grace, stranger, world, week, pitches):
    elsewhere = ada.pitches(world.week(Phase.FORMING))

    assert refused(order(stranger, week, *pitches)) == (403, "organizers_only")
    assert refused(order(grace, week, pitches[0], pitches[0])) == (422, "listed_twice")
    assert refused(order(grace, week, elsewhere)) == (422, "not_in_week")
    assert refused(order(grace, week, {"pitch_id": an_id()})) == (422, "not_in_week")
    assert refused(order(grace, week, {"pitch_id": "\x00"})) == (422, "invalid")
    assert shown(grace, week) == []


def test_an_order_that_another_organizer_has_set_meanwhile_is_not_overwritten(grace, world, week, pitches):
    etag = grace.get(f"weeks/{week['slug']}/demos").headers["etag"]
    done(order(grace, week, *pitches, headers={"If-Match": etag}))

    stale = order(grace, week, headers={"If-Match": etag})

    assert (refused(stale), stale.json()["version"]) == ((412, "stale_version"), 1)
    assert len(shown(grace, week)) == 3


def test_the_order_stands_in_the_log(grace, week, pitches):
    done(order(grace, week, pitches[0]))
    done(order(grace, week, pitches[1], pitches[0]))

    last = done(grace.get("events", params={"types": "demos.*"}))["items"][-1]["data"]

    first, second = pitches[0]["id"], pitches[1]["id"]
    assert last == {"week_id": week["id"], "before": [first], "after": [second, first], "starts": {}}
