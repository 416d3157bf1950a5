"""A week as a calendar: read back with icalendar, its times checked against the zone database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase
from tests.world import done, refused

BERLIN = ZoneInfo("Europe/Berlin")
OVER_THE_CHANGE = {  # clocks go forward on 28 March 2027
    "pitching": "2027-03-22T08:00:00Z", "forming": "2027-03-25T08:00:00Z", "exploring": "2027-03-26T08:00:00Z",
    "demos": "2027-03-29T07:00:00Z", "wrap_up": "2027-03-30T07:00:00Z", "closed": "2027-03-31T07:00:00Z",
}  # fmt: skip


def read(reply):
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(reply.content)


def calendar(someone, week):
    return read(someone.get(f"weeks/{week['slug']}/calendar.ics"))


def entries(someone, week):
    return {str(e["summary"]).rpartition(": ")[2]: e for e in calendar(someone, week).walk("VEVENT")}


def order(grace, week, *slots):
    items = [
        {"pitch_id": pitch["id"], "starts_at": at, "minutes": 10, "place": "Hall"} for pitch, at in slots
    ]
    return done(grace.put(f"weeks/{week['slug']}/demos", {"items": items}))


def test_each_phase_is_an_entry_from_its_beginning_to_the_next(ada, world):
    week = world.week(Phase.FORMING, theme="Quieter nights", location="Berlin")

    found = entries(ada, week)

    begins = [datetime.fromisoformat(week["schedule"][phase]) for phase in SCHEDULED]
    assert [(e["dtstart"].dt, e["dtend"].dt) for e in found.values()] == list(pairwise(begins))
    exploring = found["exploring"]
    assert [str(exploring[name]) for name in ("summary", "description", "location", "status", "transp", "url")] == [
        f"{week['title']}: exploring", "Quieter nights", "Berlin", "CONFIRMED", "TRANSPARENT",
        f"http://offtrail.test/weeks/{week['slug']}",
    ]  # fmt: skip


def test_times_stand_on_the_clocks_of_the_week_over_a_daylight_saving_change(ada, world):
    week = world.week(Phase.ANNOUNCED, schedule=OVER_THE_CHANGE)

    whole = calendar(ada, week)

    [zone] = whole.walk("VTIMEZONE")
    as_described = zone.to_tz()  # by the rules in the file, whatever the reader knows of the zone
    seen = {}
    for entry in whole.walk("VEVENT"):
        wall = entry["dtstart"].dt
        assert entry["dtstart"].params["TZID"] == zone["tzid"] == "Europe/Berlin"
        assert wall.replace(tzinfo=as_described).utcoffset() == wall.replace(tzinfo=BERLIN).utcoffset()
        seen[str(entry["summary"]).rpartition(": ")[2]] = wall.replace(tzinfo=BERLIN)
    assert {wall.hour for wall in seen.values()} == {9}
    assert [at.astimezone(UTC) for at in seen.values()] == [
        datetime.fromisoformat(at) for at in list(OVER_THE_CHANGE.values())[:-1]
    ]
    assert (seen["exploring"].utcoffset(), seen["demos"].utcoffset()) == (
        timedelta(hours=1),
        timedelta(hours=2),
    )


def test_the_hour_that_the_clocks_show_twice_is_told_in_utc(ada, world):
    first, second = "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"
    schedule = dict.fromkeys(SCHEDULED, "2027-11-02T09:00:00Z") | {"pitching": first, "forming": second}
    week = world.week(Phase.ANNOUNCED, schedule=schedule)

    text = ada.get(f"weeks/{week['slug']}/calendar.ics").text

    assert "DTSTART;TZID=Europe/Berlin:20271031T023000" in text
    assert "DTEND:20271031T013000Z" in text


def test_an_entry_keeps_its_uid_and_raises_its_sequence_when_it_moves(ada, grace, world):
    week = world.week(Phase.ANNOUNCED)
    before = entries(ada, week)["exploring"]
    world.clock.forward(minutes=5)
    later = week["schedule"] | {
        "exploring": (datetime.fromisoformat(week["schedule"]["exploring"]) + timedelta(days=1)).isoformat()
    }

    done(grace.put(f"weeks/{week['slug']}/schedule", {"schedule": later, "reason": "The hall"}))

    after = entries(ada, week)["exploring"]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert (after["dtstart"].dt - before["dtstart"].dt, after["dtstamp"].dt) == (
        timedelta(days=1),
        world.clock.now,
    )
    assert after["last-modified"].dt > before["last-modified"].dt


def test_a_phase_that_a_new_schedule_skips_reads_as_cancelled(ada, grace, world):
    week = world.week(Phase.ANNOUNCED)
    skipping = week["schedule"] | {"forming": week["schedule"]["exploring"]}

    done(grace.put(f"weeks/{week['slug']}/schedule", {"schedule": skipping, "reason": "No need"}))

    assert {name: str(e["status"]) for name, e in entries(ada, week).items()} == {
        "pitching": "CONFIRMED", "forming crews": "CANCELLED", "exploring": "CONFIRMED", "demos": "CONFIRMED",
        "wrap-up": "CONFIRMED",
    }  # fmt: skip


def test_a_phase_that_never_was_is_no_entry(ada, world):
    schedule = world.schedule(Phase.ANNOUNCED)

    week = world.week(Phase.ANNOUNCED, schedule=schedule | {"forming": schedule["exploring"]})

    assert list(entries(ada, week)) == ["pitching", "exploring", "demos", "wrap-up"]


def test_a_cancelled_week_cancels_every_entry(ada, grace, world):
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    order(grace, week, (pitch, "2027-01-25T13:00:00Z"))
    before = entries(ada, week)

    done(grace.post(f"weeks/{week['slug']}/cancel", {"reason": "No hall"}))

    after = entries(ada, week)
    assert after.keys() == before.keys()
    assert {str(e["status"]) for e in after.values()} == {"CANCELLED"}
    assert all(after[name]["sequence"] > before[name]["sequence"] for name in before)
    assert [after[name]["uid"] for name in before] == [before[name]["uid"] for name in before]


def test_a_demo_is_an_entry_where_the_running_order_gives_it_a_time(ada, grace, world):
    week = world.week(Phase.FORMING)
    timed, untimed = ada.pitches(week, title="Ask, at three; or \\four"), ada.pitches(week)

    order(grace, week, (timed, "2027-01-25T13:00:00Z"), (untimed, None))

    [demo] = [e for e in calendar(ada, week).walk("VEVENT") if str(e["summary"]).startswith("Demo")]
    assert (str(demo["summary"]), str(demo["location"])) == ("Demo: Ask, at three; or \\four", "Hall")
    assert demo["dtstart"].dt == datetime(2027, 1, 25, 14, tzinfo=BERLIN)
    assert demo["dtend"].dt - demo["dtstart"].dt == timedelta(minutes=10)
    assert str(demo["url"]) == f"http://offtrail.test/pitches/{timed['id']}"


def test_a_demo_that_lost_its_time_or_its_pitch_reads_as_cancelled_at_the_time_it_had(ada, grace, world):
    week = world.week(Phase.FORMING)
    dropped, withdrawn = ada.pitches(week, title="Dropped"), ada.pitches(week, title="Withdrawn")
    order(grace, week, (dropped, "2027-01-25T13:00:00Z"), (withdrawn, "2027-01-25T13:10:00Z"))
    before = entries(ada, week)

    order(grace, week, (withdrawn, "2027-01-25T13:20:00Z"))
    moved = entries(ada, week)
    done(ada.post(f"pitches/{withdrawn['id']}/withdraw", {"reason": "Ill"}))

    after = entries(ada, week)
    assert [(str(e["status"]), e["dtstart"].dt) for e in (after["Dropped"], after["Withdrawn"])] == [
        ("CANCELLED", datetime(2027, 1, 25, 14, tzinfo=BERLIN)), ("CANCELLED", datetime(2027, 1, 25, 14, 20, tzinfo=BERLIN))
    ]  # fmt: skip
    assert before["Withdrawn"]["sequence"] < moved["Withdrawn"]["sequence"] < after["Withdrawn"]["sequence"]
    assert before["Dropped"]["sequence"] < moved["Dropped"]["sequence"]


def test_long_and_foreign_words_come_back_whole(ada, world):
    theme = "Leiser schlafen, „überall“; \\ 眠れ 🛏\n" * 12
    week = world.week(Phase.ANNOUNCED, title="Wüchse, Bäume; und Γ" * 9, theme=theme)

    reply = ada.get(f"weeks/{week['slug']}/calendar.ics")

    exploring = entries(ada, week)["exploring"]
    assert (str(exploring["description"]), str(exploring["summary"])) == (
        theme,
        f"{week['title']}: exploring",
    )
    assert max(len(line) for line in reply.content.split(b"\r\n")) <= 75


def test_it_is_visible_as_the_week_is(ada, grace, world):
    public, own, draft = world.week(public=True), world.week(), world.week(Phase.DRAFT)

    assert world.nobody.get(f"weeks/{public['slug']}/calendar.ics").status_code == 200
    assert refused(world.nobody.get(f"weeks/{own['slug']}/calendar.ics")) == (401, "sign_in_required")
    assert refused(ada.get(f"weeks/{draft['slug']}/calendar.ics")) == (404, "not_found")
    assert {str(e["status"]) for e in entries(grace, draft).values()} == {"TENTATIVE"}


def test_the_same_again_is_not_sent_again(ada, world):
    path = f"weeks/{world.week()['slug']}/calendar.ics"
    first = ada.get(path)
    world.clock.forward(hours=3)

    again = ada.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["content-disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize(
    ("days", "expected"),
    [({"starts_on": date(2019, 5, 6), "ends_on": date(2019, 5, 10)}, [(date(2019, 5, 6), date(2019, 5, 11))]), ({}, [])],
)  # fmt: skip
def test_an_archived_week_has_its_days_alone(ada, world, days, expected):
    with world.db.writing() as session:
        session.add(
            Week(
                slug="spring-2019",
                title="Spring 2019",
                archived=True,
                sorts_at=world.clock.now,
                published_at=world.clock.now,
                **days,
            )
        )

    found = calendar(ada, {"slug": "spring-2019"}).walk("VEVENT")

    assert [(e["dtstart"].dt, e["dtend"].dt) for e in found] == expected
