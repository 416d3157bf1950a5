"""Everything by keyboard: moving between cards, signing up, searching, the palette and the sheet; and never while one types."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_board import ILSE, WEEK
from tests.browser.test_everywhere import violations
from tests.browser.test_journeys import accept_guardrails, crew_of
from tests.browser.test_leading import PITCH


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_cards_are_walked_opened_and_joined_by_keyboard(server: Server, visit: Opener) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches", ILSE)
    titles = page.locator(".card h3").all_inner_texts()
    for key in "jjk":
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    assert focused(page) == titles[0]
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=titles[1])).to_be_focused()

    page.keyboard.press("+")
    accept_guardrails(page)
    expect(page.locator(".card").nth(1).get_by_role("link", name="You are in")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("o")

    expect(page.get_by_role("heading", name=titles[1], level=1)).to_be_focused()
    assert crew_of(server, page.url.rsplit("/", 1)[1]) == [ILSE]


def test_a_slash_searches_n_pitches_and_neither_does_while_one_types(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/", ILSE)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("n/j?")
    expect(page.get_by_role("searchbox")).to_have_value("n/j?")
    expect(page).to_have_url(re.compile(r"\?q="))
    page.get_by_role("searchbox").blur()
    page.keyboard.press("n")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Toast")
    expect(page.get_by_label("Title")).to_have_value("Toast")


def test_the_palette_goes_to_screens_pitches_and_people(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/", ILSE)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Go to")
    expect(field).to_be_focused()
    field.fill("croissant")
    expect(page.get_by_role("option", name="Carbon per croissant")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Carbon per croissant", level=1)).to_be_focused()

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to").fill("Lars")
    page.get_by_role("option", name="Lars Hovdenak").click()
    expect(page).to_have_url(re.compile(r"/people/[0-9a-f-]+$"))
    expect(page.get_by_role("heading", name="Lars Hovdenak", level=1)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("key", ["?", "Control+k"])
def test_the_sheet_and_the_palette_are_accessible_and_give_the_focus_back(
    shown: Server, visit: Opener, theme: str, key: str
) -> None:
    page = visit(shown, "/", ILSE, theme=theme)
    link = page.get_by_role("link", name="See the pitches")
    link.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_the_sheet_of_a_page_in_which_nothing_had_the_focus_leaves_it_on_the_heading(
    shown: Server, visit: Opener
) -> None:
    page = visit(shown, "/", ILSE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_what_is_pressed_on_the_way_to_a_pitch_is_meant_for_that_pitch(server: Server, visit: Opener) -> None:
    page = visit(server, f"/pitches/{server.pitch(WEEK, 'broke it')}", ILSE)
    server.send("POST", f"/weeks/{WEEK}/accept-guardrails", None, ILSE)
    pitch = server.pitch(WEEK, PITCH)
    held: list[Route] = []
    page.route(f"**/api/v1/pitches/{pitch}", lambda route: held.append(route), times=1)  # noqa: PLW0108  it marks its handlers
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Go to")
    field.fill(PITCH)
    expect(page.get_by_role("option").first).to_contain_text(PITCH)
    types_on = field.evaluate("""field => {
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        return document.activeElement === field;
    }""")
    assert not types_on, "the very next key would go to the field that is closed"
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("+")
    page.wait_for_timeout(300)
    held[0].continue_()

    expect(page.get_by_text("You are in", exact=True)).to_be_visible()
    assert crew_of(server, pitch) == [ILSE]


def test_twins_find_each_other_while_a_title_is_typed(shown: Server, visit: Opener) -> None:
    page = visit(shown, f"/weeks/{WEEK}/pitches/new", ILSE)
    page.get_by_label("Title").press_sequentially("Measure the carbon of a croissant")
    alike = (
        page.get_by_role("region")
        .filter(has_text="Is one of these like yours?")
        .or_(page.get_by_role("status").filter(has_text="Is one of these like yours?"))
    )
    expect(alike.get_by_role("link", name="Carbon per croissant")).to_be_visible()
    assert alike.get_by_role("link").count() <= 3
