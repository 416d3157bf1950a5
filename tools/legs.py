"""Checks, after both legs of `make test`, that PostgreSQL saw every test that took a database on SQLite."""

import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

REPORTS = Path(__file__).parents[1] / ".reports"


@dataclass(frozen=True)
class Leg:
    """What one report tells: the database's version, and the names of the tests."""

    database: str
    ran: frozenset[str]
    took_a_database: frozenset[str]
    skipped: dict[str, str]


def read(kind: str) -> Leg:
    root = ET.parse(REPORTS / f"{kind}.xml").getroot()
    database = next(
        (p.get("value", "") for p in root.iterfind("testsuite/properties/property[@name='database']")), ""
    )
    cases = {f"{case.get('classname')}.{case.get('name')}": case for case in root.iter("testcase")}
    skipped = {
        name: s.get("message", "") for name, case in cases.items() if (s := case.find("skipped")) is not None
    }
    ran = frozenset(cases.keys() - skipped.keys())
    took = frozenset(
        name for name in ran if cases[name].find("properties/property[@name='database']") is not None
    )
    return Leg(database, ran, took, skipped)


def complaints(sqlite: Leg, postgresql: Leg) -> list[str]:
    found = []
    if not sqlite.database.startswith("SQLite"):
        found.append(f"the first leg ran on {sqlite.database or 'no database'}, not on SQLite")
    if not postgresql.database.startswith("PostgreSQL"):
        found.append(f"the second leg ran on {postgresql.database or 'no database'}, not on PostgreSQL")
    if not postgresql.took_a_database:
        found.append("not one test took a database of PostgreSQL")
    alone = sorted(sqlite.took_a_database - postgresql.took_a_database)
    found += [
        f"ran on SQLite alone: {n}"
        for n in alone
        if not postgresql.skipped.get(n, "").startswith("sqlite_only")
    ]
    return found


def main() -> int:
    try:
        sqlite, postgresql = read("sqlite"), read("postgresql")
    except FileNotFoundError as missing:
        print(f"a leg did not run: {missing.filename} is absent")
        return 1
    found = complaints(sqlite, postgresql)
    for line in found:
        print(line)
    print(
        f"{sqlite.database}: {len(sqlite.ran)} tests, {len(sqlite.took_a_database)} with a database; "
        f"{postgresql.database}: {len(postgresql.ran)} tests, all with a database"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
