"""How long a connection may keep the service waiting, and how many there may be: uvicorn's protocol, with an end to its patience."""

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.core.problems import problem, whole_reply

LEAST_READ = 64 * 1024
"""What a client takes of its replies, in bytes, in each span of `reply_s`, or it is dropped."""
MAX_HEAD_BYTES = 64 * 1024
FAREWELL_S = 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """For the head of a request, for the reading of a reply, and for how many connections at once."""

    head_s: float = 15
    reply_s: float = 30
    most: int = 900


class Connection(HttpToolsProtocol):
    """Drops who sends a head too slowly, or doesn't read; who is late with a body is answered by `BodyLimit`.

    Where there are too many, the one that has been without a request for longest makes room, so that slow ones can't keep others out.
    """

    patience: ClassVar[Patience] = Patience()

    def __init__(self, *arguments: Any, **named: Any) -> None:  # uvicorn's own
        super().__init__(*arguments, **named)
        self.rests_since = self.loop.time()
        self._answering: RequestResponseCycle | None = None
        self._in_head = False
        self._head_bytes = 0
        self._head_due: asyncio.TimerHandle | None = None
        self._reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > self.patience.most:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._head_due is None and self.is_resting():
            self._await_head()  # a request has begun, or the rest of a body comes that was answered without it
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(431)

    def on_message_begin(self) -> None:
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Pass over what trails a body: it could be what a proxy takes out of heads, such as the name of who has signed in."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop_awaiting_head()
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # uvicorn's own types for ASGI
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.rests_since = self.loop.time()
        if self.transport.is_closing():
            self._await_reading()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._await_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_awaiting_reading()
        if self.transport.is_closing():
            self._await_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_awaiting_head()
        self._stop_awaiting_reading()
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True  # uvicorn tells the request alone that came last
            self._answering.message_event.set()
        super().connection_lost(exc)

    def is_resting(self) -> bool:
        """Whether no request of this connection is being answered."""
        return not self.pipeline and (self.cycle is None or self.cycle.response_complete)  # type: ignore[redundant-expr]  # uvicorn's says that it is always there

    def _await_head(self) -> None:
        self._head_due = self.loop.call_later(self.patience.head_s, self._head_is_late)

    def _stop_awaiting_head(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _head_is_late(self) -> None:
        """Whoever said nothing gets no word either."""
        if self._in_head:
            self._refuse(408)
        else:
            self.transport.abort()

    def _refuse(self, status: int) -> None:
        if not self.is_resting():  # a word of this would get into the midst of another reply
            self.transport.abort()
            return
        self.transport.write(whole_reply(status))
        self.transport.close()
        self.loop.call_later(FAREWELL_S, self.transport.abort)

    def _await_reading(self) -> None:
        """Look again in a while how much of what is written the client has taken; nothing more is written until then."""
        self._stop_awaiting_reading()
        if left := self.transport.get_write_buffer_size():
            self._reading_due = self.loop.call_later(self.patience.reply_s, self._look_at_reading, left)

    def _stop_awaiting_reading(self) -> None:
        if self._reading_due is not None:
            self._reading_due.cancel()
            self._reading_due = None

    def _look_at_reading(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left and before - left < LEAST_READ:
            self.transport.abort()
        else:
            self._await_reading()

    def _make_room(self) -> None:
        others = (other for other in self.connections if isinstance(other, Connection) and other is not self)
        resting = [other for other in others if other.is_resting()]
        if resting:
            min(resting, key=lambda other: other.rests_since).transport.abort()
        else:
            self.app = _no_room


async def _no_room(scope: Scope, receive: Receive, send: Send) -> None:
    reply = problem(
        503, "too_many_connections", "Too many are connected just now; try again in a few seconds."
    )
    reply.headers["Connection"] = "close"
    await reply(scope, receive, send)
