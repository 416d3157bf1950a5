"""A new week like an earlier one, half a year on."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import select

from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase
from tests.world import Someone, World, done, refused


def test_a_copy_takes_the_words_and_the_times_on_the_wall_and_never_the_people(
    world: World, grace: Someone, ada: Someone
) -> None:
    walls = (
        "2027-01-11T09:00",
        "2027-01-25T09:00",
        "2027-02-01T08:30",
        "2027-02-05T12:00",
        "2027-02-05T16:00",
        "2027-02-12T16:00",
    )
    zone = ZoneInfo("Europe/Berlin")
    schedule = {
        p: datetime.fromisoformat(w).replace(tzinfo=zone).isoformat()
        for p, w in zip(SCHEDULED, walls, strict=True)
    }
    texts = {
        "theme": "Data",
        "focus": "Speed",
        "description": "All",
        "guardrails": "None",
        "location": "Berlin",
        "public": True,
    }
    old = world.week(Phase.ANNOUNCED, schedule=schedule, **texts)
    world.clock.to("2027-01-20T09:00:00Z")
    ada.pitches(old)

    new = done(grace.post(f"weeks/{old['slug']}/copy", {"slug": "summer", "title": "Summer"}))

    assert (new["phase"], new["title"], new["pitch_count"], new["version"]) == ("draft", "Summer", 0, 1)
    assert {name: new[name] for name in texts} == texts
    assert new["copied_from"] == {"slug": old["slug"], "title": old["title"]}
    assert [organizer["name"] for organizer in new["organizers"]] == [grace.name]
    assert [_wall(new, phase, zone) for phase in SCHEDULED] == [
        "Mon 2027-07-12 09:00", "Mon 2027-07-26 09:00", "Mon 2027-08-02 08:30", "Fri 2027-08-06 12:00",
        "Fri 2027-08-06 16:00", "Fri 2027-08-13 16:00",
    ]  # fmt: skip


def test_a_copy_may_lie_elsewhere(world: World, grace: Someone) -> None:
    old = world.week(Phase.CLOSED)
    schedule = world.schedule(Phase.ANNOUNCED)

    new = done(
        grace.post(
            f"weeks/{old['slug']}/copy",
            {"slug": "lisbon", "schedule": schedule, "time_zone": "Europe/Lisbon"},
        )
    )

    assert (new["time_zone"], new["title"]) == ("Europe/Lisbon", old["title"])
    assert {p: datetime.fromisoformat(at) for p, at in new["schedule"].items()} == {
        p: datetime.fromisoformat(at) for p, at in schedule.items()
    }  # fmt: skip


def test_a_cancelled_week_can_be_copied(world: World, grace: Someone) -> None:
    old = world.week(Phase.CANCELLED)

    assert done(grace.post(f"weeks/{old['slug']}/copy", {"slug": "again", "months": 1}))["phase"] == "draft"


def test_what_a_copy_cannot_be(world: World, grace: Someone, ada: Someone) -> None:
    old = world.week(Phase.CLOSED)
    path = f"weeks/{old['slug']}/copy"
    backwards = world.schedule(Phase.ANNOUNCED) | {"closed": world.clock.now.isoformat()}

    assert refused(ada.post(path, {"slug": "again"})) == (403, "organizers_only")
    assert refused(grace.post(path, {"slug": old["slug"]})) == (409, "slug_taken")
    assert refused(grace.post(path, {"slug": "again", "months": 0})) == (422, "invalid")
    assert refused(grace.post(path, {"slug": "again", "time_zone": "UTC"})) == (422, "invalid")
    assert refused(grace.post(path, {"slug": "again", "schedule": backwards})) == (
        422,
        "schedule_out_of_order",
    )
    assert refused(grace.post("weeks/gone/copy", {"slug": "again"})) == (404, "not_found")


def test_an_imported_week_needs_a_schedule_and_a_zone(world: World, grace: Someone) -> None:
    _imported(world)
    schedule = world.schedule(Phase.ANNOUNCED)

    assert done(grace.get("weeks/of-old"))["phase"] == "closed"
    for wish in ({}, {"schedule": schedule}):
        assert refused(grace.post("weeks/of-old/copy", {"slug": "anew", **wish})) == (
            422,
            "schedule_required",
        )
    new = done(grace.post("weeks/of-old/copy", {"slug": "anew", "schedule": schedule, "time_zone": "UTC"}))
    assert (new["archived"], new["phase"], new["time_zone"], new["starts_on"]) == (
        False,
        "draft",
        "UTC",
        None,
    )


def test_an_imported_week_has_no_schedule_to_move(world: World, grace: Someone) -> None:
    _imported(world)

    reply = grace.put("weeks/of-old/schedule", {"schedule": world.schedule(Phase.FORMING), "reason": "Anew."})

    assert refused(reply) == (409, "week_archived")


def _imported(world: World) -> None:
    with world.db.writing() as session:
        session.add(Week(slug="of-old", title="Of old", archived=True, sorts_at=datetime(2019, 6, 1, tzinfo=UTC),
                         published_at=world.clock.now, source="elsewhere", source_id="1"))  # fmt: skip
        assert session.exec(select(Week).where(Week.slug == "of-old")).one().schedule is None


def _wall(week: dict[str, dict[str, str]], phase: Phase, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(week['schedule'][phase]).astimezone(zone):%a %Y-%m-%d %H:%M}"
