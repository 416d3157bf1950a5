"""Receivers that fail in every way: nothing is lost, nothing goes where it must not, and in the end somebody is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from app.core import posting
from app.core.outgoing import Guard
from app.webhooks.jobs import send_due
from app.weeks.phases import Phase
from tests.webhooks.conftest import SEAL, register
from tests.webhooks.receiver import Receiver, receiving
from tests.world import Someone, World, done

Send = Callable[[], None]


@pytest.fixture
def hook(world: World, grace: Someone, ada: Someone, receiver: Receiver) -> dict[str, Any]:
    """One with a delivery on its way."""
    week = world.week(Phase.FORMING)
    hook = register(grace, receiver, "pitch.submitted")
    ada.pitches(week)
    return hook


def deliveries(person: Someone, hook: dict[str, Any]) -> list[dict[str, Any]]:
    return done(person.get(f"webhooks/{hook['id']}/deliveries"))["items"]


def test_what_was_answered_with_an_error_is_sent_again_with_the_same_id(
    world: World, grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    receiver.answers, receiver.says = 500, b"Out of \x00order \xff" + b"x" * 5000
    send()
    [failed] = deliveries(grace, hook)

    receiver.answers = 204
    send()
    assert len(receiver.came) == 1
    world.clock.forward(seconds=5)
    send()

    assert (failed["status"], failed["tried"], failed["tries"][0]["status"]) == ("pending", 1, 500)
    assert failed["tries"][0]["reply"].startswith("Out of  order \ufffdxxx")
    assert len(failed["tries"][0]["reply"].encode()) < 1100
    assert receiver.ids == [failed["id"]] * 2
    assert receiver.came[0][1] == receiver.came[1][1]
    assert [(d["status"], d["tried"]) for d in deliveries(grace, hook)] == [("delivered", 2)]
    assert done(grace.get(f"webhooks/{hook['id']}"))["failing_since"] is None


@pytest.mark.parametrize("as_date", [False, True])
def test_a_receiver_that_asks_for_a_rest_gets_it(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, hook: dict[str, Any], send: Send, as_date: bool
) -> None:  # fmt: skip
    end = world.clock.now + timedelta(seconds=600)
    receiver.answers, receiver.retry_after = 429, format_datetime(end, usegmt=True) if as_date else "600"
    send()
    [failed] = deliveries(grace, hook)
    assert failed["tries"][0]["retry_after_s"] == pytest.approx(600, abs=1)  # a date has no fractions
    ada.pitches(world.week(Phase.FORMING))  # whose event waits too

    receiver.answers = 204
    world.clock.forward(seconds=598)
    send()
    assert len(receiver.came) == 1
    world.clock.forward(seconds=3)
    send()
    assert receiver.ids[:2] == [failed["id"]] * 2


@pytest.mark.parametrize("said", ["soon", "-1", "9" * 5000, "Thu, 01 Jan 2026 08:00:00 GMT"])
def test_what_is_no_time_to_wait_is_passed_over_and_a_very_long_one_is_cut(
    grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send, said: str
) -> None:
    receiver.answers, receiver.retry_after = 503, said
    send()

    [failed] = deliveries(grace, hook)
    assert failed["tries"][0]["retry_after_s"] in (None, 0, posting.LONGEST_WAIT_S)
    assert failed["status"] == "pending"


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ("hang", "There was no whole reply within 0 seconds."),
        ("hang up", "The connection ended before the reply did (RemoteProtocolError)."),
    ],
)
def test_no_reply_is_a_failure_with_its_reason(
    grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send, answers: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(posting, "TAKES_S", 0.2)
    receiver.answers = answers

    send()

    [failed] = deliveries(grace, hook)
    assert (failed["status"], failed["tries"][0]["status"], failed["tries"][0]["problem"]) == (
        "pending",
        None,
        problem,
    )


def test_a_redirect_is_not_followed(
    grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    with receiving() as elsewhere:
        receiver.answers, receiver.sends_to = 307, elsewhere.url
        send()

        assert (len(receiver.came), elsewhere.came) == (1, [])
    assert [(d["status"], d["tries"][0]["status"]) for d in deliveries(grace, hook)] == [("pending", 307)]


def test_an_address_that_has_moved_within_is_refused_at_the_connection(
    world: World, grace: Someone, ada: Someone, receiver: Receiver
) -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    guard = Guard(resolve=lambda *_: next(answers))
    world.app.state.guard = guard
    hook = register(grace, receiver, "pitch.submitted", url=f"https://chat.example.com:{receiver.port}/")
    ada.pitches(world.week(Phase.FORMING))

    send_due(world.db, guard, SEAL)

    [failed] = deliveries(grace, hook)
    assert receiver.came == []
    assert failed["tries"][0]["problem"] == (
        "chat.example.com is not on the open internet, and OFFTRAIL_WEBHOOK_HOSTS doesn't name it."
    )


def test_after_a_day_it_is_given_up_listed_and_the_owner_told(
    world: World, grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    receiver.answers = 503
    began, waits = world.clock.now, []
    while (shown := done(grace.get(f"webhooks/{hook['id']}")))["on"]:
        send()
        [row] = deliveries(grace, hook)
        if row["due_at"]:
            due = datetime.fromisoformat(row["due_at"])
            waits.append((due - world.clock.now).total_seconds() / 60)
            world.clock.to(due + timedelta(seconds=61))

    assert (shown["off_because"], shown["dead"], shown["pending"]) == ("failing", 1, 0)
    steps = (1 / 12, 0.5, 2, 10, 30, 60, 120, 240, 480, 480)
    assert [0.8 * step <= wait <= step for step, wait in zip(steps, waits, strict=True)] == [True] * 10
    assert timedelta(hours=18) < world.clock.now - began < timedelta(hours=24)
    assert set(receiver.ids) == {row["id"]}
    assert len(receiver.ids) == row["tried"] == len(row["tries"]) == 11
    assert [d["id"] for d in done(grace.get(f"webhooks/{hook['id']}/deliveries?status=dead"))["items"]] == [
        row["id"]
    ]
    told = done(grace.get("events", params={"types": "webhook.turned_off"}))["items"]
    assert [(event["data"]["person_id"], event["data"]["because"]) for event in told] == [
        (grace.id, "failing")
    ]


def test_a_day_is_a_day_also_for_a_receiver_that_asks_for_long_rests(
    world: World, grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    receiver.answers, receiver.retry_after = 503, "999999"
    began, waits = world.clock.now, []
    while (shown := done(grace.get(f"webhooks/{hook['id']}")))["on"]:
        send()
        [row] = deliveries(grace, hook)
        if row["due_at"]:
            due = datetime.fromisoformat(row["due_at"])
            waits.append(due - world.clock.now)
            world.clock.to(due + timedelta(seconds=61))

    assert (shown["off_because"], row["status"]) == ("failing", "dead")
    assert waits[0] == timedelta(hours=1)
    assert timedelta(hours=20) < world.clock.now - began < timedelta(hours=24, minutes=2)


def test_what_one_alone_can_not_take_stops_no_other(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    receiver.answers = 500
    send()
    receiver.answers = 200
    ada.pitches(world.week(Phase.FORMING))
    send()
    assert len(receiver.came) == 1
    world.clock.forward(seconds=1)
    send()

    shown = done(grace.get(f"webhooks/{hook['id']}"))

    assert [d["status"] for d in deliveries(grace, hook)] == ["delivered", "pending"]
    assert (shown["on"], shown["pending"]) == (True, 1)


def test_one_that_fails_is_given_a_rest(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    week = world.week(Phase.FORMING)
    for _ in range(4):
        ada.pitches(week)
    receiver.answers = 500
    times = []
    for second in range(16):
        before = len(receiver.came)
        send()
        times += [second] * (len(receiver.came) - before)
        world.clock.forward(seconds=1)

    assert times == [0, 1, 3, 7, 15]


def test_what_says_that_it_is_gone_is_asked_no_more(
    grace: Someone, receiver: Receiver, hook: dict[str, Any], send: Send
) -> None:
    receiver.answers = 410
    send()

    shown = done(grace.get(f"webhooks/{hook['id']}"))
    assert (shown["on"], shown["off_because"], len(receiver.came)) == (False, "gone", 1)
