"""Moving a week's schedule over HTTP, and what the log is told when a phase begins."""

from datetime import datetime, timedelta
from typing import Any

from app.weeks.phases import Phase
from tests.world import Someone, World, done, refused


def move(who: Someone, week: dict[str, Any], reason: str = "The hall is free.", **begins: datetime) -> Any:
    schedule = week["schedule"] | {phase: at.isoformat() for phase, at in begins.items()}
    return who.put(f"weeks/{week['slug']}/schedule", {"schedule": schedule, "reason": reason})


def begun(world: World, grace: Someone) -> list[tuple[str, str]]:
    world.work()
    events = done(grace.get("events?types=week.phase_began"))["items"]
    return [(event["data"]["phase"], event["data"]["instant"]) for event in events]


def test_moving_the_week_on_is_giving_now(world: World, grace: Someone) -> None:
    week = world.week(Phase.PITCHING)

    moved = done(move(grace, week, forming=world.clock.now - timedelta(seconds=59)))

    assert (moved["phase"], moved["version"]) == ("forming", week["version"] + 1)
    assert moved["schedule"] == week["schedule"] | {
        "forming": world.clock.now.isoformat().replace("+00:00", "Z")
    }


def test_the_reason_is_recorded_with_before_and_after(world: World, grace: Someone) -> None:
    week = world.week(Phase.PITCHING)
    later = datetime.fromisoformat(week["schedule"]["forming"]) + timedelta(days=1)

    moved = done(move(grace, week, "Carnival.", forming=later))

    told = done(grace.get("events?types=week.rescheduled"))["items"]
    assert [event["data"] for event in told] == [
        {"week_id": week["id"], "before": week["schedule"], "after": moved["schedule"], "why": "Carnival."}
    ]


def test_a_reason_is_asked_for(world: World, grace: Someone) -> None:
    week = world.week(Phase.PITCHING)

    assert refused(move(grace, week, reason=" ")) == (422, "invalid")
    assert refused(grace.put(f"weeks/{week['slug']}/schedule", {"schedule": week["schedule"]})) == (
        422,
        "invalid",
    )


def test_what_has_begun_is_fixed(world: World, grace: Someone) -> None:
    week = world.week(Phase.FORMING)

    reply = move(grace, week, pitching=world.clock.now)

    assert (refused(reply), reply.json()["phase"]) == ((409, "already_begun"), "pitching")
    assert done(grace.get(f"weeks/{week['slug']}"))["schedule"] == week["schedule"]


def test_reopening_pitching_keeps_what_people_did(world: World, grace: Someone, ada: Someone) -> None:
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    ada.signs_up(pitch)

    again = done(move(grace, week, forming=world.clock.now + timedelta(days=1)))

    assert again["phase"] == "pitching"
    assert [member["person"]["name"] for member in ada.sees(pitch)["crew"]] == [ada.name]
    assert again["can"]["sign_up"]["code"] == "reason_required"
    assert (
        done(ada.get(f"weeks/{week['slug']}"))["can"]["sign_up"]["allowed_from"]
        == again["schedule"]["forming"]
    )


def test_a_draft_moves_freely(world: World, grace: Someone) -> None:
    week = world.week(Phase.DRAFT)
    past = world.schedule(Phase.CLOSED)

    assert (
        done(grace.put(f"weeks/{week['slug']}/schedule", {"schedule": past, "reason": "It was."}))["phase"]
        == "draft"
    )


def test_a_wish_out_of_order_or_stale_or_not_ones_to_have_changes_nothing(
    world: World, grace: Someone, ada: Someone
) -> None:
    week = world.week(Phase.PITCHING)
    late = datetime.fromisoformat(week["schedule"]["closed"]) + timedelta(days=1)

    assert refused(move(grace, week, exploring=late)) == (422, "schedule_out_of_order")
    assert refused(move(ada, week, closed=late)) == (403, "organizers_only")
    stale = grace.put(
        f"weeks/{week['slug']}/schedule",
        {"schedule": week["schedule"], "reason": "!"},
        headers={"If-Match": '"1"'},
    )
    assert refused(stale) == (412, "stale_version")
    assert world.events("week.rescheduled") == []


def test_moving_to_what_is_there_is_no_event(world: World, grace: Someone) -> None:
    week = world.week(Phase.PITCHING)

    assert done(move(grace, week))["version"] == week["version"]
    assert world.events("week.rescheduled") == []


def test_each_phase_is_told_once_when_it_begins(world: World, grace: Someone) -> None:
    week = world.week(Phase.ANNOUNCED)
    assert begun(world, grace) == []

    world.move_on(week, Phase.PITCHING)
    world.work()
    assert begun(world, grace) == [("pitching", week["schedule"]["pitching"])]

    world.move_on(week, Phase.EXPLORING)
    assert begun(world, grace) == [
        (phase, week["schedule"][phase]) for phase in ("pitching", "forming", "exploring")
    ]


def test_a_phase_that_begins_anew_is_told_anew(world: World, grace: Someone) -> None:
    week = world.week(Phase.FORMING)
    world.work()
    later = world.clock.now + timedelta(days=1)
    week = done(move(grace, week, forming=later))
    assert len(begun(world, grace)) == 2

    world.move_on(week, Phase.FORMING)

    assert begun(world, grace)[-1] == ("forming", week["schedule"]["forming"])
    assert [phase for phase, _ in begun(world, grace)] == ["pitching", "forming", "forming"]


def test_a_phase_that_is_skipped_never_began(world: World, grace: Someone) -> None:
    schedule = world.schedule(Phase.EXPLORING)
    world.week(Phase.EXPLORING, schedule=schedule | {"forming": schedule["exploring"]})

    assert [phase for phase, _ in begun(world, grace)] == ["pitching", "exploring"]


def test_nothing_is_told_of_drafts_and_cancelled_weeks(world: World, grace: Someone) -> None:
    for phase in (Phase.DRAFT, Phase.CANCELLED):
        world.week(phase, schedule=world.schedule(Phase.EXPLORING))

    assert begun(world, grace) == []
