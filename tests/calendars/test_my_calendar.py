"""My calendar behind a secret address: my weeks, when I am on, until I revoke it or leave."""

import hashlib
import json

import pytest
from icalendar import Calendar
from sqlmodel import select

from app.people.models import SecretAddress
from app.weeks.phases import Phase
from tests.world import an_id, done, refused


@pytest.fixture
def address(ada):
    return made(ada)


def made(someone, kind="calendar"):
    return done(someone.post("me/addresses", {"kind": kind}))


def path(address):
    return f"calendars/{address['secret']}.ics"


def summaries(world, address):
    reply = world.nobody.get(path(address))
    assert reply.status_code == 200, reply.text
    return [str(e["summary"]) for e in Calendar.from_ical(reply.content).walk("VEVENT")]


def phases(week):
    return [
        f"{week['title']}: {name}" for name in ("pitching", "forming crews", "exploring", "demos", "wrap-up")
    ]


def test_it_shows_the_weeks_that_i_take_part_in(ada, world, address):
    week, other = world.week(), world.week()
    world.week(Phase.DRAFT)

    done(ada.put(f"weeks/{other['slug']}/participation", {"taking_part": False}))

    assert summaries(world, address) == phases(week)


def test_it_shows_the_demos_that_i_lead_or_have_joined_and_no_others(ada, linus, grace, world, address):
    week = world.week(Phase.FORMING)
    led, joined = ada.pitches(week, title="Led"), linus.pitches(week, title="Joined")
    other = linus.pitches(week, title="Another's")
    ada.signs_up(joined)
    items = [
        {"pitch_id": pitch["id"], "starts_at": f"2027-01-25T1{hour}:00:00Z"}
        for hour, pitch in enumerate([led, joined, other])
    ]
    done(grace.put(f"weeks/{week['slug']}/demos", {"items": items}))

    assert summaries(world, address) == [*phases(week), "Demo: Led", "Demo: Joined"]
    assert summaries(world, made(grace)) == phases(week)


def test_a_week_leaves_it_a_year_after_it_is_over(world, address):
    week = world.week(Phase.CLOSED)

    world.clock.forward(days=364)
    assert summaries(world, address) == phases(week)
    world.clock.forward(days=2)
    assert summaries(world, address) == []


def test_only_the_hash_of_the_secret_is_kept_and_it_is_shown_once(ada, world):
    reply = ada.post("me/addresses", {"kind": "calendar"}, headers={"Idempotency-Key": "k"})
    again = ada.post("me/addresses", {"kind": "calendar"}, headers={"Idempotency-Key": "k"})
    secret = done(reply)["secret"]

    with world.db.reading() as session:
        [kept] = session.exec(select(SecretAddress)).all()

    assert kept.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert refused(again) == (409, "secret_already_shown")
    assert secret not in ada.get("me/addresses").text + ada.get("events").text
    assert [one["kind"] for one in done(ada.get("me/addresses"))["items"]] == ["calendar"]


def test_a_revoked_address_says_that_it_was(ada, world, address):
    world.week()

    assert ada.delete(f"me/addresses/{address['id']}").status_code == 204

    assert refused(world.nobody.get(path(address))) == (410, "address_revoked")
    assert done(ada.get("me/addresses"))["items"] == []
    assert refused(ada.delete(f"me/addresses/{address['id']}")) == (404, "not_found")
    assert world.events("address.made", "address.revoked") == ["address.made", "address.revoked"]


def test_the_address_of_who_left_ends_and_stays_ended(ada, grace, world, address):
    done(grace.post(f"people/{ada.id}/deactivate"))
    assert refused(world.nobody.get(path(address))) == (410, "address_revoked")

    done(grace.post(f"people/{ada.id}/reactivate"))

    assert refused(world.nobody.get(path(address))) == (410, "address_revoked")


def test_what_is_no_address_shows_nothing(ada, linus, world, address):
    for secret in ("A" * 43, made(ada, "feeds")["secret"], "short", "A" * 44, "%00"):
        assert refused(world.nobody.get(f"calendars/{secret}.ics")) == (404, "not_found"), secret
    assert refused(linus.delete(f"me/addresses/{address['id']}")) == (404, "not_found")
    assert refused(ada.delete(f"me/addresses/{an_id()}")) == (404, "not_found")
    assert refused(ada.post("me/addresses", {"kind": "all"})) == (422, "invalid")
    assert refused(world.nobody.get("me/addresses")) == (401, "sign_in_required")
    assert refused(ada.with_scopes("read").post("me/addresses", {"kind": "calendar"})) == (
        403,
        "scope_missing",
    )


def test_a_secret_opens_nothing_else(ada, world, address):
    bearer = {"Authorization": f"Bearer {address['secret']}"}

    assert refused(world.nobody.get("me", headers=bearer)) == (401, "bad_token")
    assert refused(world.nobody.get(f"feeds/{address['secret']}/outcomes.atom")) == (404, "not_found")


def test_nobody_has_more_addresses_than_they_could_watch(ada):
    for _ in range(20):
        made(ada)

    assert refused(ada.post("me/addresses", {"kind": "calendar"})) == (409, "too_many_addresses")


def test_the_last_use_is_told_to_the_hour(ada, world, address):
    world.nobody.get(path(address))
    world.work()

    [one] = done(ada.get("me/addresses"))["items"]

    assert one["last_used_at"] == "2027-01-04T09:00:00Z"


def test_the_secret_stands_in_no_log(world, address, monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr("app.calendars.queries.weeks_of", broken)

    reply = world.nobody.get(path(address))

    assert refused(reply) == (500, "internal_error")
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["path"] == "/api/v1/calendars/….ics"
    assert path(address).rpartition("/")[2].removesuffix(".ics") not in line
