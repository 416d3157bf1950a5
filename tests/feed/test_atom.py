"""Atom feeds of pitches and outcomes: well-formed, safe to show, and visible as what they show is."""

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest

from app.weeks.phases import Phase
from tests.contract.test_list_routes import a_whole_pitch
from tests.world import done, refused

ATOM = "{http://www.w3.org/2005/Atom}"
A_BODY = """# Why

We **lose** nights <script>alert(1)</script>, [see](https://example.com "it") [not](javascript:alert(1))

![a picture of <us>](https://spy.example/pixel.png)
"""


def read(reply):
    """The feed, with what RFC 4287 (section 4.1) wants of it and of each of its entries."""
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(reply.content)
    assert feed.tag == f"{ATOM}feed"
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
        assert text(element, "id").startswith("urn:uuid:")
        assert [link.get("href") for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert feed.find(f"{ATOM}link[@rel='self']") is not None
    ids = [text(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    return feed


def entries(reply):
    return read(reply).findall(f"{ATOM}entry")


def text(element, name):
    return element.find(f"{ATOM}{name}").text


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING, public=True)


def pitches(someone, week, **options):
    return someone.get(f"weeks/{week['slug']}/pitches.atom", **options)


def test_a_pitch_is_an_entry_with_its_words_as_safe_html(ada, week):
    pitch = ada.pitches(week, title="Fish & <Chips>", body=A_BODY, tags=["on-call", "ü"])

    [entry] = entries(pitches(ada, week))

    assert (text(entry, "title"), text(entry, "id"), text(entry, "summary")) == (
        "Fish & <Chips>", f"urn:uuid:{pitch['id']}", pitch["summary"]
    )  # fmt: skip
    assert entry.find(f"{ATOM}link").get("href") == f"http://offtrail.test/pitches/{pitch['id']}"
    assert [text(author, "name") for author in entry.findall(f"{ATOM}author")] == ["Ada Quill"]
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["on-call", "ü"]
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert content.text == (
        f"<p>{pitch['summary']}</p>\n<h1>Why</h1>\n<p>We <strong>lose</strong> nights &lt;script&gt;alert(1)&lt;/script&gt;, "
        '<a href="https://example.com" title="it" rel="noopener noreferrer nofollow">see</a> [not](javascript:alert(1))</p>\n'
        "<p>a picture of &lt;us&gt;</p>\n"
    )


def test_characters_that_xml_can_not_say_are_left_out(ada, week):
    ada.pitches(week, title="Be\ufffffore", summary="a\ufffeb", body="c\uffffd 🛏")

    [entry] = entries(pitches(ada, week))

    assert (text(entry, "title"), text(entry, "summary")) == ("Before", "ab")
    assert text(entry, "content") == "<p>ab</p>\n<p>cd 🛏</p>\n"


def test_an_entry_was_updated_when_its_words_changed_and_not_its_crew(ada, linus, world, week):
    pitch = ada.pitches(week)
    before = entries(pitches(ada, week))[0]
    world.clock.forward(hours=1)
    linus.signs_up(pitch)
    joined = read(pitches(ada, week))
    world.clock.forward(hours=1)

    done(ada.patch(f"pitches/{pitch['id']}", {"title": "Another"}))

    after = read(pitches(ada, week))
    [entry] = after.findall(f"{ATOM}entry")
    assert text(joined, "updated") == text(before, "updated") == "2027-01-04T09:00:00Z"
    assert text(after, "updated") == text(entry, "updated") == "2027-01-04T11:00:00Z"
    assert (text(entry, "id"), text(entry, "published")) == (text(before, "id"), "2027-01-04T09:00:00Z")


def test_the_newest_pitch_comes_first_and_drafts_and_withdrawn_ones_do_not(ada, world, week):
    for title in ("First", "Second", "Gone"):
        world.clock.forward(minutes=1)
        pitch = ada.pitches(week, title=title)
    ada.pitches(week, title="Draft", draft=True)
    done(ada.post(f"pitches/{pitch['id']}/withdraw", {"reason": "No"}))

    assert [text(entry, "title") for entry in entries(pitches(ada, week))] == ["Second", "First"]


def test_a_week_without_pitches_is_a_feed_without_entries(ada, week):
    feed = read(pitches(ada, week))

    assert (text(feed, "title"), text(feed, "updated")) == (
        f"{week['title']}: pitches",
        "2027-01-04T09:00:00Z",
    )
    assert feed.findall(f"{ATOM}entry") == []


@pytest.fixture
def outcome(ada, linus, world, week):
    pitch = ada.pitches(week)
    linus.signs_up(pitch)
    world.move_on(week, Phase.WRAP_UP)
    body = {
        "kind": "prototype", "summary": "It *answers*.", "learned": "Old runbooks <b>lie</b>.",
        "evidence": [{"title": "Recording & all", "url": "https://example.com/?a=1&b=2"}],
        "impact": [{"metric": "time to answer", "unit": "minutes", "baseline": 22, "value": 6.5}],
    }  # fmt: skip
    return done(ada.put(f"pitches/{pitch['id']}/outcome", body))


def test_an_outcome_is_an_entry_with_its_crew_its_figures_and_its_evidence(ada, week, outcome):
    [entry] = entries(ada.get("outcomes.atom"))

    assert (text(entry, "id"), text(entry, "title")) == (
        f"urn:uuid:{outcome['id']}",
        outcome["pitch"]["title"],
    )
    assert [text(author, "name") for author in entry.findall(f"{ATOM}author")] == ["Ada Quill", "Linus Brook"]
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == [
        "prototype",
        week["slug"],
    ]
    assert text(entry, "content") == (
        "<p>It <em>answers</em>.</p>\n<p>Old runbooks &lt;b&gt;lie&lt;/b&gt;.</p>\n"
        "<ul><li>time to answer: 22 → 6.5 minutes</li></ul>"
        '<ul><li><a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer nofollow">Recording &amp; all</a></li></ul>'
    )


def test_outcomes_can_be_followed_by_kind_or_week(ada, world, week, outcome):
    other = world.week(Phase.WRAP_UP)

    def ids(path):
        return [text(entry, "id") for entry in entries(ada.get(path))]

    assert (
        ids("outcomes.atom?kind=prototype")
        == ids(f"weeks/{week['slug']}/outcomes.atom")
        == [f"urn:uuid:{outcome['id']}"]
    )
    assert ids("outcomes.atom?kind=shipped") == ids(f"weeks/{other['slug']}/outcomes.atom") == []
    assert refused(ada.get("outcomes.atom?kind=gone")) == (422, "invalid")


def test_feeds_are_visible_as_what_they_show(ada, world, week, outcome):
    own, draft = world.week(), world.week(Phase.DRAFT)
    for feed in ("pitches", "outcomes"):
        assert len(entries(world.nobody.get(f"weeks/{week['slug']}/{feed}.atom"))) == 1
        assert refused(world.nobody.get(f"weeks/{own['slug']}/{feed}.atom")) == (401, "sign_in_required")
        assert refused(ada.get(f"weeks/{draft['slug']}/{feed}.atom")) == (404, "not_found")
    assert refused(world.nobody.get("outcomes.atom")) == (401, "sign_in_required")
    reader = ada.with_scopes("outcomes:read")
    assert refused(pitches(reader, week)) == (403, "scope_missing")
    assert len(entries(reader.get("outcomes.atom"))) == 1


def test_who_can_send_no_token_reads_by_a_secret_address_until_it_is_revoked(ada, world, week, outcome):
    own, draft = world.week(), world.week(Phase.DRAFT)
    address = done(ada.post("me/addresses", {"kind": "feeds"}))
    feeds = f"feeds/{address['secret']}"

    everything, of_week = (
        world.nobody.get(f"{feeds}/outcomes.atom"),
        world.nobody.get(f"{feeds}/weeks/{own['slug']}/pitches.atom"),
    )

    assert [text(entry, "id") for entry in entries(everything)] == [f"urn:uuid:{outcome['id']}"]
    assert read(of_week).find(f"{ATOM}link[@rel='self']").get("href") == (
        f"http://offtrail.test/api/v1/weeks/{own['slug']}/pitches.atom"
    )
    assert address["secret"] not in everything.text + of_week.text
    assert refused(world.nobody.get(f"{feeds}/weeks/{draft['slug']}/pitches.atom")) == (404, "not_found")
    assert refused(world.nobody.get(f"calendars/{address['secret']}.ics")) == (404, "not_found")
    done_ = ada.delete(f"me/addresses/{address['id']}")
    assert done_.status_code == 204
    assert refused(world.nobody.get(f"{feeds}/outcomes.atom")) == (410, "address_revoked")


def test_what_a_reader_has_already_is_not_sent_again(ada, world, week, outcome):
    for path in (f"weeks/{week['slug']}/pitches.atom", "outcomes.atom"):
        first = ada.get(path)
        world.clock.forward(hours=1)
        again = ada.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_a_feed_and_a_calendar_cost_as_many_statements_for_three_rows_as_for_one(ada, grace, world):
    week, pitched = world.week(Phase.FORMING), []

    def cost(path):
        ada.get(path)  # numbers what is new in the log
        with world.counted() as statements:
            assert ada.get(path).status_code == 200
        return len(statements)

    def costs():
        pitched.append(a_whole_pitch(world, week)["id"])
        done(grace.put(f"pitches/{pitched[-1]}/outcome?reason=early", {"kind": "learning"}))
        slots = [{"pitch_id": id_, "starts_at": "2027-01-25T13:00:00Z"} for id_ in pitched]
        done(grace.put(f"weeks/{week['slug']}/demos", {"items": slots}))
        return [
            cost(f"weeks/{week['slug']}/{file}") for file in ("pitches.atom", "outcomes.atom", "calendar.ics")
        ]

    one, _, three = costs(), costs(), costs()

    assert one == three
