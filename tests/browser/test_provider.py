"""Signing in and out at an identity provider, as people do it, at two that have nothing in common."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Server, Watched, serving
from tests.identity.provider import a_provider
from tests.serving import free_port

CERTIFIED = Path(__file__).parent / "certified"
WREN = {"email": "wren@ovenlark.example", "email_verified": True, "name": "Wren Halloway"}


def at(issuer: str) -> dict[str, str]:
    return {
        "OFFTRAIL_OIDC_ISSUER": issuer,
        "OFFTRAIL_OIDC_CLIENT_ID": "offtrail",
        "OFFTRAIL_OIDC_CLIENT_SECRET": "known to both",
        "OFFTRAIL_OIDC_NAME": "Ovenlark account",
    }


@pytest.fixture
def own(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(company, tmp_path))


@pytest.fixture(scope="session")
def certified() -> Path:
    """The provider's packages, as pinned; installed where they are not yet."""
    if not (CERTIFIED / "node_modules").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=CERTIFIED, check=True)
    return CERTIFIED / "provider.js"


@contextmanager
def running(script: Path, port: int, ours: str) -> Iterator[None]:
    command = ["node", script, str(port), ours]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield
        finally:
            process.kill()


def goes_to_sign_in(page: Page) -> None:
    page.get_by_role("link", name="Sign in with Ovenlark account").click()


def test_one_signs_in_and_out_at_a_provider(own: Path, visit: Opener, watched: Watched) -> None:
    with a_provider() as provider, serving(own, **at(provider.issuer)) as server:
        watched.others.append(provider.issuer)
        provider.knows("wren", **WREN)
        page = visit(server, "/sign-in?next=/me")
        goes_to_sign_in(page)
        page.get_by_placeholder("sub").fill("wren")
        page.get_by_role("button", name="Authorize").click()

        expect(page).to_have_url(f"{server.url}/me")
        expect(page.get_by_role("link", name="Wren Halloway")).to_be_visible()
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page).to_have_url(f"{provider.issuer}/oauth2/end_session?client_id=offtrail&post_logout_redirect_uri={server.url.replace(':', '%3A').replace('/', '%2F')}%2Fsign-in")  # fmt: skip


def test_one_who_says_no_is_told_and_may_begin_again(own: Path, visit: Opener, watched: Watched) -> None:
    with a_provider() as provider, serving(own, **at(provider.issuer)) as server:
        watched.others.append(provider.issuer)
        page = visit(server, "/sign-in")
        goes_to_sign_in(page)
        page.get_by_role("button", name="Deny").click()

        expect(page.get_by_role("alert")).to_contain_text("Begin again")
        expect(page.get_by_role("link", name="Sign in with Ovenlark account")).to_be_visible()


def signs_in_at_the_certified_one(page: Page, who: str) -> None:
    goes_to_sign_in(page)
    page.get_by_placeholder("Enter any login").fill(who)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


@pytest.fixture
def elsewhere(own: Path, certified: Path, watched: Watched) -> Iterator[Server]:
    port = free_port()
    watched.others.append(f"http://127.0.0.1:{port}")
    with serving(own, **at(watched.others[0])) as server, running(certified, port, server.url):
        yield server


def test_one_signs_in_and_out_at_a_certified_provider(elsewhere: Server, visit: Opener) -> None:
    page = visit(elsewhere, "/weeks")
    expect(page).to_have_url(f"{elsewhere.url}/sign-in?next=%2Fweeks")
    signs_in_at_the_certified_one(page, "wren")

    expect(page).to_have_url(f"{elsewhere.url}/weeks")
    page.get_by_role("link", name="Wren Halloway").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page).to_have_url(f"{elsewhere.url}/sign-in")
    expect(page.get_by_role("link", name="Wren Halloway")).to_have_count(0)


def test_somebody_elses_unverified_address_is_refused_in_words(elsewhere: Server, visit: Opener) -> None:
    page = visit(elsewhere, "/sign-in")
    signs_in_at_the_certified_one(page, "sly")

    expect(page.get_by_role("alert")).to_have_text(
        "The e-mail address of your account is not verified there. Verify it, then sign in again."
    )
