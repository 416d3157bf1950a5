"""Checks the page's types with `tsc`, where Node is there; using Offtrail needs no Node, so elsewhere it says so and passes."""

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
    done = subprocess.run([npm, "run", "--silent", "check"], cwd=FRONTEND, check=False)
    print("page types:", "wrong" if done.returncode else "right")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
