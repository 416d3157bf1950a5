"""However somebody looks at the page: letters twice as large, without motion, in forced colours, on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_everywhere import ENGINEER, SCREENS, pitch, violations

TWICE = "document.documentElement.style.fontSize = '200%'"
# What would move, with the seconds that it takes.
MOVING = """() => {
    const seconds = (text) => Math.max(...text.split(',').map((one) => parseFloat(one) * (one.trim().endsWith('ms') ? .001 : 1)));
    return [...document.querySelectorAll('*')].flatMap((one) => [null, '::before', '::after'].map((part) => {
        const style = getComputedStyle(one, part);
        return [seconds(style.animationDuration), seconds(style.transitionDuration), one.className];
    })).filter(([turning, passing]) => turning > 0 || passing > 0);
}"""
# Controls whose words are cut: wider or higher than the control.
CUT = """() => [...document.querySelectorAll('button, a.button, .chip, .bar nav a, label')]
    .filter((one) => one.checkVisibility() && !one.closest('.unseen, .seats'))
    .filter((one) => one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2)
    .filter((one) => getComputedStyle(one).display !== 'inline')
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("screen", SCREENS)
def test_letters_twice_as_large_fit(shown: Server, visit: Opener, screen: str) -> None:
    who, address = SCREENS[screen]
    page = visit(shown, address(shown), who)

    page.evaluate(TWICE)

    for width in (1280, 640):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(CUT) == [], width


@pytest.mark.parametrize("screen", ["now", "pitches", "pitch", "compose"])
def test_who_wants_no_motion_sees_none(shown: Server, visit: Opener, screen: str) -> None:
    who, address = SCREENS[screen]
    page = visit(shown, address(shown), who)
    assert page.evaluate(MOVING) == []

    page.emulate_media(reduced_motion="no-preference")

    assert page.evaluate(MOVING) != []  # else the first look would prove nothing


def test_who_goes_on_while_a_screen_moves_in_is_told_of_no_fault(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/weeks/tenth-week/pitches", ENGINEER)
    page.emulate_media(reduced_motion="no-preference")
    weeks = page.get_by_role("navigation", name="Main").get_by_role("link", name="Weeks")

    weeks.evaluate("(link) => { for (let time = 0; time < 5; time += 1) link.click(); }")

    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_url(f"{shown.url}/weeks")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["now", "pitches", "pitch", "compose", "console", "schedule"])
def test_in_forced_colours_everything_keeps_its_edge(
    shown: Server, visit: Opener, screen: str, theme: str
) -> None:
    who, address = SCREENS[screen]
    page = visit(shown, address(shown), who, theme=theme)
    page.emulate_media(forced_colors="active", color_scheme=theme)

    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    edgeless = page.evaluate(
        """() => [...document.querySelectorAll('.button:not(.bare, .quiet), .card, .panel, input, select, textarea')]
            .filter((one) => one.checkVisibility() && one.type !== 'checkbox')
            .filter((one) => ['none', 'hidden'].includes(getComputedStyle(one).borderTopStyle)
                || getComputedStyle(one).borderTopColor === 'rgba(0, 0, 0, 0)')
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert edgeless == []
    assert violations(page) == []


def test_in_forced_colours_one_sees_where_one_is(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/weeks/tenth-week/pitches", ENGINEER)
    page.emulate_media(forced_colors="active")

    tab = page.get_by_role("navigation", name="Main").get_by_role("link", name="Pitches")
    assert_marked(
        page, tab.element_handle(), page.get_by_role("link", name="Outcomes").first.element_handle()
    )
    bar = page.locator(".bars button").first
    filled = bar.locator("i").evaluate("(one) => getComputedStyle(one, '::before').backgroundColor")
    assert filled != bar.locator("i").evaluate("(one) => getComputedStyle(one).backgroundColor")
    step = page.locator(".rail [aria-current]").element_handle()
    assert_marked(page, step, page.locator(".rail li:last-child").element_handle())


def assert_marked(page: Page, one: object, other: object) -> None:
    """Told apart by a line, which forced colours leave, rather than by a tint, which they take."""
    look = "(one) => { const s = getComputedStyle(one); return [s.borderBlockEndColor, s.borderBlockEndWidth, s.outlineStyle, s.outlineWidth, s.textDecorationLine].join() }"
    assert page.evaluate(look, one) != page.evaluate(look, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["pitches", "pitch", "demos", "console", "outcomes"])
def test_paper_gets_the_words_and_none_of_the_controls(
    shown: Server, visit: Opener, screen: str, theme: str
) -> None:
    who, address = SCREENS[screen]
    page = visit(shown, address(shown), who, theme=theme)
    page.emulate_media(media="print", color_scheme=theme)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for gone in (".bar", ".foot", ".teller", ".filters", "main .button"):
        assert (
            page.locator(gone).evaluate_all("(all) => all.filter((one) => one.checkVisibility()).length") == 0
        )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.evaluate(
        "() => { const c = document.createElement('canvas').getContext('2d', { willReadFrequently: true });"
        "c.fillStyle = getComputedStyle(document.querySelector('h1')).color; c.fillRect(0, 0, 1, 1);"
        "return c.getImageData(0, 0, 1, 1).data[0] }"
    )
    assert ink < 100


def test_paper_says_where_a_link_goes(shown: Server, visit: Opener) -> None:
    page = visit(shown, pitch("An on-call assistant", "ninth-week")(shown), ENGINEER)
    page.emulate_media(media="print")

    link = page.locator("article a[href^='http']").first
    assert link.evaluate(
        "(one) => getComputedStyle(one, '::after').content.includes(one.getAttribute('href'))"
    )
