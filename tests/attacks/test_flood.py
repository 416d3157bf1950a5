"""Ten thousand requests from two hundred clients, while a person works: the flood is held to its share, and the person doesn't notice."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable

import pytest

from tests.attacks.ground import Ground, Wire
from tests.world import done

pytestmark = pytest.mark.system
CLIENTS, EACH = 200, 50


@pytest.mark.parametrize("kind", ["a program with a token", "somebody who guesses tokens"])
def test_a_flood_is_held_to_its_share_while_a_person_works(held: Ground, kind: str) -> None:
    secrets: dict[str, Callable[[int], str | None]] = {
        "a program with a token": lambda _: held.mallory.secret,
        "somebody who guesses tokens": lambda number: f"offtrail_{number:043}",
    }
    linus, over = held.person("Linus Brook"), threading.Event()
    browser, found = held.browser(linus), Counter[int]()
    linus.get("me")

    def flood() -> None:
        try:
            found.update(asyncio.run(flooded(held.port, secrets[kind])))
        finally:
            over.set()

    flooding = threading.Thread(target=flood)
    flooding.start()
    rounds = worked(browser, held, over)
    flooding.join()

    assert found.total() == CLIENTS * EACH
    assert found.keys() <= {200, 401, 429}
    assert found[429] > CLIENTS
    assert rounds > 0


def worked(browser: Wire, ground: Ground, over: threading.Event) -> int:
    """A person's work, step after step, of which none may fail; how often it was done while the flood went on."""
    rounds = 0
    while not over.is_set():
        done(browser.get(f"weeks/{ground.things['slug']}/pitches"))
        done(browser.get(f"pitches/{ground.things['pitch_id']}"))
        done(browser.post(f"pitches/{ground.things['pitch_id']}/comments", {"body": f"Question {rounds}?"}))
        signup = done(browser.post(f"pitches/{ground.things['pitch_id']}/signups", {"role": "member"}))
        done(browser.post(f"signups/{signup['id']}/leave"))
        rounds += 1
        over.wait(0.2)  # a person, not another flood
    return rounds


async def flooded(port: int, secret: Callable[[int], str | None]) -> Counter[int]:
    """How often each status came."""
    clients = (_client(port, number, secret) for number in range(CLIENTS))
    return sum(await asyncio.gather(*clients), Counter())


async def _client(port: int, number: int, secret: Callable[[int], str | None]) -> Counter[int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    statuses = Counter[int]()
    for turn in range(EACH):
        token = secret(number * EACH + turn)
        proof = f"Authorization: Bearer {token}\r\n" if token else ""
        writer.write(f"GET /api/v1/weeks HTTP/1.1\r\nHost: offtrail.test\r\n{proof}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        statuses[int(head.split()[1])] += 1
        await reader.readexactly(int(head.partition("content-length: ")[2].split()[0]))
    writer.close()
    return statuses
