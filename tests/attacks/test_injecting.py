"""Texts, headers and paths that would be more than they are: queries, lines, formulas, mark-up."""

import csv
import io
import json
import socket
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from icalendar import Calendar

from app.weeks.phases import Phase
from tests.attacks.ground import Ground, contract, operations
from tests.world import done

pytestmark = pytest.mark.system

ATOM = "{http://www.w3.org/2005/Atom}"
QUERIES = [
    "' OR '1'='1",
    "1); DROP TABLE pitch; --",
    "\\' UNION SELECT * FROM token --",
    "%",
    "_",
    "\x00",
    "\ud7ff",
    "*:*",
    '"',
    "NEAR(a b)",
]
FORMULAS = [
    "=1+1",
    "+1+cmd|' /C x'!A0",
    "-1+1|x",
    "@SUM(A1)",
    '=HYPERLINK("https://evil.example";"see")',
    "＝1+1",
    "%3D1+1",
]
MARKUP = [
    "<script>press()</script>", "<svg/onload=press()>", "<ImG sRc=x oNeRrOr=press()>", "<a href='jav&#x09;ascript:press()'>x</a>",
    "[x](javascript:press())", "[x](JaVaScRiPt&#58;press())", "[x](&#106;avascript:press())", "[x](data:text/html;base64,PHN2Zz4=)",
    "[x](vbscript:press())", "[x](\\javascript:press())", "<javascript:press()>", "[x]: javascript:press()\n\n[x]", "![x](https://evil.example/p.gif)",
    "![x](javascript:press())", '[x](https://a.example "onmouseover=press()")', "[x](https://a.example/\"onmouseover='press())",
    "<math><mtext></p><style><!--</style><img title='--><img src=x onerror=press()>'>", "<iframe srcdoc='<b>'>", "<form action=//evil.example>",
    "<base href=//evil.example/>", "<style>@import '//evil.example'</style>", "]]><script>press()</script><![CDATA[", "&lt;script&gt;press()&lt;/script&gt;",
    "&#60;script&#62;press()&#60;/script&#62;", "```x onload=press()\n</code></pre><script>press()</script>\n```", "| <b onclick=press()> |\n|-|\n| `<script>` |",
    "<!--><script>press()</script>-->", "<template><script>press()</script></template>", "\u2028<script>press()</script>", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>press()</x:script>",
]  # fmt: skip
LINES = "Room\r\nBEGIN:VEVENT\r\nUID:evil\r\nATTACH:file:///etc/passwd\r\nEND:VEVENT\r\n; , \\n:"


class Seen(HTMLParser):
    """What a reader of feeds would make of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {urlsplit(value).scheme for name, value in attrs if name == "href"}


@pytest.fixture
def hostile(ground: Ground) -> str:
    return ground.made("hostile", lambda: of_hostile_texts(ground))


def of_hostile_texts(ground: Ground) -> str:
    """A week in which every text is hostile."""
    week = ground.world.week(Phase.FORMING)
    slug, person = week["slug"], ground.person("Mallory Stone")
    done(person.patch("me", {"name": "=1+1 <script>press()</script>", "bio": MARKUP[0]}))
    done(
        ground.grace.patch(
            f"weeks/{slug}",
            {"title": "]]><script>press()</script>", "description": LINES, "location": "@SUM(A1); x"},
        )
    )
    for formula in FORMULAS:
        pitch = done(
            person.post(
                f"weeks/{slug}/pitches",
                {"title": formula, "summary": formula, "where": formula, "tags": [formula], "body": LINES},
            )
        )
        done(person.post(f"pitches/{pitch['id']}/comments", {"body": formula}))
    done(person.post(f"pitches/{pitch['id']}/signups", {"message": "=1+1"}))
    for markup in MARKUP:
        title = markup.replace("\n", " ").replace("\u2028", " ")[:200]
        done(person.post(f"weeks/{slug}/pitches", {"title": title, "summary": title, "body": markup}))
    return slug


def test_no_markup_runs_in_a_feed(ground: Ground, hostile: str) -> None:
    feed = ET.fromstring(ground.ada.get(f"weeks/{hostile}/pitches.atom").content)

    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(MARKUP) + len(FORMULAS)
    assert {child.tag for entry in entries for child in entry.iter()} == {
        ATOM + name for name in ("entry", "id", "title", "updated", "published", "author", "name", "link", "category", "summary", "content")
    }  # fmt: skip
    seen = Seen()
    for entry in entries:
        seen.feed(entry.findtext(f"{ATOM}content", ""))
    assert (
        seen.tags & {"script", "img", "svg", "iframe", "form", "base", "style", "math", "template"} == set()
    )
    assert seen.attributes <= {"href", "title", "rel", "start"}
    assert seen.addresses <= {"", "http", "https", "mailto"}


def test_no_text_begins_a_line_in_a_calendar(ground: Ground, hostile: str) -> None:
    for path in (f"weeks/{hostile}/calendar.ics", f"calendars/{ground.things['calendar']}.ics"):
        calendar = Calendar.from_ical(ground.ada.get(path).content)
        assert {event["uid"] for event in calendar.walk("VEVENT")}.isdisjoint({"evil"})
        assert [event for event in calendar.walk("VEVENT") if "ATTACH" in event] == []


def test_no_text_is_more_than_a_text_in_json_ld(ground: Ground, hostile: str) -> None:
    reply = ground.ada.get(f"weeks/{hostile}/hackathon.json")

    told = reply.json()
    assert reply.headers["content-type"].partition(";")[0] == "application/ld+json"
    assert {one["name"] for one in told["workPerformed"]} >= set(FORMULAS)
    assert all(isinstance(one["name"], str) and "@id" not in one["name"] for one in told["workPerformed"])
    assert (
        told["@context"]
        == json.loads(ground.ada.get(f"weeks/{ground.things['slug']}/hackathon.json").content)["@context"]
    )


def test_no_text_is_a_formula_in_any_table(ground: Ground, hostile: str) -> None:
    for table in (f"weeks/{hostile}/pitches", f"weeks/{hostile}/signups", "outcomes", "people"):
        rows = list(csv.reader(io.StringIO(ground.adele.get(f"{table}.csv").content.decode("utf-8-sig"))))
        assert [
            cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
        ] == [], table
        book = openpyxl.load_workbook(io.BytesIO(ground.adele.get(f"{table}.xlsx").content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == [], table


GETS = [one for one in operations() if one.method == "GET"]


@pytest.mark.parametrize("operation", GETS, ids=lambda one: one.id)
def test_no_query_is_part_of_a_statement(ground: Ground, operation) -> None:
    told = contract()["paths"][operation.path]["get"].get("parameters", [])
    names = [one["name"] for one in told if one["in"] == "query"]

    for name in names:
        for hostile in QUERIES:
            asked = {"q": "x"} | {name: hostile} if operation.id == "search" else {name: hostile}
            reply = ground.adele.get(ground.address(operation), params=asked)
            assert reply.status_code in (200, 400, 404, 422), (name, hostile)


PATHS = ["..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd", "%00", "%0d%0aX-Evil:%201", "%0aSet-Cookie:%20a=b",
         "%c0%ae%c0%ae/", "%ff", "..;/", "..\\..\\etc\\passwd", "%252e%252e%252fpasswd", "x" * 8000, "'%20OR%201=1", "file:%2f%2f%2fetc"]  # fmt: skip


def test_no_path_leads_elsewhere_or_into_a_header(ground: Ground) -> None:
    token = {"Authorization": f"Bearer {ground.adele.secret}"}

    for path in PATHS:
        for root in (
            "/",
            "/api/v1/weeks/",
            "/api/v1/pitches/",
            "/api/v1/calendars/",
            "/static/",
            "/docs/",
            "//",
            "/weeks/",
        ):
            reply = ground.raw("GET", root + path, **token)
            assert reply.status < 500, (root, path)
            assert b"root:" not in reply.content
            assert {"x-evil", "set-cookie"}.isdisjoint(name.lower() for name in reply.headers)
            assert "evil.example" not in reply.headers.get("location", "")


HEADERS = ["If-Match", "If-None-Match", "Idempotency-Key", "Authorization", "Cookie", "Range", "Accept", "Accept-Encoding", "Accept-Language",
           "Last-Event-ID", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-ID", "Content-Type", "Host", "Origin"]  # fmt: skip
VALUES = [b"", b"\xff\xfe", b"'; DROP TABLE person; --", b"x" * 20_000, b'"' * 500, b"bytes=0-,0-,0-", b"Bearer " + b"\xe9" * 10, b"%0d%0aX-Evil: 1",
          b'"><script>reflected()</script>', b"W/" * 300, b"offtrail_session=" + b"%00" * 20, b"9" * 400]  # fmt: skip


def test_no_header_is_more_than_a_header(ground: Ground) -> None:
    token = f"Authorization: Bearer {ground.adele.secret}\r\n".encode()
    line = f"GET /api/v1/weeks/{ground.things['slug']}/pitches.atom HTTP/1.1\r\n".encode()

    for name in HEADERS:
        for value in VALUES:
            host = b"" if name == "Host" else b"Host: a.example\r\n"
            sent = line + host + (b"" if name == "Authorization" else token) + name.encode() + b": " + value
            status, _, rest = over_a_socket(ground.port, sent + b"\r\nConnection: close\r\n\r\n").partition(
                b"\r\n"
            )
            assert int(status.split()[1]) < 500, (name, value)
            head, _, content = rest.partition(b"\r\n\r\n")
            assert b"x-evil" not in head.lower()
            assert b"<script>reflected" not in content


def over_a_socket(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_two_lengths_are_not_two_requests(ground: Ground) -> None:
    inner = b"DELETE /api/v1/session HTTP/1.1\r\nHost: a\r\n\r\n"
    both = b"POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"

    reply = over_a_socket(ground.port, both % len(inner) + inner)

    assert reply.count(b"HTTP/1.1 ") == 1
    assert reply.split()[1].startswith(b"4")


def test_no_text_of_a_body_is_part_of_a_statement(ground: Ground) -> None:
    before = len(done(ground.adele.get("people"))["items"])

    for text in QUERIES:
        reply = ground.adele.patch("me", {"bio": text, "skills": [text]})
        assert reply.status_code in (200, 422), text
        if reply.is_success:
            assert done(ground.adele.get("me"))["bio"] == text
    assert len(done(ground.adele.get("people"))["items"]) == before
