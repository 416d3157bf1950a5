"""A draft is seen by its organizers, a published week by all who are signed in, and a public one by anyone."""

from app.weeks.phases import Phase
from tests.world import Someone, World, done, refused

PARTS = ("", "/pitches", "/demos")
FOR_SIGNED_IN = ("/participation", "/organizers", "/events")
LISTS = ("weeks", "people", "outcomes", "events", "search?q=a", "home-teams", "me", "tokens")


def test_a_draft_is_not_others_to_know(world: World, grace: Someone, ada: Someone) -> None:
    week = world.week(Phase.DRAFT, public=True)
    path = f"weeks/{week['slug']}"

    for part in (*PARTS, *FOR_SIGNED_IN):
        assert refused(ada.get(path + part)) == (404, "not_found"), part
        assert refused(world.nobody.get(path + part)) == (401, "sign_in_required"), part
        assert grace.get(path + part).is_success, part
    for reply in (ada.patch(path, {"theme": "Mine"}), ada.post(f"{path}/accept-guardrails"), ada.post(f"{path}/copy", {"slug": "mine"}),
                  ada.put(f"{path}/participation", {"taking_part": True})):  # fmt: skip
        assert refused(reply) == (404, "not_found")
    assert [[w["slug"] for w in done(who.get("weeks"))["items"]] for who in (ada, grace)] == [
        [],
        [week["slug"]],
    ]


def test_a_week_that_is_not_public_takes_sign_in(world: World, ada: Someone) -> None:
    week = world.week()
    pitch = ada.pitches(week)

    for part in (*PARTS, *FOR_SIGNED_IN):
        assert refused(world.nobody.get(f"weeks/{week['slug']}{part}")) == (401, "sign_in_required"), part
    for part in ("", "/demo", "/outcome", "/comments", "/interest", "/signups"):
        assert refused(world.nobody.get(f"pitches/{pitch['id']}{part}")) == (401, "sign_in_required"), part
    assert refused(world.nobody.get("weeks/there-is-none")) == (401, "sign_in_required")


def test_a_public_week_answers_at_its_own_addresses_alone(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week(Phase.EXPLORING, public=True, guardrails="None.")
    with_reason = {"params": {"reason": "It was agreed."}}
    grace = world.person("Grace", role="organizer")
    pitch = done(grace.post(f"weeks/{week['slug']}/pitches", {"title": "Runbooks", "where": "Room 5",
                                                              "chat_url": "https://chat.example.com/1"}, **with_reason))  # fmt: skip
    done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "Count me in."}))
    done(grace.put(f"pitches/{pitch['id']}/demo", {"mode": "live"}))
    done(grace.put(f"pitches/{pitch['id']}/outcome", {"kind": "stopped", "summary": "It does not work."}))
    nobody = world.nobody

    for part in PARTS:
        assert nobody.get(f"weeks/{week['slug']}{part}").is_success, part
    for part in ("", "/demo", "/outcome"):
        assert nobody.get(f"pitches/{pitch['id']}{part}").is_success, part
    for part in FOR_SIGNED_IN:
        assert refused(nobody.get(f"weeks/{week['slug']}{part}")) == (401, "sign_in_required"), part
    for part in ("/comments", "/interest", "/signups"):
        assert refused(nobody.get(f"pitches/{pitch['id']}{part}")) == (401, "sign_in_required"), part
    for path in LISTS:
        assert refused(nobody.get(path)) == (401, "sign_in_required"), path
    seen = done(nobody.get(f"pitches/{pitch['id']}"))
    assert (seen["comments"], seen["chat_url"], seen["where"], seen["can"]) == (0, None, "", {})
    assert done(nobody.get(f"weeks/{week['slug']}"))["can"] == {}


def test_a_public_week_is_changed_by_nobody_who_is_not_signed_in(world: World, ada: Someone) -> None:
    week = world.week(public=True)
    pitch = ada.pitches(week)

    for reply in (
        world.nobody.patch(f"weeks/{week['slug']}", {"theme": "Mine"}), world.nobody.post(f"weeks/{week['slug']}/pitches", {"title": "x"}),
        world.nobody.post(f"pitches/{pitch['id']}/signups", {}), world.nobody.put(f"pitches/{pitch['id']}/interest"),
    ):  # fmt: skip
        assert refused(reply) == (401, "sign_in_required")


def test_a_draft_pitch_of_a_public_week_is_its_leads(world: World, ada: Someone) -> None:
    week = world.week(public=True)
    draft = ada.pitches(week, draft=True)

    assert refused(world.nobody.get(f"pitches/{draft['id']}")) == (401, "sign_in_required")
    assert done(world.nobody.get(f"weeks/{week['slug']}/pitches"))["items"] == []


def test_a_cancelled_public_week_can_still_be_read(world: World) -> None:
    week = world.week(Phase.CANCELLED, public=True)

    assert done(world.nobody.get(f"weeks/{week['slug']}"))["phase"] == "cancelled"


def test_an_odd_slug_is_nothing(world: World, ada: Someone) -> None:
    for slug in ("WINTER", "win ter", "w" * 81, "%00", "..", "winter%0a"):
        assert refused(ada.get(f"weeks/{slug}")) == (404, "not_found"), slug
