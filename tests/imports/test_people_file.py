"""People as an HR system's CSV file has them: who is new, what differs, and who is no longer there."""

import pytest
from sqlmodel import select

from app.core.actor import Role
from app.core.errors import Problem
from app.imports import people_file, people_managers
from app.imports.rows import Table
from app.people.models import Person
from app.weeks.phases import Phase
from tests.world import done

HEADER = "person_id,email,name,home_team,time_zone,cost_centre\n"
TWO = HEADER + "7,ada@lamp.example,Ada Holm,Platform,Europe/Oslo,Bo\n8,bo@lamp.example,Bo Lind,,,\n"


@pytest.fixture
def load(world, tmp_path):
    def loaded(content, **options):
        (tmp_path / "people.csv").write_text(content)
        return people_file.run(world.db, tmp_path / "people.csv", **options)

    return loaded


@pytest.fixture
def people(world):
    """Everybody with an address, by it: name, active."""

    def found():
        with world.db.reading() as session:
            return {person.email: (person.name, person.is_active) for person in session.exec(select(Person))}

    return found


def counts(report):
    count = report.counts[Table.PEOPLE]
    assert count.read == count.new + count.changed + count.unchanged + count.refused + count.held
    return (count.read, count.new, count.changed, count.unchanged, count.ended)


def notes(report, subject):
    return [note.detail for note in report.notes if note.subject == subject]


def test_who_is_new_is_added_and_a_second_load_changes_nothing(world, load, grace):
    first = load(TWO)
    before = world.events()
    again = load(TWO)

    assert (counts(first), counts(again)) == ((2, 2, 0, 0, 0), (2, 0, 0, 2, 0))
    assert world.events() == before
    assert notes(first, "columns that are not kept") == ["cost_centre"]
    [ada] = done(grace.get("people?email=ada@lamp.example"))["items"]
    assert (ada["name"], ada["home_team"], ada["time_zone"], ada["role"]) == (
        "Ada Holm", "Platform", "Europe/Oslo", "member"
    )  # fmt: skip


def test_what_differs_is_changed_and_each_difference_told(world, load, ada):
    load(TWO)
    content = (
        HEADER
        + f"7,ada.holm@lamp.example,Ada Holm-Lind,Payments,,\n8,BO@lamp.example,Bo Lind,,Europe/Oslo,\n9,{ada.email},{ada.name},platform,,\n"
    )

    report = load(content)

    assert counts(report) == (3, 0, 2, 1, 0)
    assert notes(report, "changed") == [
        "ada.holm@lamp.example: email “ada@lamp.example” → “ada.holm@lamp.example”",
        "ada.holm@lamp.example: name “Ada Holm” → “Ada Holm-Lind”",
        "ada.holm@lamp.example: home_team “Platform” → “Payments”",
        "BO@lamp.example: time_zone nothing → “Europe/Oslo”",
    ]
    assert counts(load(content)) == (3, 0, 0, 3, 0)


def test_a_dry_run_tells_the_same_and_writes_nothing(load, people):
    load(TWO)
    before = people()

    dry = load(HEADER + "7,ada@lamp.example,Ada H.,,,\n", dry_run=True, deactivate_missing=True)

    assert (counts(dry), people()) == ((1, 0, 1, 0, 1), before)
    assert dry.text().endswith("Dry run: all of it would load; nothing was written.")


def test_who_is_missing_stays_unless_it_is_asked_for(world, load, people, linus):
    load(TWO)
    week = world.week(Phase.FORMING)
    only_ada = TWO.rpartition("8,")[0]

    kept, ended = load(only_ada), load(only_ada, deactivate_missing=True)

    assert (counts(kept), counts(ended)) == ((1, 0, 0, 1, 0), (1, 0, 0, 1, 1))
    assert notes(ended, "deactivated, as they are no longer listed") == ["bo@lamp.example"]
    assert {email: active for email, (_, active) in people().items() if "lamp" in email} == {
        "ada@lamp.example": True, "bo@lamp.example": False
    }  # fmt: skip
    assert people()[linus.email][1], "of another source, so not to be ended"
    assert done(linus.get(f"weeks/{week['slug']}"))["title"]
    assert notes(load(TWO), people_file.STAY) == ["bo@lamp.example"]
    assert not people()["bo@lamp.example"][1]


def test_the_last_admin_stays(world, load, people):
    boss = world.person("The Boss", None, Role.ADMIN)
    load(HEADER + f"1,{boss.email},The Boss,,,\n2,ada@lamp.example,Ada,,,\n")

    report = load(HEADER + "2,ada@lamp.example,Ada,,,\n", deactivate_missing=True)

    assert counts(report) == (1, 0, 0, 1, 0)
    assert notes(report, "not deactivated") == [f"{boss.email}, the last admin, though not listed"]
    assert people()[boss.email] == ("The Boss", True)


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("1,nobody,Ada,,,", "email", "can't be taken"),
        ("1,,Ada,,,", "email", "is missing"),
        ("1,a@lamp.example,,,,", "name", "is empty"),
        ("1,a@lamp.example,Ada,,Mars/Olympus,", "time_zone", "can't be taken"),
        ("1,b@lamp.example,Bo,,,\n1,c@lamp.example,Cy,,,", "person_id", "is there already, at line 2"),
        ("1,b@lamp.example,Bo,,,\n2,B@lamp.example,Bo,,,", "email", "is there already, at line 2"),
        ("1,a@lamp.example,Ada", None, "has 3 fields where the header has 6"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(load, people, row, column, why):
    report = load(HEADER + row + "\n9,zoe@lamp.example,Zoe,,,\n")

    [problem] = report.problems
    assert (problem.column, why in problem.why) == (column, True)
    assert people() == {}
    assert counts(load(HEADER + row + "\n9,zoe@lamp.example,Zoe,,,\n", skip_bad=True))[1] >= 1


def test_an_address_goes_on_to_somebody_new_only_when_it_is_free(load, people):
    load(TWO)

    taken = load(
        HEADER + "7,bo@lamp.example,Ada Holm,,,\n8,bo@lamp.example,Bo Lind,,,\n".replace("8,bo", "8,b")
    )
    moved = load(HEADER + "11,ada@lamp.example,Ada Moe,,,\n7,ada.holm@lamp.example,Ada Holm,,,\n")

    assert [(str(problem.origin), problem.why) for problem in taken.problems] == [
        ("people.csv:2", "is that of Bo Lind, whose id is 8")
    ]
    assert counts(moved) == (2, 1, 1, 0, 0)
    assert {email: name for email, (name, _) in people().items()} == {
        "ada@lamp.example": "Ada Moe", "ada.holm@lamp.example": "Ada Holm", "bo@lamp.example": "Bo Lind"
    }  # fmt: skip


def test_nobody_is_ended_while_rows_are_bad(load, people):
    load(TWO)

    with pytest.raises(Problem) as refused:
        load(HEADER + "7,nobody,Ada,,,\n", skip_bad=True, deactivate_missing=True)

    assert refused.value.code == "bad_rows"
    assert [active for _, active in people().values()] == [True, True]


def test_who_was_anonymised_is_brought_back_by_no_file(world, load, people):
    load(TWO)
    admin = world.person("Root", None, Role.ADMIN)
    [ada] = done(admin.get("people?email=ada@lamp.example"))["items"]
    done(admin.post(f"people/{ada['id']}/deactivate"))
    done(admin.post(f"people/{ada['id']}/anonymise"))

    report = load(TWO, skip_bad=True)

    assert counts(report) == (2, 0, 0, 1, 0)
    [problem] = report.problems
    assert "anonymised" in problem.why
    assert "Ada Holm" not in str(people())


# --- managers

WITH_MANAGER = "person_id,email,name,manager\n"
OF_MANAGERS = (
    WITH_MANAGER
    + "7,ada@lamp.example,Ada Holm,CY@lamp.example\n8,bo@lamp.example,Bo Lind,7\n9,cy@lamp.example,Cy Moe,\n"
)


@pytest.fixture
def managers(grace):
    def found():
        people = done(grace.get("people?limit=200"))["items"]
        return {
            one["email"].partition("@")[0]: one["manager"] and one["manager"]["name"]
            for one in people if one["email"].endswith("@lamp.example")
        }  # fmt: skip

    return found


def test_a_manager_may_come_after_their_people_and_a_second_load_changes_nothing(world, load, managers):
    first = load(OF_MANAGERS)
    before = world.events()
    again = load(OF_MANAGERS)

    assert managers() == {"ada": "Cy Moe", "bo": "Ada Holm", "cy": None}
    assert (counts(first), counts(again)) == ((3, 3, 0, 0, 0), (3, 0, 0, 3, 0))
    assert (first.notes, world.events()) == ([], before)


def test_another_manager_is_a_change_that_is_told(load, managers):
    load(OF_MANAGERS)

    report = load(
        WITH_MANAGER
        + "7,ada@lamp.example,Ada Holm-Lind,8\n8,bo@lamp.example,Bo Lind,cy@lamp.example\n9,cy@lamp.example,Cy Moe,\n"
    )

    assert counts(report) == (3, 0, 2, 1, 0)
    assert notes(report, "changed") == [
        "ada@lamp.example: name “Ada Holm” → “Ada Holm-Lind”",
        "ada@lamp.example: manager “cy@lamp.example” → “bo@lamp.example”",
        "bo@lamp.example: manager “ada@lamp.example” → “cy@lamp.example”",
    ]
    assert managers() == {"ada": "Bo Lind", "bo": "Cy Moe", "cy": None}


def test_an_empty_cell_and_a_file_without_the_column_change_nothing(load, managers):
    load(OF_MANAGERS)
    before = managers()

    load(WITH_MANAGER + "7,ada@lamp.example,Ada Holm,\n8,bo@lamp.example,Bo Lind,\n")
    load("email,name\nada@lamp.example,Ada Holm\n")

    assert managers() == before


def test_who_can_be_no_manager_is_noted_and_the_row_taken(load, managers):
    load(OF_MANAGERS)

    report = load(
        WITH_MANAGER + "7,ada@lamp.example,Ada Holm,ada@lamp.example\n8,bo@lamp.example,Bo Lind,The Boss\n9,cy@lamp.example,Cy Moe,gone@lamp.example\n"
    )  # fmt: skip

    assert counts(report) == (3, 0, 0, 3, 0)
    assert notes(report, people_managers.ONESELF) == ["ada@lamp.example: ada@lamp.example"]
    assert notes(report, people_managers.NOBODY_HERE) == [
        "bo@lamp.example: The Boss", "cy@lamp.example: gone@lamp.example",
    ]  # fmt: skip
    assert managers() == {"ada": "Cy Moe", "bo": "Ada Holm", "cy": None}


def test_a_manager_who_is_no_longer_listed_leaves_and_stays_the_manager(world, load, managers):
    load(OF_MANAGERS)

    report = load(
        WITH_MANAGER + "8,bo@lamp.example,Bo Lind,7\n9,cy@lamp.example,Cy Moe,\n", deactivate_missing=True
    )

    assert notes(report, people_file.ENDED) == ["ada@lamp.example"]
    assert managers()["bo"] == "Ada Holm"


def test_a_dry_run_tells_and_sets_nobody(load, managers):
    load(OF_MANAGERS.replace("CY@lamp.example", ""))

    report = load(OF_MANAGERS, dry_run=True)

    assert notes(report, "changed") == ["ada@lamp.example: manager nothing → “cy@lamp.example”"]
    assert managers()["ada"] is None
