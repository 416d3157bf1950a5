"""What integrations pull: every outcome, only what changed since, and none is ever lost."""

from app.core.actor import Role, Scope
from app.weeks.phases import Phase
from tests.outcomes.conftest import record
from tests.world import done, refused


def pull(someone, **query):
    return done(someone.get("outcomes", params=query))


def titles(page):
    return [item["pitch"]["title"] for item in page["items"]]


def test_a_reader_that_remembers_one_number_gets_each_change_once(ada, stranger, pitches):
    first = pull(stranger)
    assert (titles(first), first["more"]) == (["Pitch 0", "Pitch 1", "Pitch 2"], False)
    assert pull(stranger, after=first["last"]) == {"items": [], "last": first["last"], "more": False}

    record(ada, pitches[1], kind="shipped")

    changed = pull(stranger, after=first["last"])
    assert (titles(changed), changed["items"][0]["version"]) == (["Pitch 1"], 2)
    assert changed["items"][0]["seq"] == changed["last"] > first["last"]
    assert titles(pull(stranger)) == ["Pitch 0", "Pitch 2", "Pitch 1"]


def test_paging_loses_none_even_when_one_changes_between_two_pages(ada, stranger, pitches):
    page = pull(stranger, limit=1)
    read = [*page["items"]]
    record(ada, pitches[0], kind="shipped")
    record(ada, pitches[2], kind="stopped")
    while page["more"]:
        page = pull(stranger, limit=1, after=page["last"])
        read += page["items"]

    assert [(item["pitch"]["title"], item["kind"]) for item in read] == [
        ("Pitch 0", "learning"), ("Pitch 1", "learning"), ("Pitch 0", "shipped"), ("Pitch 2", "stopped"),
    ]  # fmt: skip
    assert [item["seq"] for item in read] == sorted({item["seq"] for item in read})


def test_events_of_other_things_move_the_number_on(ada, linus, stranger, pitches):
    last = pull(stranger)["last"]
    ada.post(f"pitches/{pitches[0]['id']}/comments", {"body": "Well done"})

    moved = pull(stranger, after=last)

    assert (moved["items"], moved["last"] > last) == ([], True)


def test_filters_keep_week_and_kind(ada, stranger, week, pitches):
    record(ada, pitches[1], kind="shipped")

    assert titles(pull(stranger, kind="shipped")) == ["Pitch 1"]
    assert titles(pull(stranger, week=week["slug"], kind="learning")) == ["Pitch 0", "Pitch 2"]
    assert refused(stranger.get("outcomes?week=another")) == (404, "not_found")


def test_a_number_beyond_the_end_is_told(stranger, pitches):
    last = pull(stranger)["last"]

    reply = stranger.get("outcomes", params={"after": last + 1})

    assert (refused(reply), reply.json()["last"]) == ((409, "after_unknown"), last)


def test_the_scope_for_outcomes_reads_these_alone(stranger, world, week, pitches):
    warehouse = stranger.with_scopes(Scope.OUTCOMES_READ)

    assert len(done(warehouse.get("outcomes"))["items"]) == 3
    assert done(warehouse.get(f"pitches/{pitches[0]['id']}/outcome"))["kind"] == "learning"
    for path in ("weeks", "events", "people", f"pitches/{pitches[0]['id']}"):
        assert refused(warehouse.get(path)) == (403, "scope_missing")


def refreshed(stranger, last):
    items = pull(stranger, after=last)["items"]
    return ["gone" if "gone" in item else item["pitch"]["title"] for item in items]


def test_a_change_of_anything_shown_gives_a_new_number(ada, linus, grace, stranger, world, week, pitches):
    admin = world.person("Root", None, Role.ADMIN)
    first = f"pitches/{pitches[0]['id']}"
    place = done(linus.get("me/signups"))["items"][0]["id"]
    every = ["Pitch 0", "Pitch 1", "Pitch 2"]
    changes = {
        "the pitch's title": (
            lambda: ada.patch(first, {"title": "Pitch 0"} | {"title": "Pitch 0b"}),
            ["Pitch 0b"],
        ),
        "its title back": (lambda: ada.patch(first, {"title": "Pitch 0"}), ["Pitch 0"]),
        "the week's title": (lambda: grace.patch(f"weeks/{week['slug']}", {"title": "Snow"}), every),
        "the crew": (lambda: linus.post(f"signups/{place}/leave"), ["Pitch 0"]),
        "the lead's name": (lambda: ada.patch("me", {"name": "Ada Stone"}), every),
        "the leads": (
            lambda: ada.post(f"{first}/hand-over", {"person_id": linus.id, "keep": True}),
            ["Pitch 0"],
        ),
        "a lead's name": (lambda: linus.patch("me", {"name": "Linus Wood"}), ["Pitch 0"]),
        "the pitch's status": (lambda: ada.post(f"{first}/withdraw", {"reason": "No"}), ["gone"]),
        "the status back": (lambda: ada.post(f"{first}/restore"), ["Pitch 0"]),
        "the week's slug": (lambda: grace.patch(f"weeks/{week['slug']}", {"slug": "snow"}), every),
    }
    for what, (change, expected) in changes.items():
        last = pull(stranger)["last"]
        done(change())
        assert sorted(refreshed(stranger, last)) == expected, what
    assert {item["version"] for item in pull(stranger)["items"]} == {1}
    assert admin.id not in {m["person"]["id"] for item in pull(stranger)["items"] for m in item["crew"]}


def test_what_is_not_shown_gives_no_new_number(ada, linus, stranger, grace, pitches):
    last = pull(stranger)["last"]
    done(ada.patch(f"pitches/{pitches[0]['id']}", {"tags": ["new"]}))
    done(ada.patch("me", {"bio": "Writes runbooks"}))
    done(stranger.patch("me", {"name": "Mallory Reed"}))
    done(stranger.put(f"pitches/{pitches[0]['id']}/interest"))

    assert refreshed(stranger, last) == []


def test_home_teams_are_those_of_when_exploring_began(ada, linus, stranger, grace, world, pitches):
    before = pull(stranger)
    world.clock.forward(days=2)
    for someone in (ada, linus):
        done(grace.patch(f"people/{someone.id}", {"home_team": "Moved"}))

    after = pull(stranger)

    assert after["items"] == before["items"]
    assert after["items"][0]["crew"][0]["person"]["home_team"] == "Payments"
    assert {item["leads"][0]["home_team"] for item in after["items"]} == {"Platform"}


def test_whoever_joins_later_counts_with_their_home_team_of_then(ada, stranger, grace, world, pitches):
    world.clock.forward(days=1)
    done(grace.patch(f"people/{stranger.id}", {"home_team": "Research"}))
    world.clock.forward(days=1)
    wish = stranger.signs_up(pitches[1])
    done(ada.post(f"signups/{wish['id']}/accept"))
    world.clock.forward(days=1)
    done(grace.patch(f"people/{stranger.id}", {"home_team": "Sales"}))

    crew = {item["pitch"]["title"]: item["crew"] for item in pull(stranger)["items"]}

    assert [member["person"]["home_team"] for member in crew["Pitch 1"]] == ["Research"]


def test_outcomes_of_a_week_that_one_may_not_see_come_once_it_is_published(grace, stranger, world):
    week = world.week(Phase.DRAFT)
    pitch = done(grace.post(f"weeks/{week['slug']}/pitches?reason=late", {"title": "Early bird"}))
    done(grace.put(f"pitches/{pitch['id']}/outcome?reason=late", {"kind": "document"}))
    last = pull(stranger)["last"]
    assert titles(pull(stranger)) == []

    done(grace.post(f"weeks/{week['slug']}/publish"))

    assert titles(pull(stranger, after=last)) == ["Early bird"]
