"""The bare framework at its best: the same parameters and the same number of bytes, `async` so that no thread is visited, and nothing else done.

`BARE` says how many bytes: `board=34000,pitch=9000`. With `BARE_IMPORTS` it imports what Offtrail is built on as well, for how long that takes.
"""

import os
from importlib import import_module

from fastapi import FastAPI, Response
from pydantic import BaseModel

if named := os.environ.get("BARE_IMPORTS"):
    for module in named.split(","):
        import_module(module)

app = FastAPI(openapi_url=None)
BODIES = {
    name: b"x" * int(size)
    for name, size in (pair.split("=") for pair in os.environ.get("BARE", "board=2,least=2").split(","))
}


class Wish(BaseModel):
    role: str = "member"


def reply(kind: str, status: int = 200) -> Response:
    return Response(BODIES[kind], status, media_type="application/json")


@app.get("/least")
async def least() -> Response:
    return reply("least")


@app.get("/board")
async def board(sort: str = "newest", tag: str | None = None, limit: int = 50) -> Response:
    return reply("board")


@app.get("/pitch/{pitch_id}")
async def pitch(pitch_id: str) -> Response:
    return reply("pitch")


@app.get("/search")
async def search(q: str, week: str | None = None) -> Response:
    return reply("search_week" if week else "search_all")


@app.get("/insights/{slug}")
async def insights(slug: str) -> Response:
    return reply("insights")


@app.post("/signup/{pitch_id}", status_code=201)
async def signup(pitch_id: str, wish: Wish) -> Response:
    return reply("signup", 201)
