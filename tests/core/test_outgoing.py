"""Requests that we send: to the open internet or to hosts that are named, at the address that was looked at, and in time."""

import datetime as dt
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core import outgoing, posting
from app.core.outgoing import Guard, Refused, is_public

PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"]
NOT_PUBLIC = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:db8::1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "ff02::1", "ff0e::1", "100::1", "4000::1",
]  # fmt: skip
NAMED = Guard(frozenset({"hook.internal"}), lambda *_: ["127.0.0.1"])


def test_what_is_public() -> None:
    assert [address for address in PUBLIC if not is_public(address)] == []
    assert [address for address in NOT_PUBLIC if is_public(address)] == []


@contextmanager
def answering(
    tls: ssl.SSLContext | None = None, drip: bool = False
) -> Iterator[tuple[int, list[str | None]]]:
    """A server's port, and the `Host` of each request to it; `drip` answers a byte at a time, for ever."""
    hosts: list[str | None] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            hosts.append(self.headers["Host"])
            if drip:
                while not over.wait(0.02):
                    self.wfile.write(b"H")
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"yes")

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                """The client has gone."""

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port, hosts
        over.set()
        server.shutdown()
        thread.join()


def send(guard: Guard, url: str) -> str:
    with posting.posting(guard) as post:
        return post(url, {}, b"{}").text


def test_the_name_goes_with_the_request_that_goes_to_the_address() -> None:
    with answering() as (port, hosts):
        assert send(NAMED, f"http://hook.internal:{port}/") == "yes"

    assert hosts == [f"hook.internal:{port}"]


def test_a_name_is_resolved_once_for_a_connection() -> None:
    asked: list[str] = []

    def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with answering() as (port, _):
        assert send(Guard(frozenset({"hook.internal"}), resolve), f"http://hook.internal:{port}/") == "yes"

    assert asked == ["hook.internal"]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["64:ff9b::7f00:1"], []]
)
def test_nothing_is_sent_unless_every_address_is_public(addresses: list[str]) -> None:
    with answering() as (port, hosts), pytest.raises(Refused):
        send(Guard(resolve=lambda *_: addresses), f"http://chat.example.com:{port}/")

    assert hosts == []


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering() as (proxy, asked), answering() as (port, _):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")

        assert (send(NAMED, f"http://hook.internal:{port}/"), asked) == ("yes", [])


def test_a_reply_that_drips_takes_no_longer_than_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TAKES_S", 0.3)
    began = time.monotonic()

    with answering(drip=True) as (port, _), pytest.raises(Refused, match="no whole reply"):
        send(NAMED, f"http://hook.internal:{port}/")

    assert time.monotonic() - began < 2


def test_a_name_that_is_looked_up_for_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LOOKS_UP_S", 0.05)
    over = threading.Event()

    def resolve(*_: object) -> list[str]:
        over.wait(5)
        return []

    with pytest.raises(Refused, match="in time"):
        Guard(resolve=resolve).address_of("slow.example.com", 443)
    over.set()


@pytest.mark.parametrize(("name", "arrives"), [("hook.internal", True), ("another.internal", False)])
def test_a_certificate_must_be_the_names_not_the_addresss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, arrives: bool
) -> None:
    certificate = certified(tmp_path, "hook.internal")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    asked: list[str | None] = []
    tls.sni_callback = lambda _socket, asked_for, _context: asked.append(asked_for)
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(posting, "_certificates", lambda: trusting)
    guard = Guard(frozenset({name}), lambda *_: ["127.0.0.1"])

    with answering(tls) as (port, hosts):
        if arrives:
            assert send(guard, f"https://{name}:{port}/") == "yes"
        else:
            with pytest.raises(Refused, match="certificate"):
                send(guard, f"https://{name}:{port}/")

    assert (asked, len(hosts)) == ([name], int(arrives))


def certified(folder: Path, name: str) -> Path:
    """A file with a key and its own certificate for a name, and for the address 127.0.0.1 too."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    names = [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(begins).not_valid_after(begins.replace(year=2090))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
