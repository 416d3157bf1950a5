"""Migrations expand, so that programs of before an upgrade go on; one that takes something away says so, and raises the floor."""

import ast
from pathlib import Path

from tests.docs.conftest import ROOT

TAKES_AWAY = {
    "alter_column", "create_check_constraint", "create_foreign_key", "create_unique_constraint", "drop_column", "drop_table",
    "rename_table",
}  # fmt: skip
FIRST_WITH_A_FLOOR = "schema_floor"


def migrations() -> list[Path]:
    """Those that came after the floor did, by the chain of their revisions."""
    known = {
        value_of(path, "down_revision"): path for path in (ROOT / "migrations" / "versions").glob("*.py")
    }
    chain, revision = [], None
    while path := known.get(revision):
        chain.append(path)
        revision = value_of(path, "revision")
    names = [path.stem.partition("-")[2] for path in chain]
    return chain[names.index(FIRST_WITH_A_FLOOR) + 1 :]


def value_of(path: Path, name: str) -> object:
    for line in ast.parse(path.read_text("utf-8")).body:
        if (
            isinstance(line, ast.Assign)
            and isinstance(line.targets[0], ast.Name)
            and line.targets[0].id == name
        ):
            return ast.literal_eval(line.value)
    raise AssertionError(f"{path.name} has no {name}")


def taken_away(source: str) -> list[str]:
    """What `upgrade` does that a program of before could stumble over."""
    upgrade = next(
        part
        for part in ast.parse(source).body
        if isinstance(part, ast.FunctionDef) and part.name == "upgrade"
    )
    calls = [
        call
        for call in ast.walk(upgrade)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]
    found = [call.func.attr for call in calls if call.func.attr in TAKES_AWAY]
    return found + [
        "add_column" for call in calls if call.func.attr == "add_column" and _must_be_filled(call)
    ]


def _must_be_filled(call: ast.Call) -> bool:
    written = ast.unparse(call)
    return "nullable=False" in written and "server_default" not in written


def test_what_takes_something_away_raises_the_floor() -> None:
    sources = {path.name: path.read_text("utf-8") for path in migrations()}

    silent = [name for name, source in sources.items() if taken_away(source) and "schema_floor" not in source]

    assert silent == [], (
        "Expand first, and take away in the version after (CONTRIBUTING.md); if it can't wait, raise the floor: "
        "op.execute(sa.text(\"UPDATE schema_floor SET revision = '…'\")) with this revision."
    )


def test_what_takes_something_away_is_recognised() -> None:
    def found(line: str) -> list[str]:
        return taken_away(f"def upgrade():\n    {line}\ndef downgrade():\n    op.drop_table('x')")

    assert found("op.drop_column('person', 'bio')") == ["drop_column"]
    assert found("op.add_column('person', sa.Column('a', sa.Text(), nullable=False))") == ["add_column"]
    assert (
        found("op.add_column('person', sa.Column('a', sa.Text(), nullable=False, server_default=''))") == []
    )
    assert found("op.add_column('person', sa.Column('a', sa.Text(), nullable=True))") == []
    assert found("op.create_table('person', sa.Column('a', sa.Text(), nullable=False))") == []
