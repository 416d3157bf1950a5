"""What is sent: each event once, signed, in order, to those who asked."""

from collections.abc import Callable

from app.weeks.phases import Phase
from tests.webhooks.conftest import register
from tests.webhooks.receiver import Receiver
from tests.world import Someone, World, done

Send = Callable[[], None]


def test_what_happens_is_sent_as_the_log_tells_it_signed_and_in_order(
    world: World, grace: Someone, ada: Someone, receiver: Receiver, send: Send
) -> None:
    week = world.week(Phase.FORMING)
    hook = register(grace, receiver, "pitch.*", "interest.said")
    pitch = ada.pitches(week)
    done(ada.put(f"pitches/{pitch['id']}/interest"))

    send()

    logged = done(grace.get("events", params={"types": "pitch.*,interest.said"}))["items"]
    told = [{"type": e.pop("type"), "timestamp": e.pop("at"), **e} for e in logged]
    assert receiver.bodies(hook["secret"]) == told
    assert [body["type"] for body in told] == ["pitch.drafted", "pitch.submitted", "interest.said"]
    send()
    assert len(receiver.came) == 3
