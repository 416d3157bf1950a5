"""Runs an earlier version's program on the schema of this one, as in a rolling upgrade: `python tools/rolling.py [REF]`.

The earlier program (by default the last tag, else the last state with fewer migrations) makes a database with a company in it and serves it. While it
does, this version migrates. Then the earlier one has to answer every GET of its contract as before, to write, and, where its schema knows a
floor, to start anew. At the end this version serves what both wrote. `OFFTRAIL_DATABASE_URL` names an empty database; else it is a file of SQLite.
"""

import argparse
import contextlib
import http.client
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.core import clock  # noqa: E402  # only the line above makes it known
from app.weeks.phases import SCHEDULED  # noqa: E402
from tests.serving import await_ready, end, free_port  # noqa: E402

CHANGES = re.compile(r"/(me/sessions|me/data|session|stream|live)$|/session/|/readyz$")
"""What isn't the same when it is asked for twice, or never ends."""


# --- versions


def git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def earlier() -> str:
    """The last tag, or the last state of which this one has all migrations as they were, and more."""
    if tags := git("tag", "--merged", "HEAD", "--sort=-creatordate").splitlines():
        return tags[0]
    now = _migrations("HEAD")
    refs = git("log", "--first-parent", "--format=%H", "--", "migrations/versions").splitlines()
    return next(ref for one in refs if _migrations(ref := f"{one}^") < now)


def _migrations(ref: str) -> frozenset[str]:
    """The migrations of a state, each by its name and what is in it."""
    return frozenset(git("ls-tree", ref, "migrations/versions/").splitlines())


@contextlib.contextmanager
def checked_out(ref: str) -> Iterator[Path]:
    packed = subprocess.run(["git", "archive", ref], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="offtrail-earlier-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


# --- programs


def run(home: Path, url: str, *words: str) -> None:
    """A command of a version, which has to succeed."""
    command = [sys.executable, "-m", "app", *words]
    done = subprocess.run(
        command, cwd=home, env=environment(home, url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed in {home}:\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def served(home: Path, url: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(command, cwd=home, env=environment(home, url), stdout=log, stderr=log)
        try:
            await_ready(port, process, Path(log.name))
            yield port
        finally:
            end(process)


def environment(home: Path, url: str) -> dict[str, str]:
    ours = {"PYTHONPATH": str(home), "OFFTRAIL_DATABASE_URL": url, "OFFTRAIL_LOCAL_SIGN_IN": "true"}
    return {**os.environ, **ours}


# --- a walk through the API


@dataclass
class Walk:
    """Somebody who is signed in, and goes through all that a contract names."""

    port: int
    contract: dict[str, Any]
    cookie: str = ""
    known: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            reply = connection.getresponse()
            for cookie in SimpleCookie(reply.getheader("set-cookie")).values():
                self.cookie = f"{cookie.key}={cookie.value}"
            content = reply.read()
        if reply.status >= 500 and path != "/readyz":
            self.broken.append(f"{method} {path}: {reply.status} {content[:200]!r}")
        return reply.status, content

    def must(self, method: str, path: str, body: Any = None) -> Any:
        status, content = self.ask(method, f"/api/v1/{path}", body)
        if not 200 <= status < 300:
            self.broken.append(f"{method} {path}: {status} {content[:300]!r}")
            return {}
        return json.loads(content) if content else {}

    def sign_in(self) -> None:
        """As whoever may do most."""
        people = self.must("GET", "session/people?limit=100")["items"]
        order = {"admin": 0, "organizer": 1}
        first = min(people, key=lambda person: order.get(person.get("role"), 2))
        self.must("POST", "session", {"person_id": first["id"]})
        self.known["person_id"] = first["id"]

    def look_around(self) -> None:
        """Learn the ids of things that there are."""
        weeks = self.must("GET", "weeks")["items"]
        self.known["slug"] = weeks[-1]["slug"]
        pitch = self.must("GET", f"weeks/{self.known['slug']}/pitches")["items"][0]
        self.known["pitch_id"] = pitch["id"]
        if signups := self.must("GET", f"pitches/{pitch['id']}/signups")["items"]:
            self.known["signup_id"] = signups[0]["id"]

    def read_all(self) -> dict[str, tuple[int, bytes]]:
        """What each GET of the contract answers, by its address."""
        replies = {}
        for template, operations in self.contract["paths"].items():
            if "get" not in operations or CHANGES.search(template):
                continue
            path = re.sub(r"\{(\w+)\}", lambda found: self.known.get(found[1], "nothing"), template)
            needed = [
                one["name"]
                for one in operations["get"].get("parameters", [])
                if one["in"] == "query" and one.get("required")
            ]
            path += "?" + "&".join(f"{name}=a" for name in needed) if needed else ""
            status, content = self.ask("GET", path)
            replies[path] = status, content if content[:1] in b"{[" else b""
        return replies

    def write(self, name: str) -> None:
        """A little of everything that people do."""
        week = self.must(
            "POST", "weeks", {"title": name, "slug": name, "time_zone": "UTC", "schedule": _begun()}
        )
        self.must("POST", f"weeks/{name}/publish")
        pitch = self.must(
            "POST",
            f"weeks/{name}/pitches",
            {"title": f"Pitched at {name}", "tags": ["rolling"], "crew_limit": 3},
        )
        self.must("POST", f"pitches/{pitch.get('id')}/comments", {"body": "Good."})
        self.must("PUT", f"pitches/{pitch.get('id')}/interest")
        signup = self.must("POST", f"pitches/{pitch.get('id')}/signups", {})
        self.must("POST", f"signups/{signup.get('id')}/leave")
        self.must("PATCH", f"pitches/{pitch.get('id')}", {"summary": "Said anew."})
        token = self.must("POST", "tokens", {"name": name, "scopes": ["read"]})
        self.must("DELETE", f"tokens/{token.get('id')}")
        found = json.loads(self.ask("GET", f"/api/v1/weeks/{name}/pitches")[1])
        if [item["id"] for item in found["items"]] != [pitch.get("id")] or not week:
            self.broken.append(f"the board of {name} doesn't show what was pitched: {found}")


def _begun() -> dict[str, str]:
    """A week whose people find their crews now."""
    began = clock.now() - timedelta(days=7, hours=1)
    return {phase: (began + timedelta(days=7 * place)).isoformat() for place, phase in enumerate(SCHEDULED)}


def differing(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> list[str]:
    return [
        f"GET {path}: {before[path][0]} before, {after[path][0]} after, other than before"
        for path in before
        if before[path] != after[path]
    ]


def rolled(ref: str, url: str, told: Any = print) -> list[str]:
    """What breaks when the program of `ref` runs on this version's schema; nothing, if all is well."""
    with checked_out(ref) as old:
        contract = yaml.safe_load((old / "openapi.yaml").read_text("utf-8"))
        run(old, url, "migrate")
        run(old, url, "demo")
        with served(old, url) as port:
            walk = Walk(port, contract)
            walk.sign_in()
            walk.look_around()
            before = walk.read_all()
            run(ROOT, url, "migrate")
            told(f"{ref[:12]} serves on while the schema is migrated")
            walk.broken += differing(before, walk.read_all())
            walk.write("written-after")
        told(f"it answered {len(before)} addresses as before, and wrote")
        if (old / "app/core/migrations.py").read_text("utf-8").count("schema_floor"):
            with served(old, url) as port:
                told("it starts anew on the newer schema")
        else:
            told("it is from before there was a floor, and would not start anew on a newer schema")
    with served(ROOT, url) as port:
        newer = Walk(port, yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8")), known=walk.known)
        newer.sign_in()
        newer.read_all()
        newer.write("written-by-the-newer")
    told("this version serves what both wrote")
    return walk.broken + newer.broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "ref",
        nargs="?",
        help="a tag, branch or commit; by default the last tag, else what was before the newest migration",
    )
    ref = parser.parse_args().ref or earlier()
    with tempfile.TemporaryDirectory() as folder:
        broken = rolled(ref, os.environ.get("OFFTRAIL_DATABASE_URL") or f"sqlite:///{folder}/rolling.db")
    print("\n".join(broken) or "nothing broke")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
