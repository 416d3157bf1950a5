"""The log under concurrent writers: who remembers the last number sees every event exactly once, in order."""

import threading
from functools import partial

import pytest
from sqlmodel import Session, select

from app.core import actor
from app.events.log import record
from app.events.models import EventRow
from app.pitches.events import InterestSaid
from tests.races.served import Caller, Served
from tests.world import Someone, World, done

pytestmark = pytest.mark.system


def test_readers_miss_nothing_while_many_write(served: Served, organizer: Caller) -> None:
    week = served.week(organizer)
    pitches = [
        organizer.must("POST", f"weeks/{week}/pitches", {"title": f"Pitch {n}"})["id"] for n in range(3)
    ]
    crowd = served.people(*(f"Person {number}" for number in range(8)))
    deeds = [
        partial(person, method, f"pitches/{pitch}/interest")
        for _ in range(2)
        for person in crowd
        for pitch in pitches
        for method in ("PUT", "DELETE")
    ]
    readers = [Reader(served.people("Grace Vale", role=actor.Role.ORGANIZER)[0], limit) for limit in (200, 7)]

    for reader in readers:
        reader.start()
    answers = served.at_once(deeds, by=16)
    written = _event_ids(served)
    for reader in readers:
        reader.finish()

    assert {answer.status for answer in answers} == {200, 204}
    for reader in readers:
        assert reader.numbers == list(range(1, len(reader.ids) + 1))
        assert len(set(reader.ids)) == len(reader.ids)
        assert written - set(reader.ids) == set()


def _event_ids(served: Served) -> set[str]:
    with served.db.reading() as session:
        return set(session.exec(select(EventRow.id)))


class Reader(threading.Thread):
    """Polls the log as an integration does, and stores `last`."""

    def __init__(self, caller: Caller, limit: int) -> None:
        super().__init__()
        self.caller, self.limit = caller, limit
        self.numbers: list[int] = []
        self.ids: list[str] = []
        self.last = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.02):
            self.poll()
        self.caller.served.hang_up()

    def poll(self) -> bool:
        page = self.caller.must("GET", f"events?after={self.last}&limit={self.limit}")
        self.numbers += [event["seq"] for event in page["items"]]
        self.ids += [event["id"] for event in page["items"]]
        self.last = page["last"]
        return bool(page["more"])

    def finish(self) -> None:
        """Stop, and read what is left."""
        self.over.set()
        self.join()
        while self.poll():
            pass


@pytest.mark.postgresql_only(reason="on SQLite writers take turns, so that none can commit out of turn")
def test_an_event_that_is_committed_late_comes_late_and_is_not_missed(
    world: World, ada: Someone, grace: Someone
) -> None:
    pitch = ada.pitches(world.week())
    start = done(grace.get("events?limit=200"))["last"]

    with world.db.writing() as slow:
        early = _interest(slow, pitch, grace).id
        with world.db.writing() as quick:
            late = _interest(quick, pitch, ada).id
        first = done(grace.get(f"events?after={start}"))
    second = done(grace.get(f"events?after={first['last']}"))

    assert [(event["seq"], event["id"]) for event in first["items"]] == [(start + 1, late)]
    assert [(event["seq"], event["id"]) for event in second["items"]] == [(start + 2, early)]


def test_what_is_rolled_back_leaves_no_gap(world: World, ada: Someone, grace: Someone) -> None:
    pitch = ada.pitches(world.week())
    start = done(grace.get("events?limit=200"))["last"]

    with world.db.writing() as session:
        _interest(session, pitch, grace)
        session.rollback()
    done(grace.put(f"pitches/{pitch['id']}/interest"))

    page = done(grace.get(f"events?after={start}"))
    assert [(event["seq"], event["type"]) for event in page["items"]] == [(start + 1, "interest.said")]


def _interest(session: Session, pitch: dict[str, str], person: Someone) -> EventRow:
    event = InterestSaid(week_id="w", pitch_id=pitch["id"], person_id=person.id)
    row = record(session, actor.system(), event)
    session.flush()
    return row
