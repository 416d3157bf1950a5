"""The bare framework: the same parameters and the same number of bytes, and nothing else done for them."""

import os

from fastapi import FastAPI, Response
from pydantic import BaseModel

app = FastAPI(openapi_url=None)
BODIES = {
    name: b"x" * int(size) for name, size in (pair.split("=") for pair in os.environ["BARE"].split(","))
}


class Wish(BaseModel):
    role: str = "member"


@app.get("/board")
def board(sort: str = "newest", tag: str | None = None, limit: int = 50) -> Response:
    return Response(BODIES["board"], media_type="application/json")


@app.get("/pitch/{pitch_id}")
def pitch(pitch_id: str) -> Response:
    return Response(BODIES["pitch"], media_type="application/json")


@app.post("/signup/{pitch_id}", status_code=201)
def signup(pitch_id: str, wish: Wish) -> Response:
    return Response(BODIES["signup"], 201, media_type="application/json")


@app.get("/outcomes")
def outcomes(after: int = 0, limit: int = 50) -> Response:
    return Response(BODIES["outcomes"], media_type="application/json")
