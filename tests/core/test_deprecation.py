"""An operation that will go says so in the contract and with every reply."""

from datetime import UTC, datetime

import pytest
from anyio import CapacityLimiter
from fastapi import FastAPI

from app.contract import document
from app.core.deprecation import deprecated
from app.core.errors import Conflict
from app.core.http import router
from app.core.limit_settings import LimitSettings
from app.core.limits import Limits
from app.core.problems import add_problem_replies
from app.core.schema import All
from tests.world import Client, done, refused

SINCE, UNTIL = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, 12, tzinfo=UTC)
TOLD = {"deprecation": "@1798761600", "sunset": "Thu, 01 Jul 2027 12:00:00 GMT"}


@pytest.fixture
def app():
    """A service of two operations, made for this test."""
    routes = router(tag="Moons")

    @routes.get("/moons", operation_id="listMoons", summary="Every moon")
    @deprecated(since=SINCE, until=UNTIL)
    def list_moons(light: int = 1) -> All[str]:
        """Use `/satellites` instead."""
        if not light:
            raise Conflict("new_moon", "There is nothing to be seen.")
        return All[str](items=["Io"])

    @routes.get("/satellites", operation_id="listSatellites", summary="Every satellite")
    def list_satellites() -> All[str]:
        return All[str](items=["Io"])

    app = FastAPI()
    app.state.visits = CapacityLimiter(1)
    app.state.limits, app.state.cookie = Limits(LimitSettings().limits), "session"
    add_problem_replies(app)
    app.router.routes.extend(routes.routes)
    return app


def told(reply):
    return {name: reply.headers[name] for name in TOLD if name in reply.headers}


def test_every_reply_of_it_says_since_when_and_until_when(app):
    caller = Client(app)

    replies = [caller.get(path) for path in ("moons", "moons?light=0", "moons?light=much")]

    assert [reply.status_code for reply in replies] == [200, 409, 422]
    assert [told(reply) for reply in replies] == [TOLD] * 3
    assert (done(replies[0])["items"], refused(replies[1])) == (["Io"], (409, "new_moon"))
    assert told(caller.get("satellites")) == {}


def test_the_contract_says_so_too(app):
    operations = {path: methods["get"] for path, methods in document(app)["paths"].items()}

    old, new = operations["/api/v1/moons"], operations["/api/v1/satellites"]
    assert (old.get("deprecated"), new.get("deprecated")) == (True, None)
    told_of = {"Deprecation", "Sunset"}
    assert [reply for reply in old["responses"].values() if not told_of <= reply["headers"].keys()] == []
    assert [reply for reply in new["responses"].values() if told_of & reply.get("headers", {}).keys()] == []
    assert (old["description"], new["description"]) == ("Use `/satellites` instead.", "Every satellite.")


def test_it_is_deprecated_before_it_goes():
    with pytest.raises(ValueError, match="before it goes"):
        deprecated(since=UNTIL, until=SINCE)
