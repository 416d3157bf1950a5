"""A week in one phase with people near and far and something of everybody's in it, asked over HTTP; no write is kept."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import anyio
from sqlmodel import Session

from app.core.actor import NOBODY, Actor, Role, Scope
from app.core.actor import system as the_system
from app.core.db import Database
from app.demos.models import Demo, DemoMode
from app.events.queries import number_committed
from app.outcomes import service as outcomes
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import OutcomeIn
from app.people import addresses, sign_in, tokens
from app.people import service as people
from app.people.models import AddressKind, Person, SignInSession, Token
from app.pitches import policy as pitch_policy
from app.pitches import service as pitches
from app.pitches.models import Comment, Interest, JoinMode, Pitch, PitchStatus
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.webhooks.models import Webhook, WebhookDelivery
from app.weeks.models import Week, WeekGuest, WeekOrganizer
from app.weeks.phases import SCHEDULED, Phase, Schedule
from app.weeks.policy import Who
from tests.world import Someone, World, event_loop

PUBLIC = "public"
"""Beside the phases: a week that is forming, and can be read without sign-in."""

ROLES = {
    "guest": Role.GUEST, "guest elsewhere": Role.GUEST, "member": Role.MEMBER, "oneself": Role.MEMBER, "crew": Role.MEMBER,
    "lead": Role.MEMBER, "week organizer": Role.MEMBER, "organizer elsewhere": Role.MEMBER, "organizer": Role.ORGANIZER,
    "admin": Role.ADMIN,
}  # fmt: skip
"""Who asks, beside nobody. *Oneself* wrote the comment, and holds the sign-ups, the token, the session and the address."""

TOKENS = {
    f"{who}’s token to {scope}": (who, scope)
    for who in ("admin", "week organizer", "lead")
    for scope in (Scope.OUTCOMES_READ, Scope.READ, Scope.WRITE, Scope.ORGANIZE)
}
OTHERS = {"vera": Role.MEMBER, "theo": Role.MEMBER, "keeper": Role.ORGANIZER, "root": Role.ADMIN, "leaver": Role.MEMBER}  # fmt: skip
SHOWN = {"oneself", "lead", "crew", "week organizer", "guest", "theo"}
"""Whom the week shows, and a guest of it may know."""
UNKNOWN = "A" * 43


class Ask(NamedTuple):
    """A request."""

    method: str
    path: str
    query: str
    token: str | None
    body: Any


class TakenBack:
    """A database whose writers are rolled back at their end, when all that they did has been checked by it."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def __getattr__(self, name: str) -> Any:
        return getattr(self.db, name)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with Session(self.db._write_engine) as session:
            try:
                yield session
                session.flush()
            finally:
                session.rollback()


@dataclass
class Scene:
    """The week and what is in it. `pitches` has one for each state that a policy tells apart, `signups` each status of oneself's."""

    world: World
    place: str
    week: Week = field(init=False)
    people: dict[str, Someone] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    readers: dict[tuple[str, AddressKind], Actor] = field(default_factory=dict)
    secrets: dict[str, str | None] = field(default_factory=dict)
    addresses: dict[tuple[str, AddressKind], str] = field(default_factory=dict)
    pitches: dict[str, Pitch] = field(default_factory=dict)
    signups: dict[str, SignUp] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    deliveries: dict[str, WebhookDelivery] = field(default_factory=dict)
    comment: Comment = field(init=False)
    owned: dict[str, str] = field(default_factory=dict)
    """The ids of oneself's token, session and address."""

    def __post_init__(self) -> None:
        for name, role in {**ROLES, **OTHERS}.items():
            self.people[name] = self.world.person(name.capitalize(), role=role)
        made, other = self.world.week(Phase.FORMING), self.world.week(Phase.FORMING)
        for name in ("main", "draft", "withdrawn", "fresh", "by invitation", *self._statuses()):
            how = {"join": JoinMode.INVITE if name == "by invitation" else JoinMode.OPEN}
            self.pitches[name] = self.people["lead"].pitches(made, title=name, draft=name == "draft", **how)
        with self.world.db.writing() as session:
            self._lay_out(session, made["id"], other["id"])
            self._own(session)
            self._turn_to_phase(session)
            session.flush()
            session.expunge_all()  # what is committed is expired, and these are still asked for their ids
        number_committed(self.world.db)
        with self.world.db.reading() as session:
            self._look(session)

    @staticmethod
    def _statuses() -> Sequence[str]:
        return ("asked", "invited", "waiting", "offered", "accepted")

    def id_of(self, name: str) -> str:
        return self.people[name].id

    def _lay_out(self, session: Session, week_id: str, other_id: str) -> None:
        """Past the services, as many of these things come about in no phase alone."""
        rows = {name: session.get_one(Pitch, made["id"]) for name, made in self.pitches.items()}
        self.week, self.pitches = session.get_one(Week, week_id), rows
        for table, where, who in (
            (WeekOrganizer, week_id, "week organizer"), (WeekOrganizer, other_id, "organizer elsewhere"),
            (WeekGuest, week_id, "guest"), (WeekGuest, other_id, "guest elsewhere"),
        ):  # fmt: skip
            session.add(table(week_id=where, person_id=self.id_of(who)))
        self._sign_up(session, "main", "crew", SignUpStatus.ACCEPTED, CrewRole.HELPER)
        self._sign_up(session, "waiting", "theo", SignUpStatus.ACCEPTED, CrewRole.MEMBER)
        for status in self._statuses():
            role = CrewRole.HELPER if status == "accepted" else CrewRole.MEMBER
            self.signups[status] = self._sign_up(session, status, "oneself", SignUpStatus(status), role)
        rows["waiting"].crew_limit = rows["waiting"].places_taken = rows["waiting"].waiting = 1
        rows["offered"].places_taken = 1
        main = rows["main"].id
        self.comment = Comment(pitch_id=main, author_id=self.id_of("oneself"), body="Which tides?")
        session.add_all(
            [self.comment, Demo(pitch_id=main, mode=DemoMode.LIVE), Interest(pitch_id=main, person_id=self.id_of("crew"))]
        )  # fmt: skip
        session.flush()
        agreed = the_system(reason="It was agreed.")
        outcomes.record(
            session, agreed, self.week, rows["main"], Who.LEAD, OutcomeIn(kind=OutcomeKind.LEARNING)
        )
        pitches.withdraw(session, agreed, self.week, rows["withdrawn"], "Too wet.")
        people.deactivate(session, agreed, session.get_one(Person, self.id_of("leaver")))

    def _sign_up(
        self, session: Session, pitch: str, who: str, status: SignUpStatus, role: CrewRole
    ) -> SignUp:
        on = self.pitches[pitch]
        expires = self.world.clock.now.replace(hour=23) if status is SignUpStatus.OFFERED else None
        made = SignUp(
            pitch_id=on.id, week_id=on.week_id, person_id=self.id_of(who), status=status, role=role,
            line_number=on.next_line_number, offer_expires_at=expires,
        )  # fmt: skip
        on.next_line_number += 1
        session.add_all([on, made])
        return made

    def _own(self, session: Session) -> None:
        """Oneself's own, an address of each kind for everybody, tokens, and web hooks."""
        oneself = self.id_of("oneself")
        token = Token(person_id=oneself, name="Mine", secret_hash="t", hint="t", scopes=["read"])
        browser = SignInSession(
            person_id=oneself, secret_hash="s", expires_at=self.world.clock.now.replace(year=2028)
        )
        session.add_all([token, browser])
        for who in ROLES:
            for kind in AddressKind:
                address, secret = addresses.make(session, self.people[who].actor(session), kind)
                self.addresses[who, kind] = secret
                if who == "oneself":
                    self.owned["address"] = address.id
        self.owned |= {"token": token.id, "session": browser.id}
        for name, week_id in (("of the week", self.week.id), ("of all weeks", None)):
            hook = Webhook(
                owner_id=self.id_of("keeper"), week_id=week_id, name=name, url="http://127.0.0.1:9/in",
                types=["pitch.*"], secret="sealed",
            )  # fmt: skip
            self.webhooks[name] = hook
            session.add(hook)
            session.flush()
            self.deliveries[name] = WebhookDelivery(webhook_id=hook.id, type="webhook.test")
            session.add(self.deliveries[name])
        self.secrets = {"nobody": None, **{who: self.people[who].secret for who in ROLES}}
        for name, (who, scope) in TOKENS.items():
            _, self.secrets[name] = tokens.issue(session, the_system(), self.id_of(who), name, [scope], None)

    def _turn_to_phase(self, session: Session) -> None:
        week = session.get_one(Week, self.week.id)
        phase = Phase.FORMING if self.place == PUBLIC else Phase(self.place)
        schedule = self.world.schedule(phase)
        week.put_schedule(Schedule({p: self.world.clock.now.fromisoformat(schedule[p]) for p in SCHEDULED}))
        week.public = self.place == PUBLIC
        week.published_at = None if phase is Phase.DRAFT else week.published_at
        week.cancelled_at = self.world.clock.now if phase is Phase.CANCELLED else None
        session.add(week)

    def _look(self, session: Session) -> None:
        """Everything as the policies are to be handed it."""
        self.week = session.get_one(Week, self.week.id)
        self.pitches = {name: session.get_one(Pitch, row.id) for name, row in self.pitches.items()}
        self.signups = {name: session.get_one(SignUp, row.id) for name, row in self.signups.items()}
        self.webhooks = {name: session.get_one(Webhook, row.id) for name, row in self.webhooks.items()}
        self.deliveries = {
            name: session.get_one(WebhookDelivery, row.id) for name, row in self.deliveries.items()
        }
        self.comment = session.get_one(Comment, self.comment.id)
        for who, secret in self.secrets.items():
            proof = sign_in.prove_token(session, secret) if secret else None
            self.actors[who] = (sign_in.actor_for(session, proof) if proof else None) or NOBODY
        for (who, kind), secret in self.addresses.items():
            self.readers[who, kind] = addresses.reader(session, secret, kind)

    def handed(self, actor: Actor, reason: str | None = None, **given: Any) -> dict[str, Any]:
        """What a policy may ask for, by the names of its parameters."""
        pitch = self.pitches[given.get("pitch", "main")]
        signup = self.signups.get(given.get("signup", ""))
        leads, crew = {self.id_of("lead")}, {self.id_of("crew")} if pitch is self.pitches["main"] else set()
        return {
            "week": self.week, "week_id": self.week.id, "leads": leads, "crew": crew, "comment": self.comment,
            "near": pitch_policy.standing(actor, leads, crew), "role": Role.MEMBER, "before": Role.MEMBER,
            "person_id": self.id_of("oneself"), **given, "actor": replace(actor, reason=reason), "pitch": pitch,
            "signup": signup, "draft": pitch.status is PitchStatus.DRAFT,
        }  # fmt: skip

    def answers(self, asked: Sequence[Ask]) -> list[tuple[int, str] | None]:
        """What the application says to each request, one after the other: None for yes, else the status and code of a refusal."""
        app = self.world.app
        before, app.state.db = app.state.db, TakenBack(self.world.db)

        async def ask_all() -> list[tuple[int, str] | None]:
            return [await _answer(app, one) for one in asked]

        try:
            return event_loop().call(ask_all)
        finally:
            app.state.db = before


async def _answer(app: Any, ask: Ask) -> tuple[int, str] | None:
    """Speaks ASGI itself: a client would take longer than most replies."""
    body = b"" if ask.body is None else json.dumps(ask.body).encode()
    headers = [(b"host", b"offtrail.test"), (b"content-length", str(len(body)).encode())]
    if ask.body is not None:
        headers.append((b"content-type", b"application/json"))
    if ask.token:
        headers.append((b"authorization", f"Bearer {ask.token}".encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": ask.method,
        "path": ask.path, "raw_path": ask.path.encode(), "query_string": ask.query.encode(), "root_path": "",
        "scheme": "http", "headers": headers, "client": ("127.0.0.1", 1), "server": ("offtrail.test", 80),
    }  # fmt: skip
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    status, said = 0, b""

    async def receive() -> dict[str, Any]:
        if not waiting:
            await anyio.sleep_forever()
        return waiting.pop()

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, said
        status = message.get("status", status)
        said += message.get("body", b"")

    await app(scope, receive, send)
    return None if status < 400 else (status, json.loads(said)["code"])
