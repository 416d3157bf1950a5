"""Now: who asks, what moved since the last visit, how the week stands for its organizers, and why one was called off."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_board import CORWIN, ILSE, WEEK
from tests.browser.test_journeys import crew_of
from tests.browser.test_leading import LARS, MARGIT, PITCH, in_phase


def news(page: Page) -> str:
    return page.get_by_role("heading", name="Since your last visit").locator("..").inner_text()


def accepts_guardrails(server: Server, who: str) -> None:
    if not server.get(f"/weeks/{WEEK}", who)["guardrails_accepted"]:
        server.send("POST", f"/weeks/{WEEK}/accept-guardrails", None, who)


def test_a_lead_is_told_who_asks_and_answers_beside_it(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, PITCH)
    server.send("PATCH", f"/pitches/{pitch}", {"join": "ask"}, LARS)
    for who in (ILSE, CORWIN):
        accepts_guardrails(server, who)
    server.send("POST", f"/pitches/{pitch}/signups", {"message": "I have scales."}, ILSE)
    page = visit(server, "/", LARS)
    expect(page.get_by_text("1 person would like to join")).to_be_visible()
    expect(page.get_by_text("I have scales.")).to_be_visible()

    server.send("POST", f"/pitches/{pitch}/signups", {"message": "I have flour."}, CORWIN)  # while it is open
    expect(page.get_by_text("2 people would like to join")).to_be_visible()
    page.get_by_role("button", name=f"Accept: {ILSE}").press("Enter")
    expect(page.get_by_text("1 person would like to join")).to_be_visible()
    page.get_by_role("button", name=f"Decline: {CORWIN}").press("Enter")

    expect(page.get_by_text("would like to join")).to_have_count(0)
    assert crew_of(server, pitch) == [ILSE]


def test_what_moved_since_the_last_visit_is_told_once(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, PITCH)
    page = visit(server, "/", LARS)
    page.clock.install()
    expect(page.get_by_text("Since your last visit")).to_have_count(0)
    accepts_guardrails(server, ILSE)
    server.send("POST", f"/pitches/{pitch}/signups", {}, ILSE)
    server.send("POST", f"/pitches/{pitch}/comments", {"body": "Which oven?"}, ILSE)
    server.send("POST", f"/weeks/{WEEK}/pitches", {"title": "Another one"}, CORWIN)
    server.send("POST", f"/weeks/{WEEK}/pitches", {"title": "My own"}, LARS)

    page.clock.fast_forward(3600_000)
    page.reload()

    told = news(page)
    assert f"{PITCH}: 1 person joined, 1 new question or answer" in told
    assert "1 new pitch\n" in f"{told}\n"
    page.reload()
    assert f"{PITCH}: 1 person joined" in news(page)  # the same visit goes on
    page.clock.fast_forward(3600_000)
    page.reload()
    expect(page.get_by_text("Nothing moved.")).to_be_visible()


def test_an_organizer_reads_how_the_week_stands_and_three_tasks_with_their_deadline(
    shown: Server, visit: Opener
) -> None:
    page = visit(shown, "/", MARGIT)
    panel = page.get_by_role("heading", name="How the week stands").locator("..")
    expect(panel).to_contain_text(re.compile(r"\d+ of \d+ people have a crew"))
    expect(panel).to_contain_text("To be settled in ")
    expect(panel.get_by_role("listitem")).to_have_count(3)

    panel.get_by_role("link", name=re.compile("^Show all")).click()
    expect(page.get_by_role("heading", name=re.compile("^Console"), level=1)).to_be_visible()
    engineer = visit(shown, "/", ILSE)
    expect(engineer.get_by_text("How the week stands")).to_have_count(0)


def test_everyone_reads_why_a_week_was_called_off(server: Server, visit: Opener) -> None:
    server.send("POST", f"/weeks/{WEEK}/cancel", {"reason": "The roof leaks"}, MARGIT)

    page = visit(server, f"/weeks/{WEEK}", ILSE)

    expect(page.get_by_text("It was called off. The roof leaks")).to_be_visible()


def test_a_lead_is_asked_half_a_year_on_whether_it_lives(server: Server, visit: Opener) -> None:
    in_phase(server, "closed")
    page = visit(server, "/", LARS)

    page.get_by_role("link", name="Still alive? One minute").press("Enter")

    expect(page.get_by_role("heading", name="What came of it?", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/pitches/[0-9a-f-]+/outcome$"))


def test_who_is_invited_reads_so_first_and_answers_there(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, PITCH)
    accepts_guardrails(server, ILSE)
    server.send("POST", f"/pitches/{pitch}/signups", {"person_id": server.people()[ILSE]}, LARS)
    page = visit(server, "/", ILSE)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"You are invited to {PITCH}")
    expect(page.locator("main .button.main")).to_have_text("Accept")

    page.get_by_role("button", name="Accept").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Find your crew")
    assert crew_of(server, pitch) == [ILSE]


def test_a_headline_that_changes_while_it_is_read_keeps_the_focus(server: Server, visit: Opener) -> None:
    accepts_guardrails(server, ILSE)
    page = visit(server, f"/weeks/{WEEK}/pitches", ILSE)
    page.get_by_role("link", name="Now", exact=True).press("Enter")
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_have_text("Find your crew")
    expect(headline).to_be_focused()

    invited = {"person_id": server.people()[ILSE]}
    server.send("POST", f"/pitches/{server.pitch(WEEK, PITCH)}/signups", invited, LARS)

    expect(headline).to_have_text(f"You are invited to {PITCH}")
    expect(headline).to_be_focused()


def test_a_button_that_is_drawn_anew_under_ones_finger_keeps_the_focus(server: Server, visit: Opener) -> None:
    accepts_guardrails(server, ILSE)
    invited = {"person_id": server.people()[ILSE]}
    server.send("POST", f"/pitches/{server.pitch(WEEK, PITCH)}/signups", invited, LARS)
    page = visit(server, "/", ILSE)
    accept = page.locator("main").get_by_role("button", name="Accept").first
    accept.focus()

    helped = server.pitch(WEEK, "broke it")
    server.send("POST", f"/pitches/{helped}/signups", {"role": "helper"}, ILSE)  # in another tab

    expect(page.get_by_role("heading", name="My crew").locator("..")).to_contain_text("broke it")
    expect(accept).to_be_focused()


def test_on_a_phone_the_present_phase_is_in_view(server: Server, visit: Opener) -> None:
    in_phase(server, "demos")
    page = visit(server, "/", ILSE, width=390, language="de")

    expect(page.locator(".rail [aria-current]")).to_be_in_viewport(ratio=1)


def test_a_pitch_that_was_begun_and_not_sent_is_gone_on_with_from_now(server: Server, visit: Opener) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches/new", ILSE)
    page.get_by_label("Title").fill("Ovens that sing")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Now").press("Enter")

    page.get_by_role("link", name="Go on with “Ovens that sing”, not sent yet").press("Enter")

    expect(page.get_by_label("Title")).to_have_value("Ovens that sing")
    page.get_by_label("Title").fill("")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Now").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find your crew")
    expect(page.get_by_role("link", name="Go on with")).to_have_count(0)
