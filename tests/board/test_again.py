"""The same request again is answered from the event loop, and never otherwise than the plain way would answer it."""

from datetime import timedelta

import pytest

from app.board.kept import kept
from app.core.actor import Role, Scope
from app.core.asking import NoAnswer
from app.weeks.phases import Phase
from tests.world import Client, done


@pytest.fixture
def week(world, ada):
    week = world.week(Phase.FORMING)
    ada.pitches(week)
    return week


def board(week):
    return f"weeks/{week['slug']}/pitches"


def test_it_costs_no_statement_of_the_plain_way(world, ada, week):
    first = ada.get(board(week))

    with world.counted() as statements:
        again = ada.get(board(week))
        unchanged = ada.get(board(week), headers={"If-None-Match": first.headers["etag"]})

    assert statements == []
    assert (again.status_code, again.content) == (200, first.content)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_after_a_change_what_was_made_anew_for_one_is_there_for_all(world, ada, linus, week):
    ada.get(board(week))
    before = linus.get(board(week))
    ada.pitches(week, title="A second one")
    anew = ada.get(board(week))

    with world.counted() as statements:
        others = linus.get(board(week))

    assert statements == []
    assert others.content == anew.content != before.content


def test_it_carries_the_headers_of_the_first_reply(ada, week):
    first = ada.get(board(week))
    again = ada.get(board(week))
    unchanged = [
        ada.get(url, headers={"If-None-Match": first.headers["etag"]})
        for url in (board(week), f"{board(week)}?limit=50")
    ]
    unchanged.append(ada.get(f"{board(week)}?limit=50", headers={"If-None-Match": first.headers["etag"]}))

    def told(reply):
        return {name: value for name, value in reply.headers.items() if name != "x-request-id"}

    assert told(again) == told(first)
    assert told(unchanged[0]) == told(unchanged[1]) == told(unchanged[2])


def test_another_query_another_path_and_another_method_are_other_requests(ada, week):
    assert len(done(ada.get(board(week)))["items"]) == 1

    assert done(ada.get(f"{board(week)}?status=withdrawn"))["items"] == []
    assert "items" not in done(ada.get(f"weeks/{week['slug']}/facets"))
    assert ada.request("DELETE", board(week)).status_code == 405
    assert ada.request("HEAD", board(week)).content == b""


def test_nobody_in_particular_is_asked_to_sign_in(world, ada, week):
    ada.get(board(week))

    assert world.nobody.get(board(week)).status_code == 401


def test_a_token_that_is_revoked_opens_nothing_at_once(ada, week):
    made = done(ada.post("tokens", {"name": "a program", "scopes": ["read"]}))
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert (
        ada.get(board(week), headers=headers).status_code
        == ada.get(board(week), headers=headers).status_code
        == 200
    )

    assert ada.delete(f"tokens/{made['id']}").is_success

    assert ada.get(board(week), headers=headers).status_code == 401


def test_who_signs_out_sees_nothing_at_once(world, linus, week):
    here, there = Client(world.app), Client(world.app)
    for browser in (here, there):
        done(browser.post("session", {"person_id": linus.id}))
        assert browser.get(board(week)).status_code == browser.get(board(week)).status_code == 200

    stolen = dict(here.http.cookies)
    assert here.delete("session").is_success

    assert (
        Client(world.app)
        .get(board(week), headers={"Cookie": "; ".join(f"{n}={v}" for n, v in stolen.items())})
        .status_code
        == 401
    )
    assert there.get(board(week)).status_code == 200


def test_who_looks_as_another_role_sees_as_that_role(world, week):
    admin, browser = world.person("Root", None, Role.ADMIN), Client(world.app)
    hidden = world.week(Phase.DRAFT)
    done(browser.post("session", {"person_id": admin.id}))
    assert browser.get(board(hidden)).status_code == browser.get(board(hidden)).status_code == 200

    done(browser.put("session/view-as", {"role": "member"}))
    as_member = browser.get(board(hidden)).status_code
    assert browser.delete("session/view-as").is_success

    assert as_member == 404
    assert browser.get(board(hidden)).status_code == 200


def test_a_token_that_expires_opens_nothing_any_more(world, ada, week):
    soon = (world.clock.now + timedelta(seconds=30)).isoformat()
    made = done(ada.post("tokens", {"name": "a program", "scopes": ["read"], "expires_at": soon}))
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert ada.get(board(week), headers=headers).status_code == 200

    world.clock.forward(seconds=31)

    assert ada.get(board(week), headers=headers).status_code == 401


def test_who_has_left_reads_nothing_any_more(world, ada, linus, week):
    admin = world.person("Root", None, Role.ADMIN)
    assert linus.get(board(week)).status_code == 200

    done(admin.post(f"people/{linus.id}/deactivate"))

    assert linus.get(board(week)).status_code == 401


def test_who_becomes_a_guest_sees_the_weeks_of_guests_alone(world, linus, week):
    admin = world.person("Root", None, Role.ADMIN)
    assert linus.get(board(week)).status_code == 200

    done(admin.patch(f"people/{linus.id}", {"role": "guest"}))

    assert linus.get(board(week)).status_code == 404


def test_a_guest_who_is_sent_away_sees_the_week_no_more(world, linus, week):
    admin = world.person("Root", None, Role.ADMIN)
    done(admin.patch(f"people/{linus.id}", {"role": "guest"}))
    assert admin.put(f"weeks/{week['slug']}/guests/{linus.id}").is_success
    assert linus.get(board(week)).status_code == linus.get(board(week)).status_code == 200

    assert admin.delete(f"weeks/{week['slug']}/guests/{linus.id}").is_success
    assert admin.get(board(week)).status_code == 200  # made anew for somebody else

    assert linus.get(board(week)).status_code == 404


def test_who_organizes_a_draft_no_more_sees_it_no_more(world, linus):
    admin, draft = world.person("Root", None, Role.ADMIN), world.week(Phase.DRAFT)
    assert admin.put(f"weeks/{draft['slug']}/organizers/{linus.id}").is_success
    assert linus.get(board(draft)).status_code == linus.get(board(draft)).status_code == 200

    assert admin.delete(f"weeks/{draft['slug']}/organizers/{linus.id}").is_success
    assert admin.get(board(draft)).status_code == 200

    assert linus.get(board(draft)).status_code == 404


def test_what_time_alone_changes_is_asked_for_anew(world, ada, week):
    ada.get(board(week))
    world.move_on(week, Phase.EXPLORING)

    with world.counted() as statements:
        ada.get(board(week))

    assert statements


def test_once_a_minute_the_plain_way_is_taken_and_notes_the_use(world, ada, week):
    ada.get(board(week))
    world.clock.forward(seconds=61)

    with world.counted() as statements:
        ada.get(board(week))

    assert any("token" in statement for statement in statements)


def test_without_an_answer_of_the_database_the_plain_way_is_taken(world, ada, week, monkeypatch):
    first = ada.get(board(week))

    async def none(_self, _given):
        raise NoAnswer

    monkeypatch.setattr("app.core.asking._Asked.row", none)
    with world.counted() as statements:
        again = ada.get(board(week))

    assert statements
    assert again.content == first.content


def test_what_is_forgotten_by_others_is_not_needed(ada, week):
    first = ada.get(board(week))
    kept.clear()

    assert ada.get(board(week)).content == first.content


def test_a_token_of_fewer_scopes_is_another_caller(ada, week):
    assert ada.get(board(week)).status_code == 200

    assert ada.with_scopes(Scope.OUTCOMES_READ).get(board(week)).status_code == 403
