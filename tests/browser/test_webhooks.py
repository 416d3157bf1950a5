"""An organizer lets a program know what happens: registers, tests, looks at what came of it, and ends it again."""

import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server, Watched
from tests.webhooks.receiver import Receiver, receiving

MARGIT, ADMIN = "Margit Saarepuu", "Thandiwe Mokoena"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Named before the server, which is to know that it may send here."""
    monkeypatch.setenv("OFFTRAIL_WEBHOOK_HOSTS", "127.0.0.1")
    with receiving() as one:
        yield one


def register(page: Page, receiver: Receiver, types: str) -> None:
    form = page.get_by_role("complementary", name="Register an address")
    form.get_by_label("What is it for?").fill("The chat")
    form.get_by_label("Address").fill(receiver.url)
    form.get_by_label("Types of event").fill(types)
    form.get_by_role("button", name="Register an address").click()


def test_from_the_first_address_to_its_end(
    receiver: Receiver, server: Server, visit: Opener, watched: Watched
) -> None:
    watched.refusals |= {422}
    page = visit(server, "/me", MARGIT)
    page.get_by_role("link", name="Web hooks").click()
    expect(page.get_by_role("heading", level=1, name="Web hooks")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    register(page, receiver, "pitch.eaten")
    expect(page.get_by_text("No event has the type pitch.eaten")).to_have_count(2)
    register(page, receiver, "pitch.*, outcome.*")
    secret = page.locator("code.secret").inner_text()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret

    page.get_by_role("button", name="Send a test: The chat").click()
    assert receiver.something.wait(10)
    assert receiver.types(secret) == ["webhook.test"]
    page.get_by_text("Deliveries", exact=True).click()
    row = page.get_by_role("listitem").filter(has_text="webhook.test")
    while "arrived" not in row.inner_text():
        page.get_by_role("button", name="Look again").click()
        page.wait_for_timeout(50)
    expect(row).to_contain_text("200 · thank you")
    receiver.something.clear()
    row.get_by_role("button", name="Send again").click()
    assert receiver.something.wait(10)
    assert len(set(receiver.ids)) == 1

    page.get_by_role("button", name="New secret: The chat").click()
    expect(page.locator("code.secret")).not_to_have_text(secret)
    page.get_by_role("button", name="Turn off: The chat").click()
    expect(page.get_by_text("switched off")).to_be_visible()
    page.get_by_role("button", name="Turn on: The chat").click()
    expect(page.get_by_role("button", name="Turn off: The chat")).to_be_visible()
    page.get_by_role("button", name="Delete: The chat").click()
    expect(page.get_by_text("No address gets anything yet.")).to_be_visible()
    assert server.get("/webhooks", MARGIT)["items"] == []


def test_now_tells_whose_web_hook_stopped_by_itself(
    receiver: Receiver, server: Server, visit: Opener
) -> None:
    receiver.answers = 410
    body = {"name": "The chat", "url": receiver.url, "types": ["pitch.*"]}
    hook = server.send("POST", "/webhooks", body, MARGIT)
    assert visit(server, "/", MARGIT).get_by_text("The chat").count() == 0
    server.send("POST", f"/webhooks/{hook['id']}/test", None, MARGIT)
    while server.get(f"/webhooks/{hook['id']}", MARGIT)["on"]:
        time.sleep(0.1)

    page = visit(server, "/", MARGIT)

    expect(page.get_by_text("Your web hook “The chat” is off: it said that it is gone.")).to_be_visible()
    page.get_by_role("link", name="See what came of it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Web hooks")
    assert visit(server, "/", "Agnes Whitlock").get_by_text("The chat").count() == 0


def test_an_engineer_has_no_way_there(shown: Server, visit: Opener) -> None:
    page = visit(shown, "/me", "Ilse Vandermolen")

    expect(page.get_by_role("heading", name="Tokens for programs")).to_be_visible()
    expect(page.get_by_role("link", name="Web hooks")).to_have_count(0)


def test_organizers_see_whose_programs_may_write_and_an_admin_ends_one(server: Server, visit: Opener) -> None:
    token = {"name": "The lunch robot", "scopes": ["read", "write"]}
    made = server.send("POST", "/tokens", token, "Ilse Vandermolen")
    server.send("POST", "/tokens", {"name": "Only looks", "scopes": ["read"]}, "Ilse Vandermolen")
    row = visit(server, "/me/webhooks", MARGIT).get_by_role("listitem").filter(has_text="The lunch robot")
    expect(row).to_contain_text("Ilse Vandermolen")
    expect(row.get_by_role("button")).to_have_count(0)

    page = visit(server, "/me/webhooks", ADMIN)
    expect(page.get_by_text("Only looks")).to_have_count(0)
    page.get_by_role("button", name="Revoke: The lunch robot").click()

    expect(page.get_by_text("No program can change anything.")).to_be_visible()
    assert server.get("/tokens", "Ilse Vandermolen")["items"][0]["name"] == "Only looks"
    asked = httpx.get(
        f"{server.url}/api/v1/me", headers=[("Authorization", f"Bearer {made['secret']}")], trust_env=False
    )
    assert asked.status_code == 401
