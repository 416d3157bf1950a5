"""Creating a week, editing it, publishing it, calling it off."""

from typing import Any

from app.weeks.phases import SCHEDULED, Phase
from tests.world import A_PITCH, Someone, World, done, refused


def winter(world: World, **fields: Any) -> dict[str, Any]:
    return {"title": "Winter exploration", "slug": "winter", "time_zone": "Europe/Berlin",
            "schedule": world.schedule(Phase.ANNOUNCED), **fields}  # fmt: skip


def test_a_new_week_is_a_draft_of_its_organizer(world: World, grace: Someone) -> None:
    texts = {"theme": "Reliability", "focus": "On call", "description": "A *week*.", "guardrails": "No customer data.",
             "location": "Berlin", "public": True}  # fmt: skip

    week = done(grace.post("weeks", winter(world, **texts)))

    assert {name: week[name] for name in texts} == texts
    assert {name: week[name] for name in ("phase", "phase_until", "version", "archived", "parent", "copied_from", "pitch_count",
                                          "guardrails_accepted", "starts_on", "ends_on", "dates_text")} == {
        "phase": "draft", "phase_until": None, "version": 1, "archived": False, "parent": None, "copied_from": None,
        "pitch_count": 0, "guardrails_accepted": False, "starts_on": None, "ends_on": None, "dates_text": "",
    }  # fmt: skip
    assert [organizer["name"] for organizer in week["organizers"]] == [grace.name]
    assert done(grace.get("weeks/winter")) == week
    assert world.events("week.created") == ["week.created"]


def test_organizers_alone_schedule_weeks(world: World, ada: Someone) -> None:
    assert refused(ada.post("weeks", winter(world))) == (403, "organizers_only")
    assert refused(world.nobody.post("weeks", winter(world))) == (401, "sign_in_required")


def test_a_slug_is_one_weeks(world: World, grace: Someone) -> None:
    other = world.week()
    done(grace.post("weeks", winter(world)))

    assert refused(grace.post("weeks", winter(world))) == (409, "slug_taken")
    assert refused(grace.patch("weeks/winter", {"slug": other["slug"]})) == (409, "slug_taken")
    assert done(grace.patch("weeks/winter", {"slug": "winter"}))["version"] == 1


NO_WEEK = [
    ({"title": " "}, "title", "string_too_short"),
    ({"title": "x" * 201}, "title", "string_too_long"),
    ({"title": "Winter\u2066"}, "title", "disguised_text"),
    ({"slug": "Winter"}, "slug", "string_pattern_mismatch"),
    ({"slug": "-winter"}, "slug", "string_pattern_mismatch"),
    ({"slug": "winter\n"}, "slug", "string_pattern_mismatch"),
    ({"slug": "w" * 81}, "slug", "string_pattern_mismatch"),
    ({"time_zone": "Mars/Olympus"}, "time_zone", "unknown_time_zone"),
    ({"time_zone": "europe/berlin"}, "time_zone", "unknown_time_zone"),
    ({"time_zone": "../../etc/passwd"}, "time_zone", "unknown_time_zone"),
    ({"theme": "x" * 501}, "theme", "string_too_long"),
    ({"guardrails": "x" * 65_537}, "guardrails", "text_too_long"),
    ({"guardrails": "a\x00b"}, "guardrails", "control_character"),
    ({"public": "perhaps"}, "public", "bool_type"),
    ({"schedule": {}}, "schedule.pitching", "missing"),
    ({"schedule": None}, "schedule", "model_attributes_type"),
    ({"phase": "forming"}, "phase", "unknown_field"),
]


def test_what_is_no_week_is_refused(world: World, grace: Someone) -> None:
    for change, field, code in NO_WEEK:
        reply = grace.post("weeks", winter(world, **change))

        first = reply.json()["errors"][0]
        assert (refused(reply), first["field"], first["code"]) == ((422, "invalid"), field, code)
    assert world.events("week.created") == []


def test_a_schedule_in_no_order_is_refused_with_the_phase_named(world: World, grace: Someone) -> None:
    schedule = world.schedule(Phase.ANNOUNCED)
    schedule["demos"] = schedule["forming"]

    reply = grace.post("weeks", winter(world, schedule=schedule))

    assert refused(reply) == (422, "schedule_out_of_order")
    assert [line["field"] for line in reply.json()["errors"]] == ["schedule.demos"]


def test_times_without_a_zone_or_beyond_the_calendar_are_refused(world: World, grace: Someone) -> None:
    for closed, code in (
        ("2027-12-01T09:00:00", "timezone_aware"), ("0001-01-01T00:00:00+14:00", "time_out_of_range"),
        ("9999-12-31T23:59:59-14:00", "time_out_of_range"), ("next year", "not_an_instant"),
    ):  # fmt: skip
        reply = grace.post(
            "weeks", winter(world, schedule=world.schedule(Phase.ANNOUNCED) | {"closed": closed})
        )

        assert (refused(reply), reply.json()["errors"][0]["code"]) == ((422, "invalid"), code)


def test_editing_changes_what_is_sent_and_nothing_else(world: World, grace: Someone) -> None:
    before = done(grace.post("weeks", winter(world)))

    after = done(grace.patch("weeks/winter", {"theme": "Data", "slug": "snow"}))

    assert after == before | {"theme": "Data", "slug": "snow", "version": 2}
    assert refused(grace.get("weeks/winter")) == (404, "not_found")
    assert done(grace.patch("weeks/snow", {"theme": "Data"}))["version"] == 2
    assert world.events("week.edited") == ["week.edited"]


def test_a_stale_edit_is_refused(world: World, grace: Someone) -> None:
    etag = grace.post("weeks", winter(world)).headers["etag"]
    done(grace.patch("weeks/winter", {"theme": "Data"}, headers={"If-Match": etag}))

    late = grace.patch("weeks/winter", {"theme": "Tools"}, headers={"If-Match": etag})

    assert (refused(late), late.json()["version"]) == ((412, "stale_version"), 2)
    assert done(grace.get("weeks/winter"))["theme"] == "Data"


def test_publishing_happens_once(world: World, grace: Someone, ada: Someone) -> None:
    done(grace.post("weeks", winter(world)))
    assert refused(ada.post("weeks/winter/publish")) == (404, "not_found")

    week = done(grace.post("weeks/winter/publish"))

    assert (week["phase"], week["phase_until"], week["version"]) == (
        "announced",
        week["schedule"]["pitching"],
        2,
    )
    assert refused(grace.post("weeks/winter/publish")) == (409, "already_published")
    assert done(ada.get("weeks/winter"))["phase"] == "announced"


def test_a_week_published_late_is_where_its_schedule_says(world: World, grace: Someone) -> None:
    done(grace.post("weeks", winter(world, schedule=world.schedule(Phase.EXPLORING))))

    assert done(grace.post("weeks/winter/publish"))["phase"] == "exploring"


def test_phases_come_with_time_alone(world: World, ada: Someone) -> None:
    week = world.week(Phase.ANNOUNCED)
    seen = []
    for phase in SCHEDULED:
        world.clock.to(week["schedule"][phase])
        now = done(ada.get(f"weeks/{week['slug']}"))
        seen.append((now["phase"], now["phase_until"]))

    following = [week["schedule"][phase] for phase in SCHEDULED[1:]]
    assert seen == list(zip(SCHEDULED, [*following, None], strict=True))


def test_the_etag_of_a_week_changes_with_its_phase_and_the_version_does_not(
    world: World, ada: Someone
) -> None:
    week = world.week(Phase.PITCHING)
    path = f"weeks/{week['slug']}"
    etag = ada.get(path).headers["etag"]
    assert ada.get(path, headers={"If-None-Match": etag}).status_code == 304

    world.clock.to(week["schedule"]["forming"])

    changed = ada.get(path, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.json()["phase"]) == (200, "forming")
    assert changed.headers["etag"].partition(".")[0] == etag.partition(".")[0]


def test_a_cancelled_week_is_read_and_changed_by_nobody(world: World, grace: Someone, ada: Someone) -> None:
    week = world.week(Phase.FORMING, guardrails="No customer data.")
    pitch, draft = ada.pitches(week), ada.pitches(week, draft=True)
    comment = done(ada.post(f"pitches/{pitch['id']}/comments", {"body": "Who is on call?"}))
    path = f"weeks/{week['slug']}"
    assert refused(grace.post(f"{path}/cancel", {})) == (422, "invalid")

    cancelled = done(grace.post(f"{path}/cancel", {"reason": "The building has no heating."}))

    assert (cancelled["phase"], cancelled["phase_until"]) == ("cancelled", None)
    assert done(ada.get(f"{path}/pitches"))["items"][0]["id"] == pitch["id"]
    told = "?reason=It+was+agreed"
    for reply in (
        grace.patch(path, {"theme": "Data"}), grace.post(f"{path}/publish"), grace.post(f"{path}/cancel", {"reason": "Again"}),
        grace.put(f"{path}/schedule", {"schedule": week["schedule"], "reason": "Later"}),
        grace.put(f"{path}/organizers/{ada.id}"), grace.delete(f"{path}/organizers/{ada.id}"),
        ada.post(f"{path}/accept-guardrails"), ada.put(f"{path}/participation", {"taking_part": False}),
        ada.post(f"{path}/pitches", A_PITCH), grace.post(f"{path}/pitches{told}", A_PITCH),
        ada.patch(f"pitches/{pitch['id']}", {"title": "Another"}), grace.patch(f"pitches/{pitch['id']}{told}", {"title": "Another"}),
        ada.post(f"pitches/{pitch['id']}/withdraw", {"reason": "No"}), ada.delete(f"pitches/{draft['id']}"),
        ada.put(f"pitches/{pitch['id']}/interest"), ada.delete(f"pitches/{pitch['id']}/interest"),
        ada.post(f"pitches/{pitch['id']}/comments", {"body": "Why?"}), ada.delete(f"comments/{comment['id']}"),
        ada.patch(f"comments/{comment['id']}", {"body": "What?"}), ada.post(f"pitches/{pitch['id']}/signups", {}),
        grace.post(f"pitches/{pitch['id']}/signups{told}", {"person_id": ada.id}),
        ada.put(f"pitches/{pitch['id']}/demo", {"mode": "live"}), ada.put(f"pitches/{pitch['id']}/outcome", {"kind": "stopped"}),
        grace.put(f"{path}/demos{told}", {"items": []}),
    ):  # fmt: skip
        assert refused(reply) == (409, "week_cancelled"), reply.request.url


def test_a_week_that_is_over_is_not_cancelled(world: World, grace: Someone) -> None:
    week = world.week(Phase.CLOSED)

    assert refused(grace.post(f"weeks/{week['slug']}/cancel", {"reason": "Too late."})) == (
        409,
        "already_closed",
    )


def test_why_a_week_was_cancelled_is_told_to_everyone(world: World, grace: Someone, ada: Someone) -> None:
    week = world.week(Phase.FORMING)
    done(grace.post(f"weeks/{week['slug']}/cancel", {"reason": "No heating."}))

    told = {
        who.name: done(who.get("events?types=week.cancelled"))["items"][0]["data"] for who in (grace, ada)
    }

    assert told == {
        grace.name: {"week_id": week["id"], "why": "No heating."},
        ada.name: {"week_id": week["id"], "why": "No heating."},
    }


def test_weeks_are_listed_newest_first_page_by_page(world: World, ada: Someone) -> None:
    slugs = []
    for days in (30, 0, 60, 0):
        world.clock.forward(days=days)
        slugs.append(world.week(Phase.ANNOUNCED)["slug"])
    world.clock.forward(days=-60)

    found: list[str] = []
    page = done(ada.get("weeks?limit=1"))
    while page["next"]:
        found += [week["slug"] for week in page["items"]]
        page = done(ada.get("weeks?limit=1", params={"cursor": page["next"]}))
    found += [week["slug"] for week in page["items"]]

    assert found == slugs[::-1]


def test_a_repeated_post_makes_one_week(world: World, grace: Someone) -> None:
    body = winter(world)
    first = grace.post("weeks", body, headers={"Idempotency-Key": "1"})
    world.clock.forward(hours=23)

    again = grace.post("weeks", body, headers={"Idempotency-Key": "1"})

    assert (again.status_code, again.json(), again.headers["etag"]) == (
        201,
        first.json(),
        first.headers["etag"],
    )
    assert world.events("week.created") == ["week.created"]
    world.clock.forward(hours=1, seconds=1)
    assert refused(grace.post("weeks", body, headers={"Idempotency-Key": "1"})) == (409, "slug_taken")


def test_null_empties_nothing_of_a_week(world: World, grace: Someone) -> None:
    week = world.week()

    for field in ("title", "slug", "time_zone", "theme", "guardrails", "public"):
        reply = grace.patch(f"weeks/{week['slug']}", {"location": "Here", field: None})
        assert (refused(reply), reply.json()["errors"][0]["field"]) == ((422, "null_not_allowed"), field)

    assert done(grace.get(f"weeks/{week['slug']}"))["version"] == week["version"]
