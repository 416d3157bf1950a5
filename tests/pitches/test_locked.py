"""Whoever changes a pitch's places waits for others who do, and for nobody who only refers to the pitch."""

import pytest
import sqlalchemy as sa

from app.pitches import queries
from app.pitches.models import Comment
from app.weeks.phases import Phase
from tests.world import Someone, World


@pytest.mark.postgresql_only(reason="SQLite has one writer at a time")
def test_who_signs_up_does_not_wait_for_who_comments(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(Phase.FORMING))

    with world.db.writing() as commenting, world.db.writing() as signing_up:
        commenting.add(Comment(pitch_id=pitch["id"], author_id=ada.id, body="Still being written"))
        commenting.flush()
        signing_up.execute(sa.text("SET LOCAL lock_timeout = '5s'"))

        assert queries.locked(signing_up, pitch["id"]).id == pitch["id"]


@pytest.mark.postgresql_only(reason="SQLite has one writer at a time")
def test_of_two_who_sign_up_one_waits(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week(Phase.FORMING))

    with world.db.writing() as first, world.db.writing() as second:
        queries.locked(first, pitch["id"])
        second.execute(sa.text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(sa.exc.OperationalError):
            queries.locked(second, pitch["id"])
        second.rollback()
