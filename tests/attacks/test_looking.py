"""A link is followed: nothing that GET asks changes anything."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

import app.tables  # noqa: F401  # all of them
from app.worker import loop
from tests.attacks.ground import Ground, operations
from tests.world import done

pytestmark = pytest.mark.system

LAST_USE = "last_used_at"
OF_ITSELF = {"worker_round"}
"""What the worker writes down each few seconds, whether or not anybody looks."""


def everything(ground: Ground) -> dict[str, Any]:
    """Every row of every table, without when a token, a session or an address was last used."""
    with ground.world.db.reading() as session:
        return {
            name: sorted(repr(tuple(row)) for row in session.connection().execute(
                sa.select(*(column for column in table.columns if column.name != LAST_USE))
            ))
            for name, table in SQLModel.metadata.tables.items()
            if name not in OF_ITSELF
        }  # fmt: skip


def test_no_get_changes_anything(ground: Ground) -> None:
    done(ground.grace.patch(f"webhooks/{ground.things['webhook_id']}", {"on": False}))
    browser = ground.browser(ground.adele)
    loop.run_once(
        ground.world.db
    )  # what the worker would tell by itself in the next seconds, such as that a phase began
    done(ground.adele.get("events"))  # whoever reads the log first numbers what happened since
    before = everything(ground)

    for one in (one for one in operations() if one.method == "GET"):
        asked = (
            {"q": "runbooks"}
            if one.id == "search"
            else {"reason": "a link", "method": "DELETE", "_method": "DELETE"}
        )
        for client in (ground.adele.client, browser):
            reply = client.get(
                ground.address(one),
                params=asked,
                headers={"X-HTTP-Method-Override": "DELETE", "Idempotency-Key": "1"},
            )
            assert reply.status_code in (200, 404), one.id

    changed = {name: set(rows) ^ set(before[name]) for name, rows in everything(ground).items()}
    assert {name: rows for name, rows in changed.items() if rows} == {}
