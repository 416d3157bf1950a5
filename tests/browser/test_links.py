"""Signing in by a link that comes by mail, from the worker through a real mail server into a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server, Watched, serving
from tests.identity.postbox import Postbox, a_postbox

WHO, HERS = "Margit Saarepuu", "margit@ovenlark.example"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with a_postbox() as made:
        yield made


@pytest.fixture
def server(company: Path, tmp_path: Path, box: Postbox) -> Iterator[Server]:
    settings = {
        "OFFTRAIL_MAIL_SERVER": box.server,
        "OFFTRAIL_MAIL_FROM": "offtrail@ovenlark.example",
        "OFFTRAIL_MAIL_TLS": "none",
        "OFFTRAIL_LOCAL_SIGN_IN": "false",
    }
    with serving(Path(shutil.copy(company, tmp_path)), **settings) as own:
        yield own


def asks(page: Page, address: str) -> None:
    page.get_by_label("E-mail address").fill(address)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"If {address} is known here, a link is on its way")).to_be_visible()


def test_one_asks_for_a_link_opens_it_and_is_in(server: Server, visit: Opener, box: Postbox) -> None:
    page = visit(server, "/sign-in?next=/weeks")
    asks(page, HERS)

    link = box.last_link()
    page.goto(link)
    page.get_by_role("button", name="Go on to Offtrail").click()

    expect(page.get_by_role("link", name=WHO)).to_be_visible()
    expect(page).to_have_url(f"{server.url}/weeks")


def test_a_link_that_was_used_says_so_and_leads_to_a_new_one(
    server: Server, visit: Opener, watched: Watched, box: Postbox
) -> None:
    watched.refusals.add(410)
    asks(visit(server, "/sign-in"), HERS)
    link = box.last_link()
    for _ in range(2):
        page = visit(server, link.removeprefix(server.url))
        page.get_by_role("button", name="Go on to Offtrail").click()
        expect(page.get_by_role("button", name="Go on to Offtrail")).to_have_count(0)

    expect(page.get_by_role("alert")).to_have_text(
        "This link was used already, or is older than fifteen minutes."
    )
    page.get_by_role("link", name="Get a new link").click()
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_what_is_no_address_is_said_beside_the_field(server: Server, visit: Opener, watched: Watched) -> None:
    watched.refusals.add(422)
    page = visit(server, "/sign-in")
    page.get_by_label("E-mail address").fill("margit@ovenlark")
    page.get_by_role("button", name="Send me a link").click()

    expect(page.get_by_label("E-mail address")).to_have_attribute("aria-invalid", "true")
