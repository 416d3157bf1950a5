"""Checks on both databases that the migrations make what the models say: empty → head, then nothing is left to change."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests import databases  # noqa: E402  # the script's folder comes first on the path, the checkout only by the line above


def drift(url: str) -> str:
    """What alembic would still change in the database, or nothing."""
    env = {**os.environ, "OFFTRAIL_DATABASE_URL": url}
    command = [sys.executable, "-m", "alembic", "check"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def main() -> int:
    found = False
    for kind in ("sqlite", "postgresql"):
        with databases.prepared(kind) as prepared, databases.opened(prepared).migrated() as url:
            version, text = databases.version_of(prepared), drift(url)
        print(f"drift on {version}: {text or 'none'}")
        found = found or bool(text)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
