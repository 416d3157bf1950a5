"""Sign-in links by mail, sent through a real mail server: they work once, for a quarter of an hour, and tell nobody who is here."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.core.actor import Role
from app.core.config import Settings
from app.identity import links
from app.identity.models import SignInLink
from app.people.deps import COOKIE
from tests.identity.postbox import Postbox, a_postbox, links_in
from tests.world import Client, Someone, World, done, refused

US = "http://offtrail.test"


@pytest.fixture(scope="session")
def standing() -> Iterator[Postbox]:
    with a_postbox() as made:
        yield made


@dataclass
class Post:
    """Asking for a link, having the worker send it, and using it."""

    world: World
    box: Postbox
    settings: Settings

    def ask(self, address: str, **fields: Any) -> httpx.Response:
        return Client(self.world.app).post("session/links", {"email": address, **fields})

    def send(self) -> int:
        mailer = self.settings.mailer
        assert mailer is not None
        return links.send_due(self.world.db, mailer, US)

    def secret(self, address: str) -> str:
        done(self.ask(address))
        self.send()
        return links_in(self.box.mails[-1])[0].partition("#")[2]

    def use(self, secret: str, browser: Client | None = None) -> httpx.Response:
        return (browser or Client(self.world.app)).post("session/links/use", {"secret": secret})


@pytest.fixture
def post(world: World, standing: Postbox) -> Iterator[Post]:
    standing.mails.clear()
    standing.refuses = False
    state = world.app.state
    before = state.settings
    state.settings = Settings(
        database_url="sqlite://", worker_inside=False, public_address=US,
        mail_server=standing.server, mail_from="Offtrail <offtrail@ovenlark.example>", mail_tls="none",
    )  # fmt: skip
    yield Post(world, standing, state.settings)
    state.settings = before


def test_a_link_signs_in_whoever_it_was_sent_to(post: Post, ada: Someone) -> None:
    browser = Client(post.world.app)

    session = done(post.use(post.secret(ada.email.upper()), browser))

    assert session["person"]["id"] == ada.id
    assert done(browser.get("me"))["id"] == ada.id


def test_the_mail_says_what_it_is_and_leads_to_the_page(post: Post, ada: Someone) -> None:
    post.secret(ada.email)

    [mail] = post.box.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        ada.email, "Offtrail <offtrail@ovenlark.example>", "Sign in to Offtrail",
    )  # fmt: skip
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Ada Quill" in mail.get_content()
    assert links_in(mail)[0].startswith(f"{US}/sign-in#")


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/weeks/tenth-week?q=a b&x=1", "/sign-in?next=%2Fweeks%2Ftenth-week%3Fq%3Da+b%26x%3D1#"),
        ("/", "/sign-in#"),
        ("https://elsewhere.example/", "/sign-in#"),
        ("//elsewhere.example", "/sign-in#"),
        ("/\\elsewhere.example", "/sign-in#"),
        ("/\t/elsewhere.example", "/sign-in#"),
        ("javascript:alert(1)", "/sign-in#"),
        ("/" + "é" * 1500, "/sign-in#"),
    ],
)
def test_it_goes_on_to_the_page_that_was_wanted_and_never_elsewhere(
    post: Post, ada: Someone, wanted: str, leads_to: str
) -> None:
    done(post.ask(ada.email, next=wanted))
    post.send()

    assert links_in(post.box.mails[-1])[0].startswith(f"{US}{leads_to}")


def test_it_is_in_the_language_that_was_asked_for(post: Post, ada: Someone) -> None:
    done(post.ask(ada.email, language="de"))
    done(post.ask(ada.email, language="xx"))
    post.send()

    assert [mail["Subject"] for mail in post.box.mails] == ["Einloggen bei Offtrail", "Sign in to Offtrail"]


def test_it_works_once(post: Post, ada: Someone) -> None:
    secret = post.secret(ada.email)
    done(post.use(secret))

    assert refused(post.use(secret)) == (410, "link_over")


def test_one_that_is_used_ends_the_others(post: Post, ada: Someone) -> None:
    first, second = post.secret(ada.email), post.secret(ada.email)
    done(post.use(second))

    assert refused(post.use(first)) == (410, "link_over")


def test_it_works_for_a_quarter_of_an_hour(post: Post, ada: Someone) -> None:
    secret, other = post.secret(ada.email), post.secret(ada.email)
    post.world.clock.forward(minutes=14, seconds=59)
    done(post.use(secret))
    post.world.clock.forward(seconds=1)

    assert refused(post.use(other)) == (410, "link_over")


def test_a_guess_opens_nothing(post: Post) -> None:
    assert refused(post.use("x" * 43)) == (410, "link_over")
    assert refused(post.use("%" * 43)) == (422, "invalid")


def test_the_reply_and_what_is_done_are_the_same_for_every_address(
    post: Post, world: World, ada: Someone
) -> None:
    gone = world.person("Gone Fishing")
    done(world.person("Adele Crown", role=Role.ADMIN).post(f"people/{gone.id}/deactivate"))
    statements: list[list[str]] = []

    def note(*args: Any) -> None:
        statements[-1].append(str(args[2]))

    sa.event.listen(world.db._write_engine, "before_cursor_execute", note)
    replies = []
    for address in (ada.email, gone.email, "nobody@ovenlark.example"):
        statements.append([])
        replies.append(post.ask(address))
    sa.event.remove(world.db._write_engine, "before_cursor_execute", note)

    assert {(reply.status_code, reply.text) for reply in replies} == {(202, '{"lasts_minutes":15}')}
    assert statements[0] == statements[1] == statements[2]
    post.send()
    assert [mail["To"] for mail in post.box.mails] == [ada.email]


@pytest.mark.parametrize("known", [True, False])
def test_a_mailbox_is_not_flooded(post: Post, ada: Someone, known: bool) -> None:
    address = ada.email if known else "nobody@ovenlark.example"
    for _ in range(3):
        done(post.ask(address))
    post.world.clock.forward(minutes=5)

    reply = post.ask(address.upper())

    assert refused(reply) == (429, "too_many_links")
    assert reply.headers["retry-after"] == "601"
    done(post.ask("another@ovenlark.example"))
    post.world.clock.forward(minutes=10)
    done(post.ask(address))


def test_what_the_mail_server_refuses_is_sent_later(post: Post, ada: Someone) -> None:
    post.box.refuses = True
    done(post.ask(ada.email))
    assert post.send() == 1

    post.box.refuses = False
    assert post.send() == 0
    done(post.use(links_in(post.box.mails[-1])[0].partition("#")[2]))


def test_a_mail_server_that_is_away_costs_nothing_but_time(post: Post, ada: Someone) -> None:
    away = post.settings.model_copy(update={"mail_server": "127.0.0.1:1"}).mailer
    assert away is not None
    done(post.ask(ada.email))

    assert links.send_due(post.world.db, away, US) == 1
    assert post.send() == 0
    assert len(post.box.mails) == 1


def test_nothing_is_sent_twice_and_what_is_over_is_forgotten(post: Post, ada: Someone) -> None:
    post.secret(ada.email)
    post.send()
    assert len(post.box.mails) == 1

    post.world.clock.forward(minutes=15)
    post.send()
    with post.world.db.reading() as session:
        assert session.exec(select(SignInLink)).all() == []


def test_only_the_hash_of_a_secret_is_kept(post: Post, ada: Someone) -> None:
    secret = post.secret(ada.email)

    with post.world.db.reading() as session:
        [row] = session.exec(select(SignInLink))
    assert secret not in str(row.model_dump())


def test_another_site_can_neither_ask_nor_sign_in(post: Post, ada: Someone) -> None:
    """Else it could sign a visitor in as the attacker."""
    secret = post.secret(ada.email)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    browser = Client(post.world.app)

    for path, body in (("session/links", {"email": ada.email}), ("session/links/use", {"secret": secret})):
        assert refused(browser.post(path, body, headers=elsewhere)) == (403, "cross_site")
    assert COOKIE not in browser.http.cookies


def test_who_left_since_is_not_let_in(post: Post, world: World, ada: Someone) -> None:
    secret = post.secret(ada.email)
    done(world.person("Adele Crown", role=Role.ADMIN).post(f"people/{ada.id}/deactivate"))

    assert refused(post.use(secret)) == (403, "deactivated")


def test_without_a_mail_server_there_is_nothing(world: World, ada: Someone) -> None:
    nobody = Client(world.app)

    assert done(nobody.get("session"))["link_by_mail"] is False
    assert refused(nobody.post("session/links", {"email": ada.email})) == (404, "not_found")
    assert refused(nobody.post("session/links/use", {"secret": "x" * 43})) == (404, "not_found")


def test_of_two_links_that_are_used_at_once_one_signs_in(post: Post, ada: Someone) -> None:
    """Each ends the other: they must not wait for one another for ever."""
    for _ in range(10):
        with post.world.db.writing() as session:
            session.connection().execute(
                sa.delete(SignInLink)
            )  # more than three a quarter of an hour are refused
        secrets = [post.secret(ada.email) for _ in range(2)]
        together = Barrier(2)

        def used(secret: str, together: Barrier = together) -> tuple[int, str | None]:
            together.wait()
            reply = post.use(secret)
            return (201, None) if reply.status_code == 201 else refused(reply)

        with ThreadPoolExecutor(2) as two:
            assert sorted(two.map(used, secrets)) == [(201, None), (410, "link_over")]
