"""What becomes of pretalx's JSON of submissions."""

import json

import pytest

from app.people.models import Person
from app.pitches.models import Pitch, PitchLabel
from tests.imports.conftest import new


@pytest.fixture
def page(tmp_path):
    def made(*results):
        (tmp_path / "page.json").write_text(json.dumps({"results": results}, indent=1))
        return tmp_path / "page.json"

    return made


@pytest.fixture
def talks(bring, samples):
    return lambda **options: bring("pretalx", samples / "talks", title="Tide Talks", **options)


def test_submissions_are_pitches_that_their_speakers_lead(talks, stored):
    assert new(talks()) == {"weeks": 1, "people": 2, "pitches": 2, "leads": 2}

    tide, knots = sorted(stored(Pitch), key=lambda pitch: pitch.source_id)
    assert (tide.source, tide.source_id, tide.title) == ("pretalx", "TIDE1", "A tide clock")
    assert (tide.summary, tide.body) == ("When the boat leaves.", "It **knows**.")
    assert tide.submitted_at.isoformat() == "2022-03-01T09:00:00+00:00"
    assert tide.links == [{"title": "Slides", "url": "https://files.example/tide.pdf"}]
    assert tide.source_extra == {"state": "confirmed", "content_locale": "en", "duration": 30}
    assert knots.source_extra == {"state": "rejected"}
    assert sorted(label.text for label in stored(PitchLabel)) == ["Harbour", "Talk", "Workshop", "clocks"]


def test_neither_addresses_nor_what_organizers_wrote_for_themselves_is_kept(talks, stored, everything):
    talks()

    people = {person.name: person.source_extra for person in stored(Person)}
    assert people == {"Ada Holm": {"biography": "Ties knots."}, "Bo Lind": None}
    assert [word for word in ("lamp.example", "pictures.example", "dull") if word in repr(everything())] == []


def test_the_states_are_counted_and_drafts_are_left_out(talks):
    notes = {note.subject: note.detail for note in talks().notes}

    assert notes["the states of submissions are kept in source_extra"] == "1 confirmed, 1 rejected"
    assert notes["submissions that are draft are not imported"] == "TIDE3"


def test_speakers_without_names_are_refused_with_what_to_do(bring, page):
    [problem] = bring("pretalx", page({"code": "A", "title": "Sails", "speakers": ["ADAXYZ"]})).problems

    assert (str(problem.origin), problem.column) == ("page.json:3", "results[1].speakers")
    assert "expand=speakers" in problem.advice


@pytest.mark.parametrize(
    ("record", "column", "why"),
    [
        ({"title": "Sails"}, "results[1].code", "is missing"),
        ({"code": "A", "title": " "}, "results[1].title", "is empty"),
        ({"code": "A", "title": "Sails", "speakers": "Ada"}, "results[1].speakers", "is no list"),
        ({"code": "A", "title": "Sails", "speakers": [{"code": "B"}]}, "results[1].speakers", "is empty"),
        ("Sails", "results[1]", "is no object"),
    ],
)
def test_a_bad_record_is_named(bring, page, record, column, why):
    [problem] = bring("pretalx", page(record)).problems

    assert (problem.column, why in problem.why) == (column, True)


@pytest.mark.parametrize("content", ["{", '{"talks": []}', "7"])
def test_a_file_that_is_no_page_is_named(bring, tmp_path, content):
    (tmp_path / "page.json").write_text(content)

    assert len(bring("pretalx", tmp_path).problems) == 1
