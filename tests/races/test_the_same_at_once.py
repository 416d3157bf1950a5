"""The same request, several times at the same moment, as a double click or an impatient program sends it: it happens once, the log tells it once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.core.actor import Role
from app.events.models import EventRow
from app.people import sign_in
from app.people.deps import COOKIE
from app.people.models import Person
from tests.races.served import Answer, Caller, Served

pytestmark = pytest.mark.system

RIVALS = 6
ROUNDS = 3
HAPPENED = {200, 201, 204}
HAPPENED_BEFORE = {403, 404, 409}


@dataclass
class Browser:
    """Where somebody is signed in; it speaks to every process in turn."""

    served: Served
    secret: str
    _turn: int = 0

    @classmethod
    def of(cls, served: Served, person: Caller) -> "Browser":
        with served.db.writing() as session:
            signed_in = session.get_one(Person, person.id)
            return cls(served, sign_in.begin_session(session, signed_in, sign_in.Browser(None, None)))

    def __call__(self, method: str, path: str, body: Any = None) -> Answer:
        self._turn += 1
        cookie = {"Cookie": f"{COOKIE}={self.secret}"}
        return self.served.send(self._turn, method, path, body, cookie)


class Deed(NamedTuple):
    """What somebody sends, and the event that tells of it."""

    event: str
    who: Caller | Browser
    method: str
    path: str
    body: Any = None


def _deeds(served: Served, organizer: Caller, admin: Caller) -> Iterator[Deed]:
    """One of each kind, of a week with people of its own."""
    linus, leaving, back = served.people("Linus Berg", "Somebody Leaving", "Somebody Back")
    guest, invited = served.people("Gwen Port", "Gus Holm", role=Role.GUEST)
    week = served.week(organizer)
    drafted = organizer.must("POST", f"weeks/{week}/copy", {"slug": f"{week}-next"})["slug"]
    organizer.must("PATCH", f"weeks/{week}", {"guardrails": "No customer data."})

    def pitch(**more: Any) -> str:
        return organizer.must("POST", f"weeks/{week}/pitches", {"title": "Tide clock"} | more)["id"]

    comment = organizer.must("POST", f"pitches/{pitch()}/comments", {"body": "Which?"})["id"]
    webhook = organizer.must(
        "POST", "webhooks", {"name": "A chat", "url": "https://9.9.9.9/in", "types": ["pitch.submitted"]}
    )
    token = linus.must("POST", "tokens", {"name": "A program's", "scopes": ["read"]})["id"]
    calendar = linus.must("POST", "me/addresses", {"kind": "calendar"})["id"]
    interesting, withdrawn, left = pitch(), pitch(), pitch()
    organizer.must("PUT", f"pitches/{interesting}/interest")
    organizer.must("POST", f"pitches/{withdrawn}/withdraw", {"reason": "No time"})
    organizer.must("PUT", f"weeks/{week}/organizers/{linus.id}")
    organizer.must("PUT", f"weeks/{week}/guests/{guest.id}")
    organizer.must("POST", f"people/{back.id}/deactivate")
    leaving.must("POST", f"weeks/{week}/accept-guardrails")
    edited = organizer.must("POST", f"pitches/{pitch()}/comments", {"body": "Which?"})["id"]
    asking, waiting = served.people("Somebody Asking", "Somebody Waiting")
    for person in (asking, waiting):
        person.must("POST", f"weeks/{week}/accept-guardrails")
    wish = {"role": "member"}
    asked, asked_too = (
        asking.must("POST", f"pitches/{pitch(join='ask')}/signups", wish)["id"] for _ in range(2)
    )
    full = pitch(crew_limit=1)
    leaving.must("POST", f"pitches/{full}/signups", {"role": "helper"})
    taken = served.people("Somebody First")[0]
    taken.must("POST", f"weeks/{week}/accept-guardrails")
    taken.must("POST", f"pitches/{full}/signups", wish)
    looking, looking_too = Browser.of(served, organizer), Browser.of(served, organizer)
    looking_too("PUT", "session/view-as", {"role": "member"})
    signup = leaving.must("POST", f"pitches/{left}/signups", {"role": "member"})["id"]

    yield Deed("interest.said", linus, "PUT", f"pitches/{interesting}/interest")
    yield Deed("interest.lost", organizer, "DELETE", f"pitches/{interesting}/interest")
    yield Deed("comment.deleted", organizer, "DELETE", f"comments/{comment}")
    yield Deed("pitch.draft_deleted", organizer, "DELETE", f"pitches/{pitch(draft=True)}")
    yield Deed("pitch.submitted", organizer, "POST", f"pitches/{pitch(draft=True)}/submit")
    yield Deed("pitch.withdrawn", organizer, "POST", f"pitches/{pitch()}/withdraw", {"reason": "No time"})
    yield Deed("pitch.restored", organizer, "POST", f"pitches/{withdrawn}/restore")
    yield Deed("pitch.edited", organizer, "PATCH", f"pitches/{pitch()}", {"title": "Tidal clock"})
    yield Deed(
        "pitch.handed_over", organizer, "POST", f"pitches/{pitch()}/hand-over", {"person_id": linus.id}
    )
    yield Deed("comment.edited", organizer, "PATCH", f"comments/{edited}", {"body": "Which of them?"})
    yield Deed("demo.described", organizer, "PUT", f"pitches/{pitch()}/demo?reason=early", {"mode": "live"})
    yield Deed("outcome.recorded", organizer, "PUT", f"pitches/{pitch()}/outcome?reason=early", {"kind": "prototype", "summary": "It ticks."})  # fmt: skip
    yield Deed("signup.accepted", organizer, "POST", f"signups/{asked}/accept")
    yield Deed("signup.declined", organizer, "POST", f"signups/{asked_too}/decline")
    yield Deed("signup.waiting", waiting, "POST", f"pitches/{full}/signups", {"role": "member"})
    yield Deed("signup.left", leaving, "POST", f"signups/{signup}/leave")
    yield Deed("week.organizer_removed", organizer, "DELETE", f"weeks/{week}/organizers/{linus.id}")
    yield Deed("week.organizer_added", organizer, "PUT", f"weeks/{week}/organizers/{leaving.id}")
    yield Deed("week.guest_removed", organizer, "DELETE", f"weeks/{week}/guests/{guest.id}")
    yield Deed("week.guest_invited", organizer, "PUT", f"weeks/{week}/guests/{invited.id}")
    yield Deed("week.guardrails_accepted", linus, "POST", f"weeks/{week}/accept-guardrails")
    yield Deed("week.participation_changed", linus, "PUT", f"weeks/{week}/participation", {"taking_part": False, "days": []})  # fmt: skip
    yield Deed("week.published", organizer, "POST", f"weeks/{drafted}/publish")
    yield Deed("week.cancelled", organizer, "POST", f"weeks/{drafted}/cancel", {"reason": "No room"})
    yield Deed("week.edited", organizer, "PATCH", f"weeks/{week}", {"theme": "Reliability"})
    yield Deed("webhook.edited", organizer, "PATCH", f"webhooks/{webhook['id']}", {"name": "The chat"})
    yield Deed("webhook.turned_off", organizer, "PATCH", f"webhooks/{webhook['id']}", {"on": False})
    yield Deed("webhook.deleted", organizer, "DELETE", f"webhooks/{webhook['id']}")
    yield Deed("token.revoked", linus, "DELETE", f"tokens/{token}")
    yield Deed("address.revoked", linus, "DELETE", f"me/addresses/{calendar}")
    yield Deed("view.began", looking, "PUT", "session/view-as", {"role": "member"})
    yield Deed("view.ended", looking, "DELETE", "session/view-as")
    yield Deed("view.ended", looking_too, "DELETE", "session")
    yield Deed("person.edited", organizer, "PATCH", f"people/{linus.id}", {"name": "Linus Bergman"})
    yield Deed("person.moved", organizer, "PATCH", f"people/{waiting.id}", {"home_team": f"Team of {week}"})
    yield Deed("person.deactivated", organizer, "POST", f"people/{leaving.id}/deactivate")
    yield Deed("person.reactivated", organizer, "POST", f"people/{back.id}/reactivate")
    yield Deed("person.anonymised", admin, "POST", f"people/{leaving.id}/anonymise")


def test_what_is_sent_several_times_at_once_happens_once(served: Served, organizer: Caller) -> None:
    [admin] = served.people("Ada Root", role=Role.ADMIN)
    wrong = []
    for _ in range(ROUNDS):
        for deed in _deeds(served, organizer, admin):
            before = _told(served, deed.event)
            sent = partial(deed.who, deed.method, deed.path, deed.body)

            answers = served.at_once([sent] * RIVALS, by=RIVALS)

            said = sorted({answer.said for answer in answers}, key=str)
            times = _told(served, deed.event) - before
            if times != 1 or {status for status, _ in said} - HAPPENED - HAPPENED_BEFORE:
                wrong.append((deed.event, times, said))
    assert "\n".join(map(str, wrong)) == ""


def _told(served: Served, event: str) -> int:
    with served.db.reading() as session:
        number = sa.select(sa.func.count()).where(col(EventRow.type) == event)
        return session.scalars(number).one()


def test_whatever_is_sent_at_the_same_moment_is_answered(served: Served, organizer: Caller) -> None:
    [admin] = served.people("Ada Root", role=Role.ADMIN)
    chance = Random(2028)
    failed = []
    for _ in range(ROUNDS):
        deeds = [*_deeds(served, organizer, admin)] * 2
        chance.shuffle(deeds)
        sent = [partial(deed.who, deed.method, deed.path, deed.body) for deed in deeds]

        answers = served.at_once(sent, by=24)

        failed += [
            (deed.event, answer)
            for deed, answer in zip(deeds, answers, strict=True)
            if answer.status >= 500 or answer.status in (400, 405, 422)
        ]
    assert failed == []
