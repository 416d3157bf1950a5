"""Whatever schemathesis makes of the contract: no 5xx, and no answer that the contract does not tell of."""

import pytest

from app.core.actor import Role
from app.weeks import phases
from tests.world import done

PARTS = 4


@pytest.fixture(scope="module")
def attack():
    from tests.contract import attack  # noqa: PLC0415  # a second of importing, for every process that collects tests

    return attack


@pytest.fixture(scope="module")
def contract(application, attack):
    return attack.contract_of(application)


def there(world):
    """Ids and slugs that name something, so that not every path leads to a 404."""
    admin = world.person("Root", None, Role.ADMIN)
    week = world.week(phases.Phase.FORMING, public=True)
    pitch = admin.pitches(week, join="ask")
    comment = done(admin.post(f"pitches/{pitch['id']}/comments", {"body": "?"}))
    wish = world.person("Linus Brook").signs_up(pitch)
    return admin, {
        "slug": week["slug"], "pitch_id": pitch["id"], "person_id": wish["person"]["id"], "comment_id": comment["id"],
        "signup_id": wish["id"],
    }  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_to_what_is_right_is_one_that_the_contract_tells_of(world, contract, attack, part):
    admin, known = there(world)
    for operation in attack.operations(contract, part, PARTS):
        attack.attack(admin.client, operation, known, right=True)


@pytest.mark.sqlite_only(reason="what is wrong is refused before a database of either kind is asked")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_to_what_is_wrong_is_one_that_the_contract_tells_of(world, contract, attack, part):
    admin, known = there(world)
    for operation in attack.operations(contract, part, PARTS):
        attack.attack(admin.client, operation, known, right=False)
