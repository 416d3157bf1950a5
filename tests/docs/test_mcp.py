"""The page on assistants lists the tools that there are."""

from app.mcp.server import TOOLS
from app.mcp.visit import Tool
from tests.docs.conftest import document


def row(tool: Tool) -> str:
    effect = "gives up or replaces" if tool.hints.destructive_hint else "writes" if tool.writes else "reads"
    return f"| `{tool.name}` | {tool.title} | `{tool.scope}` | {effect} |"


def test_the_table_has_every_tool_with_its_scope_and_effect() -> None:
    lines = document("docs/mcp.md").text.splitlines()

    assert [line for line in lines if line.startswith("| `")] == [row(tool) for tool in TOOLS]
