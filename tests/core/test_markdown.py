"""What people's Markdown becomes in feeds."""

import pytest

from app.core import markdown
from app.core.markdown import MOST_CELLS, html


def table(columns: int, rows: int, row: str = "|") -> str:
    return "\n".join(["|a" * columns + "|", "|-" * columns + "|", *([row] * rows)]) + "\n"


def test_a_table_is_a_table() -> None:
    made = html("| a | b |\n|---|---|\n| 1 | 2 |\n\nand on")

    assert made == (
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n<p>and on</p>\n"
    )


def test_a_large_table_is_one_still() -> None:
    made = html(table(8, 200, "| one | two |"))

    assert made.count("<td>") == 8 * 200


HOSTILE = {
    "many columns": table(1000, 2000),
    "many rows": table(50, 4000),
    "many tables": "\n\n".join([table(64, 28)] * 20),
    "rows beyond the columns first": table(60, 10, "|" + "b|" * 700) + "|\n" * 3000,
    "tables in lists": "\n".join("- " + table(64, 28).replace("\n", "\n  ") for _ in range(20)),
    "tables in quotes": "\n\n".join("> " + table(64, 28).replace("\n", "\n> ") for _ in range(20)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_text_grows_into_more_cells_than_there_may_be(kind: str) -> None:
    made = html(HOSTILE[kind])

    assert made.count("<td") + made.count("<th>") <= MOST_CELLS
    assert len(made) < 20 * MOST_CELLS + 4 * len(HOSTILE[kind])


def test_what_is_no_table_any_more_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "MOST_CELLS", 4)

    assert html("|a|b|\n|-|-|\n|1|2|") == "<p>|a|b|\n|-|-|\n|1|2|</p>\n"
