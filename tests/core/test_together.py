"""What waits while others are answered is answered together; where that can't be, alone; and nobody waits without end."""

import asyncio

import pytest
from fastapi import Request, Response
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.core import together
from app.core.actor import system
from app.core.errors import Conflict, Problem, Unavailable
from app.core.schema import Out
from app.core.together import Gathering
from app.people.models import HomeTeam
from tests.world import event_loop


class Told(Out):
    """How many were answered with it."""

    among: int


class Adding:
    """Adds home teams by their names. A name may be one that can't be had, or tells what is to go wrong."""

    def takes(self, arguments):
        return True

    def callers(self, session, asked):
        return [system() for _ in asked]

    def write(self, session, asked):
        names = [arguments["name"] for _, arguments in asked]
        if "away" in names:
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        if "bug" in names:
            raise RuntimeError("a bug")
        session.add_all([HomeTeam(name=name, name_folded=name) for name in names if name != "refused"])
        session.flush()
        return [Conflict("no", "No.") if name == "refused" else Told(among=len(asked)) for name in names]


class Maker:
    def key(self, request, actor, arguments):
        return None

    def reply(self, out, request):
        return Response(out.model_dump_json())


@pytest.fixture
def ask(world):
    """Ask for all of some names at the same moment, and for one before them, which keeps the others waiting."""
    gathering = Gathering(Adding(), Maker())
    request = Request({"type": "http", "method": "POST", "app": world.app, "headers": []})

    async def send(names):
        waiting = [asyncio.ensure_future(gathering.answer(request, {"name": "first"}))]
        for _ in range(3):
            await asyncio.sleep(0)  # and that one is begun
        waiting += [asyncio.ensure_future(gathering.answer(request, {"name": name})) for name in names]
        return await asyncio.gather(*waiting, return_exceptions=True)

    return lambda *names: event_loop().call(send, names)


def teams(world):
    with world.db.reading() as session:
        return {team.name for team in session.exec(select(HomeTeam)) if team.name != "Platform"}


def test_those_who_wait_are_answered_in_one_transaction(world, ask):
    before = teams(world)

    first, *others = ask("a", "refused", "b", "c")

    assert first.body == b'{"among":1}'
    assert [r.body for r in others if isinstance(r, Response)] == [b'{"among":4}'] * 3
    assert isinstance(others[1], Conflict)
    assert teams(world) - before == {"first", "a", "b", "c"}


@pytest.mark.parametrize("last", ["a", "bug"])
def test_what_breaks_for_one_is_taken_back_for_all_and_each_is_answered_alone(world, ask, last):
    before = teams(world)

    first, *others = ask("a", "b", last)

    assert isinstance(first, Response)
    assert others == [None] * 3
    assert teams(world) - before == {"first"}


def test_a_database_that_is_away_is_told_to_each(ask):
    _, *others = ask("a", "away")

    assert [type(one) for one in others] == [OperationalError] * 2


def test_more_than_can_wait_are_sent_away(ask, monkeypatch):
    monkeypatch.setattr(together, "MOST_WAITING", 2)

    replies = ask("a", "b", "c", "d")

    assert [one.code for one in replies if isinstance(one, Problem)] == ["busy"] * 2


def test_whoever_waits_too_long_is_sent_away_and_nothing_is_done_for_them(world, ask, monkeypatch):
    monkeypatch.setattr(together, "WITHIN_S", 0)
    before = teams(world)

    first, *others = ask("a", "b")

    assert isinstance(first, Response)
    assert [type(one) for one in others] == [Unavailable] * 2
    assert teams(world) - before == {"first"}


def test_who_hangs_up_before_their_turn_is_left_out(world):
    before = teams(world)
    gathering = Gathering(Adding(), Maker())
    request = Request({"type": "http", "method": "POST", "app": world.app, "headers": []})

    async def send():
        first, gone, last = (
            asyncio.ensure_future(gathering.answer(request, {"name": name})) for name in ("a", "b", "c")
        )
        await asyncio.sleep(0)
        gone.cancel()
        return await asyncio.gather(first, last)

    assert all(event_loop().call(send))
    assert teams(world) - before == {"a", "c"}
