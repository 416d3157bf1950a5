"""The glossary's table of phases says what the policies say."""

from collections.abc import Mapping

from app.demos import policy as demos
from app.outcomes import policy as outcomes
from app.pitches import policy as pitches
from app.signups import policy as signups
from app.weeks.phases import Phase
from app.weeks.policy import Row, Who
from tests.docs.conftest import document

WORDS = {"anyone": Who.ANYONE, "crew": Who.CREW, "lead": Who.LEAD, "organizer": Who.ORGANIZER, "–": None}
ROWS: dict[str, Row] = {
    "draft a pitch": pitches.DRAFTING,
    "submit a pitch": pitches.SUBMITTING,
    "edit a pitch": pitches.EDITING,
    "hand over": pitches.HANDING_OVER,
    "withdraw, restore": pitches.WITHDRAWING,
    'say "interested"': pitches.INTEREST,
    "comment": pitches.COMMENTING,
    "sign up, switch": signups.SIGNING_UP,
    "invite, accept, decline people": signups.DECIDING,
    "leave": signups.LEAVING,
    "say how we show it": demos.DESCRIBING,
    "set the running order": demos.ORDERING,
    "record the outcome": outcomes.RECORDING,
}
LINES = [
    line.strip("| ").split("|")
    for line in document("docs/glossary.md").text.splitlines()
    if line.startswith("|")
]
CELLS = [[cell.strip() for cell in line] for line in LINES]
HEAD = next(place for place, line in enumerate(CELLS) if line[0] == "announced")


def told() -> Mapping[str, dict[Phase, Who | None]]:
    """The table's rows; a cell counts by its first word."""
    phases = [Phase(name) for name in CELLS[HEAD]]
    rows = CELLS[HEAD + 2 :]
    return {
        action: {phase: WORDS[cell.partition(",")[0]] for phase, cell in zip(phases, cells, strict=True)}
        for action, *cells in rows
    }


def test_each_row_of_the_table_is_a_row_of_a_policy() -> None:
    table = told()

    assert table == {
        action: {phase: row.get(phase) for phase in next(iter(table.values()))}
        for action, row in ROWS.items()
    }


def test_no_row_of_a_policy_is_left_out() -> None:
    modules = (pitches, signups, demos, outcomes)
    rows = [
        value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, dict) and all(isinstance(phase, Phase) for phase in value)
    ]

    assert [row for row in rows if row not in ROWS.values()] == []


def test_the_words_of_every_phase_are_explained() -> None:
    text = document("docs/glossary.md").text

    assert [phase for phase in Phase if f"`{phase}`" not in text] == []
