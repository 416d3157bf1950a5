"""An organizer sets the times of a week, on the timeline or typed, and sees what an engineer would read."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener, Server, Watched
from tests.browser.test_everywhere import violations

ORGANIZER, WEEK = "Margit Saarepuu", "eleventh"
WINTER = {
    "pitching": "2027-03-08T08:00:00Z",
    "forming": "2027-03-15T08:00:00Z",
    "exploring": "2027-03-22T08:00:00Z",
    "demos": "2027-03-26T12:00:00Z",
    "wrap_up": "2027-03-26T16:00:00Z",
    "closed": "2027-03-27T08:00:00Z",
}


def planned(server: Server, **changes: str) -> str:
    """A draft in a zone whose clocks go forward on 28 March 2027; the address of its times."""
    body = {"slug": WEEK, "schedule": {**WINTER, **changes}, "time_zone": "Europe/Brussels"}
    server.send("POST", "/weeks/tenth-week/copy", body, ORGANIZER)
    return f"/weeks/{WEEK}/schedule"


def times_of(server: Server, week: str = WEEK) -> dict[str, str]:
    return server.get(f"/weeks/{week}", ORGANIZER)["schedule"]


def handle(page: Page, phase: str) -> Locator:
    return page.get_by_role("slider", name=phase, exact=True)


def save(page: Page, why: str = "The hall is free earlier") -> None:
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Change the times").click()
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()


def test_the_times_of_a_copied_week_are_free_until_pitching_has_begun(server: Server, visit: Opener) -> None:
    server.send("POST", "/weeks/tenth-week/copy", {"slug": "eleventh"}, ORGANIZER)
    before = server.get("/weeks/eleventh", ORGANIZER)["schedule"]
    page = visit(server, "/weeks/eleventh/schedule", ORGANIZER)
    pitching = page.get_by_label("Start of pitching")
    pitching.fill(pitching.input_value()[:11] + "07:15")
    page.get_by_label("Why?").fill("The hall is free earlier")
    page.get_by_role("button", name="Change the times").click()
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    after = server.get("/weeks/eleventh", ORGANIZER)["schedule"]
    assert after == {**before, "pitching": after["pitching"]} != before

    server.send("POST", "/weeks/eleventh/publish", None, ORGANIZER)
    page = visit(server, "/weeks/eleventh/schedule", ORGANIZER)
    page.get_by_role("button", name="Begin the next phase now").click()
    expect(page.get_by_label("Why?")).to_be_focused()
    expect(page.get_by_text("“Change the times” then begins it.")).to_be_visible()
    expect(page.get_by_text("Kept on this device")).to_have_count(0)
    page.get_by_label("Why?").fill("Everyone is waiting")
    page.get_by_role("button", name="Change the times").click()
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    assert server.get("/weeks/eleventh", ORGANIZER)["phase"] == "pitching"


def test_a_handle_moves_by_keys_and_the_typed_time_with_it(server: Server, visit: Opener) -> None:
    page = visit(server, planned(server), ORGANIZER)
    forming, typed = handle(page, "Forming crews"), page.get_by_label("Start of forming crews")
    forming.focus()
    for key, shown in [
        ("ArrowRight", "2027-03-15T10:00"),
        ("ArrowLeft", "2027-03-15T09:00"),
        ("Shift+ArrowLeft", "2027-03-14T09:00"),
        ("PageDown", "2027-03-08T09:00"),
        ("PageUp", "2027-03-15T09:00"),
        ("Home", "2027-03-08T09:00"),
        ("End", "2027-03-22T09:00"),
        ("ArrowRight", "2027-03-22T09:00"),
    ]:
        forming.press(key)
        expect(typed).to_have_value(shown)
    expect(forming).to_have_attribute("aria-valuetext", "Mon, 22 Mar 2027, 09:00")
    expect(page.get_by_text("Forming crews stops at Exploring.")).to_be_visible()
    forming.press("Escape")
    expect(typed).to_have_value("2027-03-15T09:00")

    typed.fill("2027-03-16T08:45")
    expect(forming).to_have_attribute("aria-valuetext", "Tue, 16 Mar 2027, 08:45")
    save(page)
    assert times_of(server) == {**WINTER, "forming": "2027-03-16T07:45:00Z"}


@pytest.mark.parametrize("width", [1280, 390])
def test_a_handle_is_dragged_in_whole_hours_and_stops_at_its_neighbour(
    server: Server, visit: Opener, width: int
) -> None:
    page = visit(server, planned(server), ORGANIZER, width=width)
    exploring, typed = handle(page, "Exploring"), page.get_by_label("Start of exploring")
    x, y = (1, 0) if width > 1000 else (0, 1)
    drag(page, exploring, -60 * x, -60 * y)
    moved = typed.input_value()
    assert "2027-03-15T09:00" < moved < "2027-03-22T09:00"
    assert moved.endswith(":00")

    drag(page, exploring, 900 * x, 900 * y)
    expect(typed).to_have_value("2027-03-26T13:00")
    expect(page.get_by_label("Start of demos")).to_have_value("2027-03-26T13:00")


def drag(page: Page, what: Locator, x: int, y: int) -> None:
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box is not None
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + x / 2, at[1] + y / 2)
    page.mouse.move(at[0] + x, at[1] + y)
    page.mouse.up()


def test_a_handle_beyond_the_close_look_is_dragged_from_where_it_is(server: Server, visit: Opener) -> None:
    page = visit(server, planned(server), ORGANIZER)
    page.get_by_role("button", name="The week itself").click()
    drag(page, handle(page, "Pitching"), 4, 0)
    assert "2027-03-08T09:00" <= page.get_by_label("Start of pitching").input_value() < "2027-03-09"


def test_later_ones_move_along_and_keep_their_hour_where_the_clocks_change(
    server: Server, visit: Opener
) -> None:
    page = visit(server, planned(server), ORGANIZER)
    page.get_by_label("Later ones move along").check()
    handle(page, "Exploring").press("PageUp")
    expect(page.get_by_text("The clocks go forward on Sun, 28 Mar 2027, 03:00")).to_be_visible()

    save(page)

    assert times_of(server) == {
        **WINTER,
        "exploring": "2027-03-29T07:00:00Z",
        "demos": "2027-04-02T11:00:00Z",
        "wrap_up": "2027-04-02T15:00:00Z",
        "closed": "2027-04-03T07:00:00Z",
    }


def test_an_hour_that_the_clocks_skip_or_repeat_holds_nobody_back(server: Server, visit: Opener) -> None:
    page = visit(server, planned(server, closed="2027-03-28T00:00:00Z"), ORGANIZER)
    closed, typed = handle(page, "Closed"), page.get_by_label("The week closes")
    closed.focus()
    for shown in ["01:00", "03:00", "04:00"]:
        expect(typed).to_have_value(f"2027-03-28T{shown}")
        closed.press("ArrowRight")
    closed.press("ArrowLeft")
    closed.press("ArrowLeft")
    expect(typed).to_have_value("2027-03-28T03:00")
    typed.fill("2027-10-31T02:30")
    expect(page.get_by_text("the clocks show this time twice")).to_be_visible()


def test_the_preview_says_what_an_engineer_would_read_before_anything_is_saved(
    server: Server, visit: Opener
) -> None:
    page = visit(server, planned(server), ORGANIZER)
    reading = page.get_by_role("complementary", name="As an engineer reads it")
    page.get_by_label("On the clocks of").fill("America/Sao_Paulo")
    handle(page, "Forming crews").press("Shift+ArrowRight")

    expect(reading.get_by_role("heading", name="Find your crew")).to_be_visible()
    expect(reading.get_by_text("This phase ends in 6 days.")).to_be_visible()
    expect(reading.get_by_role("listitem").filter(has_text="Exploring")).to_contain_text(
        "Mon, 22 Mar 2027, 05:00"
    )

    page.get_by_role("slider", name="At this moment").press("Home")
    expect(reading.get_by_role("heading", name="A week is coming")).to_be_visible()
    assert times_of(server) == WINTER


def test_what_has_begun_is_fixed_and_the_present_phase_only_moves_later(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/weeks/tenth-week/schedule", ORGANIZER)
    expect(handle(page, "Pitching")).to_have_count(0)
    expect(page.get_by_label("Start of pitching")).not_to_be_editable()
    forming, typed = handle(page, "Forming crews"), page.get_by_label("Start of forming crews")
    began = typed.input_value()
    forming.press("ArrowLeft")
    expect(typed).to_have_value(began)
    forming.press("ArrowRight")
    assert datetime.fromisoformat(typed.input_value()) > datetime.fromisoformat(began) + timedelta(hours=20)
    forming.press("Shift+ArrowLeft")
    expect(typed).to_have_value(began)


def test_what_was_set_stays_when_somebody_else_was_faster(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    page = visit(server, planned(server), ORGANIZER)
    handle(page, "Forming crews").press("Shift+ArrowRight")
    theirs = {"schedule": {**WINTER, "closed": "2027-03-30T07:00:00Z"}, "reason": "More time to write"}
    server.send("PUT", f"/weeks/{WEEK}/schedule", theirs, ORGANIZER)
    page.get_by_label("Why?").fill("Monday is a holiday")
    page.get_by_role("button", name="Change the times").click()

    expect(page.get_by_text("Somebody else moved the times meanwhile: Closed: Tue, 30 Mar")).to_be_visible()
    expect(page.get_by_label("Why?")).to_have_value("Monday is a holiday")
    expect(page.get_by_label("Start of forming crews")).to_have_value("2027-03-16T09:00")
    page.get_by_role("button", name="Change the times").click()
    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    assert times_of(server) == {
        **WINTER,
        "forming": "2027-03-16T08:00:00Z",
        "closed": "2027-03-30T07:00:00Z",
    }


def test_what_was_set_survives_a_reload_and_can_be_put_back(server: Server, visit: Opener) -> None:
    page = visit(server, planned(server), ORGANIZER)
    handle(page, "Forming crews").press("Shift+ArrowRight")
    expect(page.get_by_text("Draft kept on this device")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Start of forming crews")).to_have_value("2027-03-16T09:00")
    expect(handle(page, "Forming crews")).to_have_attribute("aria-valuetext", "Tue, 16 Mar 2027, 09:00")
    page.get_by_role("button", name="Put it back as it was").click()
    expect(page.get_by_label("Start of forming crews")).to_have_value("2027-03-15T09:00")
    expect(page.get_by_text("Draft kept on this device")).to_have_count(0)


def test_the_next_week_is_made_from_the_last_one_in_one_go(server: Server, visit: Opener) -> None:
    page = visit(server, "/weeks", ORGANIZER)
    page.get_by_role("link", name="The next one, from the last").click()
    expect(page.get_by_label("Title")).to_have_value("The eleventh exploration week")
    expect(page.get_by_label("Address")).to_have_value("the-eleventh-exploration-week")
    suggested = page.get_by_label("Start of exploring").input_value()
    handle(page, "Closed").press("Shift+ArrowRight")
    page.get_by_role("button", name="Make the week").click()

    expect(page.get_by_role("heading", name="Times: The eleventh exploration week")).to_be_focused()
    expect(page.get_by_label("Start of exploring")).to_have_value(suggested)
    made = times_of(server, "the-eleventh-exploration-week")
    days = datetime.fromisoformat(made["exploring"]) - datetime.fromisoformat(
        times_of(server, "tenth-week")["exploring"]
    )
    assert 170 < days.days < 195
    assert round(days / timedelta(days=1)) % 7 == 0


def test_what_was_typed_of_a_week_stays_when_somebody_else_was_faster(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    page = visit(server, "/weeks/tenth-week/plan", ORGANIZER)
    page.get_by_label("Theme").fill("Quieter hours")
    server.send("PATCH", "/weeks/tenth-week", {"location": "The mill"}, ORGANIZER)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else changed this week meanwhile.")).to_be_visible()
    expect(page.get_by_label("Theme")).to_have_value("Quieter hours")
    expect(page.get_by_label("Where")).to_have_value("The mill")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    week = server.get("/weeks/tenth-week", ORGANIZER)
    assert (week["theme"], week["location"]) == ("Quieter hours", "The mill")


def test_an_address_that_is_taken_is_said_beside_it_and_nothing_is_lost(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(409)
    page = visit(server, "/weeks/new?copy=tenth-week", ORGANIZER)
    page.get_by_label("Title").fill("The tenth exploration week, again")
    expect(page.get_by_label("Address")).to_have_value("the-tenth-exploration-week-again")
    page.get_by_label("Address").fill("ninth-week")
    page.get_by_role("button", name="Make the week").click()
    expect(page.get_by_label("Address")).to_be_focused()
    expect(page.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Title")).to_have_value("The tenth exploration week, again")


def test_what_begins_while_one_looks_is_said_beside_its_time(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(409)
    page = visit(server, "/weeks/tenth-week/schedule", ORGANIZER)
    typed = page.get_by_label("Start of exploring")
    handle(page, "Exploring").press("Shift+ArrowRight")
    moved = typed.input_value()
    begins = datetime.fromisoformat(times_of(server, "tenth-week")["exploring"])
    server.go_to(begins + timedelta(days=3))
    page.get_by_label("Why?").fill("One more day to find a crew")
    page.get_by_role("button", name="Change the times").click()
    expect(typed).to_be_focused()
    expect(typed).to_have_attribute("aria-invalid", "true")
    expect(typed).to_have_value(moved)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_close_look_at_the_week_is_accessible(shown: Server, visit: Opener, theme: str) -> None:
    page = visit(shown, "/weeks/tenth-week/schedule", ORGANIZER, theme=theme)
    page.get_by_role("button", name="The week itself").click()
    typed = page.get_by_label("Start of demos")
    before = datetime.fromisoformat(typed.input_value())
    handle(page, "Demos").press("ArrowRight")
    assert datetime.fromisoformat(typed.input_value()) == before + timedelta(minutes=15)
    assert violations(page) == []


def test_a_new_week_begins_with_the_zone_of_the_last_one(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/weeks/new", ORGANIZER, zone="UTC")

    expect(page.get_by_label("Time zone")).to_have_value("Europe/Brussels")


def test_the_preview_of_a_week_that_is_on_begins_with_now(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/weeks/tenth-week/schedule", ORGANIZER)
    reading = page.get_by_role("complementary", name="As an engineer reads it")

    expect(reading.get_by_role("heading", name="Find your crew")).to_be_visible()


def test_before_a_week_is_published_nobody_is_asked_why(server: Server, visit: Opener) -> None:
    page = visit(server, planned(server), ORGANIZER)
    page.get_by_label("Start of pitching").fill("2027-03-08T07:15")
    page.get_by_role("button", name="Change the times").press("Enter")

    expect(page.get_by_role("status").filter(has_text="The times are changed.")).to_be_visible()
    assert times_of(server)["pitching"] == "2027-03-08T06:15:00Z"
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_label("Why?")).to_have_attribute("required", "")


def test_an_impossible_order_is_marked_while_it_is_typed(server: Server, visit: Opener) -> None:
    page = visit(server, planned(server), ORGANIZER)
    forming = page.get_by_label("Start of forming crews")

    forming.fill("2027-03-23T09:00")
    expect(forming).to_have_attribute("aria-invalid", "true")
    expect(forming).to_have_accessible_description("ends before it begins")

    forming.fill("2027-03-16T09:00")
    expect(forming).not_to_have_attribute("aria-invalid", "true")
