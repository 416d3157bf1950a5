"""What the style sheets keep to, so that a language written from right to left needs no rule of its own."""

import re

import pytest

from app.core.paths import frontend_dir
from app.page import shipped

SHEETS = sorted(name for name, _ in shipped(frontend_dir()) if name.endswith(".css"))
PHYSICAL = re.compile(
    r"[\s;{(](?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)|\bto (?:left|right)\b"
)
FOUR_SIDES = re.compile(r"\b(?:margin|padding|inset)\s*:\s*([^;}]+)")
PART = re.compile(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_names_no_left_and_no_right(name: str) -> None:
    assert PHYSICAL.findall((frontend_dir() / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", SHEETS)
def test_a_short_form_has_the_same_on_both_sides(name: str) -> None:
    parts = [PART.findall(value) for value in FOUR_SIDES.findall((frontend_dir() / name).read_text("utf-8"))]

    assert [four for four in parts if len(four) == 4 and four[1] != four[3]] == []
