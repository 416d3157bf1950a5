"""What others do shows by itself: on the one card that it concerns, on a pitch, and after the stream was lost."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server, Watched
from tests.browser.test_board import CORWIN, ILSE, WEEK, in_crew

HIDE = """(hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def watching(server: Server, visit: Opener, path: str) -> Page:
    """Somebody who looks, and whose stream is open."""
    page = visit(server, "/weeks", ILSE)
    with page.expect_response("**/live"):
        page.goto(path)
    page.evaluate("scrollTo(0, 100); window.stays = true")
    return page


def test_a_place_fills_on_the_one_card_that_it_concerns(server: Server, visit: Opener) -> None:
    page = watching(server, visit, f"/weeks/{WEEK}/pitches")
    card = page.locator(".card", has_text="Carbon per croissant")
    expect(card.get_by_text("0/4")).to_be_visible()
    page.evaluate(
        """() => { window.touched = new Set(); new MutationObserver((all) => all.forEach(({ target }) =>
            touched.add((target.closest?.('.card') ?? target.parentElement?.closest('.card'))?.querySelector('h3')?.textContent ?? 'other')))
            .observe(document.querySelector('.cards'), { subtree: true, childList: true, attributes: true, characterData: true }) }"""
    )

    other = visit(server, f"/weeks/{WEEK}/pitches?q=carbon", CORWIN)
    server.send("POST", f"/weeks/{WEEK}/accept-guardrails", None, CORWIN)
    other.get_by_role("button", name="Sign up").click()

    expect(card.get_by_text("1/4")).to_be_visible()
    expect(card.get_by_title(CORWIN)).to_be_visible()
    assert page.evaluate("[...window.touched]") == ["Carbon per croissant"]
    assert page.evaluate("window.stays")


def test_a_new_pitch_comes_and_a_withdrawn_one_goes(server: Server, visit: Opener) -> None:
    page = watching(server, visit, f"/weeks/{WEEK}/pitches")
    made = server.send("POST", f"/weeks/{WEEK}/pitches", {"title": "Just now"}, "Lars Hovdenak")
    expect(page.locator(".card").first).to_contain_text("Just now")
    server.send("POST", f"/pitches/{made['id']}/withdraw", {"reason": "Not now"}, "Lars Hovdenak")
    expect(page.locator(".card", has_text="Just now")).to_have_count(0)


def test_a_pitch_shows_its_crew_and_its_thread_while_an_answer_is_typed(
    server: Server, visit: Opener
) -> None:
    pitch = server.pitch(WEEK, "Carbon per croissant")
    asked = server.send("POST", f"/pitches/{pitch}/comments", {"body": "Which oven?"}, CORWIN)
    page = watching(server, visit, f"/pitches/{pitch}")
    page.get_by_role("button", name=f"Reply to {CORWIN}").click()
    page.get_by_role("textbox", name=f"Reply to {CORWIN}").press_sequentially("The big")

    in_crew(server, CORWIN, "Carbon per croissant")
    server.send(
        "POST", f"/pitches/{pitch}/comments", {"body": "Both.", "parent_id": asked["id"]}, "Lars Hovdenak"
    )

    expect(page.get_by_role("region", name="Crew")).to_contain_text(CORWIN)
    expect(page.get_by_text("Both.")).to_be_visible()
    expect(page.get_by_role("textbox", name=f"Reply to {CORWIN}")).to_be_focused()
    expect(page.get_by_role("textbox", name=f"Reply to {CORWIN}")).to_have_value("The big")


def test_a_hidden_tab_lets_go_and_catches_up(server: Server, visit: Opener) -> None:
    page = watching(server, visit, f"/weeks/{WEEK}/pitches")
    page.evaluate(HIDE, True)
    in_crew(server, CORWIN, "Carbon per croissant")
    page.wait_for_timeout(1500)
    card = page.locator(".card", has_text="Carbon per croissant")
    expect(card.get_by_text("0/4")).to_be_visible()

    page.evaluate(HIDE, False)

    expect(card.get_by_text("1/4")).to_be_visible()


def test_a_server_that_is_gone_is_said_and_what_was_missed_is_shown(
    server: Server, visit: Opener, watched: Watched
) -> None:
    page = watching(server, visit, f"/weeks/{WEEK}/pitches")
    server.stop()
    away = page.get_by_role("status").filter(has_text="Offtrail cannot be reached. Shown as of")
    expect(away).to_be_visible()
    expect(page.locator(".card", has_text="Carbon per croissant").get_by_text("0/4")).to_be_visible()

    server.start()
    in_crew(server, CORWIN, "Carbon per croissant")

    expect(page.locator(".card", has_text="Carbon per croissant").get_by_text("1/4")).to_be_visible(
        timeout=20_000
    )
    expect(away).to_have_count(0)
    watched.wrong[:] = [one for one in watched.wrong if "net::ERR_" not in one]


def test_a_database_that_is_away_for_a_while_ends_no_stream_for_good(
    server: Server, visit: Opener, watched: Watched
) -> None:
    page = visit(server, "/weeks", ILSE)
    away = ("**/api/v1/weeks/*/live", "**/api/v1/weeks/*/events?after=*")
    for path in away:
        page.route(path, lambda route: route.fulfill(status=503, json={"code": "database_unavailable"}))
    with page.expect_response(lambda reply: "/events?after=" in reply.url and reply.status == 503):
        page.goto(f"/weeks/{WEEK}/pitches")
    page.wait_for_timeout(2500)  # it asks three times, and would then have given up
    for path in away:
        page.unroute(path)

    with page.expect_response("**/live", timeout=20_000):
        in_crew(server, CORWIN, "Carbon per croissant")

    expect(page.locator(".card", has_text="Carbon per croissant").get_by_text("1/4")).to_be_visible()
    watched.wrong[:] = [one for one in watched.wrong if "503" not in one]
