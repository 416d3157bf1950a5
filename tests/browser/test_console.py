"""The console: one sentence, then figures that lead to what they count, each with its table, and printable."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.browser.conftest import Opener, Server, Watched
from tests.browser.test_everywhere import violations

MARGIT, ILSE, CONSOLE = "Margit Saarepuu", "Ilse Vandermolen", "/weeks/tenth-week/console"


def test_the_figures_are_the_servers_and_lead_to_what_they_count(shown: Server, visit: Opener) -> None:
    people = shown.get("/weeks/tenth-week/insights", MARGIT)["people"]
    page = visit(shown, CONSOLE, MARGIT)
    expect(
        page.get_by_text(f"{people['with_crew']} of {people['taking_part']} people have a crew")
    ).to_be_visible()
    expect(page.get_by_role("img", name="People with a crew, day by day")).to_be_visible()
    page.get_by_text("Show the figures").first.click()
    expect(page.get_by_role("columnheader", name="Taking part")).to_be_visible()
    page.get_by_role("link", name=re.compile("of Ovens, in bakers")).click()
    expect(page).to_have_url(re.compile(r"/pitches\?tag=bakers"))
    page.go_back()
    expect(page.get_by_role("heading", name="Console: The tenth exploration week")).to_be_focused()
    page.get_by_role("link", name="Find a lead: One spreadsheet to let go").click()
    expect(page.get_by_role("heading", name="Crew", exact=True)).to_be_focused()


def test_the_console_prints_its_figures_and_not_the_frame(shown: Server, visit: Opener) -> None:
    page = visit(shown, CONSOLE, MARGIT)
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator(".funnel rect.full").first).to_be_visible()
    expect(page.get_by_role("columnheader", name="Taking part")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_each_figure_opens_those_whom_it_counts(shown: Server, visit: Opener) -> None:
    figures = shown.get("/weeks/tenth-week/insights", MARGIT)
    people, rows = figures["people"], lambda: page.locator(".trio li")
    page = visit(shown, CONSOLE, MARGIT)
    for name, count in [
        (re.compile("have a crew$"), people["with_crew"]),
        (re.compile("^Taking part"), people["taking_part"]),
        (re.compile("^With a wish or a crew"), people["with_crew"] + people["wishing"]),
        (re.compile("neither a crew nor a wish"), people["idle"]),
    ]:
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name="People: The tenth exploration week")).to_be_focused()
        expect(rows()).to_have_count(count)
        page.go_back()
        expect(page.get_by_role("heading", name="Console: The tenth exploration week")).to_be_focused()

    page.get_by_role("link", name=re.compile("is empty|are empty")).click()
    expect(page).to_have_url(re.compile("/console#tasks$"))

    page.get_by_role("rowheader", name="Ovens").get_by_role("link").last.click()
    expect(page.get_by_role("link", name="Ovens: show all home teams")).to_be_visible()
    [ovens] = [row["taking_part"] for row in figures["home_teams"] if row["home_team"] == "Ovens"]
    expect(rows()).to_have_count(ovens)


def test_a_cell_opens_the_board_by_topic_and_home_team(shown: Server, visit: Opener) -> None:
    page = visit(shown, CONSOLE, MARGIT)
    cell = page.get_by_role("link", name=re.compile("of Ovens, in bakers"))
    counted = int(cell.inner_text())
    cell.click()
    with_ovens = page.get_by_role("button", name="Crews with Ovens: show all")
    expect(with_ovens).to_be_visible()
    found = shown.get("/weeks/tenth-week/pitches?tag=bakers&home_team=Ovens", MARGIT)["items"]
    expect(page.locator(".card")).to_have_count(len(found))
    crews = [one["person"]["home_team"] for row in found for one in row["crew"] if one["role"] == "member"]
    assert crews.count("Ovens") == counted

    with_ovens.click()
    expect(page).to_have_url(re.compile(r"\?tag=bakers$"))
    expect(page.locator(".card").nth(len(found))).to_be_visible()


def choose(page: Page, name: str) -> None:
    """Types a name and takes the suggestion."""
    with page.expect_response(re.compile(r"/people\?q=")):
        page.get_by_label("Whom?").fill(name)
    known = page.locator(f'#people-found option[value*="{name}"]')
    page.get_by_label("Whom?").fill(known.get_attribute("value") or "")


def test_somebody_is_placed_beside_the_task_in_one_dialog(server: Server, visit: Opener) -> None:
    pitch = server.pitch("tenth-week", "Carbon per croissant")
    page = visit(server, CONSOLE, MARGIT)
    page.get_by_role("button", name="Place somebody: Carbon per croissant").click()
    choose(page, "Corwin Adeyemi")
    page.get_by_label("Reason").fill("He asked me in the corridor")
    assert violations(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Place somebody").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="Carbon per croissant")).to_contain_text(
        "a crew of one"
    )
    assert [one["person"]["name"] for one in server.get(f"/pitches/{pitch}", MARGIT)["crew"]] == [
        "Corwin Adeyemi"
    ]


def test_who_has_a_place_elsewhere_is_moved_only_on_the_second_press(
    server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals.add(409)
    to = server.pitch("tenth-week", "Carbon per croissant")
    [member, *_] = [
        row["person"]["name"]
        for row in server.get("/weeks/tenth-week/insights/people?limit=200", MARGIT)["items"]
        if row["standing"] == "with_crew"
    ]
    page = visit(server, f"/pitches/{to}", MARGIT)
    page.get_by_role("button", name="Place somebody").click()
    choose(page, member)
    page.get_by_label("Reason").fill("They want to change")
    place = page.get_by_role("dialog").get_by_role("button", name="Place somebody")
    place.click()
    expect(page.get_by_text("They have a place in another crew.")).to_be_visible()
    assert server.get(f"/pitches/{to}", MARGIT)["crew"] == []
    place.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [one["person"]["name"] for one in server.get(f"/pitches/{to}", MARGIT)["crew"]] == [member]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_place_is_found_beside_each_person_without_a_crew(
    server: Server, visit: Opener, theme: str
) -> None:
    page = visit(server, "/weeks/tenth-week/people", MARGIT, theme=theme)
    expect(page.get_by_text("14 people take part and have no crew.")).to_be_visible()
    place = page.get_by_role("button", name=f"Place {ILSE}")
    row = page.get_by_role("listitem").filter(has=place)
    beside = row.locator("xpath=(following-sibling::li | preceding-sibling::li)[last()]//button")
    neighbour = beside.get_attribute("id")
    place.press("Enter")
    page.get_by_label("Reason").fill("She could not decide")
    assert violations(page) == []
    crew = page.get_by_label("In which crew?")
    expect(crew.locator("option").first).to_contain_text("their wish")
    page.get_by_role("dialog").get_by_role("button", name="Place", exact=True).click()

    expect(page.get_by_text("13 people take part and have no crew.")).to_be_visible()
    expect(place).to_have_count(0)
    expect(page.locator(f"[id='{neighbour}']")).to_be_focused()
    [ilse] = [
        row
        for row in server.get("/weeks/tenth-week/insights/people?limit=200", MARGIT)["items"]
        if row["person"]["name"] == ILSE
    ]
    assert ilse["standing"] == "with_crew"


def test_the_console_is_for_organizers_alone(shown: Server, visit: Opener, watched: Watched) -> None:
    watched.refusals.add(403)
    page = visit(shown, CONSOLE, ILSE)
    expect(page.get_by_text("Only the organizers of this week see its figures.")).to_be_visible()


def test_a_week_without_pitches_invites_the_first(server: Server, visit: Opener) -> None:
    server.send("POST", "/weeks/ninth-week/copy", {"months": 12, "slug": "next"}, MARGIT)
    page = visit(server, "/weeks/next/console", MARGIT)
    expect(page.get_by_text("the week waits for its first one")).to_be_visible()


def test_paper_cuts_nothing_off_and_has_all_tasks(server: Server, visit: Opener) -> None:
    # By then all who asked for a place have waited for a day: there are more tasks than are shown at once.
    server.go_to(clock.now() + timedelta(days=1))
    tasks = server.get("/weeks/tenth-week/insights", MARGIT)["tasks"]
    page = visit(server, CONSOLE, MARGIT, width=718)
    page.emulate_media(media="print")
    assert (
        page.locator("main *").evaluate_all(
            "(all) => all.filter((one) => one.getBoundingClientRect().right > 719).length"
        )
        == 0
    )
    shown_tasks = page.locator("#tasks li").evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility()).length"
    )
    assert shown_tasks == len(tasks) > 12


def test_those_who_organize_all_weeks_see_what_each_came_to_below_their_list(
    shown: Server, visit: Opener
) -> None:
    weeks = shown.get("/insights", MARGIT)["items"]
    page = visit(shown, "/weeks", MARGIT)
    table = page.get_by_role("region", name="Over the years")

    for week in weeks:
        row = table.get_by_role("row").filter(has=page.get_by_role("link", name=week["week"]["title"]))
        expect(row.get_by_role("cell")).to_have_text(
            [
                str(week[name] if week[name] is not None else "–")
                for name in ("taking_part", "with_crew", "crews", "mixed")
            ]
        )
    assert violations(page) == []
    table.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile(weeks[0]["week"]["title"]))).to_be_focused()

    page = visit(shown, "/weeks", ILSE)
    expect(page.get_by_role("heading", name="Weeks", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Over the years")).to_have_count(0)
