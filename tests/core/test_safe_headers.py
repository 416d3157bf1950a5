"""Whatever is asked for, a browser runs nothing of the reply that we did not write, and nobody frames it."""

import re

import pytest

from app.core.config import Settings
from app.main import create_app
from tests.world import Client, World

REPLIES = [
    "/", "/sign-in", "/weeks/nope/pitches", "/docs", "/docs/start.js", "/openapi.yaml", "/healthz", "/metrics", "/nope.txt",
    "/api/v1/session", "/api/v1/me", "/api/v1/nope", "/api/v1/weeks", "/assets/nope.js",
    "/api/v1/feeds/" + "x" * 43 + "/outcomes.atom", "/.well-known/oauth-protected-resource/mcp", "/scim/v2/Users",
]  # fmt: skip


@pytest.mark.parametrize("path", REPLIES)
def test_every_reply_is_what_it_says_and_stays_with_us(world: World, path: str) -> None:
    headers = world.nobody.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert path.startswith("/assets/") or headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", [path for path in REPLIES if not path.startswith("/assets/")])
def test_no_policy_lets_in_what_is_not_ours(world: World, path: str) -> None:
    policy = world.nobody.get(path).headers["content-security-policy"]

    assert "frame-ancestors 'none'" in policy
    assert policy.startswith(("default-src 'none'", "default-src 'self'"))
    assert "unsafe" not in policy
    assert "*" not in policy


def test_a_file_of_the_page_is_what_it_says(world: World) -> None:
    [file] = re.findall(r'src="(/assets/[^"]+/main.js)"', world.nobody.get("/").text)

    headers = world.nobody.get(file).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"].startswith("text/javascript")


def test_production_asks_browsers_to_come_encrypted_from_then_on() -> None:
    encrypted = Client(
        create_app(Settings(database_url="sqlite://", environment="production", worker_inside=False))
    )
    plain = Client(create_app(Settings(database_url="sqlite://", worker_inside=False)))

    assert encrypted.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in plain.get("/healthz").headers
