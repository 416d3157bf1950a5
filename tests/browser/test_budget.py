"""What the page may weigh: the hard budgets, counted in a browser as bytes that crossed the wire."""

import gzip

import pytest

from app.core.paths import frontend_dir
from app.page import Page as PageServed
from app.page import shipped, told
from tests.browser.conftest import SETTLED, Opener, Server
from tools.wire import watched

FIRST_VISIT_BYTES, FIRST_VISIT_REQUESTS = 45_000, 18
REPEAT_VISIT_BYTES = 2_000
WHOLE_BYTES = 120_000
TO_A_READER_BYTES = 139_000  # file by file, each zipped by itself, over all screens of both roles
LAYOUT_SHIFT = 0.02
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize(
    "screen",
    [
        "/",
        "/weeks",
        "/weeks/tenth-week/pitches",
        "pitch",
        "/outcomes",
        "/weeks/tenth-week/pitches/new",
        "/me",
        "/archive",
        "/weeks/ninth-week/demos",
        "/weeks/ninth-week/stage",
    ],
)
def test_a_first_and_a_second_visit_are_light(shown: Server, visit: Opener, screen: str) -> None:
    path = f"/pitches/{shown.pitch('tenth-week', 'on-call assistant')}" if screen == "pitch" else screen
    blank = visit(shown, "/healthz-not", "Ilse Vandermolen").context
    fresh = blank.browser.new_context(base_url=shown.url, storage_state=blank.storage_state())
    page = fresh.new_page()
    with watched(page) as first:
        page.goto(path)
        page.wait_for_selector(SETTLED)
        page.wait_for_timeout(300)
        shift = page.evaluate(SHIFTS)
    with watched(page) as second:
        page.goto(path)
        page.wait_for_selector(SETTLED)
        page.wait_for_timeout(300)
    fresh.close()

    assert len(first.requests()) <= FIRST_VISIT_REQUESTS, sorted(first.urls.values())
    assert first.bytes() <= FIRST_VISIT_BYTES
    assert second.bytes() <= REPEAT_VISIT_BYTES
    assert shift <= LAYOUT_SHIFT


def test_the_whole_page_is_small_as_a_folder_and_for_each_reader() -> None:
    folder = b"".join(told(file) for _, file in sorted(shipped(frontend_dir())))
    to_a_reader = {
        tag: sum(len(sent.zipped) for name, sent in tree.files.items() if spoken(name, tag))
        for tag, tree in PageServed(frontend_dir()).trees.items()
    }

    assert len(gzip.compress(folder, 9)) <= WHOLE_BYTES
    assert {tag: size for tag, size in to_a_reader.items() if size > TO_A_READER_BYTES} == {}


def spoken(name: str, tag: str) -> bool:
    """Whether a reader in a language is ever sent a file: the words of other languages never are."""
    return not name.startswith("words/") or name.removeprefix("words/").startswith(tag)
