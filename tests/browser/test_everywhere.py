"""What holds on every screen: it is accessible in both themes and at two widths, and nothing has to be scrolled sideways."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server

ORGANIZER, LEAD, ENGINEER = "Margit Saarepuu", "Piotr Zaleśny", "Ilse Vandermolen"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390), ("light", 320)]
Address = Callable[[Server], str]


def pitch(words: str, week: str = "tenth-week", after: str = "") -> Address:
    return lambda server: f"/pitches/{server.pitch(week, words)}{after}"


SCREENS: dict[str, tuple[str | None, Address]] = {
    "sign-in": (None, lambda _: "/sign-in"),
    "now": (ENGINEER, lambda _: "/"),
    "weeks": (ORGANIZER, lambda _: "/weeks"),
    "week": (ENGINEER, lambda _: "/weeks/tenth-week"),
    "pitches": (ENGINEER, lambda _: "/weeks/tenth-week/pitches"),
    "crews": (ENGINEER, lambda _: "/weeks/tenth-week/crews"),
    "crews, to an organizer": (ORGANIZER, lambda _: "/weeks/tenth-week/crews"),
    "no pitches": (ENGINEER, lambda _: "/weeks/tenth-week/pitches?q=zzzz"),
    "pitch": (ENGINEER, pitch("on-call assistant")),
    "pitch, its lead": (LEAD, pitch("on-call assistant")),
    "pitch with an outcome": (ENGINEER, pitch("Flaky Test Museum", "ninth-week")),
    "compose": (ENGINEER, lambda _: "/weeks/tenth-week/pitches/new"),
    "edit": (LEAD, pitch("on-call assistant", after="/edit")),
    "outcome": (LEAD, pitch("An on-call assistant", "ninth-week", "/outcome")),
    "outcomes": (ENGINEER, lambda _: "/outcomes"),
    "demos": (ORGANIZER, lambda _: "/weeks/ninth-week/demos"),
    "no demos": (ENGINEER, lambda _: "/weeks/tenth-week/demos"),
    "stage": (ENGINEER, lambda _: "/weeks/ninth-week/stage?at=2"),
    "stage, nothing to show": (ENGINEER, lambda _: "/weeks/tenth-week/stage"),
    "archive": (ENGINEER, lambda _: "/archive"),
    "archive, searched": (ENGINEER, lambda _: "/archive?q=oven"),
    "person": (ENGINEER, lambda server: f"/people/{server.people()[LEAD]}"),
    "person, to an organizer": (ORGANIZER, lambda server: f"/people/{server.people()[ENGINEER]}"),
    "now, to an organizer": (ORGANIZER, lambda _: "/"),
    "demos, to an engineer": (ENGINEER, lambda _: "/weeks/ninth-week/demos"),
    "my week": (LEAD, lambda _: "/me"),
    "web hooks": (ORGANIZER, lambda _: "/me/webhooks"),
    "plan": (ORGANIZER, lambda _: "/weeks/tenth-week/plan"),
    "plan a new one": (ORGANIZER, lambda _: "/weeks/new"),
    "copy": (ORGANIZER, lambda _: "/weeks/new?copy=ninth-week"),
    "schedule": (ORGANIZER, lambda _: "/weeks/tenth-week/schedule"),
    "people": (ORGANIZER, lambda _: "/weeks/tenth-week/people"),
    "people with a crew": (ORGANIZER, lambda _: "/weeks/tenth-week/people?show=with_crew&home_team=Ovens"),
    "people, for an engineer": (ENGINEER, lambda _: "/weeks/tenth-week/people"),
    "schedule of a week that is over": (ORGANIZER, lambda _: "/weeks/ninth-week/schedule"),
    "pitches with a home team": (ORGANIZER, lambda _: "/weeks/tenth-week/pitches?home_team=Ovens"),
    "console": (ORGANIZER, lambda _: "/weeks/tenth-week/console"),
    "console of a week that is over": (ORGANIZER, lambda _: "/weeks/ninth-week/console"),
    "log": (ORGANIZER, lambda _: "/log"),
    "log of a week": (ORGANIZER, lambda _: "/log?week=ninth-week&types=outcome.*"),
    "log, nothing": (ORGANIZER, lambda _: "/log?since=2199-01-01"),
    "my week, to an organizer": (ORGANIZER, lambda _: "/me"),
    "no such page": (ENGINEER, lambda _: "/no/such/page"),
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_accessible_and_fits(shown: Server, visit: Opener, screen: str) -> None:
    who, address = SCREENS[screen]

    page = visit(shown, address(shown), who)

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert {look: found for look in LOOKS if (found := violations(seen(page, *look)))} == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= LOOKS[-1][1]


def seen(page: Page, theme: str, width: int) -> Page:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("words", ["Demo details", "Withdraw", "Hand over", "Invite somebody"])
def test_a_dialog_is_accessible_and_gives_the_focus_back(
    shown: Server, visit: Opener, theme: str, words: str
) -> None:
    who, where = (
        (LEAD, pitch("An on-call assistant", "ninth-week"))
        if words == "Demo details"
        else (LEAD, pitch("on-call assistant"))
    )
    page = visit(shown, where(shown), who if words != "Demo details" else ORGANIZER, theme=theme)
    opener = page.get_by_role("button", name=words)
    opener.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()

    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_moving_on_puts_the_focus_on_the_new_heading(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/", ENGINEER)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Weeks").press("Enter")
    expect(page.get_by_role("heading", name="Weeks", level=1)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="Find your crew")).to_be_focused()


def test_a_chosen_theme_stays(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/", ENGINEER, theme="light")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
