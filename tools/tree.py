"""Checks what is in the tree: no address of a package index, files that fit a sitting, a lock that covers pyproject.toml."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LONGEST = 300
# Spelled so that this file does not find itself.
INDEX = re.compile(
    r"(py[p]i|python[h]osted|npm[j]s)\.(org|com)|--(extra-)?index-u[r]l[ =]|--find-link[s][ =]|\"resolve[d]\": \"http",
    re.IGNORECASE,
)
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)


def tracked() -> list[Path]:
    """The files that git knows or would add, so that a new one is seen before it is committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def index_addresses(paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        text = path.read_bytes().decode(errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if match := INDEX.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: the address of a package index: {match[0]}")
    return found


def too_long(paths: list[Path]) -> list[str]:
    """Code files past the length of a sitting; the page's words are a list and may be as long as they are many."""
    found = []
    for path in paths:
        name = path.relative_to(ROOT)
        code = (name.parts[0] == "app" and name.suffix == ".py") or (
            name.parts[0] == "frontend" and name.suffix == ".js" and "words" not in name.parts
        )
        length = len(path.read_bytes().splitlines()) if code else 0
        if length > LONGEST:
            found.append(f"{name}: {length} lines; split it by verb or topic (at most {LONGEST})")
    return found


def not_locked() -> list[str]:
    """What pyproject.toml asks for and a lock does not give: after a change to it, `make lock`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    asked = {
        "requirements.lock": runtime,
        "requirements-dev.lock": runtime + project["dependency-groups"]["dev"],
    }
    found = []
    for lock, requirements in asked.items():
        pins = {normal(name): version for name, version in PIN.findall((ROOT / lock).read_text())}
        for requirement in map(Requirement, requirements):
            pinned = pins.get(normal(requirement.name))
            if pinned is None or not requirement.specifier.contains(pinned, prereleases=True):
                found.append(
                    f"{lock}: pins {requirement.name} at {pinned}, pyproject.toml asks for {requirement}: `make lock`"
                )
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    paths = tracked()
    found = index_addresses(paths) + too_long(paths) + not_locked()
    print("\n".join(found) or f"tree: {len(paths)} files, no address of an index, none too long, all locked")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
