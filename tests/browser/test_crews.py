"""Finding a crew: those that want what I can do or teach what I want to learn come first, and one key joins."""

from playwright.sync_api import expect

from tests.browser.conftest import Opener, Server
from tests.browser.test_board import CORWIN, ILSE, WEEK, in_crew
from tests.browser.test_leading import LARS, MARGIT, PITCH

CREWS = f"/weeks/{WEEK}/crews"


def wants_falconry(server: Server) -> str:
    """A pitch that nobody but the asker fits."""
    pitch = server.pitch(WEEK, PITCH)
    server.send("PATCH", f"/pitches/{pitch}", {"skills_needed": ["falconry"], "crew_limit": 6}, LARS)
    server.send("PATCH", "/me", {"skills": ["Falconry"], "wants_to_learn": []}, ILSE)
    server.send("POST", f"/weeks/{WEEK}/accept-guardrails", None, ILSE)
    return pitch


def test_an_engineer_finds_the_crew_that_wants_their_skills_and_joins_by_keyboard(
    server: Server, visit: Opener
) -> None:
    pitch = wants_falconry(server)
    page = visit(server, "/", ILSE)
    page.get_by_role("link", name="Find a crew").press("Enter")
    fitting = page.get_by_role("region", name="Fits you")
    expect(fitting.locator(".card")).to_have_count(1)
    expect(page.get_by_text("1 of them fits you")).to_be_visible()
    expect(page.get_by_text("You are free")).to_be_visible()

    page.keyboard.press("j")
    expect(page.get_by_role("link", name=PITCH)).to_be_focused()
    page.keyboard.press("+")

    joined = fitting.get_by_role("link", name="You are in")
    expect(joined).to_be_focused()
    expect(page.get_by_text("You are free")).to_have_count(0)
    assert [one["person"]["name"] for one in server.get(f"/pitches/{pitch}", ILSE)["crew"]] == [ILSE]


def test_who_wants_to_learn_finds_the_crew_that_teaches(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, PITCH)
    server.send("PATCH", f"/pitches/{pitch}", {"skills_to_learn": ["Heraldry"]}, LARS)
    server.send("PATCH", "/me", {"skills": [], "wants_to_learn": ["heraldry"]}, ILSE)

    page = visit(server, CREWS, ILSE)

    expect(page.get_by_role("region", name="Fits you").get_by_role("heading", level=3)).to_have_text([PITCH])


def test_only_crews_with_places_are_shown_and_one_that_asks_takes_a_line(
    server: Server, visit: Opener
) -> None:
    asks = wants_falconry(server)
    server.send("PATCH", f"/pitches/{asks}", {"join": "ask"}, LARS)
    full = in_crew(server, CORWIN, "broke it")
    now = server.get(f"/pitches/{full}", CORWIN)
    server.send("PATCH", f"/pitches/{full}", {"crew_limit": now["places_taken"]}, MARGIT)
    page = visit(server, CREWS, ILSE)
    expect(page.get_by_role("link", name=PITCH)).to_be_visible()
    expect(page.get_by_role("link", name=str(now["title"]))).to_have_count(0)

    page.get_by_role("button", name=f"Ask to join: {PITCH}").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("A line for the lead").fill("I bring a falcon.")
    dialog.get_by_role("button", name="Ask to join").press("Enter")

    expect(dialog).to_have_count(0)
    card = page.locator(".card", has_text=PITCH)
    expect(card.get_by_role("link", name="Asked, not answered yet")).to_be_visible()


def test_an_organizer_sees_crews_of_one_and_who_is_left(server: Server, visit: Opener) -> None:
    alone = in_crew(server, CORWIN, PITCH)
    title = str(server.get(f"/pitches/{alone}", CORWIN)["title"])
    page = visit(server, CREWS, MARGIT)

    expect(page.get_by_role("complementary").get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("link", name="People without a crew").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("People")
    expect(visit(server, CREWS, ILSE).get_by_text("One-person crews")).to_have_count(0)


def test_it_is_reached_from_the_week_and_from_the_palette(shown: Server, visit: Opener) -> None:
    page = visit(shown, f"/weeks/{WEEK}", ILSE)
    page.get_by_role("link", name="Find a crew").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a crew")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Outcomes").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to").fill("find a crew")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a crew")
