"""The API guide does what it says: its commands and its Python are run, in their order, against a served process."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from tests.docs.conftest import Served, document

GUIDE = document("docs/api/README.md")


def run(line: str) -> None:
    """A command of the guide, in this process: eight starts of Python would take longer than all the rest."""
    words = shlex.split(line)
    output = Path(words[-1]) if words[-2] == ">" else None
    assert words[0] == "offtrail", line
    done = CliRunner().invoke(cli, words[1:-2] if output else words[1:])
    assert done.exit_code == 0, f"{line}: {done.output}"
    if output:
        output.write_text(done.stdout, "utf-8")


@pytest.mark.sqlite_only(reason="what a guide says is the same on both")
def test_every_block_of_the_guide_runs_in_order(
    served: Served, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFTRAIL_URL", served.address)
    monkeypatch.setenv("OFFTRAIL_DATABASE_URL", served.database_url)
    namespace: dict[str, object] = {}

    for line in "".join(GUIDE.blocks("sh")).splitlines():
        run(line)
    for line_number, block in GUIDE.code("python"):  # a failure names the guide's line
        exec(compile("\n" * (line_number - 1) + block, GUIDE.name, "exec"), namespace)

    assert namespace["titles"] == ["A till that can be read in the dark", "Postcards from bakers"]
    for name in ("grace", "ada", "linus", "warehouse"):
        namespace[name].close()  # type: ignore[attr-defined]  # an httpx client
