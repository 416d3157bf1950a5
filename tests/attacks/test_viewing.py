"""An admin looks at everything as a member, and tries to change something by every operation that there is."""

import pytest

from tests.attacks.ground import Ground, example, operations
from tests.world import done

pytestmark = pytest.mark.system

OWN = {"signInLocally", "signOut", "askForSignInLink", "signInByLink", "viewAsMyself"}
WRITES = [
    one
    for one in operations()
    if one.method != "GET" and one.path.startswith("/api/v1/") and one.id not in OWN
]


def test_no_operation_changes_anything_meanwhile(ground: Ground) -> None:
    browser = ground.browser(ground.adele)
    done(browser.put("session/view-as", {"role": "member"}))

    answers = {}
    for one in WRITES:
        body = example(one.takes) if one.takes else None
        reply = browser.request(one.method, ground.address(one), json=body)
        answers[one.id] = (reply.status_code, reply.json().get("code"))

    assert len(answers) > 40
    assert {one: answer for one, answer in answers.items() if answer != (403, "viewing_as")} == {}
    assert browser.delete("session/view-as").status_code == 204
