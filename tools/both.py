"""Checks, after `make test` and `make system`, that SQLite and PostgreSQL both ran, and saw the same tests."""

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def complaints(report: ET.Element) -> Iterator[str]:
    for kind, name in KINDS.items():
        if not version(report, kind).startswith(name):
            yield f"{name} did not run: the report names {version(report, kind) or 'no such database'}"
    ran = {kind: took(report, kind) for kind in KINDS}
    if not ran["postgresql"]:
        yield "not one test took a database of PostgreSQL"
    for kind, other in (("sqlite", "postgresql"), ("postgresql", "sqlite")):
        alone = ran[kind] - ran[other] - left_out(report, f"{kind}_only")
        yield from (f"ran on {KINDS[kind]} alone: {test}" for test in sorted(alone))


def version(report: ET.Element, kind: str) -> str:
    found = report.find(f"testsuite/properties/property[@name='{kind}']")
    return found.get("value", "") if found is not None else ""


def took(report: ET.Element, kind: str) -> set[str]:
    """The tests that were given a database of a kind."""
    noted = f"properties/property[@name='database'][@value='{kind}']"
    return {
        plain(case)
        for case in report.iter("testcase")
        if case.find(noted) is not None and case.find("skipped") is None
    }


def left_out(report: ET.Element, reason: str) -> set[str]:
    """The tests that were skipped because they tell of the other kind."""
    skipped = ((case, case.find("skipped")) for case in report.iter("testcase"))
    return {
        plain(case) for case, why in skipped if why is not None and why.get("message", "").startswith(reason)
    }


def plain(case: ET.Element) -> str:
    """A test's name without the kind of its database."""
    return re.sub(r"\b(sqlite|postgresql)\b", "*", f"{case.get('classname')}.{case.get('name')}")


def main(path: str) -> int:
    try:
        report = ET.parse(path).getroot()
    except FileNotFoundError:
        print(f"the tests did not run: {path} is absent")
        return 1
    found = list(complaints(report))
    for line in found:
        print(line)
    for kind in KINDS:
        print(f"{version(report, kind)}: {len(took(report, kind))} tests with a database")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
