"""What the documents point to is there, and they keep to the product's words."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from app.core.config import Settings
from tests.docs.conftest import ROOT, Document, document, documents

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"(?:app|docs|tests|tools|frontend|migrations)/[\w./-]*")
TARGET = re.compile(r"\bmake ([a-z][a-z-]+)\b")
OPTION = re.compile(r"\bOFFTRAIL_[A-Z_]+")
NEVER = re.compile(r"hackathons?\b|(?<!home )(?<!home-)\bteams?\b", re.IGNORECASE)

OF_TESTS_AND_EXAMPLES = {"test_database", "sample_data", "url", "token", ""}

every_document = pytest.mark.parametrize("read", documents(), ids=lambda read: read.name)


def anchors(path: Path) -> set[str]:
    """The names by which the headings of a Markdown file can be linked to, as code hosts make them."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(path.read_text("utf-8")))
    return {heading.strip().replace(" ", "-") for heading in kept}


@cache
def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def is_setting(name: str) -> bool:
    return name in Settings.model_fields or name.removesuffix("_file") in Settings.model_fields


@every_document
def test_links_lead_somewhere(read: Document) -> None:
    broken = []
    for link in LINK.findall(read.prose):
        name, _, anchor = link.partition("#")
        path = (read.path.parent / name).resolve() if name else read.path
        if "://" in link:
            continue
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(link)

    assert broken == []


@every_document
def test_places_in_the_repository_that_are_named_exist(read: Document) -> None:
    named = {place for code in CODE.findall(read.prose) if (place := code.strip()) and PLACE.fullmatch(place)}

    assert sorted(place for place in named if "NNNN" not in place and not (ROOT / place).exists()) == []


@every_document
def test_commands_of_make_exist(read: Document) -> None:
    named = {target for code in CODE.findall(read.text) for target in TARGET.findall(code)}
    named |= {target for _, block in read.code("sh") for target in TARGET.findall(block)}

    assert sorted(named - make_targets()) == []


@every_document
def test_settings_that_are_named_exist(read: Document) -> None:
    named = {option.removeprefix("OFFTRAIL_").lower() for option in OPTION.findall(read.text)}

    assert sorted(name for name in named - OF_TESTS_AND_EXAMPLES if not is_setting(name)) == []


@every_document
def test_the_words_are_the_product_s(read: Document) -> None:
    words = LINK.sub("", CODE.sub("", read.prose))  # the names of others' files

    assert [found[0] for found in NEVER.finditer(words)] == []


def test_the_readme_begins_with_what_it_is_and_two_commands() -> None:
    readme = document("README.md")

    [first, *_] = readme.blocks("sh")

    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make run", "make test"]
    assert readme.text.index("```") < readme.text.index("\n## ")


def test_the_readme_tells_the_demo_company_as_it_is() -> None:
    company = yaml.safe_load((ROOT / "app" / "sample" / "company.yaml").read_text("utf-8"))
    there = {person["name"] for home_team in company["home_teams"].values() for person in home_team}
    section = document("README.md").text.partition("## What you see")[2].partition("\n## ")[0]
    suggested = set(re.findall(r"\*\*([^*]+)\*\*", section))

    assert f"{len(there) + len(company['left'])} people in {len(company['home_teams'])} home teams" in section
    assert len(suggested) >= 5
    assert suggested <= there


def test_the_whole_of_docs_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path not in reached and path.suffix == ".md" and path.exists():
            reached.add(path)
            links = LINK.findall(path.read_text("utf-8"))
            ahead += [(path.parent / link.partition("#")[0]).resolve() for link in links if "://" not in link]

    assert sorted(read.name for read in documents() if read.path not in reached) == []


def test_decisions_have_the_same_parts_and_a_check_that_exists() -> None:
    parts = ["**Context.**", "**Decision.**", "**Consequences.**", "**Also weighed.**", "**Checked by**"]
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        text = path.read_text("utf-8")
        checks = CODE.findall(text.partition("**Checked by**")[2])

        assert [part for part in parts if part not in text] == [], path.name
        assert len(text) < 4000, f"{path.name} is longer than a page"
        assert any("tests/" in c or "tools/" in c or c in {"lint-imports", "ruff"} for c in checks), path.name
