"""Everyone takes part unless they say they are out; guardrails are accepted once, before the first sign-up."""

from app.weeks.phases import Phase
from tests.world import Someone, World, done, refused

GUARDRAILS = "Synthetic data only."


def taking_part(who: Someone, slug: str, query: str = "") -> dict[str, list[str]]:
    page = done(who.get(f"weeks/{slug}/participation{query}"))
    return {item["person"]["name"]: item["days"] for item in page["items"] if item["taking_part"]}


def test_everyone_active_with_an_address_takes_part(
    world: World, grace: Someone, ada: Someone, linus: Someone
) -> None:
    slug = world.week()["slug"]
    done(grace.post("people", {"name": "Imported"}))
    done(grace.post(f"people/{linus.id}/deactivate"))

    assert taking_part(ada, slug) == {grace.name: [], ada.name: []}


def test_one_says_that_one_is_out_or_has_some_days(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    slug = world.week()["slug"]
    days = ["tuesday", "friday", "tuesday"]

    mine = done(linus.put(f"weeks/{slug}/participation", {"taking_part": True, "days": days}))
    done(ada.put(f"weeks/{slug}/participation", {"taking_part": False}))
    done(ada.put(f"weeks/{slug}/participation", {"taking_part": False}))

    assert mine == {
        "person": {"id": linus.id, "name": linus.name, "home_team": "Payments"}, "taking_part": True, "days": ["tuesday", "friday"],
    }  # fmt: skip
    assert taking_part(ada, slug) == {linus.name: ["tuesday", "friday"], grace.name: []}
    assert world.events("week.participation_changed") == ["week.participation_changed"] * 2
    done(ada.put(f"weeks/{slug}/participation", {"taking_part": True}))
    assert ada.name in taking_part(ada, slug)


def test_without_a_crew_is_who_takes_part_and_holds_no_member_place(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    week = world.week()
    pitch = ada.pitches(week, crew_limit=1)
    linus.signs_up(pitch)
    stranger.signs_up(pitch)
    grace.signs_up(pitch, role="mentor")
    done(grace.put(f"weeks/{week['slug']}/participation", {"taking_part": True}))

    assert taking_part(grace, week["slug"], "?without_crew=true").keys() == {
        ada.name,
        grace.name,
        stranger.name,
    }
    done(ada.put(f"weeks/{week['slug']}/participation", {"taking_part": False}))
    assert ada.name not in taking_part(grace, week["slug"], "?without_crew=true")


def test_who_takes_part_is_listed_page_by_page(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    path = f"weeks/{world.week()['slug']}/participation"

    first = done(ada.get(path, params={"limit": 2}))
    second = done(ada.get(path, params={"limit": 2, "cursor": first["next"]}))

    listed = [item["person"]["name"] for item in first["items"] + second["items"]]
    assert (listed, second["next"]) == ([ada.name, linus.name, grace.name], None)


def test_what_is_no_day_is_refused(world: World, ada: Someone) -> None:
    path = f"weeks/{world.week()['slug']}/participation"

    for body in (
        {},
        {"taking_part": True, "days": ["someday"]},
        {"taking_part": None},
        {"taking_part": True, "days": ["monday"] * 8},
    ):
        assert refused(ada.put(path, body)) == (422, "invalid")


def test_a_week_that_is_over_takes_no_more_answers(world: World, ada: Someone) -> None:
    slug = world.week(Phase.CLOSED, guardrails=GUARDRAILS)["slug"]

    assert refused(ada.put(f"weeks/{slug}/participation", {"taking_part": False})) == (409, "week_closed")
    assert refused(ada.post(f"weeks/{slug}/accept-guardrails")) == (409, "week_closed")


def test_guardrails_are_accepted_once_before_the_first_sign_up(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week(guardrails=GUARDRAILS)
    path = f"weeks/{week['slug']}"
    pitch = ada.pitches(week)
    assert refused(linus.post(f"pitches/{pitch['id']}/signups", {})) == (409, "guardrails_not_accepted")

    for _ in range(2):
        assert done(linus.post(f"{path}/accept-guardrails"))["guardrails_accepted"] is True

    assert linus.signs_up(pitch)["status"] == "accepted"
    assert world.events("week.guardrails_accepted") == ["week.guardrails_accepted"]
    assert [done(who.get(path))["guardrails_accepted"] for who in (ada, linus)] == [False, True]
    can = [done(who.get(path))["can"]["accept_guardrails"] for who in (ada, linus)]
    assert [(one["allowed"], one["code"]) for one in can] == [(True, None), (False, "already_accepted")]


def test_a_week_without_guardrails_asks_for_nothing(world: World, ada: Someone) -> None:
    week = world.week()

    done(ada.post(f"weeks/{week['slug']}/accept-guardrails"))

    assert ada.signs_up(ada.pitches(week))["status"] == "accepted"
    assert world.events("week.guardrails_accepted") == []


def test_saying_how_one_takes_part_keeps_what_one_accepted(world: World, ada: Someone) -> None:
    slug = world.week(guardrails=GUARDRAILS)["slug"]
    done(ada.post(f"weeks/{slug}/accept-guardrails"))

    done(ada.put(f"weeks/{slug}/participation", {"taking_part": True, "days": ["monday"]}))

    assert done(ada.get(f"weeks/{slug}"))["guardrails_accepted"] is True
