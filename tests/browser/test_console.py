"""The console: one sentence, then figures that lead to what they count, each with its table, and printable."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opener, Server, Watched

MARGIT, ILSE, CONSOLE = "Margit Saarepuu", "Ilse Vandermolen", "/weeks/tenth-week/console"


def test_the_figures_are_the_servers_and_lead_to_what_they_count(shown: Server, visit: Opener) -> None:
    people = shown.get("/weeks/tenth-week/insights", MARGIT)["people"]
    page = visit(shown, CONSOLE, MARGIT)
    expect(
        page.get_by_text(f"{people['with_crew']} of {people['taking_part']} people have a crew")
    ).to_be_visible()
    expect(page.get_by_role("img", name="People with a crew, day by day")).to_be_visible()
    page.get_by_text("Show the figures").first.click()
    expect(page.get_by_role("columnheader", name="Taking part")).to_be_visible()
    page.get_by_role("link", name=re.compile("of Ovens, in bakers")).click()
    expect(page).to_have_url(re.compile(r"/pitches\?tag=bakers"))
    page.go_back()
    page.get_by_role("link", name="Find a lead: One spreadsheet to let go").click()
    expect(page.get_by_role("heading", name="Crew", exact=True)).to_be_focused()


def test_the_console_prints_its_figures_and_not_the_frame(shown: Server, visit: Opener) -> None:
    page = visit(shown, CONSOLE, MARGIT)
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator(".funnel rect.full").first).to_be_visible()


def test_the_console_is_for_organizers_alone(shown: Server, visit: Opener, watched: Watched) -> None:
    watched.refusals.add(403)
    page = visit(shown, CONSOLE, ILSE)
    expect(page.get_by_text("Only the organizers of this week see its figures.")).to_be_visible()


def test_a_week_without_pitches_invites_the_first(server: Server, visit: Opener) -> None:
    server.send("POST", "/weeks/ninth-week/copy", {"months": 12, "slug": "next"}, MARGIT)
    page = visit(server, "/weeks/next/console", MARGIT)
    expect(page.get_by_text("the week waits for its first one")).to_be_visible()
