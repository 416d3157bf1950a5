"""Reckoning on the clocks of a zone, tested in the page: it says what the server says, for every zone and season."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from app.weeks.calendar import months_on
from app.weeks.phases import SCHEDULED, Schedule
from tests.browser.conftest import Opener, Server

ZONES = [
    "Europe/Brussels", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Auckland", "Pacific/Apia", "Europe/Lisbon", "UTC",
]  # fmt: skip


@pytest.fixture
def page(shown: Server, visit: Opener) -> Page:
    return visit(shown, "/sign-in")


def told(page: Page, name: str, call: str, *given: object) -> object:
    """What an exported function of a module of the page gives."""
    return page.evaluate(
        """async ([name, call, given]) => {
            const main = document.querySelector('script[type="module"]').src;
            const module = await import(new URL(name, main).href);
            return call.split('.').reduce((at, key) => at[key], module)(...given);
        }""",
        [name, call, list(given)],
    )


def written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_week_some_months_on_is_the_one_that_the_server_would_make(page: Page) -> None:
    dice = random.Random(20261126)
    for zone in ZONES * 6:
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * dice.randrange(100_000))
        begins = {}
        for phase in SCHEDULED:
            begins[phase] = at
            at += timedelta(minutes=15 * dice.choice([0, 1, 4, 300, 900]))
        months = dice.randint(1, 14)
        schedule = {str(phase): written(instant) for phase, instant in begins.items()}

        expected = months_on(Schedule(begins), ZoneInfo(zone), months)

        suggested = told(page, "screens/organize/wall.js", "monthsOn", schedule, zone, months)
        assert suggested == {str(phase): written(expected.begins[phase]) for phase in SCHEDULED}, (
            zone,
            months,
        )


@pytest.mark.parametrize("zone", ZONES)
def test_what_the_clocks_show_is_read_back_as_the_same_instant(page: Page, zone: str) -> None:
    for hours in range(0, 24 * 400, 131):
        instant = written(datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
        shown = told(page, "lib/time.js", "toLocal", instant, zone)
        assert told(page, "lib/time.js", "fromLocal", shown, zone) == instant


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("The tenth exploration week", "The eleventh exploration week"),
        ("Ninth week", "Tenth week"),
        ("Exploration week 10", "Exploration week 11"),
        ("The 21st week", "The 22nd week"),
        ("Spring 2026", "Autumn 2027"),
        ("autumn of 2026", "spring of 2027"),
        ("Off the trail", "Off the trail, 2027"),
    ],
)
def test_the_next_title_is_guessed_from_the_last(page: Page, title: str, following: str) -> None:
    assert told(page, "words/en-organize.js", "organizing.plan.nextTitle", title, 2027) == following
