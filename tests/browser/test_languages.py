"""The page in German, and in two made-up languages that show what no real one would: a word that is nobody's, a line too short."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from app.core.paths import frontend_dir
from tests.browser.conftest import SETTLED, Opener, Server, serving
from tests.browser.languages import with_made_up_languages
from tests.browser.test_everywhere import ENGINEER, SCREENS, seen, violations

WIDTHS = (1280, 390, 320)
CODES = re.compile(r"words/en(-\w+)?\.js")
DATES = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\b"
    r"|\b(?:in|last|next|this|\d+|ago|yesterday|today|tomorrow|(?:minute|hour|day|week|month|year)s?)\b"
)
# Every piece of text that somebody can see or hear, with what it stands in.
TEXTS = """() => {
    const found = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const at = walk.currentNode.parentElement;
        if (at.closest('script, noscript, .avatar, kbd, .foot, .brand')) continue;
        found.push(walk.currentNode.data);
    }
    for (const one of document.querySelectorAll('main *, .bar *, .foot *'))
        for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
            if (one.hasAttribute(name) && !one.closest('.avatar')) found.push(one.getAttribute(name));
        }
    return found;
}"""
# What is cut off: a control whose words are wider than it is, where nothing lets one scroll to them.
CUT = """() => [...document.querySelectorAll('button, a.button, .chip, .tabs a, .bar nav a, label, th, legend')]
    .filter((one) => one.checkVisibility() && !one.closest('.unseen'))
    .filter((one) => {
        const style = getComputedStyle(one);
        const clipped = style.overflowX !== 'visible' || style.textOverflow === 'ellipsis';
        const outside = one.closest('.wide-table, .rail, dialog') ? false
            : one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1;
        return outside || (clipped && one.scrollWidth > one.clientWidth + 1) || one.scrollWidth > one.clientWidth + 2;
    })
    .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="session")
def babel(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("babel")
    with serving(Path(shutil.copy(company, folder)), with_made_up_languages(folder / "home")) as server:
        yield server


def untranslated(page: Page, told: list[str]) -> list[str]:
    """Text that is in no brackets, and that neither the server nor a clock said."""
    heard = _words(DATES.sub(" ", " ".join(told)))
    found = []
    for text in (piece for whole in page.evaluate(TEXTS) for piece in whole.split("·")):
        bare = _outside_brackets(text).removesuffix("Offtrail")
        rest = _words(DATES.sub(" ", bare))
        if (
            not re.search(r"[^\W\d_]{2}", rest)
            or rest in heard
            or re.fullmatch(r"[A-Za-z]+(?:[/_][A-Za-z]+)+", bare.strip())
        ):
            continue
        found.append(text)
    return found


def _outside_brackets(text: str) -> str:
    """What is in no brackets; words that were put into a sentence have theirs within its."""
    inner = re.compile(r"⟦[^⟦⟧]*⟧")
    while inner.search(text):
        text = inner.sub(" ", text)
    return text


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)


@pytest.mark.parametrize("language", ["xa", "xr"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_word_is_translated_and_fits(babel: Server, visit: Opener, screen: str, language: str) -> None:
    who, address = SCREENS[screen]
    path = address(babel)
    page = visit(babel, "/healthz-not", who, language=language)
    told: list[str] = []

    def hear(response: Response) -> None:
        if "/api/" in response.url and "json" in response.headers.get("content-type", "") and response.ok:
            told.extend(texts_of(json.loads(response.text())))

    page.on("response", hear)
    page.goto(path)
    page.wait_for_selector(SETTLED)
    page.wait_for_selector(".foot")

    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "xr" else "ltr")
    assert untranslated(page, told) == []
    for width in WIDTHS:
        seen(page, "light", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(CUT) == [], width


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_in_german_is_accessible_and_fits(shown: Server, visit: Opener, screen: str) -> None:
    who, address = SCREENS[screen]

    page = visit(shown, address(shown), who, language="de")

    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert violations(page) == []
    for width in WIDTHS:
        seen(page, "light", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(CUT) == [], width


def test_the_browser_asks_and_the_person_overrides(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/", ENGINEER, language="de")
    page.context.clear_cookies(name="language")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Finde deine Crew")

    page.get_by_role("button", name="English").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Find your crew")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/weeks")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")


def test_numbers_dates_and_lists_follow_the_language(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/weeks/tenth-week/console", "Margit Saarepuu", language="de")

    expect(page.locator(".health")).to_contain_text(re.compile(r"\d+ von \d+ Leuten haben eine Crew"))
    page.goto("/weeks/tenth-week")
    page.wait_for_selector(SETTLED)
    expect(page.locator(".rail")).to_contain_text(re.compile(r"(Mo|Di|Mi|Do|Fr)\., \d+\. \w+"))


def test_a_refusal_of_the_server_is_told_in_the_language(shown: Server, visit: Opener) -> None:
    page = visit(shown, f"/pitches/{shown.pitch('ninth-week', 'Flaky Test Museum')}", ENGINEER, language="de")

    expect(page.locator(".why").first).to_contain_text("In dieser Phase geht das nicht mehr")


def test_a_language_is_a_file_for_each_of_the_first_ones() -> None:
    words = frontend_dir() / "words"
    english = {file.name.removeprefix("en") for file in words.glob("en*.js")}

    assert {file.name.removeprefix("de") for file in words.glob("de*.js")} == english
