"""What a busy service writes to its log tells nothing that must stay secret, and each line can be read by a program."""

import contextlib
import http.client
import json
import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.core.actor import Role
from app.weeks.phases import Phase
from tests.serving import free_port, serving
from tests.world import World

pytestmark = pytest.mark.system

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
WORDS = "Something that nobody outside may read"
MORE_WORDS = "an address in a question"


class Caller:
    """Speaks to a served process as one person."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port, self.headers = port, headers

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any], SimpleCookie]:
        sent = None if body is None else json.dumps(body)
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, sent, {"Content-Type": "application/json"} | self.headers)
            reply = connection.getresponse()
            content, kind = reply.read(), reply.getheader("content-type") or ""
            found = json.loads(content) if "json" in kind and content else {}
            return reply.status, found, SimpleCookie(reply.getheader("set-cookie"))


def test_a_busy_run_leaves_no_secret_in_the_log(world: World, database_url: str, tmp_path: Path) -> None:
    world.clock.to(clock._system())  # the served process has no other
    ada, admin = world.person("Ada Quill"), world.person("Thandiwe Mokoena", role=Role.ADMIN)
    week, log = world.week(Phase.PITCHING), tmp_path / "log"
    settings = {
        "OFFTRAIL_LOCAL_SIGN_IN": "true",
        "OFFTRAIL_LOG_LEVEL": "debug",
        "OFFTRAIL_SLOW_STATEMENT_MS": "0",
        "OFFTRAIL_MAIL_SERVER": f"127.0.0.1:{free_port()}",
        "OFFTRAIL_MAIL_FROM": "offtrail@offtrail.example",
        "OFFTRAIL_MAIL_PASSWORD": "the-mail-servers-password",
        "OFFTRAIL_PUBLIC_ADDRESS": "http://127.0.0.1",
        "OFFTRAIL_METRICS_TOKEN": "the-token-for-the-figures",
        "OFFTRAIL_SECRET_KEY": "a-key-of-at-least-thirty-two-characters",
    }  # fmt: skip
    known = [
        ada.secret,
        admin.secret,
        WORDS,
        MORE_WORDS,
        *(value for name, value in settings.items() if re.search("PASS|TOKEN|KEY", name)),
    ]
    with serving(database_url, log, **settings) as port:
        as_ada, as_admin = (Caller(port, Authorization=f"Bearer {who.secret}") for who in (ada, admin))
        browser = Caller(port)
        _, _, cookies = browser("POST", "/api/v1/session", {"person_id": ada.id})
        known += [cookie.value for cookie in cookies.values()]
        browser.headers["Cookie"] = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())
        token = as_ada("POST", "/api/v1/tokens", {"name": WORDS, "scopes": ["read"]})[1]["secret"]
        address = as_ada("POST", "/api/v1/me/addresses", {"kind": "calendar"})[1]
        known += [token, *SECRET.findall(json.dumps(address))]
        requests = [
            (as_ada, "POST", f"/api/v1/weeks/{week['slug']}/pitches", {"title": WORDS, "summary": WORDS}),
            (as_ada, "POST", f"/api/v1/weeks/{week['slug']}/pitches", {"title": WORDS, "unknown": "ada@offtrail.example"}),
            (as_ada, "GET", f"/api/v1/search?q={MORE_WORDS.replace(' ', '+')}", None),
            (as_ada, "GET", "/api/v1/people?q=ada@offtrail.example", None),
            (as_admin, "POST", "/api/v1/people", {"name": "New One", "email": "new.one@offtrail.example"}),
            (as_admin, "POST", "/api/v1/people", {"name": "New Two", "email": "new.one@offtrail.example"}),
            (as_admin, "POST", "/api/v1/webhooks", {"name": "hook", "url": "https://ada:pass@10.0.0.1/x", "types": ["pitch.*"]}),
            (browser, "PATCH", "/api/v1/me", {"home_team": WORDS}),
            (browser, "GET", "/api/v1/me/data", None),
            (Caller(port), "POST", "/api/v1/session/links", {"email": ada.email}),
            (Caller(port, Authorization=f"Bearer {'x' * 43}"), "GET", "/api/v1/me", None),
            (Caller(port), "GET", f"/api/v1/calendars/{'y' * 43}.ics", None),
            (Caller(port), "GET", f"/api/v1/feeds/{token}.atom", None),
            (Caller(port, Authorization="Bearer the-token-for-the-figures"), "GET", "/metrics", None),
            (browser, "DELETE", "/api/v1/session", None),
        ]  # fmt: skip
        statuses = [caller(method, path, body)[0] for caller, method, path, body in requests]

    said = log.read_text()
    lines = [json.loads(line) for line in said.splitlines()]
    assert statuses == [201, 422, 200, 200, 201, 409, 422, 422, 200, 202, 401, 404, 404, 200, 204]
    assert {"statement.slow"} <= {line["event"] for line in lines}
    assert len({line["request_id"] for line in lines if "request_id" in line}) > 10
    assert [one for one in known if one in said] == []
    assert ADDRESS.findall(said) == []
    assert SECRET.findall(said) == []
