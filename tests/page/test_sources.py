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
ASKED = re.compile(r"\b(?:get|post|put|patch|del|all)\(\s*'(/[^']*)'")
SCRIPTS = sorted(name for name, _ in shipped(frontend_dir()) if name.endswith(".js"))
CORE = ("lib/signals.js", "lib/dom.js", "lib/router.js")


@pytest.fixture(scope="module")
def paths() -> set[str]:
    """Every path of the API, as the application itself describes it."""
    return set(create_app(Settings(database_url="sqlite://")).openapi()["paths"])


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
