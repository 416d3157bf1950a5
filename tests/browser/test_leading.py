"""What leads and their crews do besides, and what the page says in each phase; the server's clock is moved for it."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_board import CORWIN, ILSE, WEEK, in_crew

LARS, MARGIT, PITCH = "Lars Hovdenak", "Margit Saarepuu", "Carbon per croissant"


def in_phase(server: Server, phase: str) -> None:
    """As if a phase of the week had begun an hour ago."""
    begins = datetime.fromisoformat(str(server.get(f"/weeks/{WEEK}", MARGIT)["schedule"][phase]))
    server.go_to(begins + timedelta(hours=1))


def box(page: Page, words: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=words).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("phase", "heading", "action"),
    [
        ("pitching", "What would you explore?", "Pitch an idea"),
        ("forming", "Find your crew", "Find a crew"),
        ("exploring", "Explore", "See the pitches"),
        ("demos", "Time to show it", "See the running order"),
        ("wrap_up", "Say what came of it", "See the outcomes"),
        ("closed", "What became of it?", "See the outcomes"),
    ],
)
def test_now_says_one_thing_in_each_phase(
    server: Server, visit: Opener, phase: str, heading: str, action: str
) -> None:
    in_phase(server, phase)
    page = visit(server, "/", ILSE)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("main .button.main")).to_have_text(action)


def test_an_offered_place_is_taken_and_the_old_one_freed(server: Server, visit: Opener) -> None:
    full = in_crew(server, CORWIN, PITCH)
    server.send("PATCH", f"/pitches/{full}", {"crew_limit": 1}, LARS)
    old = in_crew(server, ILSE, "broke it")
    server.send("POST", f"/pitches/{full}/signups", {}, ILSE)
    held = server.get(f"/pitches/{full}", CORWIN)["my_signup"]["id"]
    server.send("POST", f"/signups/{held}/leave", None, CORWIN)

    page = visit(server, "/", ILSE)
    page.get_by_role("button", name="Take the place").click()

    expect(page.get_by_role("listitem").filter(has_text=PITCH).get_by_text("Member")).to_be_visible()
    assert [one["person"]["name"] for one in server.get(f"/pitches/{full}", ILSE)["crew"]] == [ILSE]
    assert ILSE not in str(server.get(f"/pitches/{old}", ILSE)["crew"])


def test_a_pitch_is_withdrawn_with_a_reason_and_restored(server: Server, visit: Opener) -> None:
    page = visit(server, f"/pitches/{server.pitch(WEEK, PITCH)}", LARS)
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_label("Reason").fill("The oven is out for repair")
    box(page, "Withdraw")
    expect(page.get_by_text("The oven is out for repair")).to_be_visible()
    expect(page.get_by_role("button", name="Restore")).to_be_focused()

    page.get_by_role("button", name="Restore").click()

    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(page.get_by_text("The oven is out for repair")).to_have_count(0)


def test_a_pitch_is_handed_over(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, PITCH)
    page = visit(server, f"/pitches/{pitch}", LARS)
    page.get_by_role("button", name="Hand over").click()
    with page.expect_response(re.compile(r"/people\?q=Ilse")):
        page.get_by_label("Hand over to").fill(ILSE)
    known = page.locator(f'#people-found option[value*="{ILSE}"]')
    page.get_by_label("Hand over to").fill(known.get_attribute("value") or "")
    box(page, "Hand over")
    expect(page.locator("#crew")).to_contain_text(ILSE)
    assert server.get(f"/pitches/{pitch}", LARS)["lead"]["name"] == ILSE


def test_an_earlier_pitch_is_continued(server: Server, visit: Opener) -> None:
    earlier = server.pitch("ninth-week", "Flaky Test Museum")
    page = visit(server, f"/pitches/{earlier}", ILSE)
    page.get_by_role("button", name="Continue in another week").click()
    page.get_by_role("dialog").get_by_role("button", name="Continue in another week").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value(re.compile("Flaky Test Museum"))
    made = server.get(f"/pitches/{page.url.split('/')[-2]}", ILSE)
    assert (made["continues"]["id"], made["status"]) == (earlier, "draft")


def test_a_crew_says_how_it_shows_what_it_did(server: Server, visit: Opener) -> None:
    in_phase(server, "demos")
    page = visit(server, f"/pitches/{server.pitch(WEEK, PITCH)}", LARS)
    page.get_by_role("button", name="Demo details").click()
    page.get_by_label("Title of the demo").fill("A croissant on the scales")
    page.get_by_label("Minutes").fill("7")
    box(page, "Save")
    expect(page.get_by_role("article").get_by_text("A croissant on the scales")).to_be_visible()


def test_a_token_is_made_shown_once_and_revoked(server: Server, visit: Opener) -> None:
    page = visit(server, "/me", ILSE)
    page.get_by_text("Make a token").first.click()
    page.get_by_label("What is it for?").fill("The lobby screen")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".secret")).not_to_be_empty()
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(page.get_by_text("The lobby screen")).to_be_visible()
    page.get_by_role("button", name="Revoke: The lobby screen").click()
    expect(page.get_by_text("You have no tokens.")).to_be_visible()
    expect(page.locator(".secret")).to_have_count(0)
    expect(page.locator("#tokens h2")).to_be_focused()
    assert server.get("/tokens", ILSE)["items"] == []
