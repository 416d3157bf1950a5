"""Caching and editing: ETags of the form "<version>.<digest>", 304, and what If-Match compares."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.weeks.phases import Phase
from tests.world import done, refused

FORM = re.compile(r'"\d+\.[0-9a-f]+"')


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week, crew_limit=1)


def test_every_get_has_an_etag_and_knows_what_the_reader_has(ada, week, pitch):
    paths = [
        "session", "me", "me/signups", "me/pitches", "people", f"people/{ada.id}", "home-teams", "tokens", "weeks",
        f"weeks/{week['slug']}", f"weeks/{week['slug']}/pitches", f"weeks/{week['slug']}/demos", f"pitches/{pitch['id']}",
        f"weeks/{week['slug']}/organizers", f"weeks/{week['slug']}/participation", f"weeks/{week['slug']}/events", "events",
        f"pitches/{pitch['id']}/comments", f"pitches/{pitch['id']}/interest", f"pitches/{pitch['id']}/signups", "outcomes",
        "search?q=runbooks",
    ]  # fmt: skip
    for path in paths:
        first = ada.get(path)
        assert first.status_code == 200, path
        etag = first.headers["etag"]
        assert FORM.fullmatch(etag), path
        for known in (etag, f"W/{etag}", f'"1.aa", {etag}', "*"):
            again = ada.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag), (
                path,
                known,
            )
        assert ada.get(path, headers={"If-None-Match": '"1.aa"'}).status_code == 200
        assert first.headers["cache-control"] == "private, no-cache"


def test_the_digest_covers_all_that_is_shown_and_the_version_only_its_own_fields(
    ada, linus, world, week, pitch
):
    def etag(someone=ada):
        version, digest = someone.get(f"pitches/{pitch['id']}").headers["etag"].strip('"').split(".")
        return int(version), digest

    seen = [etag()]
    changes = [
        lambda: done(linus.put(f"pitches/{pitch['id']}/interest")), lambda: linus.signs_up(pitch),
        lambda: done(linus.patch("me", {"name": "Linus Wood"})), lambda: world.clock.to(week["schedule"]["exploring"]),
        lambda: done(linus.put(f"pitches/{pitch['id']}/demo", {"mode": "live"})),
        lambda: done(linus.put(f"pitches/{pitch['id']}/outcome", {"kind": "learning"})),
    ]  # fmt: skip
    for change in changes:
        change()
        seen.append(etag())

    assert {version for version, _ in seen} == {1}
    assert len({digest for _, digest in seen}) == len(seen)
    assert etag(linus) != etag(ada)
    done(ada.patch(f"pitches/{pitch['id']}", {"title": "New"}))
    assert etag()[0] == 2


def test_the_present_version_is_known_by_the_etag_of_the_reply_to_a_write_too(ada, pitch):
    edited = ada.patch(f"pitches/{pitch['id']}", {"title": "New"})

    again = ada.patch(
        f"pitches/{pitch['id']}", {"title": "Newer"}, headers={"If-Match": edited.headers["etag"]}
    )

    assert done(again)["version"] == 3


@pytest.mark.parametrize("known", ['"1"', '"1.0c1d2e"', 'W/"1.0c1d2e"', "*", ' "1.ff" '])
def test_if_match_compares_the_version_alone(ada, pitch, known):
    assert (
        done(ada.patch(f"pitches/{pitch['id']}", {"title": "New"}, headers={"If-Match": known}))["version"]
        == 2
    )


@pytest.mark.parametrize(
    "known", ["1", '""', '"x.y"', '"1.0c", "2.0d"', '"99999999999999999999"', '"-1.0"', "ä"]
)
def test_what_is_no_etag_of_ours_is_refused_and_not_ignored(ada, pitch, known):
    reply = ada.patch(f"pitches/{pitch['id']}", {"title": "New"}, headers={"If-Match": known.encode()})

    assert refused(reply) == (400, "bad_if_match")
    assert ada.sees(pitch)["version"] == 1


def test_each_thing_that_has_a_version_refuses_a_stale_one(ada, linus, grace, world, week, pitch):
    comment = done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "?"}))
    draft = ada.pitches(week, draft=True)
    schedule = {"schedule": week["schedule"], "reason": "The same again"}
    linus.signs_up(pitch)
    world.move_on(week, Phase.DEMOS)
    writes = [
        (grace, "PATCH", f"weeks/{week['slug']}", {"title": "New"}), (grace, "PUT", f"weeks/{week['slug']}/schedule", schedule),
        (ada, "PATCH", f"pitches/{pitch['id']}", {"title": "New"}), (ada, "DELETE", f"pitches/{draft['id']}", None),
        (linus, "PATCH", f"comments/{comment['id']}", {"body": "!"}), (linus, "DELETE", f"comments/{comment['id']}", None),
        (linus, "PUT", f"pitches/{pitch['id']}/demo", {"mode": "live"}),
        (linus, "PUT", f"pitches/{pitch['id']}/outcome", {"kind": "learning"}),
        (grace, "PUT", f"weeks/{week['slug']}/demos", {"items": [{"pitch_id": pitch["id"]}]}),
        (linus, "PATCH", "me", {"bio": "New"}), (grace, "PATCH", f"people/{linus.id}", {"name": "New"}),
    ]  # fmt: skip
    for someone, method, path, body in writes:
        reply = someone.request(method, path, json=body, headers={"If-Match": '"77.aa"'})
        assert refused(reply) == (412, "stale_version"), (method, path)
        assert reply.json()["version"] < 77


def test_of_two_edits_at_the_same_moment_one_is_stale(ada, linus, grace, world, week, pitch):
    comment = done(linus.post(f"pitches/{pitch['id']}/comments", {"body": "?"}))
    edits = [
        (grace, f"weeks/{week['slug']}", "title"), (ada, f"pitches/{pitch['id']}", "title"),
        (linus, f"comments/{comment['id']}", "body"), (linus, "me", "bio"), (grace, f"people/{linus.id}", "name"),
    ]  # fmt: skip
    for someone, path, field in edits:
        version = 1 if path.startswith("comments") else done(someone.get(path))["version"]

        def edit(word, someone=someone, path=path, field=field, version=version):
            return someone.patch(path, {field: word}, headers={"If-Match": f'"{version}"'}).status_code

        with ThreadPoolExecutor(4) as threads:
            statuses = sorted(threads.map(edit, ["one", "two", "three", "four"]))
        assert statuses == [200, 412, 412, 412], path


def test_what_has_no_version_refuses_a_condition_in_place_of_passing_over_it(ada, linus, grace, week, pitch):
    slug = week["slug"]
    writes = [
        (linus, "PUT", f"pitches/{pitch['id']}/interest", None), (linus, "DELETE", f"pitches/{pitch['id']}/interest", None),
        (linus, "PUT", f"weeks/{slug}/participation", {"taking_part": False}), (grace, "PUT", f"weeks/{slug}/organizers/{linus.id}", None),
        (linus, "POST", f"pitches/{pitch['id']}/comments", {"body": "?"}), (ada, "POST", f"pitches/{pitch['id']}/withdraw", {"reason": "No"}),
    ]  # fmt: skip
    for someone, method, path, body in writes:
        reply = someone.request(method, path, json=body, headers={"If-Match": '"1.aa"'})
        assert refused(reply) == (400, "bad_if_match"), (method, path)
    done(linus.put(f"pitches/{pitch['id']}/interest", headers={"If-Match": "*"}))
    assert linus.delete(f"pitches/{pitch['id']}/interest").status_code in (200, 204)

    assert ada.sees(pitch)["version"] == 1
