"""An engineer's week, told whole, and by keyboard alone: not one click, from the first look to what came of it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SETTLED, Opener, Server
from tests.browser.test_board import CORWIN, ILSE, in_crew
from tests.browser.test_journeys import crew_of
from tests.browser.test_leading import LARS, PITCH, in_phase

TITLE = "A museum of wrong estimates"
FULL = "broke it"


def to(page: Page, target: Locator) -> None:
    """Goes on with Tab until the focus is there, as somebody without a pointer does."""
    expect(target).to_be_visible()
    for _ in range(150):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


def press(page: Page, target: Locator) -> None:
    to(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    to(page, target)
    page.keyboard.type(text)


def go(page: Page, words: str) -> None:
    """To a screen or a pitch, by the palette."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Go to")).to_be_focused()
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_contain_text(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_week_is_lived_by_keyboard_alone(server: Server, visit: Opener) -> None:
    full = in_crew(server, CORWIN, FULL)
    before = server.get(f"/pitches/{full}", ILSE)
    full_title, others = before["title"], [name for name in crew_of(server, full) if name != CORWIN]
    server.send("PATCH", f"/pitches/{full}", {"crew_limit": before["places_taken"]}, before["lead"]["name"])
    page = visit(server, "/", ILSE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Find your crew")

    page = pitches_and_loses_nothing(page)
    pitch = finds_a_pitch_and_joins(page)
    assert crew_of(server, pitch) == [ILSE]
    go(page, full_title)
    page.keyboard.press("+")
    expect(page.get_by_text("1st in line", exact=True)).to_be_visible()
    assert crew_of(server, pitch) == [ILSE]

    held = server.get(f"/pitches/{full}", CORWIN)["my_signup"]["id"]
    server.send("POST", f"/signups/{held}/leave", None, CORWIN)
    go(page, "Now")
    press(page, page.get_by_role("button", name="Take the place"))
    expect(page.get_by_role("button", name="Take the place")).to_have_count(0)
    assert (crew_of(server, full), crew_of(server, pitch)) == ([*others, ILSE], [])

    go(page, PITCH)
    page.keyboard.press("+")
    press(page, page.get_by_role("dialog").get_by_role("button", name="Switch crews"))
    expect(page.get_by_text("You are in", exact=True)).to_be_visible()
    assert (crew_of(server, full), crew_of(server, pitch)) == (others, [ILSE])
    press(page, page.get_by_role("button", name="Leave", exact=True))
    expect(page.locator("#crew")).not_to_contain_text(ILSE)
    page.keyboard.press("u")
    expect(page.locator("#crew")).to_contain_text(ILSE)
    write(page, page.get_by_label("Ask, or answer"), "Which oven do we weigh?")
    press(page, page.get_by_role("button", name="Send"))
    expect(page.get_by_role("article").get_by_text("Which oven do we weigh?")).to_be_visible()

    in_phase(server, "demos")
    page.reload()
    shows_it_and_says_what_came_of_it(page)
    outcome = server.get(f"/pitches/{pitch}/outcome", LARS)
    assert (outcome["kind"], outcome["summary"]) == ("learning", "Butter weighs more than we thought.")


def pitches_and_loses_nothing(page: Page) -> Page:
    page.keyboard.press("n")
    expect(page.get_by_label("Title")).to_be_focused()
    write(page, page.get_by_label("Title"), TITLE)
    write(page, page.get_by_role("textbox", name="The idea"), "Every one, *framed*.")
    preview = page.get_by_role("region", name="How people will see it")
    expect(preview.locator("em")).to_have_text("framed")
    again = page.context.new_page()
    page.close()
    again.goto("/")
    again.wait_for_selector(SETTLED)
    again.keyboard.press("n")
    expect(again.get_by_label("Title")).to_have_value(TITLE)
    press(again, again.get_by_role("button", name="Pitch it"))
    expect(again.get_by_role("heading", level=1)).to_have_text(TITLE)
    return again


def finds_a_pitch_and_joins(page: Page) -> str:
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("carbon croissant")
    expect(page.get_by_text("1 pitch", exact=True)).to_be_visible()
    press(page, page.locator(".card").get_by_role("link", name=PITCH))
    expect(page.get_by_role("heading", name=PITCH, level=1)).to_be_focused()
    page.keyboard.press("+")
    accept = page.get_by_role("dialog").get_by_role("button", name="I accept the guardrails")
    said = page.get_by_text("You are in", exact=True)
    accept.or_(said).first.wait_for()
    if accept.is_visible():
        press(page, accept)
    expect(said).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def shows_it_and_says_what_came_of_it(page: Page) -> None:
    press(page, page.get_by_role("button", name="Demo details"))
    dialog = page.get_by_role("dialog")
    write(page, dialog.get_by_label("Minutes"), "7")
    press(page, dialog.get_by_role("button", name="Save"))
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("article").get_by_text("Live")).to_be_visible()
    press(page, page.get_by_role("link", name="Record the outcome"))
    kind = page.get_by_label("What is it?")
    to(page, kind)
    page.keyboard.type("Learning")
    write(page, page.get_by_label("What we did"), "Butter weighs more than we thought.")
    press(page, page.get_by_role("button", name="Record it"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(PITCH))
    expect(page.get_by_text("Butter weighs more than we thought.")).to_be_visible()
