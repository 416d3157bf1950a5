"""An organizer looks at the page as a member does: told on every screen, changing nothing, and back by one press."""

from playwright.sync_api import expect

from tests.browser.conftest import SETTLED, Opener, Server, Watched
from tests.browser.test_everywhere import violations

MARGIT, ADMIN, ILSE = "Margit Saarepuu", "Thandiwe Mokoena", "Ilse Vandermolen"


def test_from_myself_to_a_member_and_back(server: Server, visit: Opener, watched: Watched) -> None:
    watched.refusals |= {403}
    page = visit(server, "/me", MARGIT)
    page.get_by_role("button", name="As a member").press("Enter")

    banner = page.get_by_role("complementary", name="See it as others do")
    expect(banner).to_contain_text("As a member until")
    expect(page).to_have_url(f"{server.url}/")
    for path in ("/weeks", "/weeks/tenth-week/pitches", "/me", "/outcomes"):
        page.goto(path)
        page.wait_for_selector(SETTLED)
        expect(banner).to_be_visible()
    page.goto("/weeks")
    expect(page.get_by_role("heading", level=1)).to_have_text("Weeks")
    expect(page.get_by_role("link", name="Plan a week")).to_have_count(0)
    page.goto("/me")
    page.get_by_label("About me").fill("x")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("alert").get_by_text("go back to yourself first")).to_be_visible()

    other = page.context.new_page()
    watched.watch(other)
    other.goto("/weeks")
    expect(other.get_by_role("button", name="Back to yourself")).to_be_visible()
    banner.get_by_role("button", name="Back to yourself").press("Enter")
    expect(banner).to_have_count(0)
    expect(other.get_by_role("button", name="Back to yourself")).to_have_count(0)
    page.goto("/log?types=view.*")
    expect(page.locator(".log > li").first).to_contain_text("Margit Saarepuu looks as themselves again.")
    expect(page.locator(".log > li").last).to_contain_text("Margit Saarepuu looks as another role.")


def test_what_is_offered_is_what_one_may(shown: Server, visit: Opener) -> None:
    def offered(who: str) -> list[str]:
        page = visit(shown, "/me", who)
        expect(page.get_by_role("heading", level=1)).to_have_text("My week")
        return page.locator("section[aria-labelledby=viewing] button").all_inner_texts()

    assert [offered(who) for who in (ILSE, MARGIT, ADMIN)] == [
        [],
        ["As a member"],
        ["As a member", "As an organizer"],
    ]


def test_the_banner_is_accessible_and_fits_in_german_too(server: Server, visit: Opener) -> None:
    for language in ("en", "de"):
        page = visit(server, "/me", ADMIN, language=language)
        page.locator("section[aria-labelledby=viewing] button").last.press("Enter")
        expect(page.locator(".viewing")).to_be_visible()
        page.goto("/weeks/tenth-week/pitches")
        page.wait_for_selector(SETTLED)
        for theme in ("light", "dark"):
            for width in (1280, 320):
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size({"width": width, "height": 900})
                assert violations(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
