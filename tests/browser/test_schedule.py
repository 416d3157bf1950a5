"""An organizer moves the times of a week that has not begun, and begins its first phase by hand."""

from playwright.sync_api import expect

from tests.browser.conftest import Opener, Server

ORGANIZER = "Margit Saarepuu"


def test_the_times_of_a_copied_week_are_free_until_pitching_has_begun(server: Server, visit: Opener) -> None:
    server.send("POST", "/weeks/tenth-week/copy", {"slug": "eleventh"}, ORGANIZER)
    before = server.get("/weeks/eleventh", ORGANIZER)["schedule"]
    page = visit(server, "/weeks/eleventh/schedule", ORGANIZER)
    pitching = page.get_by_label("Pitching begins")
    pitching.fill(pitching.input_value()[:11] + "07:15")
    page.get_by_label("Why?").fill("The hall is free earlier")
    page.get_by_role("button", name="Change the times").click()
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    after = server.get("/weeks/eleventh", ORGANIZER)["schedule"]
    assert after == {**before, "pitching": after["pitching"]} != before

    server.send("POST", "/weeks/eleventh/publish", None, ORGANIZER)
    page = visit(server, "/weeks/eleventh/schedule", ORGANIZER)
    page.get_by_role("button", name="Begin the next phase now").click()
    page.get_by_label("Why?").fill("Everyone is waiting")
    page.get_by_role("button", name="Change the times").click()
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    assert server.get("/weeks/eleventh", ORGANIZER)["phase"] == "pitching"
