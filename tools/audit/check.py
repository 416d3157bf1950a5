"""Looks the pinned packages up in the public databases of known holes, with pip-audit in an environment of its own.

Ends with 1 where a package has a known hole. Where no database can be reached it says so, and that nothing was checked, and ends with 0.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOCK = HERE / "requirements.lock"
LOCKS = ("requirements.lock", "requirements-dev.lock", "tools/contract/requirements.lock", "tools/audit/requirements.lock")  # fmt: skip
TOOLS = ROOT / ".reports" / "audit"
PYTHON = TOOLS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DATABASES = ("pypi", "osv")
WAIT_S = 15


def main() -> int:
    if not installed():
        print("audit: NOT CHECKED: pip-audit can't be installed here.")
        return 0
    for database in DATABASES:
        looked_up = {lock: known_holes(lock, database) for lock in LOCKS}
        if all(found is not None for found in looked_up.values()):
            return told(database, looked_up)
    print(
        f"audit: NOT CHECKED: neither of the databases of known holes ({', '.join(DATABASES)}) can be reached."
    )
    return 0


def installed() -> bool:
    ready = TOOLS / "ready"
    if ready.exists() and ready.stat().st_mtime > LOCK.stat().st_mtime:
        return True
    venv.create(TOOLS, clear=True, with_pip=True)
    install = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--require-hashes"]
    done = subprocess.run([*install, "--requirement", LOCK, "--constraint", LOCK], check=False)
    if done.returncode == 0:
        ready.touch()
    return done.returncode == 0


def known_holes(lock: str, database: str) -> list[dict[str, Any]] | None:
    """The packages of a lock that have holes, each with what is known of them; None where the database gave no answer."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        asked = [
            "--requirement",
            lock,
            "--require-hashes",
            "--disable-pip",
            "--vulnerability-service",
            database,
        ]
        asked += [
            "--timeout",
            str(WAIT_S),
            "--progress-spinner",
            "off",
            "--format",
            "json",
            "--output",
            str(report),
        ]
        subprocess.run([PYTHON, "-m", "pip_audit", *asked], cwd=ROOT, check=False, capture_output=True)
        if not report.exists():
            return None
        told = json.loads(report.read_text())["dependencies"]
    passed_over = [package["name"] for package in told if "skip_reason" in package]
    if len(passed_over) == len(told):  # a mirror that has files alone: pip-audit takes that for good news
        return None
    if passed_over:
        print(f"audit: {lock}: not in the database: {', '.join(passed_over)}")
    return [package for package in told if package.get("vulns")]


def told(database: str, looked_up: dict[str, list[dict[str, Any]] | None]) -> int:
    holes = [(lock, package) for lock, found in looked_up.items() for package in found or []]
    for lock, package in holes:
        for hole in package["vulns"]:
            mended = ", ".join(hole["fix_versions"]) or "no version yet"
            print(f"audit: {lock}: {package['name']} {package['version']}: {hole['id']}, mended in {mended}")
    print(
        f"audit: {len(looked_up)} locks looked up at {database}: {len(holes) or 'no'} packages with known holes."
    )
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
