"""A row that can't be taken is named with file, line and column, and nothing of its folder is written."""

import json

import pytest

from app.core.errors import Invalid
from app.imports.rows import Table
from app.pitches.models import Pitch
from app.weeks.models import Week
from tests.imports.conftest import new

WEEKS = 'week_id,name,description\nw,Lamp Week,"two\nlines"\n'
PEOPLE = "person_id,display_name\na,Ada\n"
PITCHES = "week_id,pitch_id,title,body,tags,extra,owner_person_id\nw,p,Lamps,,,,\n"
SIGNUPS = "week_id,pitch_id,person_id,role\nw,p,a,member\n"
RESULTS = "week_id,pitch_id,person_id,kind\nw,p,a,light\n"
FILES = {"weeks": WEEKS, "people": PEOPLE, "pitches": PITCHES, "signups": SIGNUPS, "results": RESULTS}

# file, what is added to it, line, column, what the reason says
CASES = {
    "too few fields": ("people", "b\n", 3, None, "has 1 fields where the header has 2"),
    "too many fields": ("people", "b,Bo,x\n", 3, None, "has 3 fields where the header has 2"),
    "columns without end": ("people", f"b,Bo{',' * 2000}\n", 3, None, "has 2,002 fields; no file has more than 2,000"),
    "line after a quoted break": ("weeks", "x\n", 4, None, "has 1 fields where the header has 3"),
    "missing id": ("people", ",Bo\n", 3, "person_id", "is missing"),
    "missing name": ("weeks", "x,  ,\n", 4, "name", "is empty"),
    "invisible name": ("weeks", "x,\u200b\u2060,\n", 4, "name", "nothing that a reader can see"),
    "disguised name": ("people", "b,\u202ealso\n", 3, "display_name", "reading order"),
    "long name": ("people", f"b,{'x' * 201}\n", 3, "display_name", "more than 200"),
    "long id": ("people", f"{'x' * 301},Bo\n", 3, "person_id", "more than 300"),
    "long text": ("pitches", f"w,q,Q,{'é' * 524_289},,,\n", 3, "body", "more than 1 MiB"),
    "id twice": ("people", "a,Bo\n", 3, "person_id", "a is there already, at line 2"),
    "week twice": ("weeks", "w,Again,\n", 4, "week_id", "w is there already, at line 2"),
    "pitch twice": ("pitches", "w,p,Again,,,,\n", 3, "pitch_id", "p is there already, at line 2"),
    "unknown week of a pitch": ("pitches", "z,q,Q,,,,\n", 3, "week_id", "z is no week that is known"),
    "unknown owner": ("pitches", "w,q,Q,,,,z\n", 3, "owner_person_id", "z is no person that is known"),
    "unknown week of a sign-up": ("signups", "z,,a,\n", 3, "week_id", "z is no week that is known"),
    "unknown pitch": ("signups", "w,z,a,\n", 3, "pitch_id", "z is no pitch that is known"),
    "unknown person": ("signups", "w,p,z,\n", 3, "person_id", "z is no person that is known"),
    "neither week nor pitch": ("signups", ",,a,\n", 3, "week_id", "names neither"),
    "unknown pitch of a result": ("results", "w,z,,\n", 3, "pitch_id", "z is no pitch that is known"),
    "result of nothing": ("results", ",,a,\n", 3, "week_id", "names neither"),
    "tags that are no JSON": ("pitches", 'w,q,Q,,"[""a""",,\n', 3, "tags", "is not JSON"),
    "tags that are no texts": ("pitches", 'w,q,Q,,"[{}]",,\n', 3, "tags", "is no list of texts"),
    "extra that is no JSON": ("pitches", "w,q,Q,,,{oops},\n", 3, "extra", "is not JSON"),
    "extra that is bottomless": ("pitches", f"w,q,Q,,,{'[' * 60}{']' * 60},\n", 3, "extra", "nested more than"),
    "quotes that don't match": ("people", 'b,"Bo\nc,Cy\n', 3, None, "can't be read as CSV"),
    "not UTF-8": ("people", b"b,Zo\xeb\n", 3, "display_name", "is not UTF-8"),
}  # fmt: skip


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request, folder):
    file, added, line, column, why = request.param
    content = FILES[file].encode() + (added if isinstance(added, bytes) else added.encode())
    return folder(**{**FILES, file: content}), f"lab/{file}.csv:{line}", column, why


@pytest.mark.sqlite_only(reason="a bad row is refused before the database is asked")
def test_a_bad_row_is_named(bring, case, everything):
    path, where, column, why = case
    before = everything()

    report = bring("csv", path)

    [problem] = report.problems
    assert (str(problem.origin), problem.column) == (where, column)
    assert why in problem.why
    assert problem.advice
    assert f"{where}" in report.text()
    assert everything() == before


def test_without_its_bad_row_the_folder_loads(bring, case, stored):
    report = bring("csv", case[0], skip_bad=True)

    assert len(report.problems) == 1
    assert sum(count.refused for count in report.counts.values()) == 1
    assert new(report) == {"weeks": 1, "people": 1, "pitches": 1, "signups": 1, "results": 1}
    assert len(stored(Week)) == 1
    assert not report.ok


def test_rows_that_lean_on_a_bad_one_are_bad_too(bring, folder):
    path = folder(**{**FILES, "weeks": "week_id,name\nw,\n"})

    report = bring("csv", path, skip_bad=True)

    assert [(str(bad.origin), bad.column) for bad in report.problems] == [
        ("lab/weeks.csv:2", "name"), ("lab/pitches.csv:2", "week_id"), ("lab/signups.csv:2", "week_id"),
        ("lab/results.csv:2", "week_id"),
    ]  # fmt: skip
    assert new(report) == {"people": 1}


@pytest.mark.parametrize(
    ("rows", "bad"),
    [
        ("a,b,site,A\nb,a,site,B\nc,,week,C\n", [(2, "belongs to itself"), (3, "belongs to itself")]),
        ("a,a,site,A\n", [(2, "belongs to itself")]),
        (
            "a,z,site,A\nb,a,site,B\n",
            [(2, "z is no week that can be taken"), (3, "a is no week that can be taken")],
        ),
        ("a,,site,A\n", [(2, "is missing, though the row is a site")]),
        ("a,,party,A\n", [(2, "is “party”")]),
    ],
)
def test_weeks_that_belong_nowhere_are_named(bring, folder, rows, bad):
    report = bring("csv", folder(weeks="week_id,parent_week_id,kind,name\n" + rows))

    assert [(problem.origin.line, problem.why) for problem in report.problems] == bad


def test_a_week_may_come_before_the_one_it_belongs_to(bring, folder):
    rows = "c,b,site,C\nb,a,site,B\na,,series,A\n"

    assert bring("csv", folder(weeks="week_id,parent_week_id,kind,name\n" + rows)).ok


def test_a_signup_for_a_pitch_of_another_week_is_named(bring, folder):
    path = folder(**{**FILES, "weeks": WEEKS + "x,Other,\n", "signups": SIGNUPS + "x,p,a,lead\n"})

    [problem] = bring("csv", path).problems

    assert (problem.origin.line, problem.column, problem.table) == (3, "week_id", Table.LEADS)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "no column name and no column week_id; it has nothing"),
        ("week_id;name\n", "it has week_id;name"),
        ("week_id,name" + "," * 500_000 + "\n", "has 500,002 fields"),
        ("week_id,name,name\n", "names this column twice"),
        (b"week_id,name,\xff\n", "the header is not UTF-8"),
        ("week_id,name".encode("utf-16"), "the header is not UTF-8"),
    ],
)
def test_a_bad_header_is_named(bring, folder, header, why):
    [problem] = bring("csv", folder(weeks=header)).problems

    assert why in problem.why
    assert problem.origin.line == 1


def test_a_header_may_begin_with_a_byte_order_mark_and_rows_end_with_crlf(bring, folder):
    path = folder(weeks=b'\xef\xbb\xbfweek_id,name,description\r\nw,Lamp Week,"two\r\nlines"\r\n\r\nx\r\n')

    [problem] = bring("csv", path).problems

    assert problem.origin.line == 5


def test_control_characters_become_spaces_and_are_noted(bring, folder, rows):
    report = bring("csv", folder(
        weeks='week_id,name,description,extra\nw,Lamp Week,"one\vtwo\0","{""note"": ""a\\u0000b\\ud800""}"\n'
    ))  # fmt: skip

    assert rows("SELECT description FROM week") == [("one two ",)]
    assert [(str(note.origin), note.detail.partition(";")[0]) for note in report.notes[:2]] == [
        ("lab/weeks.csv:2", "description holds U+0000, U+000B"), ("lab/weeks.csv:2", "extra holds U+0000, U+D800")
    ]  # fmt: skip


def test_control_characters_in_a_header_become_spaces(bring, folder, stored):
    bring("csv", folder(weeks="week_id,name,we\0ther\nw,Lamp Week,snow\n"))

    assert stored(Week)[0].source_extra == {"we ther": "snow"}


def test_line_breaks_in_names_become_spaces_and_are_noted(bring, folder, rows):
    report = bring("csv", folder(people='person_id,display_name\na,"Ada\r\nHolm\n"\n'))

    assert rows("SELECT name FROM person") == [("Ada Holm ",)]
    assert [str(note.origin) for note in report.notes] == ["lab/people.csv:2"]


def test_tags_that_can_be_none_stay_beside_the_pitch(bring, folder, rows, stored):
    tags = ["lamp", "\ufdfa" * 60, "\u200b", "x" * 501, "\u202eno"]
    cell = json.dumps(tags, ensure_ascii=False).replace('"', '""')
    bring("csv", folder(weeks=WEEKS, pitches=f'week_id,pitch_id,title,tags\nw,p,Lamps,"{cell}"\n'))

    assert rows("SELECT text FROM pitch_label") == [("lamp",)]
    assert json.loads(stored(Pitch)[0].source_extra["tags"]) == tags


def test_numbers_without_end_are_text(bring, folder, stored):
    bring("csv", folder(weeks='week_id,name,extra\nw,Lamp Week,"[NaN, Infinity, 1e999, 1.5]"\n'))

    assert stored(Week)[0].source_extra == {"extra": ["nan", "inf", "inf", 1.5]}


def test_text_that_is_too_long_for_a_column_is_kept_beside_it(bring, folder, stored):
    bring(
        "csv",
        folder(weeks=f"week_id,name,location,url\nw,Lamp Week,{'x' * 501},https://x.example/{'y' * 2000}\n"),
    )

    [week] = stored(Week)
    assert (week.location, week.url) == ("", None)
    assert week.source_extra["location"] == "x" * 501


def test_addresses_are_left_out(bring, folder, stored, everything):
    report = bring("csv", folder(people="person_id,display_name,email\na,Ada,ada@lamp.example\n"))

    assert "e-mail addresses are not imported" in [note.subject for note in report.notes]
    assert "lamp.example" not in repr(everything())


@pytest.mark.parametrize("kind", ["csv", "dribdat"])
def test_a_path_with_nothing_to_import_is_refused(bring, tmp_path, kind):
    (tmp_path / "notes.txt").write_text("nothing")

    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(Invalid) as refusal:
            bring(kind, path)
        assert refusal.value.code == "nothing_to_import"


def test_every_bad_row_is_named_however_many_there_are(bring, folder):
    report = bring("csv", folder(people="person_id,display_name\n" + "x\n" * 120))

    named = [
        line.split(":")[1] for line in report.text().splitlines() if line.startswith("  ! lab/people.csv:")
    ]
    assert named == [str(line) for line in range(2, 122)]


def test_a_row_after_cells_with_line_breaks_is_told_by_line_and_by_row(bring, folder):
    path = folder(weeks='week_id,name,description\nw,Lamp Week,"one\ntwo"\n\nx,,\n')

    told = bring("csv", path).text()

    assert "  ! lab/weeks.csv:5 (row 4 in a spreadsheet), name: is empty." in told


def test_the_report_tells_what_rows_read_are_the_sum_of(bring, folder):
    held, taken = (
        bring("csv", folder(people=PEOPLE + "x\n"), skip_bad=skip).text() for skip in (False, True)
    )

    assert "Read = new + unchanged + merged + refused + held." in held
    assert "Read = new + unchanged + merged + refused." in taken


def test_a_place_that_turns_the_reading_order_is_kept_beside_its_week(bring, folder, stored):
    report = bring("csv", folder(weeks="week_id,name,location\nw,Lamp Week,Hall\u202e 2\n"))

    [week] = stored(Week)
    assert (week.location, week.source_extra["location"]) == ("", "Hall\u202e 2")
    assert "texts that turn the reading order around are kept in source_extra" in [
        note.subject for note in report.notes
    ]
