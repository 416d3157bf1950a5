"""A guest on the page: invited where the week is planned, and shown nothing that they can't do."""

from playwright.sync_api import expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_board import WEEK

MARGIT, GWEN = "Margit Saarepuu", "Gwen Port"


def test_a_guest_is_invited_and_finds_one_week_and_no_way_to_pitch(server: Server, visit: Opener) -> None:
    new = {"name": GWEN, "email": "gwen@elsewhere.example", "role": "guest"}
    guest = server.send("POST", "/people", new, MARGIT)
    page = visit(server, f"/weeks/{WEEK}/plan", MARGIT)

    page.get_by_role("button", name="Invite a guest").click()
    page.get_by_label("Whom?").fill(GWEN)
    page.get_by_role("dialog").get_by_role("button", name="Invite a guest").click()
    expect(page.get_by_role("button", name=f"Take out: {GWEN}")).to_be_visible()

    theirs = visit(server, f"/weeks/{WEEK}/pitches", GWEN)
    expect(theirs.get_by_role("heading", level=1)).to_be_visible()
    expect(theirs.get_by_role("link", name="Pitch an idea")).to_have_count(0)
    theirs.goto(f"{server.url}/people/{guest['id']}")
    expect(theirs.get_by_text("Guest", exact=True)).to_be_visible()
    assert [one["slug"] for one in server.get("/weeks", GWEN)["items"]] == [WEEK]

    page.get_by_role("button", name=f"Take out: {GWEN}").click()
    expect(page.get_by_role("button", name=f"Take out: {GWEN}")).to_have_count(0)
    assert server.get("/weeks", GWEN)["items"] == []
