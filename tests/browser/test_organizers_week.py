"""An organizer's week, told whole and by keyboard alone: from the last week to what became of the next."""

from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SETTLED, Opener, Server
from tests.browser.test_everywhere import violations

MARGIT, ILSE, LARS, CORWIN = "Margit Saarepuu", "Ilse Vandermolen", "Lars Hovdenak", "Corwin Adeyemi"
WEEK = "the-eleventh-exploration-week"
MOST_TABS = 120


def test_an_organizer_carries_a_week_from_the_last_one_to_its_outcomes(server: Server, visit: Opener) -> None:
    plans(server, visit(server, "/weeks", MARGIT))

    move_to(server, "pitching")
    pitches = {title: pitch_of(server, title) for title in ["A kinder pager", "Bread for robots"]}
    move_to(server, "forming")
    places(server, visit(server, "/", MARGIT), pitches["A kinder pager"])

    move_to(server, "demos")
    for pitch in pitches.values():
        server.send("PUT", f"/pitches/{pitch}/demo", {"mode": "live"}, LARS)
    orders(server, visit(server, "/", MARGIT))

    outcome = {
        "kind": "shipped",
        "summary": "It hums before it wakes anyone.",
        "learned": "Nobody missed the siren.",
    }
    server.send("PUT", f"/pitches/{pitches['A kinder pager']}/outcome", outcome, LARS)
    move_to(server, "closed")
    reads(visit(server, "/", MARGIT))


def plans(server: Server, page: Page) -> None:
    """Makes the week from the last one, sets its times on the timeline, and publishes it."""
    press(page, page.get_by_role("link", name="The next one, from the last"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press(page, page.get_by_role("button", name="Make the week"))
    expect(page.get_by_role("heading", name="Times: The eleventh exploration week")).to_be_focused()

    before = server.get(f"/weeks/{WEEK}", MARGIT)["schedule"]
    reach(page, page.get_by_role("slider", name="Wrap-up", exact=True))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    reach(page, page.get_by_label("Why?"))
    page.keyboard.type("One more hour of demos")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    longer = datetime.fromisoformat(before["wrap_up"]) + timedelta(hours=1)
    after = server.get(f"/weeks/{WEEK}", MARGIT)["schedule"]
    assert {**before, "wrap_up": longer} == {**after, "wrap_up": datetime.fromisoformat(after["wrap_up"])}

    press(page, page.get_by_role("button", name="Publish"), back=True)
    expect(page.get_by_role("status").filter(has_text="Published")).to_be_visible()
    assert server.get(f"/weeks/{WEEK}", ILSE)["phase"] == "announced"
    assert violations(page) == []


def places(server: Server, page: Page, pitch: str) -> None:
    """Looks at the console, and finds a place for somebody from there."""
    press(page, page.get_by_role("link", name="The eleventh exploration week"))
    press(page, page.get_by_role("link", name="Console"))
    expect(page.get_by_text("2 pitches are empty")).to_be_visible()
    press(page, page.get_by_role("button", name="Place somebody: A kinder pager"))
    whom = page.get_by_label("Whom?")
    expect(whom).to_be_focused()
    with page.expect_response(lambda reply: "/people?q=Corwin+Adeyemi" in reply.url):
        page.keyboard.type(CORWIN)
    page.keyboard.type(", Ovens")
    reach(page, page.get_by_label("Reason"))
    page.keyboard.type("He is new here")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("is a crew of one")).to_be_visible()
    assert [one["person"]["name"] for one in server.get(f"/pitches/{pitch}", MARGIT)["crew"]] == [CORWIN]


def orders(server: Server, page: Page) -> None:
    """Puts both demos into the running order, and turns them round."""
    press(page, page.get_by_role("link", name="Demos").first)
    for title in ["A kinder pager", "Bread for robots"]:
        press(page, page.get_by_role("button", name=f"Add to the order: {title}"))
    press(page, page.get_by_role("button", name="Move Bread for robots up"))
    press(page, page.get_by_role("button", name="Save the running order"), back=True)
    expect(page.get_by_role("status").filter(has_text="The running order is saved")).to_be_visible()
    order = [row["pitch"]["title"] for row in server.get(f"/weeks/{WEEK}/demos", MARGIT)["items"]]
    assert order == ["Bread for robots", "A kinder pager"]


def reads(page: Page) -> None:
    press(page, page.get_by_role("link", name="Outcomes").first)
    expect(page.get_by_text("It hums before it wakes anyone.")).to_be_visible()


def reach(page: Page, what: Locator, *, back: bool = False) -> None:
    """Tabs on, or back, until it has the focus; no pointer is ever used."""
    page.wait_for_selector(SETTLED)
    expect(what).to_be_visible()
    for _ in range(MOST_TABS):
        if what.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not reach {what}")


def press(page: Page, what: Locator, *, back: bool = False) -> None:
    reach(page, what, back=back)
    page.keyboard.press("Enter")


def move_to(server: Server, phase: str) -> None:
    """An hour after a phase of the new week began."""
    begins = datetime.fromisoformat(str(server.get(f"/weeks/{WEEK}", MARGIT)["schedule"][phase]))
    server.go_to(begins + timedelta(hours=1))


def pitch_of(server: Server, title: str) -> str:
    made = server.send("POST", f"/weeks/{WEEK}/pitches", {"title": title, "crew_limit": 4}, LARS)
    return str(made["id"])
