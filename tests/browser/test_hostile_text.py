"""Whatever people type stays text: no element comes of it, no address that runs, no request to anywhere else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener, Server

IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "</title></textarea><script>alert(2)</script>"
RUNS = "[press](javascript:alert(3)) <javascript:alert(4)> ![see](javascript:alert(5)) [data](data:text/html,<b>)"
HOSTILE = f"{IMAGE} {SCRIPT} {RUNS}"
ALLOWED = {
    "DIV", "P", "H3", "H4", "H2", "UL", "OL", "LI", "BLOCKQUOTE", "PRE", "CODE", "EM", "STRONG", "S", "A", "BR", "HR",
}  # fmt: skip
MAKE = """async ([module, text]) => {
    const { markdown } = await import(module);
    const began = performance.now();
    const made = markdown(text);
    const took = performance.now() - began;
    const all = [...made.querySelectorAll('*')];
    return [took, all.map((one) => one.tagName), all.flatMap((one) => [...one.attributes].map(({ name, value }) => [name, value]))];
}"""

READ = """async ([module, text]) => {
    const { markdown } = await import(module);
    return [...markdown(text).querySelectorAll('*')].map((one) => [one.tagName, one.textContent]);
}"""


def test_text_of_every_field_stays_text(server: Server, visit: Opener) -> None:
    lead = "Lars Hovdenak"
    pitch = server.pitch("tenth-week", "Carbon per croissant")
    fields = dict.fromkeys(("body", "where", "summary"), HOSTILE)
    lists = {name: [IMAGE, "javascript:alert(6)"] for name in ("tags", "skills_needed", "skills_to_learn")}
    server.send("PATCH", f"/pitches/{pitch}", {"title": IMAGE + SCRIPT, **fields, **lists}, lead)
    server.send("POST", f"/pitches/{pitch}/comments", {"body": HOSTILE}, lead)
    server.send("PATCH", "/me", {"name": IMAGE, "bio": SCRIPT}, lead)
    server.send(
        "PATCH",
        "/weeks/tenth-week",
        {"title": IMAGE, "theme": SCRIPT, "guardrails": HOSTILE, "description": HOSTILE},
        "Margit Saarepuu",
    )

    page = visit(server, f"/pitches/{pitch}", "Ilse Vandermolen")
    expect(page.get_by_role("heading", level=1)).to_have_text(IMAGE + SCRIPT)
    nothing_came_of_it(page)
    person = f"/people/{server.people()[IMAGE]}"
    week = "/weeks/tenth-week"
    screens = ("/", "/weeks", week, f"{week}/pitches", f"{week}/crews", "/sign-in", "/me")
    for path in (*screens, person, "/archive?q=img", "/archive?week=tenth-week"):
        page.goto(path)
        page.wait_for_selector('main:not([aria-busy="true"]) h1')
        nothing_came_of_it(page)
    nothing_came_of_it(visit(server, f"/pitches/{pitch}/edit", IMAGE))
    log = visit(server, "/log", "Margit Saarepuu")
    expect(log.locator(".log ins").first).to_be_visible()
    nothing_came_of_it(log)


def nothing_came_of_it(page: Page) -> None:
    expect(page.locator("img, main script, iframe, object, [onerror]")).to_have_count(0)
    expect(page.locator('a[href^="javascript:" i], a[href^="data:" i]')).to_have_count(0)


def test_the_page_asks_no_other_address(server: Server, visit: Opener) -> None:
    pitch = server.pitch("tenth-week", "Carbon per croissant")
    server.send(
        "PATCH",
        f"/pitches/{pitch}",
        {"body": "![pixel](https://elsewhere.example/pixel.gif)"},
        "Lars Hovdenak",
    )
    page = visit(server, "/weeks", "Ilse Vandermolen")
    asked: list[str] = []

    def note(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    page.route("**/*", note)
    page.goto(f"/pitches/{pitch}")
    expect(page.get_by_role("link", name="pixel")).to_be_visible()
    assert [url for url in asked if not url.startswith(server.url)] == []


@pytest.fixture(scope="module")
def module_page(browser, shown: Server) -> Page:
    page = browser.new_page(base_url=shown.url)
    page.goto("/sign-in")
    return page


@pytest.fixture(scope="module")
def markdown_module(module_page: Page) -> str:
    return (
        module_page.locator("script[type=module]").get_attribute("src").replace("main.js", "lib/markdown.js")
    )


PIECES = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "`",
        "```",
        "~~",
        "[",
        "](",
        ")",
        "![",
        "> ",
        "- ",
        "1. ",
        "# ",
        "---",
        "\n",
        "\n\n",
        "  ",
        "\\",
        "<b>",
        "https://a.example/",
        "javascript:x",
        "mailto:a@b.example",
        "word",
        "é",
        "\u202e",
        "|",
        "&lt;",
    ]
)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("```make bench``` takes a minute", [["P", "make bench takes a minute"], ["CODE", "make bench"]]),
        ("```a``` and\n```b``` stay", [["P", "a and\nb stay"], ["CODE", "a"], ["CODE", "b"]]),
        ("```python\nmake()\n```\nAnd on", [["PRE", "make()"], ["CODE", "make()"], ["P", "And on"]]),
        ("````\n```\n````\nAnd on", [["PRE", "```"], ["CODE", "```"], ["P", "And on"]]),
        ("~~~ `sh`\nmake\n~~~", [["PRE", "make"], ["CODE", "make"]]),
    ],
)
def test_code_within_a_line_takes_nothing_of_the_text_with_it(
    module_page: Page, markdown_module: str, text: str, made: list[list[str]]
) -> None:
    assert module_page.evaluate(READ, [markdown_module, text]) == made


@given(st.lists(PIECES, max_size=120).map("".join) | st.text(max_size=400))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_markdown_makes_only_what_is_allowed(module_page: Page, markdown_module: str, text: str) -> None:
    took, tags, attributes = module_page.evaluate(MAKE, [markdown_module, text])

    assert set(tags) <= ALLOWED
    assert {name for name, _ in attributes} <= {"href", "rel", "target", "tabindex", "start"}
    assert all(
        value.lower().startswith(("http://", "https://", "mailto:"))
        for name, value in attributes
        if name == "href"
    )
    assert took < 50


@pytest.mark.parametrize(
    "piece",
    [
        "*",
        "**a",
        "[",
        "](",
        "> ",
        "- ",
        "`a",
        "https://",
        ".",
        "_a ",
        "#",
        "\\",
        "![](",
        " ",
        "\n- ",
        "(",
        "~~x",
        "1. ",
        "```a\n",
        "```",
    ],
)
def test_no_markdown_is_slow(module_page: Page, markdown_module: str, piece: str) -> None:
    text = (piece * 65_536)[:65_536]

    fastest = min(module_page.evaluate(MAKE, [markdown_module, text])[0] for _ in range(3))

    assert fastest < 250  # 64 KiB of the worst; ordinary texts take less than one millisecond
