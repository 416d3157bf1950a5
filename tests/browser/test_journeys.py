"""The main job, as people do it: each journey in a browser, from the first click to what the server then knows."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener, Server, Watched

WEEK = "tenth-week"


def crew_of(server: Server, pitch: str) -> list[str]:
    return [one["person"]["name"] for one in server.get(f"/pitches/{pitch}", "Margit Saarepuu")["crew"]]


def lead_of(server: Server, pitch: str) -> str:
    return server.get(f"/pitches/{pitch}", "Margit Saarepuu")["lead"]["name"]


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


def test_an_engineer_signs_in_finds_a_pitch_joins_and_leaves(server: Server, visit: Opener) -> None:
    page = visit(server, "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who would you like to be?")
    page.get_by_role("button", name="Ilse Vandermolen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Find your crew")
    page.get_by_role("link", name="See the pitches").click()
    search(page, "carbon croissant")
    card = page.get_by_role("listitem").filter(has_text="Carbon per croissant")
    expect(page.get_by_text("1 pitch", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=carbon\+croissant$"))
    card.get_by_role("button", name="Sign up").click()
    accept_guardrails(page)
    expect(card.get_by_role("link", name="You are in")).to_be_visible()
    expect(card.get_by_text("1/4")).to_be_visible()

    card.get_by_role("link", name="Carbon per croissant").click()
    crew = page.get_by_role("region", name="Crew")
    expect(crew).to_contain_text("Ilse Vandermolen")
    pitch = page.url.rsplit("/", 1)[1]
    assert crew_of(server, pitch) == ["Ilse Vandermolen"]

    page.get_by_role("button", name="Leave", exact=True).click()
    expect(crew).not_to_contain_text("Ilse Vandermolen")
    expect(page.get_by_role("button", name="Sign up")).to_be_visible()
    assert crew_of(server, pitch) == []


def accept_guardrails(page: Page) -> None:
    """The first sign-up of a person in a week asks once, where the week has guardrails."""
    page.get_by_role("dialog").or_(page.get_by_role("link", name="You are in")).first.wait_for()
    if page.get_by_role("dialog").is_visible():
        page.get_by_role("button", name="I accept the guardrails").click()


def test_an_idea_is_pitched_by_form_and_nothing_typed_is_lost(server: Server, visit: Opener) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches/new", "Ilse Vandermolen")
    page.get_by_label("Title").fill("A museum of wrong estimates")
    page.get_by_label("In one or two sentences").fill("Every estimate we ever made, beside how long it took.")
    page.get_by_role("textbox", name="The idea").fill("It is *instructive*:\n\n- one\n- two")
    expect(
        page.get_by_role("region", name="How people will see it").get_by_text("two", exact=True)
    ).to_be_visible()

    page.reload()
    expect(page.get_by_label("Title")).to_have_value("A museum of wrong estimates")
    page.get_by_role("spinbutton", name="Places").fill("3")
    page.get_by_label("Topics").fill("museums, planning")
    page.get_by_role("button", name="Pitch it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A museum of wrong estimates")
    expect(page.get_by_role("article").locator("em")).to_have_text("instructive")
    made = server.get(f"/pitches/{page.url.rsplit('/', 1)[1]}", "Ilse Vandermolen")
    assert (made["status"], made["crew_limit"], made["tags"]) == ("submitted", 3, ["museums", "planning"])


def test_a_refused_draft_is_not_what_the_other_button_sends(server: Server, visit: Opener) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches/new", "Ilse Vandermolen")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_label("Title").fill("A museum of wrong estimates")
    page.get_by_role("button", name="Pitch it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A museum of wrong estimates")
    made = server.get(f"/pitches/{page.url.rsplit('/', 1)[1]}", "Ilse Vandermolen")
    assert made["status"] == "submitted"


def test_a_refused_form_keeps_its_text_and_says_where(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(422)
    page = visit(server, f"/weeks/{WEEK}/pitches/new", "Ilse Vandermolen")
    page.get_by_label("Title").fill("Disguised \u202e title")
    page.get_by_role("textbox", name="The idea").fill("Still here")
    page.get_by_role("button", name="Pitch it").click()

    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("reading order")
    expect(page.get_by_role("textbox", name="The idea")).to_have_value("Still here")


def test_an_edit_of_what_somebody_else_changed_loses_nothing(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    pitch = server.pitch(WEEK, "Carbon per croissant")
    page = visit(server, f"/pitches/{pitch}/edit", "Lars Hovdenak")
    server.send("PATCH", f"/pitches/{pitch}", {"summary": "Changed meanwhile."}, "Lars Hovdenak")
    page.get_by_label("In one or two sentences").fill("My own sentence.")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("link", name="See it as it is now")).to_be_visible()
    expect(page.get_by_label("In one or two sentences")).to_have_value("My own sentence.")


def test_an_organizer_changes_the_schedule_with_a_reason(server: Server, visit: Opener) -> None:
    before = server.get(f"/weeks/{WEEK}", "Margit Saarepuu")["schedule"]
    server.send("PATCH", "/me", {"time_zone": "America/Sao_Paulo"}, "Margit Saarepuu")
    page = visit(server, f"/weeks/{WEEK}", "Margit Saarepuu")
    page.get_by_role("link", name="Times").click()
    closing = page.get_by_label("The week closes")
    closing.fill(closing.input_value()[:11] + "18:30")
    expect(page.get_by_text("on your clocks").last).to_be_visible()
    page.get_by_role("button", name="Change the times").click()
    assert server.get(f"/weeks/{WEEK}", "Margit Saarepuu")["schedule"] == before  # a reason is needed
    page.get_by_label("Why?").fill("The canteen is booked")
    page.get_by_role("button", name="Change the times").click()

    expect(page.get_by_role("status").filter(has_text="The times are changed")).to_be_visible()
    after = server.get(f"/weeks/{WEEK}", "Margit Saarepuu")["schedule"]
    assert after == {**before, "closed": before["closed"][:11] + "17:30:00Z"}


def test_a_week_is_planned_published_and_called_off(server: Server, visit: Opener) -> None:
    page = visit(server, "/weeks", "Margit Saarepuu")
    page.get_by_role("link", name="Plan a week").click()
    page.get_by_label("Title").fill("The eleventh exploration week")
    expect(page.get_by_label("Address")).to_have_value("the-eleventh-exploration-week")
    page.get_by_role("button", name="Create the draft").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Announced", exact=True)).to_be_visible()
    assert server.get("/weeks/the-eleventh-exploration-week", "Margit Saarepuu")["phase"] == "announced"

    page.get_by_role("button", name="Cancel the week").click()
    page.get_by_label("Reason").fill("The roof leaks")
    page.get_by_role("dialog").get_by_role("button", name="Cancel the week").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()


def test_an_outcome_is_recorded_and_stands_in_the_list(server: Server, visit: Opener) -> None:
    pitch = server.pitch("ninth-week", "Where does an oven's heat go home to?")
    page = visit(server, f"/pitches/{pitch}", lead_of(server, pitch))
    page.get_by_role("link", name=re.compile("outcome$")).click()
    page.get_by_label("What is it?").select_option("learning")
    page.get_by_label("What we did").fill("We followed the **heat**.")
    page.get_by_role("button", name="Add a number").click()
    page.get_by_label("What is measured").fill("heat that leaves by the door")
    page.get_by_label("Unit").fill("kWh a day")
    page.get_by_label("Now", exact=True).fill("4.5")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("4.5 kWh a day")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Outcomes").click()
    expect(page.get_by_role("heading", name="Outcomes", level=1)).to_be_visible()
    first = page.get_by_role("article").first
    expect(first.get_by_role("heading")).to_contain_text("Where does an oven's heat go home to?")
    expect(first.locator("strong")).to_have_text("heat")


def test_a_question_is_asked_answered_and_kept_while_it_is_written(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, "Carbon per croissant")
    page = visit(server, f"/pitches/{pitch}", "Ilse Vandermolen")
    page.get_by_label("Ask, or answer").fill("Which oven?")
    page.get_by_role("button", name="I am interested").click()
    expect(page.get_by_role("button", name="No longer interested")).to_be_focused()
    expect(page.get_by_label("Ask, or answer")).to_have_value("Which oven?")
    page.get_by_role("button", name="Send").click()

    lead = visit(server, f"/pitches/{pitch}", "Lars Hovdenak")
    lead.get_by_role("button", name="Reply to Ilse Vandermolen").click()
    lead.get_by_role("textbox", name="Reply to Ilse Vandermolen").fill("The big one.")
    lead.get_by_role("button", name="Send").first.click()
    expect(lead.get_by_text("The big one.")).to_be_visible()
    comments = server.get(f"/pitches/{pitch}/comments", "Lars Hovdenak")["items"]
    [question, answer] = comments[-2:]
    assert (question["body"], answer["body"], answer["parent_id"]) == (
        "Which oven?",
        "The big one.",
        question["id"],
    )


def test_a_lead_says_yes_to_somebody_who_asked(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, "Second driver in Rust")
    asking = visit(server, f"/pitches/{pitch}", "Ilse Vandermolen")
    asking.get_by_role("button", name="Ask to join").click()
    asking.get_by_label("A line for the lead").fill("I have a screwdriver.")
    asking.get_by_role("dialog").get_by_role("button", name="Ask to join").click()
    asking.get_by_role("button", name="I accept the guardrails").or_(
        asking.get_by_text("Asked, not answered yet")
    ).first.wait_for()
    if asking.get_by_role("button", name="I accept the guardrails").is_visible():
        asking.get_by_role("button", name="I accept the guardrails").click()
    expect(asking.get_by_text("Asked, not answered yet")).to_be_visible()

    lead = visit(server, f"/pitches/{pitch}", "Rasmus Okafor-Lind")
    expect(lead.get_by_text("I have a screwdriver.")).to_be_visible()
    lead.get_by_role("button", name="Accept: Ilse Vandermolen").click()
    expect(lead.get_by_role("button", name="Accept: Ilse Vandermolen")).to_have_count(0)
    assert "Ilse Vandermolen" in crew_of(server, pitch)


def test_two_race_for_the_last_place_and_one_waits(server: Server, visit: Opener) -> None:
    pitch = server.pitch(WEEK, "Carbon per croissant")
    server.send("PATCH", f"/pitches/{pitch}", {"crew_limit": 1}, "Lars Hovdenak")
    names = ["Ilse Vandermolen", "Corwin Adeyemi"]
    for name in names:
        if not server.get(f"/weeks/{WEEK}", name)["guardrails_accepted"]:
            server.send("POST", f"/weeks/{WEEK}/accept-guardrails", None, name)
    pages = [visit(server, f"/weeks/{WEEK}/pitches?q=carbon+croissant", name) for name in names]
    for page in pages:  # whom the first one's place reaches before they press, may still stand in line
        page.get_by_role("button", name=re.compile("Sign up|Wait in line")).click(no_wait_after=True)

    states = [page.locator(".card .button.in") for page in pages]
    for state in states:
        expect(state).to_have_text(re.compile("You are in|1st in line"))
    assert sorted(state.inner_text() for state in states) == ["1st in line", "You are in"]
    assert len(crew_of(server, pitch)) == 1


def test_an_organizer_moves_a_demo_with_buttons(server: Server, visit: Opener) -> None:
    def order() -> list[str]:
        return [
            row["pitch"]["title"] for row in server.get("/weeks/ninth-week/demos", "Margit Saarepuu")["items"]
        ]

    [first, second, *rest] = order()
    page = visit(server, "/weeks/ninth-week/demos", "Margit Saarepuu")
    page.get_by_role("button", name=f"Move {second} up").press("Enter")
    expect(page.get_by_role("button", name=f"Move {second} up")).to_be_focused()
    page.get_by_role("button", name="Save the running order").click()
    page.get_by_label("Reason").fill("They have a train")
    page.get_by_role("dialog").get_by_role("button", name="Save the running order").click()
    expect(page.get_by_role("status").filter(has_text="The running order is saved")).to_be_visible()
    assert order() == [second, first, *rest]


def test_a_refused_sign_up_gives_the_place_back_and_says_where_else(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(409)
    page = visit(server, f"/weeks/{WEEK}/pitches", "Ilse Vandermolen")
    card = page.get_by_role("listitem").filter(has_text="Carbon per croissant")
    refusal = {
        "code": "crew_full",
        "detail": "Carbon per croissant just filled its last place.",
        "status": 409,
    }
    page.route("**/signups", lambda route: route.fulfill(status=409, json=refusal))

    card.get_by_role("button", name="Sign up").click()

    told = page.get_by_role("status").filter(has_text="just filled its last place")
    expect(told.get_by_role("link")).to_have_count(3)
    expect(card.get_by_text("0/4")).to_be_visible()
    expect(card.get_by_role("button", name="Sign up")).to_be_focused()


def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    server: Server, visit: Opener, watched: Watched
) -> None:
    pitch = server.pitch(WEEK, "Carbon per croissant")
    page = visit(server, f"/pitches/{pitch}", "Ilse Vandermolen")
    keys: list[str] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            route.continue_()
        else:
            route.fetch()  # it arrives, and its answer does not
            route.abort()

    page.route(
        "**/comments",
        lambda route: lose_the_first(route) if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_label("Ask, or answer").fill("Once only?")
    with page.expect_response(lambda reply: reply.request.method == "POST" and reply.ok):
        page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Once only?")).to_have_count(1)
    asked = [one["body"] for one in server.get(f"/pitches/{pitch}/comments", "Ilse Vandermolen")["items"]]
    assert (asked.count("Once only?"), len(keys), len(set(keys))) == (1, 2, 1)
    assert all("net::ERR_FAILED" in wrong for wrong in watched.wrong)
    watched.wrong.clear()


def test_a_visitor_reads_a_public_week_and_is_asked_to_sign_in_elsewhere(
    server: Server, visit: Opener
) -> None:
    server.send("PATCH", "/weeks/tenth-week", {"public": True}, "Margit Saarepuu")
    pitch = server.pitch(WEEK, "Carbon per croissant")

    board = visit(server, f"/weeks/{WEEK}/pitches")
    expect(board.get_by_role("link", name="Carbon per croissant")).to_be_visible()
    expect(board.get_by_role("button", name="Sign up")).to_have_count(0)
    board.goto(f"/pitches/{pitch}")
    expect(board.get_by_role("heading", name="Carbon per croissant", level=1)).to_be_visible()
    expect(board.get_by_role("button", name="Sign up")).to_have_count(0)
    board.goto("/outcomes")
    expect(board.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    board.get_by_role("button", name="Ilse Vandermolen").click()
    expect(board).to_have_url(f"{server.url}/outcomes")


def test_a_long_board_shows_more_when_asked(server: Server, visit: Opener) -> None:
    with server.speaking("Margit Saarepuu") as http:
        for number in range(45):
            http.post(f"/weeks/{WEEK}/pitches", json={"title": f"Idea {number}"}).raise_for_status()
    page = visit(server, f"/weeks/{WEEK}/pitches?sort=title", "Ilse Vandermolen")
    cards = page.locator(".card")
    expect(cards).to_have_count(60)

    page.get_by_role("button", name="Show more").click()

    expect(cards).to_have_count(
        len(server.get(f"/weeks/{WEEK}/pitches?limit=200", "Ilse Vandermolen")["items"])
    )
    titles = page.locator(".card h3").all_inner_texts()
    assert len(titles) == len(set(titles))
