"""Those who listen come and go at any moment; the others go on hearing."""

import asyncio
from math import inf
from random import Random
from typing import cast

import anyio
import pytest

from app.core.db import Database
from app.feed.live import Watch


@pytest.mark.parametrize("seed", range(8))
def test_whoever_goes_while_news_are_told_takes_them_from_nobody(seed: int) -> None:
    heard, failed = asyncio.run(listening(Random(seed)))

    assert failed == []
    assert heard == 200


async def listening(chance: Random) -> tuple[int, list[str]]:
    """What the one who stays hears of 200 news among 40 who come and go, and what failed for whom."""
    watch = Watch(cast(Database, None))
    heard, failed = 0, list[str]()

    async def listen(scope: anyio.CancelScope, stays: bool = False) -> None:
        nonlocal heard
        with scope:
            while True:
                before = heard if stays else watch.seen
                try:
                    await watch.wait_for_news(before, inf)
                    assert watch.seen > before
                except RuntimeError as error:
                    failed.append(str(error))
                    return
                heard += stays

    async with anyio.create_task_group() as group:
        scopes = [anyio.CancelScope() for _ in range(40)]
        group.start_soon(listen, anyio.CancelScope(), True)
        for scope in scopes:
            group.start_soon(listen, scope)
        for number in range(1, 201):
            await some_turns(chance)
            watch.tell(number)
            await some_turns(chance)
            for place in chance.sample(range(40), 10):
                scopes[place].cancel()
                scopes[place] = anyio.CancelScope()
                group.start_soon(listen, scopes[place])
            for _ in range(1000):
                if heard == number:
                    break
                await asyncio.sleep(0)
        group.cancel_scope.cancel()
    return heard, failed


async def some_turns(chance: Random) -> None:
    for _ in range(chance.randint(0, 3)):
        await asyncio.sleep(0)
