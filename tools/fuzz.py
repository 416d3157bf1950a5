"""Throws what schemathesis makes of openapi.yaml at a real server, for a time: no 5xx, and nothing that the contract does not say.

Two in three of the ids in its requests are those of real things, of the demo company: else most would end at a 404. Each of the
two databases is behind the server for half of the time.

python tools/fuzz.py --seconds 600 [--database postgresql] [--seed 7] [-- MORE OPTIONS OF `schemathesis run`]
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests import databases  # noqa: E402  # the script's folder comes first on the path, the checkout only by the line above
from tests.serving import NO_LIMITS  # noqa: E402  # as above

OFFTRAIL = [sys.executable, "-m", "app"]
EMAIL = "fuzz@offtrail.example"
# What can take the attacker's own token or rights away; each is tried last, so that the rest is not a row of 401s.
SAWS_ITS_OWN_BRANCH = ("revokeToken", "deactivatePerson", "editPerson")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def offtrail(env: dict[str, str], *arguments: str) -> str:
    """Run a command; gives what it prints."""
    done = subprocess.run(
        [*OFFTRAIL, *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def filled(env: dict[str, str]) -> str:
    """Load the demo company and somebody who may do everything; gives that person's token."""
    offtrail(env, "demo")
    offtrail(env, "person", "add", EMAIL, "--name", "Fuzz", "--role", "admin")
    scopes = [
        part
        for scope in ("read", "outcomes:read", "write", "organize", "admin")
        for part in ("--scope", scope)
    ]
    return offtrail(env, "token", "create", "--person", EMAIL, *scopes)


@contextmanager
def serving(env: dict[str, str], log: Path) -> Iterator[str]:
    """A server on a free port, up when given and stopped afterwards; what it says goes to `log`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [*OFFTRAIL, "serve", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as server:
        try:
            _await(address, server)
            yield address
        finally:
            server.terminate()


def _await(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz").is_success:
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not answer within 30 s")


def known(http: httpx.Client) -> dict[str, list[str]]:
    """By parameter name, what there is on the server; whoever asks is left out, lest they be deactivated."""

    def items(path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = http.get(f"/api/v1{path}").raise_for_status().json()["items"]
        return found

    slugs = [week["slug"] for week in items("/weeks")]
    pitches = [pitch["id"] for slug in slugs for pitch in items(f"/weeks/{slug}/pitches?limit=200")]
    return {
        "slug": slugs,
        "pitch_id": pitches,
        "person_id": [person["id"] for person in items("/people?limit=200") if person["email"] != EMAIL],
        "signup_id": [signup["id"] for pitch in pitches for signup in items(f"/pitches/{pitch}/signups")],
        "comment_id": [comment["id"] for pitch in pitches for comment in items(f"/pitches/{pitch}/comments")],
    }


def configuration(ids: dict[str, list[str]]) -> str:
    """Schemathesis' settings, in TOML: JSON's lists of strings are TOML's."""
    bodies = {"person_id": "person_id", "switch_from": "signup_id", "parent_id": "comment_id", "week": "slug"}
    bound = {f"path.{name}": name for name in ids} | {f"body.{name}": kind for name, kind in bodies.items()}
    lines = [f"[dictionaries.{name}]\nvalues = {json.dumps(values)}" for name, values in ids.items()]
    lines += ["[parameters]"]
    lines += [f'"{where}" = {{ dictionary = "{name}", probability = 0.67 }}' for where, name in bound.items()]
    return "\n".join(lines)


def attack(address: str, token: str, seconds: int, options: argparse.Namespace, env: dict[str, str]) -> int:
    """Try every operation; gives schemathesis' exit status, the worse of the two rounds."""
    header = f"Authorization: Bearer {token}"
    with httpx.Client(base_url=address, headers=[("Authorization", f"Bearer {token}")]) as http:
        settings = configuration(known(http))
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        "{}",
        "run",
        f"{address}/openapi.yaml",
    ]
    command += ["--url", address, "--header", header, "--checks", ",".join(CHECKS)]
    command += ["--continue-on-failure", "--request-timeout", "20", *options.more]
    command += ["--seed", str(options.seed)] if options.seed else []
    last = max(5, seconds // 10)
    rounds = {"--exclude-operation-id": max(5, seconds - last), "--include-operation-id": last}
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(settings)
        file.flush()
        command[command.index("{}")] = file.name
        statuses = []
        for choice, most in rounds.items():
            chosen = [part for name in SAWS_ITS_OWN_BRANCH for part in (choice, name)]
            run = [*command, "--max-time", str(most), *chosen]
            statuses.append(subprocess.run(run, cwd=ROOT, env=env, check=False).returncode)
    return max(statuses)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--seed", type=int)
    parser.add_argument("more", nargs="*")
    options = parser.parse_args()
    kinds = options.database or ["sqlite", "postgresql"]
    return max([attacked(kind, options.seconds // len(kinds), options) for kind in kinds])


def attacked(kind: str, seconds: int, options: argparse.Namespace) -> int:
    """Serve from a database of a kind, and attack that; gives the exit status."""
    log = Path(tempfile.gettempdir()) / f"offtrail-fuzz-{os.getpid()}.log"
    with databases.prepared(kind) as prepared, databases.opened(prepared).migrated() as url:
        env = {**os.environ, **NO_LIMITS, "OFFTRAIL_DATABASE_URL": url, "OFFTRAIL_LOCAL_SIGN_IN": "true"}
        token = filled(env)
        with serving(env, log) as address:
            failed = attack(address, token, seconds, options, env)
    if "Traceback" in log.read_text():
        print(f"the server's log tells of an error: {log}")
        return 1
    log.unlink()
    return failed


if __name__ == "__main__":
    sys.exit(main())
