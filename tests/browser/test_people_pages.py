"""Who somebody is, where I am signed in, and what was tried before: the screens that look back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener, Server, Watched
from tests.browser.test_board import CORWIN, ILSE, WEEK
from tests.browser.test_leading import LARS, MARGIT, PITCH

EARLIER = "The Flaky Test Museum"
THANDIWE = "Thandiwe Mokoena"


def test_a_name_leads_to_what_a_person_did_and_wants_to_learn(server: Server, visit: Opener) -> None:
    server.send("PATCH", "/me", {"bio": "Weighs everything.", "wants_to_learn": ["Erlang"]}, LARS)
    page = visit(server, f"/pitches/{server.pitch(WEEK, PITCH)}", ILSE)

    page.locator("#crew").get_by_role("link", name=LARS).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(LARS)
    expect(page).to_have_url(re.compile(f"/people/{server.people()[LARS]}$"))
    expect(page.get_by_text("Weighs everything.")).to_be_visible()
    expect(page.get_by_text("Erlang")).to_be_visible()
    led = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=PITCH))
    expect(led.get_by_text("Lead", exact=True)).to_be_visible()
    expect(page.get_by_text("@")).to_have_count(0)


def test_an_address_and_a_draft_are_shown_to_organizers_and_to_oneself_alone(
    server: Server, visit: Opener
) -> None:
    server.send("POST", f"/weeks/{WEEK}/pitches", {"title": "Not yet", "draft": True}, LARS)
    path = f"/people/{server.people()[LARS]}"

    seen = {}
    for who in (LARS, MARGIT, ILSE):
        page = visit(server, path, who)
        seen[who] = (page.locator('a[href^="mailto:"]').count(), page.get_by_text("Not yet").count())

    assert seen == {LARS: (1, 1), MARGIT: (1, 1), ILSE: (0, 0)}


def test_the_palette_opens_a_person(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/", ILSE)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to").fill(CORWIN)
    page.get_by_role("option").filter(has_text="Person").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(CORWIN)


def test_a_lost_browser_is_signed_out_from_another(server: Server, visit: Opener) -> None:
    lost, _forgotten = visit(server, "/me", ILSE), visit(server, "/me", ILSE)
    page = visit(server, "/me", ILSE)
    sessions = page.locator("#sessions li")
    mine = sessions.filter(has_text="This browser")
    expect(mine).to_have_count(1)
    expect(sessions.first).to_contain_text("This browser")
    expect(mine).to_contain_text(re.compile(r"Signed in \w+ \d+ \w+, \d\d:\d\d"))
    before = sessions.count()
    assert before == 3

    page.get_by_role("button", name=re.compile("^Sign out there")).first.click()
    expect(sessions).to_have_count(before - 1)
    page.get_by_role("button", name="Sign out everywhere else").click()

    expect(sessions).to_have_count(1)
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    lost.reload()
    expect(lost.get_by_role("heading", level=1)).to_have_text("Who would you like to be?")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("My week")


def test_what_was_tried_before_is_found_asked_about_and_continued(server: Server, visit: Opener) -> None:
    page = visit(server, "/", ILSE)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Outcomes").click()
    page.get_by_role("link", name="Search what was tried before").click()
    page.get_by_role("searchbox").fill("flaky museum")
    expect(page).to_have_url(re.compile(r"/archive\?q=flaky\+museum$"))
    row = page.locator("main .list > li").filter(has=page.get_by_role("link", name=EARLIER, exact=True))
    expect(row).to_have_count(1)
    lead = server.get(f"/pitches/{server.pitch('ninth-week', EARLIER)}", ILSE)["lead"]
    expect(row).to_contain_text(f"Tried before, talk to {lead['name']}")
    expect(row.get_by_role("link", name=lead["name"])).to_have_attribute("href", f"/people/{lead['id']}")

    row.get_by_role("button", name=f"Continue {EARLIER}").click()

    expect(page.get_by_label("Title")).to_have_value(re.compile("Flaky Test Museum"))
    made = server.get(f"/pitches/{page.url.split('/')[-2]}", ILSE)
    assert (made["week"], made["status"], made["continues"]["title"]) == (WEEK, "draft", EARLIER)


def test_the_archive_is_narrowed_by_week_and_kind_in_its_address(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/archive?kind=stopped", ILSE)
    stopped = shown.get("/outcomes?kind=stopped&limit=200", ILSE)["items"]
    rows = page.locator("main .list > li")
    expect(rows).to_have_count(len(stopped))

    page.get_by_role("combobox", name="Week").select_option("tenth-week")
    expect(page).to_have_url(re.compile(r"/archive\?week=tenth-week&kind=stopped$"))
    expect(page.get_by_text("Nothing like that was tried")).to_be_visible()
    page.get_by_role("combobox", name="Kind").select_option("")

    expect(page.get_by_role("link", name=PITCH)).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)  # it is this very week's


@pytest.mark.parametrize("typed", [ILSE.lower(), "ilse@ovenlark.example"])
def test_a_person_is_chosen_by_a_whole_name_or_address(server: Server, visit: Opener, typed: str) -> None:
    page = visit(server, f"/pitches/{server.pitch(WEEK, PITCH)}", MARGIT)
    page.get_by_role("button", name="Invite somebody").or_(
        page.get_by_role("button", name="Hand over")
    ).first.click()
    if page.get_by_label("Reason").is_visible():
        page.get_by_label("Reason").fill("She asked me to")
        page.get_by_role("dialog").get_by_role("button").first.click()
    dialog = page.get_by_role("dialog").last
    dialog.get_by_role("combobox").fill(typed)
    dialog.get_by_role("button").first.click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("region", name="Crew")).to_contain_text(ILSE)


def test_a_name_that_nobody_has_is_told_beside_the_field(server: Server, visit: Opener) -> None:
    page = visit(server, f"/pitches/{server.pitch(WEEK, PITCH)}", LARS)
    page.get_by_role("button", name="Hand over").click()
    page.get_by_label("Hand over to").fill("Nobody At All")
    page.get_by_role("dialog").get_by_role("button", name="Hand over").click()

    expect(page.get_by_label("Hand over to")).to_be_focused()
    expect(page.get_by_role("dialog").locator(".hint.bad")).to_contain_text("Nobody is called that")


def test_a_week_that_is_over_has_no_sign_up_and_leads_to_its_outcomes(
    shown: Server, visit: Opener, watched: Watched
) -> None:
    page = visit(shown, f"/pitches/{shown.pitch('ninth-week', EARLIER)}", ILSE)
    expect(page.get_by_role("button", name=re.compile("Sign up|Ask to join|Wait"))).to_have_count(0)
    page.get_by_role("link", name="The ninth exploration week").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The ninth exploration week")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Weeks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weeks")
    page.get_by_role("link", name="The ninth exploration week").click()

    page.get_by_role("link", name="See its outcomes").click()

    expect(page).to_have_url(re.compile(r"/outcomes\?week=ninth-week$"))
    assert watched.wrong == []


def test_times_are_those_of_the_zone_in_my_profile_and_a_wrong_one_is_told(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(422)
    page = visit(server, "/me", LARS, zone="America/Sao_Paulo")
    zone = page.get_by_label("My time zone")
    zone.fill("Mars/Olympus")
    page.locator("#profile").get_by_role("button", name="Save").click()
    expect(page.locator("#profile .hint.bad")).to_have_text(
        "This is no IANA time zone; use a name such as Europe/Berlin."
    )
    expect(zone).to_be_focused()
    zone.fill("Asia/Tokyo")
    page.locator("#profile").get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.get_by_role("link", name="Now", exact=True).click()

    expect(page.get_by_role("main").get_by_text("Tokyo / Brussels")).to_be_visible()


def keep(page: Page) -> Locator:
    return page.get_by_role("region", name="Look after")


def test_an_admin_gives_a_role_and_an_organizer_has_none_to_give(server: Server, visit: Opener) -> None:
    path = f"/people/{server.people()[LARS]}"
    page = visit(server, path, THANDIWE)
    keep(page).get_by_role("button", name="Change").click()
    page.get_by_label("May").select_option("organize every week")
    page.get_by_label("Home team").fill("Ovens")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Organizer", exact=True)).to_be_visible()
    changed = server.get(path, LARS)
    assert (changed["role"], changed["home_team"], changed["name"]) == ("organizer", "Ovens", LARS)

    page = visit(server, f"/people/{server.people()[ILSE]}", MARGIT)
    keep(page).get_by_role("button", name="Change").click()
    expect(page.get_by_label("Home team")).to_be_visible()
    expect(page.get_by_label("May")).to_have_count(0)


def manager_on(page: Page) -> Locator:
    return page.get_by_label("About").get_by_role("link", name=CORWIN)


def test_an_organizer_says_who_manages_somebody_and_everybody_reads_it(server: Server, visit: Opener) -> None:
    people = server.people()
    path = f"/people/{people[LARS]}"
    page = visit(server, path, MARGIT)
    keep(page).get_by_role("button", name="Change").click()
    page.get_by_label("Manager").fill(CORWIN)
    page.get_by_role("button", name="Save").click()

    expect(manager_on(page)).to_have_attribute("href", f"/people/{people[CORWIN]}")
    assert server.get(path, LARS)["manager"]["name"] == CORWIN
    expect(manager_on(visit(server, path, ILSE))).to_be_visible()

    page = visit(server, f"/log?about={people[LARS]}", MARGIT)
    expect(page.get_by_role("listitem").filter(has_text="Manager").first).to_contain_text(CORWIN)

    page = visit(server, path, MARGIT)
    keep(page).get_by_role("button", name="Change").click()
    page.get_by_label("Manager").fill("Nobody Such")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Manager")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Manager").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(manager_on(page)).to_have_count(0)
    assert server.get(path, LARS)["manager"] is None


def test_who_has_left_is_let_in_again_or_forgotten(server: Server, visit: Opener) -> None:
    person = server.people()[LARS]
    page = visit(server, f"/people/{person}", THANDIWE)
    keep(page).get_by_role("button", name="Has left").click()
    expect(page.get_by_role("dialog")).to_contain_text("places in weeks that are not closed are freed")
    page.get_by_role("dialog").get_by_role("button", name="Has left").click()
    expect(page.get_by_text("No longer here")).to_be_visible()
    assert LARS not in [one["name"] for one in server.get("/session/people")["items"]]

    keep(page).get_by_role("button", name="Let in again").click()
    expect(page.get_by_text("No longer here")).to_have_count(0)

    keep(page).get_by_role("button", name="Has left").click()
    page.get_by_role("dialog").get_by_role("button", name="Has left").click()
    keep(page).get_by_role("button", name="Anonymise").click()
    page.get_by_role("dialog").get_by_role("button", name="Anonymise").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Former colleague")
    expect(keep(page)).to_contain_text("Who this was is erased.")


def test_nobody_else_looks_after_people(shown: Server, visit: Opener) -> None:
    page = visit(shown, f"/people/{shown.people()[LARS]}", ILSE)

    expect(page.get_by_role("heading", level=1)).to_have_text(LARS)
    expect(keep(page)).to_have_count(0)
