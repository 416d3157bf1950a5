"""What becomes of hackathon.json, and that what goes out as one comes back."""

import json

import pytest

from app.core.db import Database
from app.exports import hackathon, whole_week
from app.imports import service
from app.pitches.models import Pitch, PitchLabel
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.queries import by_slug
from tests.imports.conftest import new
from tests.world import done, refused


def test_a_hackathon_is_a_week_with_its_works(bring, samples, stored):
    report = bring("hackathon", samples / "hackathons")

    assert new(report) == {"weeks": 1, "people": 2, "pitches": 2, "leads": 1, "signups": 1}
    [week] = stored(Week)
    assert (week.source, week.source_id) == ("forge.example", "https://forge.example/event/12")
    assert (week.title, str(week.starts_on), str(week.ends_on)) == (
        "Kiln Days 2024", "2024-09-06", "2024-09-07"
    )  # fmt: skip
    assert (week.location, week.url, week.description) == (
        "The pottery, Delft", "https://kiln.example/2024", "Clay and code"
    )  # fmt: skip
    assert sorted(week.source_extra) == ["image", "offers", "url"]


def test_a_work_has_its_links_tags_and_the_rest_beside_it(bring, samples, stored):
    bring("hackathon", samples / "hackathons" / "hackathon.json")

    oracle, clay = sorted(stored(Pitch), key=lambda pitch: pitch.title)
    assert (oracle.summary, oracle.submitted_at.isoformat()) == (
        "What will it look like?", "2024-09-02T06:28:00+00:00"
    )  # fmt: skip
    assert [link["url"] for link in oracle.links] == [
        "https://forge.example/project/300", "https://code.example/glaze/issues"
    ]  # fmt: skip
    assert sorted(label.text for label in stored(PitchLabel)) == ["clay", "glaze"]
    assert sorted(oracle.source_extra) == ["dateModified", "license"]
    assert clay.source_extra == {"author": {"@type": "Organization", "name": "The potters"}}


@pytest.mark.parametrize(
    ("content", "column", "why"),
    [
        ("{", None, "is not JSON"),
        ('{"@type": "Recipe"}', "@type", "holds no Hackathon"),
        ('{"@type": "Hackathon"}', "identifier", "is missing"),
        ('{"@type": "Hackathon", "url": "https://a.example"}', "name", "is empty"),
        ('{"@type": "Event", "name": "A", "workPerformed": ["B"]}', "workPerformed[1]", "is no object"),
        ('{"@type": "Event", "name": "A", "workPerformed": {"url": "https://b.example"}}', "workPerformed[1].name", "is empty"),
        ('{"@type": "Event", "name": "A", "workPerformed": {"name": "B", "creator": {"@type": "Person"}}}',
         "workPerformed[1].creator.name", "is empty"),
    ],
)  # fmt: skip
def test_what_can_not_be_taken_is_named(bring, tmp_path, content, column, why):
    (tmp_path / "hackathon.json").write_text(content)

    [problem] = bring("hackathon", tmp_path).problems

    assert (problem.column, why in problem.why) == (column, True)


# --- out, and in again


@pytest.fixture
def week(world, ada, linus):
    week = world.week(
        Phase.FORMING, title="Winter", public=True, location="Berlin", description="Lamps *only*."
    )
    pitch = ada.pitches(
        week, tags=["on-call"], body="Why?", links=[{"title": "Notes", "url": "https://example.com"}]
    )
    linus.signs_up(pitch)
    ada.pitches(week, title="Half a lamp", draft=True)
    return week


def test_a_public_week_is_told_to_anybody_in_the_words_of_schema_org(world, week, ada):
    reply = world.nobody.get(f"weeks/{week['slug']}/hackathon.json")

    told = done(reply)
    assert reply.headers["content-type"] == "application/ld+json"
    assert (told["@context"], told["@type"], told["name"]) == ("https://schema.org", "Hackathon", "Winter")
    assert (told["startDate"], told["endDate"]) == ("2027-01-11T09:00:00+01:00", "2027-01-25T09:00:00+01:00")
    assert told["url"] == f"http://offtrail.test/weeks/{week['slug']}"
    [work] = told["workPerformed"]
    assert [person["name"] for person in work["creator"]] == ["Ada Quill"]
    assert [person["name"] for person in work["contributor"]] == ["Linus Brook"]
    assert ada.email not in reply.text


def test_a_week_that_is_not_public_is_not_told_of(world, ada):
    hidden, draft = world.week(Phase.FORMING), world.week(Phase.DRAFT)

    assert refused(world.nobody.get(f"weeks/{hidden['slug']}/hackathon.json"))[0] == 401
    assert refused(ada.get(f"weeks/{draft['slug']}/hackathon.json"))[0] == 404


def test_what_went_out_comes_in_as_it_was(world, week, ada, tmp_path, other_database_url):
    path = f"weeks/{week['slug']}/hackathon.json"
    before = done(ada.get(path))
    (tmp_path / "hackathon.json").write_text(json.dumps(before))
    other = Database(other_database_url, pool_size=4)

    assert service.run(other, "hackathon", tmp_path).ok

    with other.reading() as session:
        after = hackathon.document(whole_week.of(session, by_slug(session, "winter")), "http://offtrail.test")
    other.dispose()
    differing = {name for name in before if before[name] != after.get(name)}
    assert differing == {"@id", "startDate", "endDate", "url", "workPerformed"}
    assert (after["startDate"], after["endDate"]) == ("2027-01-11", "2027-01-25")
    [work], [worked] = after["workPerformed"], before["workPerformed"]
    assert {name for name in worked if worked[name] != work.get(name)} == {
        "@id", "url", "relatedLink", "creator", "contributor"
    }  # fmt: skip
    assert [person["identifier"] for person in work["creator"]] == [ada.id]


def test_a_link_whose_name_can_be_no_title_is_a_link(bring, tmp_path, stored):
    links = [
        {"url": f"https://kiln.example/{place}", "name": name}
        for place, name in enumerate(["Glaze", "x" * 201, "Gla\u202eze", ""])
    ]
    work = {"name": "B", "relatedLink": links}
    told = {"@type": "Event", "name": "A", "url": "https://kiln.example", "workPerformed": work}
    (tmp_path / "hackathon.json").write_text(json.dumps(told))

    bring("hackathon", tmp_path / "hackathon.json")

    assert [link["title"] for link in stored(Pitch)[0].links] == ["Glaze", "Link", "Link", "Link"]
