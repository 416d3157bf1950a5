"""What the page's sources keep to, told without a browser and without Node."""

import re

import pytest

from app.core.config import Settings
from app.core.paths import frontend_dir
from app.main import create_app
from app.page import shipped

FORBIDDEN = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser)|https?://(?!www\.w3\.org/)[\w.-]+\.\w"
)
# What only a program can do wrong, what says nothing by itself (`invalid` has a line for each field), and what every screen says alike.
NEVER_SAID = {
    "after_unknown", "bad_cursor", "bad_idempotency_key", "bad_if_match", "bad_request", "bad_token", "cross_site",
    "idempotency_conflict", "invalid", "malformed_json", "scope_missing", "scope_too_wide", "secret_already_shown",
    "too_many_requests", "unknown_event_type", "unsupported_media_type",
}  # fmt: skip
CALLED = re.compile(r"\b(get|all|post|put|patch|del)\(\s*'(/[^']*)'")
ASKED = re.compile(r"\b(?:get|post|put|patch|del|all)\(\s*'(/[^']*)'")
SCRIPTS = sorted(name for name, _ in shipped(frontend_dir()) if name.endswith(".js"))
CORE = ("lib/signals.js", "lib/dom.js", "lib/router.js")


@pytest.fixture(scope="module")
def contract() -> dict:
    """The API, as the application itself describes it."""
    return create_app(Settings(database_url="sqlite://")).openapi()


@pytest.fixture(scope="module")
def paths(contract: dict) -> set[str]:
    return set(contract["paths"])


def source(name: str) -> str:
    return (frontend_dir() / name).read_text("utf-8")


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_parses_text_or_names_another_host(name: str) -> None:
    assert FORBIDDEN.findall(source(name)) == []


@pytest.mark.parametrize("name", [name for name in SCRIPTS if not name.startswith("words/")])
def test_no_file_is_longer_than_a_sitting(name: str) -> None:
    assert len(source(name).splitlines()) <= 300


@pytest.mark.parametrize(
    "name", [name for name in SCRIPTS if name != "lib/markdown.js"]
)  # which reads such marks
def test_no_text_goes_over_several_lines(name: str) -> None:
    """Indentation is not sent, and would be missing from such a text."""
    assert [line for line in source(name).splitlines() if line.count("`") % 2] == []


def test_the_core_is_small_enough_to_stay_ours() -> None:
    assert sum(len(source(name).splitlines()) for name in CORE) < 300


def test_the_page_asks_only_for_what_the_contract_has(paths: set[str]) -> None:
    asked = {f"/api/v1{path}" for name in SCRIPTS for path in ASKED.findall(source(name))}

    assert len(asked) > 25
    assert asked - paths == set()


def test_the_types_of_the_contract_are_those_of_the_application(paths: set[str]) -> None:
    typed = set(re.findall(r'^    "(/[^"]+)": \{', source("contract.d.ts"), re.MULTILINE))

    assert {path for path in paths if path.startswith("/api/")} - typed == set()


def test_what_the_page_can_be_refused_is_said_in_german(contract: dict) -> None:
    refusals = source("words/de.js").partition("const refusals = {")[2].partition("\n};")[0]
    german = set(re.findall(r"^  (\w+):", refusals, re.MULTILINE))
    called = {call for name in SCRIPTS for call in CALLED.findall(source(name))}
    refused = {code for method, path in called for code in refusals_of(contract, method, path)}

    assert {"last_admin", "last_lead", "crew_full"} <= german
    assert "null_not_allowed" in refused
    assert {code for code in refused - german - NEVER_SAID if not code.endswith("_closed")} == set()


def refusals_of(contract: dict, method: str, path: str) -> set[str]:
    """The codes that an operation's description names, each reply's before its colon."""
    operation = contract["paths"][f"/api/v1{path}"][{"all": "get", "del": "delete"}.get(method, method)]
    said = [reply["description"] for status, reply in operation["responses"].items() if status >= "400"]
    named = [code for text in said for code in re.split(r"[,;] ", re.sub(r":.*", "", text))]
    return {code for code in named if re.fullmatch(r"[a-z_]+", code)}
