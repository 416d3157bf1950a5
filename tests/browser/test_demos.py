"""The running order, moved by keyboard, pointer and menu; when I am on; and the stage with its countdown."""

import itertools
import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from app.core import clock
from tests.browser.conftest import Opener, Server, Watched
from tests.browser.test_board import ILSE, WEEK
from tests.browser.test_leading import LARS, MARGIT, PITCH, in_phase

ORDER = "/weeks/ninth-week/demos"


def titles(server: Server) -> list[str]:
    return [row["pitch"]["title"] for row in server.get(ORDER, MARGIT)["items"]]


def on_page(page: Page) -> list[str]:
    grips = page.locator(".order .grip")
    return [
        (name or "").removeprefix("Move ").removesuffix(": Space picks it up")
        for name in grips.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    ]


def try_to_save(page: Page) -> None:
    page.get_by_role("button", name="Save the running order").press("Enter")
    page.get_by_label("Reason").fill("They have a train")
    page.get_by_role("dialog").get_by_role("button", name="Save the running order").press("Enter")


def save(page: Page) -> None:
    try_to_save(page)
    expect(page.get_by_role("status").filter(has_text="The running order is saved")).to_be_visible()


def test_a_demo_is_picked_up_moved_and_put_down_by_keyboard_and_it_is_spoken(
    server: Server, visit: Opener
) -> None:
    [first, second, third, *rest] = titles(server)
    page = visit(server, ORDER, MARGIT)
    grip = page.get_by_role("button", name=f"Move {first}: Space picks it up")
    spoken = page.locator('main [aria-live="assertive"]')
    grip.focus()
    page.keyboard.press("Space")
    expect(spoken).to_contain_text(f"{first} is picked up, 1st of {len(rest) + 3}.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(spoken).to_have_text(f"{first} is now 3rd.")
    expect(grip).to_be_focused()
    page.keyboard.press("Space")
    expect(spoken).to_have_text(f"{first} is put down, 3rd.")
    expect(page.get_by_text("Moved, and not saved yet.")).to_be_visible()
    assert titles(server) == [first, second, third, *rest]

    save(page)

    assert titles(server) == [second, third, first, *rest]
    expect(page.get_by_text("Moved, and not saved yet.")).to_have_count(0)


def test_escape_puts_a_demo_back_where_it_was(shown: Server, visit: Opener) -> None:
    page = visit(shown, ORDER, MARGIT)
    before = on_page(page)
    grip = page.locator(".order .grip").nth(1)
    grip.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_timeout(50)
    assert on_page(page) != before

    page.keyboard.press("Escape")

    expect(page.locator('main [aria-live="assertive"]')).to_have_text(
        f"{before[1]} is back where it was, 2nd."
    )
    assert on_page(page) == before


def test_an_order_that_is_not_saved_outlives_its_screen_and_can_be_put_back(
    shown: Server, visit: Opener
) -> None:
    page = visit(shown, ORDER, MARGIT)
    [first, second, *rest] = on_page(page)
    page.get_by_role("combobox", name=f"Move {first} to").select_option("2nd")
    page.get_by_role("link", name="Outcomes").first.click()
    expect(page.get_by_role("heading", name="Outcomes", level=1)).to_be_visible()
    page.goto(ORDER)
    expect(page.get_by_text("Moved, and not saved yet.")).to_be_visible()
    assert on_page(page) == [second, first, *rest]

    page.get_by_role("button", name="As it was").press("Enter")

    expect(page.get_by_text("Moved, and not saved yet.")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert on_page(page) == [first, second, *rest]


def test_who_is_taken_out_leaves_the_focus_to_the_next(shown: Server, visit: Opener) -> None:
    page = visit(shown, ORDER, MARGIT)
    [first, second, *rest] = on_page(page)

    page.get_by_role("button", name=f"Take out: {first}").press("Enter")

    expect(page.locator(".order .grip").first).to_be_focused()
    assert on_page(page) == [second, *rest]


def test_a_demo_is_dragged_with_a_pointer(shown: Server, visit: Opener) -> None:
    page = visit(shown, ORDER, MARGIT)
    [first, second, third, *rest] = on_page(page)
    from_, to = (page.locator(".order .grip").nth(at).bounding_box() for at in (0, 2))
    assert from_
    assert to
    page.mouse.move(from_["x"] + 10, from_["y"] + 10)
    page.mouse.down()
    page.mouse.move(from_["x"] + 10, (from_["y"] + to["y"]) / 2, steps=4)
    page.mouse.move(to["x"] + 10, to["y"] + 30, steps=8)
    page.mouse.up()

    expect(page.locator('main [aria-live="assertive"]')).to_have_text(f"{first} is put down, 3rd.")
    assert on_page(page) == [second, third, first, *rest]


def test_a_demo_is_moved_to_a_place_that_is_chosen(shown: Server, visit: Opener) -> None:
    page = visit(shown, ORDER, MARGIT, width=390)
    [first, *rest] = on_page(page)

    page.get_by_role("combobox", name=f"Move {first} to").select_option("4th")

    expect(page.locator('main [aria-live="assertive"]')).to_have_text(f"{first} is now 4th.")
    assert on_page(page) == [*rest[:3], first, *rest[3:]]
    expect(page.get_by_role("combobox", name=f"Move {first} to")).to_have_value("4")


def test_times_are_set_one_after_the_other_and_everyone_reads_them_in_their_zone(
    server: Server, visit: Opener
) -> None:
    page = visit(server, ORDER, MARGIT)
    page.get_by_role("button", name="Set the times").click()
    page.get_by_label("The first begins, on the clocks of").fill("2026-06-05T14:00")
    page.get_by_role("dialog").get_by_label("Where").fill("Main hall")
    page.get_by_role("dialog").get_by_role("button", name="Set the times").click()
    save(page)

    rows = server.get(ORDER, MARGIT)["items"]
    starts = [datetime.fromisoformat(row["starts_at"]) for row in rows]
    assert [b - a for a, b in itertools.pairwise(starts)] == [
        timedelta(minutes=row["minutes"]) for row in rows[:-1]
    ]
    assert {row["place"] for row in rows} == {"Main hall"}
    server.send("PATCH", "/me", {"time_zone": "America/Sao_Paulo"}, ILSE)
    away = visit(server, ORDER, ILSE)
    expect(away.locator(".order li").first).to_contain_text("09:00 (14:00 in")


def on_in(server: Server, minutes: float) -> None:
    """Puts Lars's demo into the order, so many minutes from now; the browser's clock is the real one."""
    in_phase(server, "exploring")
    pitch = server.pitch(WEEK, PITCH)
    server.send(
        "PUT", f"/pitches/{pitch}/demo", {"mode": "live", "title": "On the scales", "minutes": 7}, LARS
    )
    at = (clock.now() + timedelta(minutes=minutes)).isoformat()
    slot = {"pitch_id": pitch, "starts_at": at, "place": "Main hall"}
    server.send("PUT", f"/weeks/{WEEK}/demos", {"items": [slot]}, MARGIT)


def test_whoever_shows_is_told_when_and_where(server: Server, visit: Opener) -> None:
    on_in(server, 38.2)
    for path in ("/", f"/weeks/{WEEK}/demos"):
        page = visit(server, path, LARS)
        expect(page.get_by_text("You’re on in 38 minutes, Main hall")).to_be_visible()

    other = visit(server, f"/weeks/{WEEK}/demos", ILSE)
    expect(other.get_by_text("On the scales")).to_be_visible()
    expect(other.get_by_text("You’re on")).to_have_count(0)


def test_the_stage_counts_down_the_demo_that_the_schedule_has_on_now(server: Server, visit: Opener) -> None:
    on_in(server, -2)
    page = visit(server, f"/weeks/{WEEK}/stage", ILSE)

    expect(page.get_by_role("heading", level=1)).to_have_text("On the scales")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(5:00|4:5\d)$"))
    expect(page.get_by_text("The last one.")).to_be_visible()


def test_the_stage_moves_by_keys_and_buttons_and_keeps_its_place_and_time(
    shown: Server, visit: Opener
) -> None:
    [first, second, third, *_] = shown.get(ORDER, MARGIT)["items"]
    page = visit(shown, "/weeks/ninth-week/stage", ILSE)
    page.clock.install()
    page.reload()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Soon it begins")
    page.keyboard.press("Space")
    expect(heading).to_have_text(first["title"])
    expect(page.get_by_text(second["title"])).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text(third["title"])
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(second["title"])
    expect(page).to_have_url(re.compile(r"/stage\?at=2$"))
    timer = page.get_by_role("timer")
    expect(timer).to_have_text(f"{second['minutes']}:00")

    page.clock.run_for(90_000)
    expect(timer).to_have_text(f"{second['minutes'] - 2}:30")
    page.reload()
    expect(heading).to_have_text(second["title"])
    expect(timer).to_have_text(re.compile(rf"{second['minutes'] - 2}:(30|2\d)"))
    page.clock.run_for(second["minutes"] * 60_000)
    expect(timer).to_have_text(re.compile(r"^\+1:3\d"))

    page.get_by_role("button", name="Next demo").click()
    expect(heading).to_have_text(third["title"])
    page.get_by_role("link", name="Running order").click()
    expect(page.get_by_role("heading", name="Demos", level=1)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Demos", level=1)).to_be_visible()


def test_of_two_who_order_the_demos_the_second_sees_the_other_order_and_keeps_their_own(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    page = visit(server, ORDER, MARGIT)
    [first, second, third, *rest] = on_page(page)
    page.get_by_role("combobox", name=f"Move {first} to").select_option("2nd")
    slots = [
        {"pitch_id": row["pitch"]["id"], "starts_at": row["starts_at"], "place": "Bakery 12"}
        for row in server.get(ORDER, MARGIT)["items"]
    ]
    reason = {"reason": "The hall is taken"}
    with server.speaking(MARGIT) as http:
        http.put(ORDER, params=reason, json={"items": [slots[2], *slots[:2], *slots[3:]]}).raise_for_status()
    try_to_save(page)

    expect(page.get_by_role("status").filter(has_text="Somebody else changed this")).to_be_visible()
    theirs = page.locator(".note").filter(has_text="Somebody else wrote:")
    their_order = [re.escape(one) for one in (third, "Bakery 12", first, second)]
    expect(theirs).to_contain_text(re.compile(".*".join(their_order), re.DOTALL))
    assert on_page(page) == [second, first, third, *rest]
    page.reload()
    expect(theirs).to_contain_text("Bakery 12")
    assert on_page(page) == [second, first, third, *rest]
    theirs.get_by_role("button", name="Take theirs").press("Enter")
    assert on_page(page) == [third, first, second, *rest]
    page.get_by_role("button", name="Take mine back").press("Enter")
    assert on_page(page) == [second, first, third, *rest]
    save(page)

    assert titles(server) == [second, first, third, *rest]
    expect(page.locator("main .note.warn")).to_have_count(0)
    page.get_by_role("combobox", name=f"Move {first} to").select_option("1st")
    page.reload()
    expect(page.get_by_text("Moved, and not saved yet.")).to_be_visible()
    expect(theirs).to_have_count(0)
