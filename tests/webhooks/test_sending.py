"""What is sent: each event once, signed, in order, to those who asked and may know."""

import threading
from collections.abc import Callable

import pytest

from app.core.actor import Role
from app.core.sealing import Seal
from app.webhooks import jobs
from app.webhooks.jobs import send_due
from app.weeks.phases import Phase
from tests.webhooks.conftest import HERE, SEAL, register
from tests.webhooks.receiver import Receiver, receiving
from tests.world import Someone, World, done, refused

Send = Callable[[], None]


@pytest.fixture
def week(world: World) -> dict[str, object]:
    return world.week(Phase.FORMING)


def test_what_happens_is_sent_as_the_log_tells_it_signed_and_in_order(
    week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    hook = register(grace, receiver, "pitch.*", "interest.said")
    pitch = ada.pitches(week)
    done(ada.put(f"pitches/{pitch['id']}/interest"))

    send()
    send()

    logged = done(grace.get("events", params={"types": "pitch.*,interest.said"}))["items"]
    told = [{"type": e.pop("type"), "timestamp": e.pop("at"), **e} for e in logged]
    assert receiver.bodies(hook["secret"]) == told
    assert [body["type"] for body in told] == ["pitch.drafted", "pitch.submitted", "interest.said"]
    assert len(set(receiver.ids)) == 3
    deliveries = done(grace.get(f"webhooks/{hook['id']}/deliveries"))["items"]
    assert [d["id"] for d in deliveries] == receiver.ids[::-1]
    assert [
        (d["status"], d["tried"], d["tries"][0]["status"], d["tries"][0]["reply"]) for d in deliveries
    ] == [("delivered", 1, 200, "thank you")] * 3
    one = done(grace.get(f"webhooks/{hook['id']}/deliveries/{receiver.ids[0]}"))
    assert one["request"] == told[0]


def test_a_worker_that_runs_sends_at_once(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver
) -> None:
    hook = register(grace, receiver, "pitch.submitted")
    stop = threading.Event()
    worker = threading.Thread(target=jobs.run, args=(world.db, HERE, SEAL, stop))
    worker.start()

    ada.pitches(week)

    assert receiver.something.wait(2)
    stop.set()
    worker.join()
    assert receiver.types(hook["secret"]) == ["pitch.submitted"]


def test_one_that_hangs_holds_up_no_other(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver
) -> None:
    with receiving() as hanging:
        hanging.answers = "hang"
        for one in (hanging, receiver):
            register(grace, one, "pitch.submitted")
        stop = threading.Event()
        worker = threading.Thread(target=jobs.run, args=(world.db, HERE, SEAL, stop))
        worker.start()
        ada.pitches(week)
        assert hanging.something.wait(5)
        for _ in range(3):
            receiver.something.clear()
            ada.pitches(week)
            assert receiver.something.wait(2)

        assert len(hanging.came) == 1
        hanging.go_on.set()
        stop.set()
        worker.join()


def test_a_web_hook_of_one_week_hears_of_that_week_alone(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, stranger: Someone, receiver: Receiver, send: Send
) -> None:  # fmt: skip
    assert grace.put(f"weeks/{week['slug']}/organizers/{stranger.id}").status_code == 204
    hook = register(stranger, receiver, "pitch.submitted", "person.*", week=week["slug"])
    pitch = ada.pitches(week)
    ada.pitches(world.week(Phase.FORMING))
    world.person("Somebody new")

    send()

    [body] = receiver.bodies(hook["secret"])
    assert (body["pitch_id"], body["data"]["title"]) == (pitch["id"], pitch["title"])


def turned_off(person: Someone, hook: dict[str, object]) -> tuple[bool, str | None, list[str]]:
    shown = done(person.get(f"webhooks/{hook['id']}"))
    told = done(person.get("events", params={"types": "webhook.turned_off"}))["items"]
    return shown["on"], shown["off_because"], [event["data"]["because"] for event in told]


def test_who_is_no_organizer_any_more_is_told_nothing(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, stranger: Someone, receiver: Receiver, send: Send
) -> None:  # fmt: skip
    assert grace.put(f"weeks/{week['slug']}/organizers/{stranger.id}").status_code == 204
    hook = register(stranger, receiver, "pitch.submitted", week=week["slug"])
    ada.pitches(week)
    assert grace.delete(f"weeks/{week['slug']}/organizers/{stranger.id}").status_code == 204

    send()

    assert receiver.came == []
    assert turned_off(grace, hook) == (False, "not_organizer", ["not_organizer"])


def test_who_takes_over_from_one_who_left_gets_what_came_between(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    omar, admin = (
        world.person("Omar Field", role=Role.ORGANIZER),
        world.person("Adele Moor", role=Role.ADMIN),
    )
    hook = register(omar, receiver, "pitch.submitted")
    done(admin.post(f"people/{omar.id}/deactivate"))
    pitch = ada.pitches(week)
    send()
    assert (receiver.came, turned_off(grace, hook)) == ([], (False, "owner_left", ["owner_left"]))

    taken_over = done(grace.patch(f"webhooks/{hook['id']}", {"on": True}))
    send()

    assert (taken_over["on"], taken_over["off_because"], taken_over["owner"]["id"]) == (True, None, grace.id)
    assert [body["pitch_id"] for body in receiver.bodies(hook["secret"])] == [pitch["id"]]


def test_while_a_secret_is_rotated_both_sign(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    hook = register(grace, receiver, "pitch.submitted")
    rotated = done(grace.post(f"webhooks/{hook['id']}/rotate-secret", {"overlap_hours": 1}))
    ada.pitches(week)
    send()

    assert rotated["secret"] != hook["secret"]
    assert receiver.types(hook["secret"], rotated["secret"]) == ["pitch.submitted"]
    assert receiver.came[0][0]["webhook-signature"].count("v1,") == 2

    world.clock.forward(hours=1)
    done(grace.post(f"webhooks/{hook['id']}/test"))
    send()
    assert receiver.came[1][0]["webhook-signature"].count("v1,") == 1
    assert done(grace.get(f"webhooks/{hook['id']}"))["former_secret_until"] is None


def test_a_test_is_sent_at_once_and_once_whatever_comes_of_it(
    grace: Someone, receiver: Receiver, send: Send
) -> None:
    hook = register(grace, receiver, "pitch.submitted")
    receiver.answers = 500

    sent = done(grace.post(f"webhooks/{hook['id']}/test"))
    send()

    assert receiver.bodies(hook["secret"]) == [sent["request"]]
    assert (sent["request"]["type"], sent["id"]) == ("webhook.test", receiver.ids[0])
    after = done(grace.get(f"webhooks/{hook['id']}/deliveries/{sent['id']}"))
    assert (after["status"], after["due_at"], after["tries"][0]["status"]) == ("dead", None, 500)
    assert done(grace.get(f"webhooks/{hook['id']}"))["failing_since"] is None


def test_one_delivery_is_replayed_with_the_same_id(
    week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    hook = register(grace, receiver, "pitch.*")
    ada.pitches(week)
    send()

    again = done(grace.post(f"webhooks/{hook['id']}/deliveries/{receiver.ids[1]}/replay"))
    send()

    assert (again["status"], again["tried"]) == ("pending", 0)
    assert receiver.ids == [*receiver.ids[:2], receiver.ids[1]]
    assert receiver.types(hook["secret"])[1:] == ["pitch.submitted"] * 2


def test_all_since_a_number_is_replayed_also_from_before_it_was_registered(
    week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    ada.pitches(week)
    [earlier] = done(grace.get("events", params={"types": "pitch.submitted"}))["items"]
    hook = register(grace, receiver, "pitch.submitted")
    ada.pitches(week)
    send()

    done(grace.post(f"webhooks/{hook['id']}/replay", {"after": earlier["seq"] - 1}))
    send()

    seqs = [body["seq"] for body in receiver.bodies(hook["secret"])]
    assert (seqs[1:], seqs[0]) == (sorted([earlier["seq"], seqs[0]]), seqs[2])
    assert (receiver.ids[0], len(set(receiver.ids))) == (receiver.ids[2], 2)
    ahead = grace.post(f"webhooks/{hook['id']}/replay", {"after": 10_000})
    assert refused(ahead) == (409, "after_unknown")
    assert refused(grace.post(f"webhooks/{hook['id']}/replay", {"after": -1})) == (422, "invalid")


def test_one_that_is_off_gets_nothing_until_it_is_on(
    week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    hook = register(grace, receiver, "pitch.submitted")
    ada.pitches(week)
    off = done(grace.patch(f"webhooks/{hook['id']}", {"on": False}))
    send()

    assert (off["on"], off["off_because"], receiver.came) == (False, "switched_off", [])
    for path in ("test", "deliveries/{}/replay"):
        if path == "test":
            assert refused(grace.post(f"webhooks/{hook['id']}/{path}")) == (409, "webhook_off")
    assert refused(grace.post(f"webhooks/{hook['id']}/replay", {"after": 0})) == (409, "webhook_off")
    done(grace.patch(f"webhooks/{hook['id']}", {"on": True}))
    send()
    assert receiver.types(hook["secret"]) == ["pitch.submitted"]


def test_deliveries_can_be_sifted_and_are_read_page_by_page(
    week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    hook = register(grace, receiver, "pitch.*")
    path = f"webhooks/{hook['id']}/deliveries"
    ada.pitches(week)
    send()
    ada.pitches(week)
    send()

    first = done(grace.get(path, params={"limit": 3}))
    second = done(grace.get(path, params={"limit": 3, "cursor": first["next"]}))

    assert [d["id"] for d in first["items"] + second["items"]] == receiver.ids[::-1]
    assert second["next"] is None
    assert len(done(grace.get(path, params={"type": "pitch.submitted"}))["items"]) == 2
    assert len(done(grace.get(path, params={"type": "pitch.*", "status": "delivered"}))["items"]) == 4
    assert done(grace.get(path, params={"status": "dead"}))["items"] == []
    assert refused(grace.get(path, params={"cursor": "nonsense"})) == (400, "bad_cursor")
    assert refused(grace.get(path, params={"status": "lost"})) == (422, "invalid")


def test_one_whose_secret_nobody_can_open_is_turned_off(
    world: World, week: dict[str, object], grace: Someone, ada: Someone, receiver: Receiver
) -> None:
    hook = register(grace, receiver, "pitch.submitted")
    ada.pitches(week)

    send_due(world.db, HERE, Seal(("another key" * 4,)))

    assert (receiver.came, turned_off(grace, hook)) == ([], (False, "key_lost", ["key_lost"]))
