"""A small proxy before a real server, which gives the answers that the server has no reason to give."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP = {"connection", "keep-alive", "transfer-encoding"}
BODY = b'{"code": "too_many_requests", "title": "Too Many Requests", "detail": "Later.", "status": 429}'


@dataclass
class Proxy:
    """`refuse` says for each "METHOD /path" how often it is answered by 429, and after how many seconds one may come again."""

    url: str
    refuse: dict[str, list[int]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # a connection for each request: there is nothing to keep in step

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = f"{self.command} {self.path.partition('?')[0]}"
            if made.refuse.get(asked):
                made.refused.append(asked)
                self._answer(429, [("Retry-After", str(made.refuse[asked].pop(0)))], BODY)
                return
            there = HTTPConnection("127.0.0.1", port, timeout=30)
            there.request(self.command, self.path, body or None, dict(self.headers))
            reply = there.getresponse()
            headers = [(name, value) for name, value in reply.getheaders() if name.lower() not in HOP]
            if reply.headers.get_content_type() == "text/event-stream":
                self._answer(204, [], b"")
            else:
                self._answer(reply.status, headers, reply.read())
            there.close()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass  # noqa: N815 (names that http.server asks for)

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            if "content-length" not in {name.lower() for name, _ in headers}:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Proxy(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
