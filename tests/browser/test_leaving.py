"""Leaving is held back for six seconds, and can be undone with a pointer or by keyboard; leaving the screen sends it."""

from playwright.sync_api import Request, Route, expect

from tests.browser.conftest import Opener, Server, Watched
from tests.browser.test_board import ILSE, in_crew
from tests.browser.test_journeys import crew_of

PITCH = "Carbon per croissant"


def place_of(server: Server, pitch: str) -> str:
    return server.get(f"/pitches/{pitch}", ILSE)["my_signup"]["id"]


def test_leaving_is_undone_by_keyboard_and_never_sent(server: Server, visit: Opener) -> None:
    pitch = in_crew(server, ILSE, PITCH)
    page = visit(server, f"/pitches/{pitch}", ILSE)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/leave") else None)
    page.get_by_role("button", name="Leave", exact=True).press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"You left {PITCH}.")).to_be_visible()
    expect(page.locator("#crew")).not_to_contain_text(ILSE)
    expect(page.get_by_role("complementary").get_by_role("button", name="Undo")).to_be_focused()
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)

    page.keyboard.press("Enter")

    expect(page.locator("#crew")).to_contain_text(ILSE)
    expect(page.get_by_role("button", name="Leave", exact=True)).to_be_focused()
    page.wait_for_timeout(6500)
    assert sent == []
    assert crew_of(server, pitch) == [ILSE]


def test_leaving_is_sent_after_six_seconds(server: Server, visit: Opener) -> None:
    pitch = in_crew(server, ILSE, PITCH)
    page = visit(server, "/me", ILSE)
    place = page.get_by_role("listitem").filter(has_text=PITCH)
    place.get_by_role("button", name="Leave").click()
    expect(place).to_have_count(0)
    page.wait_for_timeout(4000)
    assert crew_of(server, pitch) == [ILSE]
    with page.expect_response("**/leave"):
        pass
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert crew_of(server, pitch) == []


def test_leaving_is_sent_at_once_with_the_screen_or_the_tab(server: Server, visit: Opener) -> None:
    pitch = in_crew(server, ILSE, PITCH)
    page = visit(server, f"/pitches/{pitch}", ILSE)
    page.get_by_role("button", name="Leave", exact=True).click()
    page.get_by_role("link", name="The tenth exploration week").click()
    expect(page.get_by_role("heading", name="The tenth exploration week")).to_be_visible()
    assert crew_of(server, pitch) == []

    in_crew(server, ILSE, PITCH)
    page.goto(f"/pitches/{pitch}")
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="You left")).to_be_visible()
    page.goto("about:blank")
    for _ in range(20):
        if crew_of(server, pitch) == []:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the tab was closed, and nobody told the server")


def test_who_leaves_and_loads_the_page_anew_sees_that_they_left(server: Server, visit: Opener) -> None:
    pitch = in_crew(server, ILSE, PITCH)
    page = visit(server, f"/pitches/{pitch}", ILSE)
    place = place_of(server, pitch)
    first: list[str] = []

    def leave_after_reading(route: Route) -> None:
        reply = route.fetch()
        if not first:
            first.append(place)
            server.send("POST", f"/signups/{place}/leave", None, ILSE)
        route.fulfill(response=reply)

    page.route(f"**/api/v1/pitches/{pitch}", leave_after_reading)
    page.reload()

    expect(page.get_by_role("button", name="Sign up", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Leave", exact=True)).to_have_count(0)
    expect(page.locator("#crew")).not_to_contain_text(ILSE)


def test_leaving_that_is_refused_shows_what_is_so_by_now(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(409)
    pitch = in_crew(server, ILSE, PITCH)
    page = visit(server, f"/pitches/{pitch}", ILSE)
    page.route("**/live", lambda route: route.fulfill(status=204))
    page.reload()
    place = place_of(server, pitch)
    page.get_by_role("button", name="Leave", exact=True).click()
    server.send("POST", f"/signups/{place}/leave", None, ILSE)

    expect(page.get_by_role("button", name="Sign up", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Leave", exact=True)).to_have_count(0)


def test_leaving_that_did_not_arrive_is_said_and_can_be_sent_again(
    server: Server, visit: Opener, watched: Watched
) -> None:
    pitch = in_crew(server, ILSE, PITCH)
    page = visit(server, "/me", ILSE)
    place = page.get_by_role("listitem").filter(has_text=PITCH)
    place.get_by_role("button", name="Leave").click()
    page.context.set_offline(True)
    told = page.get_by_role("status").filter(
        has_text=f"You are still in {PITCH}; leaving did not reach Offtrail."
    )
    expect(told).to_be_visible()
    expect(place).to_be_visible()
    page.context.set_offline(False)
    told.get_by_role("button", name="Try again").click()

    expect(told).to_have_count(0)
    expect(place.get_by_role("button", name="Leave")).to_have_count(0)
    assert crew_of(server, pitch) == []
    watched.wrong[:] = [one for one in watched.wrong if "net::ERR_" not in one]
