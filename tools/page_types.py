"""Checks the page's types, and that they are the contract's, where Node is there; using Offtrail needs no Node, so elsewhere it says so and passes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).parents[1] / "frontend"
INSTALLED = FRONTEND / "node_modules" / ".package-lock.json"


def main() -> int:
    npm = shutil.which("npm")
    if npm is None:
        print("page types: not checked, for Node and npm are not installed")
        return 1 if os.environ.get("CI") else 0
    lock = FRONTEND / "package-lock.json"
    if not INSTALLED.exists() or INSTALLED.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=FRONTEND, check=True
        )
        INSTALLED.touch()
    if not of_the_contract(npm):
        print("page types: frontend/contract.d.ts is stale; `npm run contract` in frontend/ writes it anew")
        return 1
    done = subprocess.run([npm, "run", "--silent", "check"], cwd=FRONTEND, check=False)
    print("page types:", "wrong" if done.returncode else "right")
    return done.returncode


def of_the_contract(npm: str) -> bool:
    """Whether contract.d.ts is what openapi.yaml would make; it is left as it was."""
    types = FRONTEND / "contract.d.ts"
    before = types.read_bytes()
    try:
        subprocess.run(
            [npm, "run", "--silent", "contract"], cwd=FRONTEND, check=True, stdout=subprocess.DEVNULL
        )
        return types.read_bytes() == before
    finally:
        types.write_bytes(before)


if __name__ == "__main__":
    sys.exit(main())
