"""Hostile and careless texts: each is refused with a code, or kept and returned as the text that it is."""

import json

import pytest

from tests.world import A_PITCH, done, refused

AS_JSON = {"Content-Type": "application/json"}
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)> & \"quotes\" {{7*7}} ${7*7} '; DROP TABLE pitch; --"
RIGHT_TO_LEFT = "שלום עולם"
JOINED = "👩‍🚀 क्‍ष"
NAMES = ["title", "tags", "skills_needed", "skills_to_learn", "links"]
TEXTS = ["summary", "body", "where"]


@pytest.fixture
def pitches(world):
    return f"weeks/{world.week()['slug']}/pitches"


def with_text(field, text):
    wrapped = {"tags": [text], "skills_needed": [text], "skills_to_learn": [text]}
    if field == "links":
        return A_PITCH | {"links": [{"title": text, "url": "https://example.com"}]}
    return A_PITCH | {field: wrapped.get(field, text)}


def codes(reply):
    assert refused(reply) == (422, "invalid"), reply.text
    return {error["code"] for error in reply.json()["errors"]}


def test_control_characters_and_half_characters_are_refused_everywhere(ada, pitches):
    for field in NAMES + TEXTS:
        for bad, code in [("a\x00b", "control_character"), ("a\x1bb", "control_character"), ("a\x7fb", "control_character"),
                          ("a\x85b", "control_character"), ("a\ud800b", "lone_surrogate"), ("a\udfffb", "lone_surrogate")]:  # fmt: skip
            body = json.dumps(with_text(field, bad))
            assert codes(ada.post(pitches, content=body, headers=AS_JSON)) == {code}, (field, bad)
    assert done(ada.get(pitches))["items"] == []


def test_names_that_show_nothing_or_read_backwards_are_refused(ada, pitches):
    for field in NAMES:
        for bad, code in [("\u200b\u200d", "nothing_visible"), ("\u00ad", "nothing_visible"), ("\u3164", "nothing_visible"),
                          ("\u2800", "nothing_visible"), ("\ufe0f\U000e0041", "nothing_visible"), ("Ada\u202eadA", "disguised_text"),
                          ("\u2067Ada\u2069", "disguised_text"), ("two\nlines", "line_break")]:  # fmt: skip
            assert codes(ada.post(pitches, with_text(field, bad))) == {code}, (field, bad)
        for empty in ("", "   ", "\u3000", "\t\n"):
            assert codes(ada.post(pitches, with_text(field, empty))) <= {
                "string_too_short",
                "nothing_visible",
            }


def test_short_texts_may_not_turn_the_order_of_what_stands_beside_them(world, ada, grace, pitches):
    week = world.week()
    pitch = ada.pitches(week)
    slug, backwards = week["slug"], "Room\u202e 2"
    writes = [
        (ada.patch, f"pitches/{pitch['id']}", {"where": backwards}), (ada.patch, f"pitches/{pitch['id']}", {"summary": backwards}),
        (ada.patch, "me", {"bio": backwards}), (grace.patch, f"weeks/{slug}", {"location": backwards}),
        (grace.patch, f"weeks/{slug}", {"theme": backwards}), (grace.patch, f"weeks/{slug}", {"focus": backwards}),
        (grace.post, f"weeks/{slug}/cancel", {"reason": backwards}), (ada.post, f"pitches/{pitch['id']}/signups", {"message": backwards}),
        (grace.put, f"weeks/{slug}/demos", {"items": [{"pitch_id": pitch["id"], "place": backwards}]}),
        (ada.put, f"pitches/{pitch['id']}/outcome", {"kind": "learning", "home": backwards}),
    ]  # fmt: skip
    for send, path, body in writes:
        assert codes(send(path, body)) == {"disguised_text"}, body
    for field, lines in (("where", "one\ntwo"), ("where", "one\u2028two")):
        assert codes(ada.patch(f"pitches/{pitch['id']}", {field: lines})) == {"line_break"}
    assert done(ada.patch(f"pitches/{pitch['id']}", {"where": " Room 2\n"}))["where"] == "Room 2"
    assert refused(grace.post(f"{pitches}?reason=%E2%80%AEno", A_PITCH)) == (422, "invalid")


def test_markup_joiners_and_other_scripts_come_back_as_they_were(ada, pitches):
    for text in (SCRIPT[:60], RIGHT_TO_LEFT, JOINED, "a\u200fb", "0", "null", "e\u0301", "𝔘𝔫𝔦"):
        body = {
            "title": text,
            "summary": text,
            "body": f"\t{text}\r\n\n{SCRIPT}",
            "tags": [text],
            "where": text,
        }

        pitch = done(
            ada.post(pitches, body | {"links": [{"title": text, "url": "https://example.com/?q=<b>"}]})
        )

        assert {name: pitch[name] for name in body} == body
        assert pitch["links"][0]["title"] == text
    assert ada.get(pitches).headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("field", "fits", "limit", "character"),
    [
        ("title", 200, "200", "x"), ("title", 200, "200", "\U0001f600"), ("summary", 500, "500", "ß"), ("where", 500, "500", "x"),
        ("body", 65_536, "65,536", "x"), ("body", 32_768, "65,536", "é"), ("tags", 60, "60", "x"), ("tags", 60, "60", "\ufdfa"),
        ("skills_needed", 60, "60", "\ufdfa"), ("title", 200, "200", "\ufdfa"),
    ],
)  # fmt: skip
def test_limits_are_kept_to_the_character_and_named(ada, pitches, field, fits, limit, character):
    long = ada.post(pitches, with_text(field, character * (fits + 1)))

    assert codes(long) <= {"string_too_long", "text_too_long"}
    assert limit in long.json()["errors"][0]["detail"]
    pitch = done(ada.post(pitches, with_text(field, character * fits)))
    found = done(
        ada.get(pitches, params={"tag": character * fits} if field == "tags" else {"sort": "title"})
    )["items"]
    assert [row["id"] for row in found] == [pitch["id"]]


def test_lists_have_limits_too(ada, pitches):
    for field, one in [("tags", "t{}"), ("skills_needed", "s{}"), ("skills_to_learn", "s{}")]:
        assert codes(ada.post(pitches, A_PITCH | {field: [one.format(n) for n in range(21)]})) == {"too_long"}
    links = [{"title": "A", "url": "https://example.com"}] * 21
    assert codes(ada.post(pitches, A_PITCH | {"links": links})) == {"too_long"}


def test_addresses_are_those_of_the_web(ada, pitches):
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "example.com", "//example.com", "", "http://",
                "https://exa mple.com", "ftp://example.com", "https://example.com/\u202e", "https://example.com/\x00"):  # fmt: skip
        assert refused(ada.post(pitches, A_PITCH | {"chat_url": url})) == (422, "invalid"), url
        assert refused(ada.post(pitches, A_PITCH | {"links": [{"title": "A", "url": url}]})) == (
            422,
            "invalid",
        ), url


def test_labels_are_trimmed_and_told_once(ada, pitches):
    pitch = done(
        ada.post(pitches, A_PITCH | {"tags": [" On-Call ", "on-call", "search"], "title": "  Runbooks "})
    )

    assert (pitch["tags"], pitch["title"]) == (["On-Call", "search"], "Runbooks")


def test_unknown_fields_are_refused_at_every_depth(ada, pitches, world):
    link = {"title": "A", "url": "https://example.com", "rel": "me"}

    assert codes(ada.post(pitches, A_PITCH | {"id": "1"})) == {"unknown_field"}
    assert codes(ada.post(pitches, A_PITCH | {"links": [link]})) == {"unknown_field"}
    assert codes(ada.patch("me", {"role": "admin"})) == {"unknown_field"}


@pytest.mark.parametrize(
    "query",
    [
        "\ufdfa" * 200,
        "\u3316" * 200,
        "' OR 1=1 --",
        '"',
        "*",
        "a:*",
        "a & ! b",
        "\\",
        "(",
        "NEAR(",
        "é" * 100,
    ],
)
def test_any_words_can_be_looked_for(ada, pitches, query):
    done(ada.post(pitches, A_PITCH | {"title": query[:200]}) if query.isalpha() else ada.get(pitches))

    for path in (pitches, "search", "people"):
        assert ada.get(path, params={"q": query}).status_code == 200, path
