"""A program that receives web hooks: a real server of its own, which answers as a test tells it to."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Receiver:
    """What came, in order, and how the next request is answered: a status, or `hang` or `hang up`."""

    port: int = 0
    answers: str | int = 200
    sends_to: str | None = None
    retry_after: str | None = None
    says: bytes = b"thank you"
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    something: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=offtrail"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.came]

    def bodies(self, *secrets: str) -> list[dict[str, Any]]:
        """What came, once each of these secrets has verified it."""
        for headers, body in self.came:
            for secret in secrets:
                Webhook(secret).verify(body.decode(), headers)
        return [json.loads(body) for _, body in self.came]

    def types(self, *secrets: str) -> list[str]:
        return [body["type"] for body in self.bodies(*secrets)]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # from a sender that was killed
                self.close_connection = True
                return
            receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            receiver.something.set()
            if receiver.answers == "hang":
                receiver.go_on.wait(30)
                self.close_connection = True
                return
            if receiver.answers == "hang up":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.send_response(int(receiver.answers))
            if receiver.sends_to:
                self.send_header("Location", receiver.sends_to)
            if receiver.retry_after:
                self.send_header("Retry-After", receiver.retry_after)
            self.send_header("Content-Length", str(len(receiver.says)))
            self.end_headers()
            self.wfile.write(receiver.says)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of senders that hang up or are killed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield receiver
        receiver.go_on.set()
        server.shutdown()
        thread.join()
