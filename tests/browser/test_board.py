"""The board knows the whole week: every label, my place elsewhere, and the line of a full crew."""

from playwright.sync_api import Request, expect

from tests.browser.conftest import Opener, Server

WEEK, ILSE, CORWIN = "tenth-week", "Ilse Vandermolen", "Corwin Adeyemi"


def in_crew(server: Server, who: str, words: str) -> str:
    """A person with a place, so that the next one asks whether to switch."""
    pitch = server.pitch(WEEK, words)
    server.send("POST", f"/weeks/{WEEK}/accept-guardrails", None, who)
    server.send("POST", f"/pitches/{pitch}/signups", {}, who)
    return pitch


def test_topics_and_filters_count_the_whole_week(server: Server, visit: Opener) -> None:
    with server.speaking("Margit Saarepuu") as http:
        for number in range(70):
            tags = ["rare"] if number == 0 else []
            http.post(
                f"/weeks/{WEEK}/pitches", json={"title": f"Idea {number}", "tags": tags, "crew_limit": 5}
            ).raise_for_status()
    page = visit(server, f"/weeks/{WEEK}/pitches", ILSE)
    expect(page.locator(".card")).to_have_count(60)
    assert "rare" not in page.locator(".cards").inner_text()

    page.get_by_role("button", name="topics").click()
    page.get_by_role("button", name="rare 0/5").click()

    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_label("Topic", exact=True)).to_have_value("rare")


def test_a_switch_is_asked_for_and_nothing_is_refused(server: Server, visit: Opener) -> None:
    left = in_crew(server, ILSE, "Carbon per croissant")
    page = visit(server, f"/weeks/{WEEK}/pitches?open=true", ILSE)
    posts: list[Request] = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    card = page.locator(".card", has=page.get_by_role("button", name="Sign up")).first
    title = card.get_by_role("heading").inner_text()
    card.get_by_role("button", name="Sign up").click()
    page.get_by_role("dialog").get_by_role("button", name="Switch crews").click()

    expect(page.locator(".card", has_text=title).get_by_role("link", name="You are in")).to_be_visible()
    assert len(posts) == 1
    assert server.get(f"/pitches/{left}", ILSE)["crew"] == []

    page.get_by_role("button", name="Undo", exact=True).click()

    expect(page.get_by_role("status").filter(has_text="You are in: Carbon per croissant.")).to_be_visible()
    assert [one["person"]["name"] for one in server.get(f"/pitches/{left}", ILSE)["crew"]] == [ILSE]


def test_a_switch_undone_too_late_is_told_and_the_new_place_stays(server: Server, visit: Opener) -> None:
    left, to = in_crew(server, ILSE, "Carbon per croissant"), server.pitch(WEEK, "broke it")
    server.send("PATCH", f"/pitches/{left}", {"crew_limit": 1}, "Lars Hovdenak")
    page = visit(server, f"/pitches/{to}", ILSE)
    page.get_by_role("button", name="Switch crews").click()
    page.get_by_role("dialog").get_by_role("button", name="Switch crews").click()
    undo = page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_visible()
    in_crew(server, CORWIN, "Carbon per croissant")

    undo.click()

    expect(page.get_by_role("status").filter(has_text="has filled up meanwhile")).to_be_visible()
    expect(page.get_by_role("button", name="Leave", exact=True)).to_be_focused()
    assert ILSE in [one["person"]["name"] for one in server.get(f"/pitches/{to}", ILSE)["crew"]]


def test_a_full_crew_has_a_line_that_anyone_may_join(server: Server, visit: Opener) -> None:
    full = in_crew(server, CORWIN, "Carbon per croissant")
    server.send("PATCH", f"/pitches/{full}", {"crew_limit": 1}, "Lars Hovdenak")
    in_crew(server, ILSE, "broke it")
    page = visit(server, f"/pitches/{full}", ILSE)

    page.get_by_role("button", name="Wait in line").click()

    expect(page.get_by_role("region", name="Sign up").get_by_text("1st in line")).to_be_visible()


def test_taking_part_is_said_by_one_button(server: Server, visit: Opener) -> None:
    page = visit(server, f"/weeks/{WEEK}", ILSE)
    expect(page.get_by_text("You are taking part.")).to_be_visible()
    page.get_by_role("button", name="I am out this week").press("Enter")

    back = page.get_by_role("button", name="I am taking part after all")
    expect(back).to_be_focused()
    expect(page.get_by_role("button", name="I am out this week")).to_have_count(0)
    assert server.get(f"/weeks/{WEEK}", ILSE)["participation"] == {"taking_part": False, "days": []}
