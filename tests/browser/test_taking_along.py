"""What leaves the page for other programs: a week for a calendar, an address of one's own, tables for organizers."""

import csv
import json
import re
from pathlib import Path

import httpx
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_board import ILSE, WEEK
from tests.browser.test_leading import LARS, MARGIT


def taken(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path())


def test_a_week_goes_into_a_calendar_from_its_page(shown: Server, visit: Opener) -> None:
    page = visit(shown, f"/weeks/{WEEK}", ILSE)

    calendar = Calendar.from_ical(taken(page, "Add to calendar").read_bytes())

    assert len(calendar.walk("VEVENT")) >= 5
    assert f"/weeks/{WEEK}" in str(calendar.walk("VEVENT")[0]["url"])


def test_all_that_is_held_about_me_comes_as_a_file(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/me", LARS)

    held = json.loads(taken(page, "All that is held about me (JSON)").read_text())

    assert [row["name"] for row in held["tables"]["person"]] == [LARS]
    assert len(held["tables"]["pitch_lead"]) >= 1


def test_an_address_of_my_own_is_shown_once_and_shows_my_weeks_until_i_revoke_it(
    server: Server, visit: Opener
) -> None:
    page = visit(server, "/me", LARS)
    panel = page.locator("#addresses")
    expect(panel.get_by_text("You have none.")).to_be_visible()

    panel.get_by_role("button", name="Make a calendar address").click()

    secret = panel.locator("code")
    expect(secret).to_have_text(re.compile(rf"^{server.url}/api/v1/calendars/[\w-]{{43}}\.ics$"))
    address = secret.inner_text()
    assert len(Calendar.from_ical(httpx.get(address, trust_env=False).content).walk("VEVENT")) >= 5
    page.reload()
    expect(panel.get_by_role("listitem")).to_have_count(1)
    expect(panel.locator("code")).to_have_count(0)
    panel.get_by_role("button", name=re.compile("^Revoke: Calendar")).click()
    expect(panel.get_by_text("You have none.")).to_be_visible()
    assert httpx.get(address, trust_env=False).status_code == 410


def test_organizers_take_tables_along_where_they_look(shown: Server, visit: Opener) -> None:
    rows = {}
    for path, name in (
        (f"/weeks/{WEEK}/console", "Pitches, CSV"),
        (f"/weeks/{WEEK}/console", "Sign-ups, CSV"),
        (f"/weeks/{WEEK}/people", "People, CSV"),
        ("/outcomes", "Outcomes, CSV"),
    ):
        page = visit(shown, path, MARGIT)
        with taken(page, name).open(encoding="utf-8", newline="") as file:
            rows[name] = len(list(csv.DictReader(file)))

    assert {name for name, count in rows.items() if count < 5} == set()
    assert rows["People, CSV"] > 60


def test_others_see_no_tables(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/outcomes", ILSE)

    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")
    expect(page.get_by_role("link", name=re.compile("CSV"))).to_have_count(0)
