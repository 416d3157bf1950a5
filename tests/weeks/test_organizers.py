"""Who organizes one week, and what that lets them do."""

from app.core.actor import Role
from app.weeks.phases import Phase
from tests.world import A_PITCH, Someone, World, done, refused


def names(who: Someone, slug: str) -> list[str]:
    return [person["name"] for person in done(who.get(f"weeks/{slug}/organizers"))["items"]]


def test_an_organizer_of_one_week_keeps_that_week_alone(world: World, grace: Someone, ada: Someone) -> None:
    soon = world.schedule(Phase.ANNOUNCED)
    week, other = world.week(Phase.DRAFT, schedule=soon), world.week(Phase.DRAFT)
    path = f"weeks/{week['slug']}"
    assert refused(ada.get(path)) == (404, "not_found")

    assert grace.put(f"{path}/organizers/{ada.id}").status_code == 204

    can = {name for name, can in done(ada.get(path))["can"].items() if can["allowed"]}
    assert {"edit", "publish", "cancel", "schedule", "organize"} <= can
    assert "copy" not in can
    assert done(ada.patch(path, {"theme": "Data"}))["theme"] == "Data"
    assert done(ada.post(f"{path}/publish"))["phase"] == "announced"
    now = soon | {"pitching": world.clock.now.isoformat()}
    assert (
        done(ada.put(f"{path}/schedule", {"schedule": now, "reason": "All are here."}))["phase"] == "pitching"
    )
    assert refused(ada.get(f"weeks/{other['slug']}")) == (404, "not_found")
    assert refused(ada.post("weeks", {"title": "Mine", "slug": "mine", "time_zone": "UTC", "schedule": week["schedule"]})) == (
        403, "organizers_only",
    )  # fmt: skip
    assert refused(ada.post(f"{path}/copy", {"slug": "mine"})) == (403, "organizers_only")
    assert refused(ada.post("people", {"name": "Nina"})) == (403, "organizers_only")


def test_an_organizer_acts_outside_the_phase_with_a_reason_that_is_recorded(
    world: World, grace: Someone, ada: Someone
) -> None:
    week = world.week(Phase.DEMOS)
    done(ada.put(f"weeks/{week['slug']}/participation", {"taking_part": True}))
    grace.put(f"weeks/{week['slug']}/organizers/{ada.id}")
    path = f"weeks/{week['slug']}/pitches"

    assert refused(ada.post(path, A_PITCH)) == (409, "reason_required")
    pitch = done(ada.post(f"{path}?reason=It+was+on+paper", A_PITCH))

    told = done(grace.get("events?types=pitch.submitted"))["items"]
    assert [(event["pitch_id"], event["reason"]) for event in told] == [(pitch["id"], "It was on paper")]


def test_organizers_come_and_go(world: World, grace: Someone, ada: Someone, linus: Someone) -> None:
    slug = world.week()["slug"]
    before = names(ada, slug)

    for person in (linus, ada, ada):
        assert grace.put(f"weeks/{slug}/organizers/{person.id}").status_code == 204
    assert names(ada, slug) == sorted([*before, ada.name, linus.name])

    assert ada.delete(f"weeks/{slug}/organizers/{ada.id}").status_code == 204
    assert refused(ada.delete(f"weeks/{slug}/organizers/{linus.id}")) == (403, "organizers_only")
    assert refused(grace.delete(f"weeks/{slug}/organizers/{ada.id}")) == (404, "not_found")
    assert world.events("week.organizer_added", "week.organizer_removed") == [
        "week.organizer_added", "week.organizer_added", "week.organizer_removed",
    ]  # fmt: skip


def test_who_may_not_name_organizers_and_who_cannot_be_one(
    world: World, grace: Someone, ada: Someone, linus: Someone
) -> None:
    slug = world.week()["slug"]
    done(grace.post(f"people/{linus.id}/deactivate"))

    assert refused(ada.put(f"weeks/{slug}/organizers/{ada.id}")) == (403, "organizers_only")
    assert refused(grace.put(f"weeks/{slug}/organizers/{linus.id}")) == (409, "deactivated")
    assert refused(grace.put(f"weeks/{slug}/organizers/nobody")) == (404, "not_found")


def test_a_token_without_the_scope_lists_no_draft_that_its_person_organizes(
    world: World, grace: Someone, ada: Someone
) -> None:
    slug = world.week(Phase.DRAFT)["slug"]
    grace.put(f"weeks/{slug}/organizers/{ada.id}")
    reader, organizing = ada.with_scopes("read"), ada.with_scopes("organize")

    assert [week["slug"] for week in done(organizing.get("weeks"))["items"]] == [slug]
    assert done(reader.get("weeks"))["items"] == []
    assert refused(reader.get(f"weeks/{slug}")) == (404, "not_found")
    assert done(reader.get("events?types=week.created"))["items"] == []


def test_an_admin_may_all_that_an_organizer_may(world: World) -> None:
    admin = world.person("Adele Crown", role=Role.ADMIN)
    slug = world.week(Phase.DRAFT)["slug"]

    can = done(admin.get(f"weeks/{slug}"))["can"]

    assert [
        name
        for name in ("edit", "publish", "cancel", "copy", "schedule", "organize")
        if not can[name]["allowed"]
    ] == []
