"""What programs pull is kept as bytes, under the event that last changed it: they are those that would be made anew."""

import json

import pytest

from app.core.actor import Role
from app.core.http import Made
from app.outcomes import pulled, queries
from tests.world import done

BOTH_WAYS = [{"number": 0}, {"number": 1}, {"number": 1, "kind": "learning"}, {"number": 0, "limit": 2}]


def pulls(reader, **options):
    """What a reader gets, kept and made anew."""
    asked = {"number": 0, "week": None, "kind": None, "limit": 50} | options
    reader.world.work()
    with reader.world.db.reading() as session:
        actor = reader.actor(session)
        return [
            pulled.page(session, actor, **asked),
            Made.of(queries.page(session, actor, **asked)),
        ]


@pytest.mark.parametrize("asked", BOTH_WAYS, ids=str)
def test_it_is_what_would_be_made_anew(linus, pitches, asked):
    for _ in range(2):
        kept, anew = pulls(linus, **asked)
        assert kept == anew


def test_after_each_change_too(ada, linus, grace, world, week, pitches):
    admin = world.person("Root", None, Role.ADMIN)
    first = f"pitches/{pitches[0]['id']}"
    deeds = [
        lambda: ada.patch(first, {"title": "Another"}),
        lambda: ada.put(f"{first}/outcome", {"kind": "shipped"}),
        lambda: linus.patch("me", {"name": "Linus Wood"}),
        lambda: grace.patch(f"weeks/{week['slug']}", {"title": "Snow"}),
        lambda: ada.post(f"{first}/withdraw", {"reason": "No"}),
        lambda: ada.post(f"{first}/restore"),
        lambda: admin.post(f"people/{ada.id}/deactivate"),
        lambda: admin.post(f"people/{ada.id}/anonymise"),
    ]
    pulls(grace)

    for deed in deeds:
        reply = deed()
        assert reply.is_success, reply.text
        world.work()
        for asked in BOTH_WAYS:
            kept, anew = pulls(grace, **asked)
            assert json.loads(kept.body) == json.loads(anew.body)
            assert kept == anew


def test_once_kept_a_page_costs_the_same_few_statements_for_one_and_for_many(linus, world, pitches):
    linus.get("outcomes")

    with world.counted() as of_one:
        linus.get("outcomes?limit=1")
    with world.counted() as of_all:
        linus.get("outcomes")

    assert len(of_one) == len(of_all)
    assert not any("impact" in statement for statement in of_all)


def test_what_changes_while_it_is_read_is_told_under_its_old_number_and_not_kept(
    ada, linus, world, pitches, monkeypatch
):
    pulled.kept.clear()
    plain = queries.these
    first = f"pitches/{pitches[0]['id']}"

    def later(session, ids):
        done(ada.patch(first, {"title": "Changed meanwhile"}))
        with world.db.reading() as now:
            return plain(now, ids)

    monkeypatch.setattr(queries, "these", later)
    meanwhile = done(linus.get("outcomes"))
    monkeypatch.undo()
    after = done(linus.get(f"outcomes?after={meanwhile['last']}"))

    assert all(item["seq"] <= meanwhile["last"] for item in meanwhile["items"])
    assert [item["pitch"]["title"] for item in after["items"]] == ["Changed meanwhile"]
    kept, anew = pulls(linus)
    assert kept == anew
