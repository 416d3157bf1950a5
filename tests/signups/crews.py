"""Reading a pitch's crew and line in one word each."""

from typing import Any

from app.weeks.phases import Phase
from tests.world import Someone, World, done

Json = dict[str, Any]


def people(world: World, *names: str) -> list[Someone]:
    return [world.person(name) for name in names]


def crew(reader: Someone, pitch: Json) -> list[str]:
    """The names of a pitch's crew, in the order in which they asked."""
    return [member["person"]["name"] for member in reader.sees(pitch)["crew"]]


def line(reader: Someone, pitch: Json) -> list[tuple[int, str]]:
    """Who waits, with their positions."""
    rows = done(reader.get(f"pitches/{pitch['id']}/signups"))["items"]
    return [(row["position"], row["person"]["name"]) for row in rows if row["status"] == "waiting"]


def reads(someone: Someone, signup: Json) -> str:
    """The status of a sign-up as it reads now."""
    return done(someone.get(f"signups/{signup['id']}"))["status"]


def counts(reader: Someone, pitch: Json) -> tuple[int, int]:
    """(places taken, waiting) as the pitch shows them."""
    seen = reader.sees(pitch)
    return seen["places_taken"], seen["waiting"]


def asks(someone: Someone, pitch: Json, **fields: Any) -> Any:
    """The reply to a sign-up that may be refused."""
    return someone.post(f"pitches/{pitch['id']}/signups", fields)


def leaves(someone: Someone, signup: Json) -> Json:
    return done(someone.post(f"signups/{signup['id']}/leave"))


def takes(someone: Someone, signup: Json, **fields: Any) -> Json:
    return done(someone.post(f"signups/{signup['id']}/accept", fields))


class Offered:
    """Linus, who has a crew elsewhere, is first in line for Ada's pitch when a place gets free: it is offered to him."""

    def __init__(self, world: World, ada: Someone, linus: Someone, **week: Any) -> None:
        self.week = world.week(Phase.FORMING, **week)
        self.robin, self.tess = people(world, "Robin Lane", "Tess Moor")
        self.other = self.robin.pitches(self.week, title="Linus's first crew")
        self.pitch = ada.pitches(self.week, crew_limit=1)
        taken = self.robin.signs_up(self.pitch)
        self.place = linus.signs_up(self.other)
        self.wish = linus.signs_up(self.pitch)
        leaves(self.robin, taken)
