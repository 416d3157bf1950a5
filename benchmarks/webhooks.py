"""`python -m benchmarks.webhooks`: how fast events reach addresses, beside a bare HTTP client that sends as much.

By default 10,000 events for 50 addresses, each event for one of them; `--fan-out 50` sends each of them to all. Both send
to one receiver in a process of its own, by as many threads.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import httpx
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from app import main as application  # every feature, and so every type of event
from app.core import ids
from app.core.actor import Role, Via
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import migrate
from app.core.outgoing import Guard
from app.events.models import EventRow
from app.events.queries import number_committed
from app.people.models import Person
from app.webhooks import jobs
from app.webhooks.kinds import kinds
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery
from benchmarks.serving import served

HERE = Guard(frozenset({"127.0.0.1"}))
SEAL = application.seal_of(Settings())
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSBiZW5jaG1hcms="


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=10_000)
    asked.add_argument("--addresses", type=int, default=50)
    asked.add_argument("--fan-out", type=int, default=1, help="to how many addresses each event goes")
    wish = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, served("benchmarks.receiver:app") as port:
        db = Database(os.environ.get("OFFTRAIL_DATABASE_URL") or f"sqlite:///{folder}/bench.db")
        migrate(db)
        fill(db, port, wish.events, wish.addresses, wish.fan_out)
        sent = wish.events * wish.fan_out
        bare = timed(lambda: bare_client(port, min(sent, 10_000))) / min(sent, 10_000)
        ours = timed(lambda: drained(db, sent)) / sent
        report("SQLite" if db.is_sqlite else "PostgreSQL", sent, wish.addresses, 1 / ours, 1 / bare)
        db.dispose()


def fill(db: Database, port: int, events: int, addresses: int, fan_out: int) -> None:
    """An owner, the addresses, and the events with a body such as most have."""
    types = [*kinds()][:addresses]
    if len(types) < addresses:
        raise SystemExit(f"There are {len(types)} types of event, one for each address; take fewer.")
    with db.writing() as session:
        owner = Person(name="The owner", role=Role.ADMIN)
        session.add(owner)
        session.flush()
        owner_id = owner.id
        for number in range(addresses):
            wanted = [types[(number + step) % addresses] for step in range(fan_out)]
            session.add(
                Webhook(
                    owner_id=owner_id, name=f"Number {number}", url=f"http://127.0.0.1:{port}/{number}",
                    types=wanted, secret=SEAL.close(SECRET),
                )
            )  # fmt: skip
    rows = ({
        "id": ids.new(), "type": types[number % addresses], "at": application.clock.now(), "actor_id": owner_id, "via": Via.SESSION,
        "subject_id": owner_id, "data": {"week_id": ids.new(), "pitch_id": ids.new(), "changes": {"title": {"before": "An idea", "after": "Another"}}},
    } for number in range(events))  # fmt: skip
    while some := list(islice(rows, 1000)):
        with db.writing() as session:
            session.connection().execute(sa.insert(EventRow), some)
    number_committed(db)


def drained(db: Database, sent: int) -> None:
    """Until every delivery has arrived."""
    stop = threading.Event()
    worker = threading.Thread(target=jobs.run, args=(db, HERE, SEAL, stop))
    worker.start()
    arrived = select(sa.func.count()).where(col(WebhookDelivery.status) == DeliveryStatus.DELIVERED)
    while True:
        with db.reading() as session:
            if session.exec(arrived).one() >= sent:
                break
        time.sleep(0.1)
    stop.set()
    worker.join()


def bare_client(port: int, sent: int) -> None:
    """Post as much by httpx, from as many threads, with nothing signed, claimed or recorded."""
    body = json.dumps({"type": "pitch.edited", "data": "x" * 500}).encode()

    def post(number: int) -> None:
        with httpx.Client(trust_env=False) as client:
            for _ in range(number, sent, jobs.LANES):
                client.post(f"http://127.0.0.1:{port}/", content=body).raise_for_status()

    with ThreadPoolExecutor(jobs.LANES) as lanes:
        list(lanes.map(post, range(jobs.LANES)))


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def report(kind: str, sent: int, addresses: int, ours: float, bare: float) -> None:
    table = Table(title=f"{kind}: {sent:,} deliveries to {addresses} addresses, per second")
    for heading in ("web hooks", "bare httpx", "ratio"):
        table.add_column(heading, justify="right")
    table.add_row(f"{ours:,.0f}", f"{bare:,.0f}", f"{ours / bare:.2f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
