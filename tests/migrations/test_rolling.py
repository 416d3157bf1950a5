"""The program of before the newest migration goes on beside this one, on this one's schema: tools/rolling.py tells how."""

import subprocess

import pytest

from tests.docs.conftest import ROOT
from tools import rolling

pytestmark = pytest.mark.system


def has_history() -> bool:
    told = subprocess.run(
        ["git", "rev-parse", "--is-shallow-repository"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() == "false"


@pytest.mark.skipif(not has_history(), reason="no history here, and so no earlier program")
def test_the_program_before_runs_on_the_schema_of_now(empty_database_url: str) -> None:
    told: list[str] = []

    broken = rolling.rolled(rolling.earlier(), empty_database_url, told.append)

    assert broken == []
    assert len(told) == 4
