"""Writes the documents that are made from the code, or checks that those in the tree are what the code would make."""

import argparse
import difflib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE_BY = {
    "openapi.yaml": [sys.executable, "-m", "app", "openapi"],
    "docs/permissions.md": [sys.executable, "tools/permissions.py"],
    "docs/events.md": [sys.executable, "tools/events.py"],
}
TARGET = {
    "openapi.yaml": "make openapi",
    "docs/permissions.md": "make permissions",
    "docs/events.md": "make events",
}


def made(name: str) -> str:
    return subprocess.run(
        MADE_BY[name], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def difference(name: str) -> str:
    """What would change in the document, shortened; nothing when it is fresh."""
    path = ROOT / name
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = list(
        difflib.unified_diff(
            there.splitlines(), made(name).splitlines(), name, "from the code", lineterm="", n=1
        )
    )
    return "\n".join(lines[:40])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", choices=sorted(MADE_BY), help="write this one instead of checking all")
    write = parser.parse_args().write
    if write:
        (ROOT / write).write_text(made(write), encoding="utf-8", newline="\n")
        return 0
    stale = {name: text for name in MADE_BY if (text := difference(name))}
    for name, text in stale.items():
        print(f"{text}\n{name} is stale: `{TARGET[name]}` writes it anew")
    print(f"documents made from the code: {len(MADE_BY) - len(stale)} fresh, {len(stale)} stale")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
