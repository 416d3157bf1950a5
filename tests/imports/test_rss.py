"""What becomes of ideas in a saved RSS feed."""

import pytest

from app.pitches.models import Pitch
from app.weeks.models import Week
from tests.imports.conftest import new

SWELLS = '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><item><title>&a;</title></item></channel></rss>'


def test_items_are_pitches_that_their_authors_lead(bring, samples, stored, rows):
    assert new(bring("rss", samples / "feeds")) == {"weeks": 1, "people": 2, "pitches": 2, "leads": 2}

    assert [(week.title, week.source, week.description) for week in stored(Week)] == [
        ("Newest Lamp Week 24 projects", "ideas.example", "These are the newest projects for Lamp Week 24")
    ]
    quiet, talking = sorted(stored(Pitch), key=lambda pitch: pitch.title)
    assert (talking.title, talking.body) == (
        "Talking & listening lamps",
        "# Goals\n\n* speak <b>up</b>",
    )
    assert talking.submitted_at.isoformat() == "2024-11-04T09:30:00+00:00"
    assert quiet.submitted_at.isoformat() == "2024-11-03T08:00:00+00:00"
    assert quiet.source_id == "https://ideas.example/24/projects/quiet-lamp"
    assert quiet.links == [{"title": "Original page", "url": quiet.source_id}]
    assert rows("SELECT person.name FROM pitch_lead JOIN person ON person.id = person_id ORDER BY 1") == [
        ("Ada Holm",), ("Bo Lind",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("<rss><channel>\n<item><title>Lamp</title></item></channel></rss>", 2, "is missing"),
        ("<rss><channel>\n\n<item><guid>1</guid></item></channel></rss>", 3, "is empty"),
        ("<rss>\n<channel>", 2, "is not XML"),
        ("", 1, "is not XML"),
        ("<html><body>Ideas</body></html>", 1, "is no RSS feed"),
        (SWELLS, 1, "declares a document type"),
    ],
)
def test_what_can_not_be_taken_is_named(bring, tmp_path, content, line, why):
    (tmp_path / "ideas.rss").write_text(content)

    [problem] = bring("rss", tmp_path).problems

    assert (problem.origin.line, why in problem.why) == (line, True)


@pytest.mark.parametrize(
    ("guid", "link", "why"),
    [
        ("g" * 301, "", "has an id of more than 300 characters"),
        ("g", f"https://{'h' * 101}.example/1", "has a source of more than 100 characters"),
    ],
)
def test_an_id_or_a_server_that_there_is_no_room_for_is_named(bring, tmp_path, guid, link, why):
    item = f"<item><title>Lamps</title><guid>{guid}</guid><link>{link}</link></item>"
    (tmp_path / "ideas.rss").write_text(f"<rss><channel><title>One</title>{item}</channel></rss>")

    report = bring("rss", tmp_path)

    assert {problem.why for problem in report.problems} == {why}
    assert new(report) == {}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("ada@ideas.example (Ada Holm)", ["Ada Holm"]),
        ("ada@ideas.example(Ada Holm)", ["Ada Holm"]),
        (" ada@ideas.example  Ada Holm ", ["Ada Holm"]),
        ("(Ada Holm)", ["Ada Holm"]),
        ("Ada Holm", ["Ada Holm"]),
        ("ada@ideas.example", []),
        ("Ada (Holm", []),
        ("Ada (Holm) (Bo)", []),
        ("", []),
        (" " * 20_000 + "((", []),
        ("@" * 20_000 + " ((", []),
    ],
)
def test_an_author_is_a_name_with_or_without_an_address(bring, tmp_path, rows, author, names):
    item = f"<item><title>Lamps</title><guid>1</guid><author>{author}</author></item>"
    (tmp_path / "ideas.rss").write_text(f"<rss><channel><title>One</title>{item}</channel></rss>")

    bring("rss", tmp_path)

    assert [name for (name,) in rows("SELECT name FROM person")] == names
