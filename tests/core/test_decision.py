"""Yes, no, or not now: what a policy says is what the caller is told."""

from datetime import UTC, datetime

import pytest

from app.core.actor import system
from app.core.decision import no, not_now, yes
from app.core.errors import Conflict, Forbidden
from app.core.schema import Can

FROM = datetime(2027, 1, 4, 9, tzinfo=UTC)


def test_yes_lets_pass() -> None:
    yes().require()


def test_no_is_not_you() -> None:
    with pytest.raises(Forbidden) as refusal:
        no("leads_only", "Only leads.").require()

    assert (refusal.value.status, refusal.value.code, refusal.value.detail) == (
        403,
        "leads_only",
        "Only leads.",
    )


def test_not_now_tells_when() -> None:
    with pytest.raises(Conflict) as refusal:
        not_now("signups_closed", "Not yet.", FROM).require()

    assert (refusal.value.status, refusal.value.code, refusal.value.more) == (
        409, "signups_closed", {"allowed_from": "2027-01-04T09:00:00Z"},
    )  # fmt: skip


def test_not_now_may_not_know_when() -> None:
    with pytest.raises(Conflict) as refusal:
        not_now("signups_closed", "Not any more.").require()

    assert refusal.value.more == {}


def test_the_page_is_told_the_same() -> None:
    told = [
        Can.of(system(), decision).model_dump(mode="json")
        for decision in (yes(), not_now("signups_closed", "Not yet.", FROM))
    ]

    assert told == [
        {"allowed": True, "code": None, "reason": None, "allowed_from": None, "switch_from": None},
        {
            "allowed": False,
            "code": "signups_closed",
            "reason": "Not yet.",
            "allowed_from": "2027-01-04T09:00:00Z",
            "switch_from": None,
        },
    ]
