"""A lead makes room while people move elsewhere: who waits for whom has one order, so that nobody waits in a circle."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.weeks.phases import Phase
from app.weeks.service import my_participation
from tests.world import done


@pytest.mark.postgresql_only(reason="on SQLite one writer waits for the other before it locks anything")
def test_more_room_locks_all_who_wait_in_the_order_of_all(world, ada, linus):
    second, first = world.person("Second in line"), world.person("First in line")
    assert second.id < first.id
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week, crew_limit=1)
    for someone in (linus, first, second):
        someone.signs_up(pitch)

    with ThreadPoolExecutor(1) as beside:
        with world.db.writing() as elsewhere:
            my_participation(elsewhere, week["id"], second.id)
            room = beside.submit(ada.patch, f"pitches/{pitch['id']}", {"crew_limit": 3})
            until_somebody_waits(world)
            my_participation(elsewhere, week["id"], first.id)
        assert done(room.result())["places_taken"] == 3


def until_somebody_waits(world) -> None:
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(500):
        with world.db.reading() as session:
            if session.connection().execute(waiting).scalar():
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
