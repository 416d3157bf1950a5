"""Organizers look through the log: who did what, with before and after, found by filters that stand in the address."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import SETTLED, Opener, Server, Watched

MARGIT, ILSE, LARS = "Margit Saarepuu", "Ilse Vandermolen", "Lars Hovdenak"
SLUG = "tenth-week"


def rows(page: Page):
    return page.locator(".log > li")


def test_who_did_what_is_told_with_before_and_after(server: Server, visit: Opener) -> None:
    pitch = server.pitch(SLUG, "Carbon per croissant")
    server.send("PATCH", f"/pitches/{pitch}", {"title": "Carbon per roll", "crew_limit": 7}, LARS)
    server.send("PATCH", f"/weeks/{SLUG}", {"theme": "Quieter nights"}, MARGIT)

    page = visit(server, f"/weeks/{SLUG}/console", MARGIT)
    page.get_by_role("link", name="Log of this week").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Log")
    expect(page).to_have_url(f"{server.url}/log?week={SLUG}")
    expect(rows(page).nth(0)).to_contain_text("Margit Saarepuu: What is said of")
    expect(rows(page).nth(0).locator("ins")).to_have_text("Quieter nights")
    expect(rows(page).nth(1)).to_contain_text("Lars Hovdenak: Carbon per roll was changed.")
    expect(rows(page).nth(1).locator("del").first).to_have_text("Carbon per croissant")
    expect(rows(page).nth(1).get_by_role("term")).to_have_text(["Title", "Crew limit"])
    page.get_by_role("link", name="Carbon per roll").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per roll")


def test_each_filter_stands_in_the_address_and_the_tables_have_it_too(server: Server, visit: Opener) -> None:
    server.send("PATCH", "/me", {"name": "Ilse van der Molen"}, ILSE)
    ilse = server.people()["Ilse van der Molen"]
    page = visit(server, "/log", MARGIT)

    page.get_by_label("Kind").select_option("People")
    expect(page).to_have_url(f"{server.url}/log?types=person.*")
    expect(rows(page).first).to_contain_text("Ilse van der Molen was changed.")
    page.get_by_role("button", name="By whom…").press("Enter")
    page.get_by_role("dialog").get_by_role("combobox").fill("Ilse van der Molen")
    page.get_by_role("dialog").get_by_role("button", name="Show").press("Enter")
    expect(page).to_have_url(f"{server.url}/log?by={ilse}&types=person.*")
    expect(rows(page).locator("del").first).to_have_text("Ilse Vandermolen")
    page.get_by_label("Week", exact=True).select_option(index=1)
    expect(page.get_by_role("heading", name="Nothing happened like that")).to_be_visible()
    for file in ("CSV", "XLSX"):
        href = page.get_by_role("link", name=f"Log, {file}").get_attribute("href") or ""
        assert f"by={ilse}" in href
        assert "types=person" in href
        assert "week=" in href

    page.reload()
    page.wait_for_selector(SETTLED)
    expect(page.get_by_role("heading", name="Nothing happened like that")).to_be_visible()
    expect(page.get_by_role("button", name="By somebody: show everybody’s")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").press("Enter")
    expect(page).to_have_url(f"{server.url}/log")
    expect(rows(page)).to_have_count(50)
    page.get_by_role("button", name="Show earlier").press("Enter")
    expect(rows(page)).to_have_count(100)
    page.get_by_label("Since").fill("2199-01-01")
    expect(page).to_have_url(f"{server.url}/log?since=2199-01-01")
    expect(rows(page)).to_have_count(0)


def test_a_persons_page_leads_to_what_they_did_and_what_was_done_to_them(
    shown: Server, visit: Opener
) -> None:
    person = shown.people()[LARS]
    page = visit(shown, f"/people/{person}", MARGIT)

    page.get_by_role("link", name="What they did").click()
    expect(page.get_by_role("button", name="By Lars Hovdenak: show everybody’s")).to_be_visible()
    expect(page).to_have_url(f"{shown.url}/log?by={person}")
    page.go_back()
    page.get_by_role("link", name="What was done to them").click()

    expect(page.get_by_role("button", name="About Lars Hovdenak: show everything")).to_be_visible()
    expect(rows(page).last).to_contain_text("Lars Hovdenak is new here.")


def test_it_is_for_organizers(shown: Server, visit: Opener, watched: Watched) -> None:
    watched.refusals |= {403}
    page = visit(shown, "/log", ILSE)

    expect(page.get_by_role("heading", level=1)).to_have_text("That did not work")
    expect(page.get_by_text("Only organizers read the log")).to_be_visible()


def test_what_could_not_be_read_is_told_and_what_was_shown_stays(
    shown: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals |= {422}
    page = visit(shown, "/log", MARGIT)
    refusal = {"code": "unexpected", "detail": "Not like that."}
    page.route("**/events/newest*", lambda route: route.fulfill(status=422, json=refusal))
    page.get_by_label("Kind").select_option("Demos")

    expect(page.get_by_role("status").get_by_text("Not like that.")).to_be_visible()
    expect(rows(page)).to_have_count(50)
    expect(page).to_have_url(f"{shown.url}/log")
