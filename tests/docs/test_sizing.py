"""The page on what a company needs shows what the script computes from what was measured and assumed."""

from dataclasses import fields, replace

from benchmarks import sizing
from tests.docs.conftest import document


def test_the_page_holds_the_tables_of_the_script() -> None:
    assert sizing.tables(sizing.MEASURED) in document("docs/sizing.md").text


def test_each_assumption_is_told_with_its_value() -> None:
    told = document("docs/sizing.md").text

    assert [
        field.name for field in fields(sizing.Assumed) if f"| `{field.name}` | {field.default} |" not in told
    ] == []


def test_twice_the_people_who_come_twice_as_slowly_ask_for_as_much_a_second() -> None:
    slower = replace(sizing.ASSUMED, within_s=2 * sizing.ASSUMED.within_s)

    one, other = sizing.need(1000, sizing.MEASURED), sizing.need(2000, sizing.MEASURED, slower)

    assert (one.requests, one.streams, one.serving_cores) == (
        other.requests,
        other.streams,
        other.serving_cores,
    )
    assert other.disk_gb == 2 * one.disk_gb


def test_a_process_more_is_started_for_streams_that_one_would_not_take() -> None:
    quick = replace(sizing.ASSUMED, stays_s=3600)

    need = sizing.need(10_000, sizing.MEASURED, quick)

    assert need.streams == 9000
    assert need.processes >= 9000 / sizing.ASSUMED.streams_a_process
