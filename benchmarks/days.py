"""What people do in a day of a week that forms its crews: those who take part, those who organize, and a program."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from benchmarks.visiting import Visitor

THINKS_S = 8.0
"""How long somebody looks at one thing before the next, on average."""
WORDS = ("latency", "runbook", "garden", "pitch", "prototype", "on-call", "worth", "topic")
API = "/api/v1"


@dataclass
class Person:
    """Somebody who looks around, signs up, changes their mind, says something, and pitches now and then."""

    visitor: Visitor
    slug: str
    chance: random.Random
    thinks_s: float
    comes_within_s: float
    email: str | None = None
    """To sign in by; None where a token speaks for them."""
    seen: list[str] = field(default_factory=list)
    signups: list[str] = field(default_factory=list)

    @property
    def week(self) -> str:
        return f"{API}/weeks/{self.slug}"

    async def day(self) -> None:
        """Until it is cancelled: come in, and then one thing after another, with pauses."""
        await asyncio.sleep(self.chance.uniform(0, self.comes_within_s))
        await self.come()
        deeds = [deed for deed, _ in self._deeds()]
        weights = [weight for _, weight in self._deeds()]
        while True:
            await asyncio.sleep(min(self.chance.expovariate(1 / self.thinks_s), 5 * self.thinks_s))
            await self.chance.choices(deeds, weights)[0]()

    def _deeds(self) -> list[tuple[Callable[[], Awaitable[None]], int]]:
        return [
            (self.look_again, 40), (self.open_a_pitch, 25), (self.search, 7), (self.see_my_week, 6), (self.read_on, 5),
            (self.say_interest, 5), (self.sign_up, 5), (self.leave, 2), (self.comment, 3), (self.lose_interest, 1), (self.pitch, 1),
        ]  # fmt: skip

    async def come(self) -> None:
        """Sign in, and what the page asks for when it is opened."""
        v = self.visitor
        await v.get("page", "/")
        if self.email:
            reply = await v.send("sign in", "POST", f"{API}/session", {"email": self.email})
            if reply and reply.status == 201:
                v.cookie = reply.headers["set-cookie"].partition(";")[0]
        await v.get("session", f"{API}/session")
        await v.get("me", f"{API}/me")
        await v.get("weeks", f"{API}/weeks?limit=20")
        await v.get("week", self.week)
        await v.get("facets", f"{self.week}/facets")
        await self.look_again()

    async def look_again(self) -> None:
        """The board, which is unchanged more often than not."""
        reply = await self.visitor.get("board", f"{self.week}/pitches?limit=50")
        if reply and reply.status == 200:
            self.seen = [item["id"] for item in reply.json["items"]] + self.seen[:50]

    async def open_a_pitch(self) -> None:
        if id_ := self._some():
            await self.visitor.get("pitch", f"{API}/pitches/{id_}")
            await self.visitor.get("comments", f"{API}/pitches/{id_}/comments?limit=50")

    async def search(self) -> None:
        where = f"&week={self.slug}" if self.chance.random() < 0.5 else ""
        await self.visitor.get("search", f"{API}/search?q={self.chance.choice(WORDS)}{where}")

    async def see_my_week(self) -> None:
        await self.visitor.get("my week", f"{API}/me/signups?week={self.slug}")
        await self.visitor.get("my pitches", f"{API}/me/pitches")

    async def read_on(self) -> None:
        """Further down the board, in an order of chance."""
        await self.visitor.send("board by chance", "GET", f"{self.week}/pitches?limit=50&sort=shuffle")

    async def say_interest(self) -> None:
        if id_ := self._some():
            await self.visitor.send("interest", "PUT", f"{API}/pitches/{id_}/interest")

    async def lose_interest(self) -> None:
        if id_ := self._some():
            await self.visitor.send("interest lost", "DELETE", f"{API}/pitches/{id_}/interest")

    async def sign_up(self) -> None:
        if id_ := self._some():
            reply = await self.visitor.send(
                "sign up", "POST", f"{API}/pitches/{id_}/signups", {"role": "member"}
            )
            if reply and reply.status == 201:
                self.signups.append(reply.json["id"])
            await self.visitor.get("pitch", f"{API}/pitches/{id_}")

    async def leave(self) -> None:
        if self.signups:
            await self.visitor.send("leave", "POST", f"{API}/signups/{self.signups.pop()}/leave")

    async def comment(self) -> None:
        if id_ := self._some():
            said = " ".join(self.chance.choices(WORDS, k=12))
            await self.visitor.send("comment", "POST", f"{API}/pitches/{id_}/comments", {"body": said})

    async def pitch(self) -> None:
        new = {
            "title": f"{' '.join(self.chance.sample(WORDS, 3))} {self.chance.randrange(10**6)}", "summary": "Why now, and for whom.",
            "tags": ["on-call"], "skills_needed": ["Python"], "crew_limit": self.chance.randint(3, 6),
        }  # fmt: skip
        await self.visitor.send("pitch an idea", "POST", f"{self.week}/pitches", new)

    def _some(self) -> str | None:
        return self.chance.choice(self.seen) if self.seen else None


async def organize(visitor: Visitor, slug: str, chance: random.Random, thinks_s: float) -> None:
    """Somebody who looks after a week: its figures, who is without a crew, and what has happened."""
    week = f"{API}/weeks/{slug}"
    while True:
        await asyncio.sleep(chance.expovariate(1 / (2 * thinks_s)))
        await visitor.get("figures", f"{week}/insights")
        await visitor.get("standings", f"{week}/insights/people?limit=50")
        await visitor.get("newest events", f"{API}/events/newest?limit=50")


async def pull(visitor: Visitor, every_s: float) -> None:
    """A program that keeps a copy of all outcomes and events."""
    marks = {"outcomes": 0, "events": 0}
    while True:
        for kind in list(marks):
            more = True
            while more:
                reply = await visitor.send(
                    f"pull {kind}", "GET", f"{API}/{kind}?after={marks[kind]}&limit=200"
                )
                page = reply.json if reply and reply.status == 200 else {"more": False, "last": marks[kind]}
                marks[kind], more = page["last"], page["more"]
        await asyncio.sleep(every_s)


async def follow(visitor: Visitor, kind: str, path: str) -> None:
    """A page that is left open: its live stream, opened anew whenever it ends."""
    while True:
        await visitor.follow(kind, path)
        await asyncio.sleep(1)
