"""Whatever goes wrong in mid-edit, what was typed stays, the page says what happened and what to do, and that works."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import SETTLED, Opener, Server, Watched
from tests.browser.proxy import Proxy, proxy
from tests.browser.test_board import in_crew
from tests.browser.test_leading import in_phase

LARS, PIOTR, MARGIT, ILSE = "Lars Hovdenak", "Piotr Zaleśny", "Margit Saarepuu", "Ilse Vandermolen"
WEEK = "tenth-week"
MINE = "Every croissant has a number, and nobody likes it."


@pytest.fixture
def pitch(server: Server) -> str:
    return server.pitch(WEEK, "Carbon per croissant")


@pytest.fixture
def between(server: Server) -> Iterator[Proxy]:
    with proxy(server.port) as made:
        yield made


def sentence(page: Page) -> Locator:
    return page.get_by_label("In one or two sentences")


def typed(page: Page) -> None:
    sentence(page).fill(MINE)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def saved(server: Server, pitch: str, who: str = LARS) -> object:
    return server.get(f"/pitches/{pitch}", who)["summary"]


def end_sessions(server: Server) -> None:
    with closing(sqlite3.connect(server.file)) as database, database:
        database.execute("DELETE FROM sign_in_session")


def sign_in_again(page: Page, who: str) -> None:
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who would you like to be?")
    page.get_by_role("button", name=who).click()  # on the old screen that is the reply to them, too
    expect(page).not_to_have_url(re.compile("/sign-in"))
    page.wait_for_selector(SETTLED)


def test_who_was_signed_out_signs_in_again_and_the_draft_is_there(
    server: Server, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(401)
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    page.get_by_text("More about it").click()
    page.get_by_role("button", name="Add a link").click()
    page.get_by_label("Name").last.fill("The oven's own figures")
    page.get_by_label("Address", exact=True).last.fill("https://ovenlark.example/figures")
    end_sessions(server)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out. What you typed is kept")
    expect(sentence(page)).to_have_value(MINE)

    sign_in_again(page, LARS)

    expect(sentence(page)).to_have_value(MINE)
    page.get_by_text("More about it").click()
    expect(page.get_by_label("Name").last).to_have_value("The oven's own figures")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    assert saved(server, pitch) == MINE


def test_a_dialog_keeps_its_text_over_a_sign_in(
    server: Server, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(401)
    page = visit(server, f"/pitches/{pitch}", LARS)
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_label("Reason").fill("The oven has been sold")
    end_sessions(server)
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    sign_in_again(page, LARS)
    page.get_by_role("button", name="Withdraw").click()

    expect(page.get_by_label("Reason")).to_have_value("The oven has been sold")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("article").get_by_text("The oven has been sold")).to_be_visible()


def test_a_comment_outlives_a_sign_in(server: Server, visit: Opener, watched: Watched, pitch: str) -> None:
    watched.refusals.add(401)
    page = visit(server, f"/pitches/{pitch}", ILSE)
    page.get_by_label("Ask, or answer").fill("Whose croissants?")
    end_sessions(server)
    page.get_by_role("button", name="Send").click()
    sign_in_again(page, ILSE)

    expect(page.get_by_label("Ask, or answer")).to_have_value("Whose croissants?")
    page.get_by_role("button", name="Send").click()
    expect(
        page.get_by_role("region", name="Questions and answers").get_by_text("Whose croissants?")
    ).to_be_visible()


def test_what_is_wrong_in_a_part_that_is_folded_away_is_shown(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(422)
    page = visit(server, f"/weeks/{WEEK}/pitches/new", LARS)
    page.get_by_label("Title").fill("A bakery that talks")
    more, chat, submit = (
        page.get_by_text("More about it"),
        page.get_by_label("Chat"),
        page.get_by_role("button", name="Pitch it"),
    )
    for wrong in ("no address", "ftp://ovenlark.example/chat"):  # the browser knows of the first alone
        more.click()
        chat.fill(wrong)
        more.click()
        expect(chat).to_be_hidden()
        submit.click()

        expect(chat).to_be_focused()
        expect(chat).to_be_visible()
        more.click()
    more.click()
    chat.fill("https://ovenlark.example/chat")
    submit.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A bakery that talks")


def test_what_a_visitor_wrote_is_there_for_who_signs_in_next_and_for_nobody_after(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(401)
    server.send("PATCH", f"/weeks/{WEEK}", {"public": True}, MARGIT)
    new = f"/weeks/{WEEK}/pitches/new"
    page = visit(server, new)
    title = page.get_by_label("Title")
    title.fill("A visitor's bakery")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("alert").get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name=LARS).click()
    expect(title).to_have_value("A visitor's bakery")

    page.reload()
    expect(title).to_have_value("A visitor's bakery")
    for who, text in ((None, ""), (ILSE, ""), (LARS, "A visitor's bakery")):
        if who is None:
            page.context.request.delete("/api/v1/session")
        else:
            page.context.request.post("/api/v1/session", data={"person_id": server.people()[who]})
        page.goto(new)
        page.wait_for_selector(SETTLED)
        expect(title).to_have_value(text)


def test_who_has_a_draft_keeps_it_over_what_a_visitor_wrote(server: Server, visit: Opener) -> None:
    server.send("PATCH", f"/weeks/{WEEK}", {"public": True}, MARGIT)
    new = f"/weeks/{WEEK}/pitches/new"
    page = visit(server, new, LARS)
    title = page.get_by_label("Title")
    title.fill("Mine of yesterday")
    page.context.request.delete("/api/v1/session")
    page.goto(new)
    title.fill("A visitor's bakery")
    page.context.request.post("/api/v1/session", data={"person_id": server.people()[LARS]})
    page.goto(new)
    page.wait_for_selector(SETTLED)

    expect(title).to_have_value("Mine of yesterday")


def test_nobody_finds_the_draft_of_who_was_there_before(server: Server, visit: Opener) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches/new", LARS)
    page.get_by_label("Title").fill("Mine alone")
    page.context.request.post("/api/v1/session", data={"person_id": server.people()[ILSE]})
    page.reload()
    page.wait_for_selector(SETTLED)

    expect(page.get_by_label("Title")).to_have_value("")


def test_nobody_finds_the_comment_of_who_was_there_before(server: Server, visit: Opener, pitch: str) -> None:
    page = visit(server, f"/pitches/{pitch}", LARS)
    box = page.get_by_label("Ask, or answer")
    box.fill("Mine alone")
    for who, text in ((ILSE, ""), (LARS, "Mine alone")):
        page.context.request.post("/api/v1/session", data={"person_id": server.people()[who]})
        page.reload()
        page.wait_for_selector(SETTLED)

        expect(box).to_have_value(text)


def test_what_is_typed_while_a_comment_is_sent_stays(server: Server, visit: Opener, pitch: str) -> None:
    page = visit(server, f"/pitches/{pitch}", ILSE)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route) if route.request.method != "GET" else route.continue_()

    talk = page.get_by_role("region", name="Questions and answers")

    def sent_while_typing(box: Locator, text: str, button: str) -> None:
        with page.expect_request(lambda request: request.method in {"POST", "PATCH"}):
            talk.get_by_role("button", name=button, exact=True).last.click()
        box.press_sequentially(text)
        waiting.pop().continue_()

    page.route(re.compile("/comments"), hold)
    box = page.get_by_label("Ask, or answer")
    box.fill("Whose croissants?")
    sent_while_typing(box, " And whose oven?", "Send")
    expect(talk.get_by_text("Whose croissants?", exact=True)).to_be_visible()
    expect(box).to_have_value(" And whose oven?")
    page.reload()
    expect(box).to_have_value(" And whose oven?")

    talk.get_by_role("button", name="Edit").click()
    change = talk.get_by_role("textbox", name="Edit")
    change.fill("Whose bread?")
    sent_while_typing(change, " All of it?", "Save")
    page.unroute_all()
    save = talk.get_by_role("button", name="Save")
    expect(save).not_to_have_attribute("aria-busy", "true")
    expect(change).to_have_value("Whose bread? All of it?")
    save.click()
    expect(talk.get_by_text("Whose bread? All of it?", exact=True)).to_be_visible()
    expect(change).to_have_count(0)


def test_who_may_no_longer_edit_is_told_and_keeps_the_text(
    server: Server, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(403)
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    server.send("POST", f"/pitches/{pitch}/hand-over", {"person_id": server.people()[PIOTR]}, LARS)
    save(page)

    expect(page.get_by_role("alert")).to_contain_text("Only a lead of the pitch may edit")
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here.")
    expect(sentence(page)).to_have_value(MINE)
    server.send("POST", f"/pitches/{pitch}/hand-over", {"person_id": server.people()[LARS]}, PIOTR)
    page.reload()
    expect(sentence(page)).to_have_value(MINE)


def test_what_is_gone_is_said_and_the_text_stays(server: Server, visit: Opener, watched: Watched) -> None:
    watched.refusals.add(404)
    draft = server.send("POST", f"/weeks/{WEEK}/pitches", {"title": "A draft", "draft": True}, LARS)
    page = visit(server, f"/pitches/{draft['id']}/edit", LARS)
    typed(page)
    with server.speaking(LARS) as http:
        http.delete(
            f"/pitches/{draft['id']}", headers={"If-Match": f'"{draft["version"]}"'}
        ).raise_for_status()
    save(page)

    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here.")
    expect(sentence(page)).to_have_value(MINE)


def test_what_is_not_possible_any_more_is_said_and_the_text_stays(
    server: Server, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(409)
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    server.send("POST", f"/weeks/{WEEK}/cancel", {"reason": "The ovens are out"}, MARGIT)
    save(page)

    expect(page.get_by_role("alert")).to_contain_text("This week was cancelled")
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here.")
    expect(sentence(page)).to_have_value(MINE)


def test_of_two_who_changed_the_same_one_chooses_and_the_rest_is_brought_together(
    server: Server, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(412)
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    theirs = {
        "summary": "Theirs.",
        "where": "Bakery 12",
        "tags": ["ovens"],
        "links": [{"title": "Bills", "url": "https://ovenlark.example/b"}],
    }
    server.send("PATCH", f"/pitches/{pitch}", theirs, MARGIT)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this while you were writing")

    summary = page.locator(".field").filter(has=sentence(page))
    expect(sentence(page)).to_have_value(MINE)
    expect(sentence(page)).to_be_focused()
    expect(summary).to_contain_text("Somebody else wrote:")
    expect(summary).to_contain_text("Theirs.")
    expect(page.get_by_label("Topics")).to_have_value("ovens")
    summary.get_by_role("button", name="Take theirs").click()
    expect(sentence(page)).to_have_value("Theirs.")
    summary.get_by_role("button", name="Take mine back").click()
    expect(sentence(page)).to_have_value(MINE)
    save(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    now = server.get(f"/pitches/{pitch}", LARS)
    assert (now["summary"], now["where"], now["tags"]) == (MINE, "Bakery 12", ["ovens"])
    assert [link["title"] for link in now["links"]] == ["Bills"]


def test_a_draft_that_waited_while_others_wrote_shows_both(server: Server, visit: Opener, pitch: str) -> None:
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    server.send("PATCH", f"/pitches/{pitch}", {"summary": "Theirs.", "where": "Bakery 12"}, MARGIT)
    page.goto("/weeks")
    page.goto(f"/pitches/{pitch}/edit")
    page.wait_for_selector(SETTLED)

    summary = page.locator(".field").filter(has=sentence(page))
    expect(sentence(page)).to_have_value(MINE)
    expect(summary).to_contain_text("Theirs.")
    summary.get_by_role("button", name="Take theirs").press("Enter")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    now = server.get(f"/pitches/{pitch}", LARS)
    assert (now["summary"], now["where"]) == ("Theirs.", "Bakery 12")


def test_of_two_who_record_the_first_outcome_the_second_is_shown_the_other(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    pitch = in_crew(server, ILSE, "Carbon per croissant")
    in_phase(server, "wrap_up")
    first, second = (visit(server, f"/pitches/{pitch}/outcome", who) for who in (LARS, ILSE))
    for page, did in ((first, "We weighed."), (second, "We counted.")):
        page.get_by_label("What is it?").select_option("learning")
        page.get_by_label("What we did").fill(did)
    first.get_by_label("What we learned").fill("Butter counts most.")
    first.get_by_role("button", name="Record it").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    second.get_by_role("button", name="Record it").click()

    expect(second.get_by_role("alert")).to_contain_text("Somebody else changed this")
    mine = second.get_by_label("What we did")
    expect(mine).to_have_value("We counted.")
    expect(second.locator(".field").filter(has=mine)).to_contain_text("We weighed.")
    expect(second.get_by_label("What we learned")).to_have_value("Butter counts most.")
    assert server.get(f"/pitches/{pitch}/outcome", LARS)["summary"] == "We weighed."
    second.get_by_role("button", name="Record it").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    now = server.get(f"/pitches/{pitch}/outcome", LARS)
    assert (now["summary"], now["learned"], now["version"]) == ("We counted.", "Butter counts most.", 2)


def test_of_two_who_first_say_how_they_show_it_the_second_is_shown_the_other(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    pitch = in_crew(server, ILSE, "Carbon per croissant")
    in_phase(server, "demos")
    first, second = (visit(server, f"/pitches/{pitch}", who) for who in (LARS, ILSE))
    for page, name in ((first, "Scales"), (second, "Counters")):
        page.get_by_role("button", name="Demo details").click()
        page.get_by_label("Title of the demo").fill(name)
    first.get_by_label("Minutes").fill("7")
    first.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(first.get_by_role("dialog")).to_have_count(0)
    box = second.get_by_role("dialog")
    box.get_by_role("button", name="Save").click()

    expect(box.get_by_role("alert")).to_contain_text("Somebody else changed this")
    title = second.get_by_label("Title of the demo")
    expect(title).to_have_value("Counters")
    expect(box.locator(".field").filter(has=title)).to_contain_text("Scales")
    expect(box.get_by_label("Minutes")).to_have_value("7")
    box.get_by_role("button", name="Save").click()
    expect(box).to_have_count(0)
    now = server.get(f"/pitches/{pitch}", LARS)["demo"]
    assert (now["title"], now["minutes"]) == ("Counters", 7)


def test_a_profile_changed_in_two_tabs_is_brought_together(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(412)
    page = visit(server, "/me", LARS)
    page.get_by_label("About me").fill("I count croissants.")
    server.send("PATCH", "/me", {"wants_to_learn": ["bookkeeping"]}, LARS)
    profile = page.locator("#profile")
    profile.get_by_role("button", name="Save").click()
    expect(profile.get_by_role("alert")).to_contain_text("Somebody else changed this")
    expect(profile.get_by_label("What I want to learn")).to_have_value("bookkeeping")
    profile.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    now = server.get("/me", LARS)
    assert (now["bio"], now["wants_to_learn"]) == ("I count croissants.", ["bookkeeping"])


def test_a_profile_outlives_a_reload(server: Server, visit: Opener) -> None:
    page = visit(server, "/me", LARS)
    page.get_by_label("About me").fill("I count croissants.")
    page.reload()

    expect(page.get_by_label("About me")).to_have_value("I count croissants.")


def test_a_short_wait_is_waited_for(
    server: Server, between: Proxy, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(429)
    page = visit(server, "/sign-in")
    page = _through(page, between, LARS, f"/pitches/{pitch}/edit")
    between.refuse[f"PATCH /api/v1/pitches/{pitch}"] = [1]
    typed(page)
    save(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    assert (len(between.refused), saved(server, pitch)) == (1, MINE)


def test_a_long_wait_is_said_in_seconds_and_the_text_stays(
    server: Server, between: Proxy, visit: Opener, watched: Watched, pitch: str
) -> None:
    watched.refusals.add(429)
    page = visit(server, "/sign-in")
    page = _through(page, between, LARS, f"/pitches/{pitch}/edit")
    between.refuse[f"PATCH /api/v1/pitches/{pitch}"] = [30]
    typed(page)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("try again in 30 seconds")
    expect(sentence(page)).to_have_value(MINE)

    save(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    assert (len(between.refused), saved(server, pitch)) == (1, MINE)


def test_a_screen_that_came_too_often_is_tried_again_by_a_button(
    server: Server, between: Proxy, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(429)
    page = visit(server, "/sign-in")
    between.refuse["GET /api/v1/outcomes"] = [60]
    page = _through(page, between, LARS, "/outcomes")
    expect(page.get_by_role("heading", level=1)).to_have_text("That did not work")

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")


def _through(page: Page, between: Proxy, who: str, path: str) -> Page:
    """The same browser, by way of the proxy. Cookies don't look at ports."""
    people = page.request.get(f"{between.url}/api/v1/session/people").json()["items"]
    [person] = [one["id"] for one in people if one["name"] == who]
    page.request.post(f"{between.url}/api/v1/session", data={"person_id": person})
    page.goto(f"{between.url}{path}")
    page.wait_for_selector(SETTLED)
    return page


def test_without_a_network_the_text_stays_and_is_sent_when_it_is_back(
    server: Server, visit: Opener, watched: Watched, pitch: str
) -> None:
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text(
        "Offtrail cannot be reached just now. Try again in a moment. What you typed is still here."
    )
    banner = page.get_by_role("status").filter(has_text="You are offline; shown is what was loaded at ")
    expect(banner).to_be_visible()
    page.get_by_role("link", name="Outcomes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(page.get_by_text("This screen could not be loaded.")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("What you typed")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.context.set_offline(False)
    expect(banner).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")
    page.go_back()
    page.wait_for_selector(SETTLED)

    expect(sentence(page)).to_have_value(MINE)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    assert saved(server, pitch) == MINE
    watched.wrong[:] = [one for one in watched.wrong if "net::ERR_" not in one]


def test_a_server_that_restarts_in_mid_edit_is_not_even_noticed(
    server: Server, visit: Opener, pitch: str
) -> None:
    page = visit(server, f"/pitches/{pitch}/edit", LARS)
    typed(page)
    server.stop()
    server.start()
    save(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Carbon per croissant")
    assert saved(server, pitch) == MINE


def test_a_pitch_sent_to_a_server_that_is_away_is_made_once(
    server: Server, visit: Opener, watched: Watched
) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches/new", LARS)
    page.get_by_label("Title").fill("A bakery without a server")
    server.stop()
    page.get_by_role("button", name="Pitch it").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Title")).to_have_value("A bakery without a server")
    server.start()
    page.get_by_role("button", name="Pitch it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A bakery without a server")
    rows = server.get(f"/weeks/{WEEK}/pitches?q=bakery+without", LARS)["items"]
    assert len(rows) == 1
    watched.wrong[:] = [one for one in watched.wrong if "net::ERR_" not in one]


def test_a_pitch_whose_reply_a_gateway_lost_is_made_once(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(504)
    statuses = []

    def lose_the_reply(route: Route) -> None:
        statuses.append(route.fetch().status)
        route.fulfill(status=504, body="Gateway Timeout")

    page = visit(server, f"/weeks/{WEEK}/pitches/new", LARS)
    page.route(f"**/api/v1/weeks/{WEEK}/pitches", lose_the_reply)
    page.get_by_label("Title").fill("A bakery behind a slow gateway")
    page.get_by_role("button", name="Pitch it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert set(statuses) == {201}
    page.unroute(f"**/api/v1/weeks/{WEEK}/pitches")
    page.get_by_role("button", name="Pitch it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A bakery behind a slow gateway")
    rows = server.get(f"/weeks/{WEEK}/pitches?q=slow+gateway", LARS)["items"]
    assert len(rows) == 1
    watched.wrong[:] = [one for one in watched.wrong if not one.startswith("504 ")]


def test_a_comment_that_was_answered_is_sent_anew_when_it_is_written_again(
    server: Server, visit: Opener, pitch: str
) -> None:
    page = visit(server, f"/pitches/{pitch}", ILSE)
    for sent in (1, 2):
        page.get_by_label("Ask, or answer").fill("Whose croissants?")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Whose croissants?")).to_have_count(sent)
        expect(page.get_by_label("Ask, or answer")).to_have_value("")


@pytest.mark.parametrize("way_on", ["Try again", "another screen"])
def test_a_page_that_was_opened_while_the_api_was_away_still_learns_who_one_is(
    server: Server, visit: Opener, watched: Watched, way_on: str
) -> None:
    watched.refusals.add(503)
    page = visit(server, "/weeks", ILSE)
    page.route("**/api/v1/**", lambda route: route.fulfill(status=503, body="Service Unavailable"))
    page.goto(f"/weeks/{WEEK}/pitches")
    expect(page.get_by_role("heading", level=1)).to_have_text("That did not work")
    expect(page.get_by_text("My week")).to_have_count(0)
    page.unroute("**/api/v1/**")
    if way_on == "Try again":
        page.get_by_role("button", name="Try again").click()
    else:
        page.get_by_role("link", name="Weeks").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Weeks")
        page.go_back()
    page.wait_for_selector(SETTLED)

    expect(page.get_by_text("My week")).to_be_visible()
    expect(page.get_by_role("button", name="Go to a screen, pitch or person")).to_be_visible()
    expect(page.locator(".card").get_by_role("button", name="Sign up").first).to_be_visible()
    watched.wrong[:] = [one for one in watched.wrong if not one.startswith("503 ")]


def test_on_a_phone_what_is_said_offline_covers_neither_bar(
    server: Server, visit: Opener, watched: Watched
) -> None:
    page = visit(server, f"/weeks/{WEEK}/pitches", LARS, width=390)
    page.context.set_offline(True)
    page.get_by_role("link", name="Outcomes").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    said = page.get_by_text("You are offline; shown is what was loaded at ")
    expect(said).to_be_visible()

    places = [one.bounding_box() for one in (page.locator(".bar .brand"), said, page.locator(".bar nav"))]
    assert None not in places
    bar, banner, tabs = [(box["y"], box["y"] + box["height"]) for box in places if box]
    assert bar[1] < banner[0] and banner[1] < tabs[0]
    watched.wrong[:] = [one for one in watched.wrong if "net::ERR_" not in one]
