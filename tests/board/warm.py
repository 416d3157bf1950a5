"""A week whose board and pitches somebody has looked at just now, so that they come from the event loop."""

from typing import Any

from app.board.schemas import Sort
from app.core.actor import Role
from app.weeks.phases import Phase
from tests.board import plainly
from tests.world import Client, Someone, World, done

Json = dict[str, Any]


class Scene:
    """A week with one pitch of Ada's and one of Robin's, which Linus, a member, has looked at just now."""

    def __init__(self, world: World, ada: Someone, linus: Someone) -> None:
        self.world, self.ada, self.linus = world, ada, linus
        self.root, self.robin = world.person("Root", None, Role.ADMIN), world.person("Robin", "Ovens")
        self.week = world.week(Phase.FORMING)
        self.pitch = ada.pitches(self.week, title="A lamp", crew_limit=3)
        self.other = self.robin.pitches(self.week, title="An oven", crew_limit=3)
        self.paths = [f"pitches/{self.pitch['id']}", f"pitches/{self.other['id']}", board(self.week)]

    def warm(self, *readers: Someone | Client) -> None:
        for reader in readers or (self.linus,):
            for path in self.paths * 2:
                done(reader.get(path))

    def read(self, reader: Someone | Client, path: str) -> tuple[Any, bool]:
        """The reply, and whether it came without a statement of the plain way."""
        with self.world.counted() as statements:
            reply = reader.get(path)
        return reply, not statements

    def shown(self, reader: Someone) -> None:
        """Look at everything, first in whatever way, then from the loop: it is what the plain way shows."""
        for _ in range(2):
            for pitch in (self.pitch, self.other):
                reply = reader.get(f"pitches/{pitch['id']}")
                assert plainly.told(reply) == plainly.pitch(self.world, reader, pitch["id"])
            rows = plainly.items(reader.get(board(self.week)))
            plain = plainly.board(self.world, reader, self.week["id"], Sort.SHUFFLE)
            assert by_id(rows) == by_id(plain)


def board(week: Json) -> str:
    return f"weeks/{week['slug']}/pitches?sort=shuffle"


def by_id(rows: list[Any] | int) -> list[Any] | int:
    return sorted(rows, key=lambda row: row["id"]) if isinstance(rows, list) else rows
