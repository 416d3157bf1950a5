"""How the page's files and its shell are served, and that they never stand where the API answers."""

import gzip
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.paths import frontend_dir
from app.page import POLICY, Page, add_page, shipped, told

BASE = re.compile(r"/assets/[0-9a-f]{12}/")


@pytest.fixture(scope="module")
def http() -> TestClient:
    app = FastAPI(docs_url=None, openapi_url=None)

    @app.get("/api/v1/weeks")
    def weeks() -> str:
        return "the API's"

    add_page(app, frontend_dir())

    @app.get("/api/v1/added-later")
    def later() -> str:
        return "the API's"

    return TestClient(app)


def base_of(http: TestClient) -> str:
    found = BASE.search(http.get("/").text)
    assert found
    return found[0]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/weeks/any/pitches",
        "/pitches/0",
        "/no/such/page",
        "/weeks/caf%C3%A9",
        "/people/a.b",
        "/apiary",
        "/docsish",
    ],
)
def test_every_other_address_gets_the_shell_under_the_strict_policy(http: TestClient, path: str) -> None:
    reply = http.get(path)

    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-security-policy"] == POLICY
    assert reply.headers["cache-control"] == "no-cache"
    assert "<main" in reply.text


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/v1/nothing", "/docs", "/docs/x", "/openapi.yaml", "/openapi.json", "/healthz", "/readyz", "/metrics",
     "/favicon.ico", "/assets/", "/robots.txt", "/.env", "/.git/config", "/nope.json", "/weeks/any/x.php", "/assets/000000000000/main.js"],
)  # fmt: skip
def test_the_page_never_answers_for_others(http: TestClient, path: str) -> None:
    assert http.get(path).status_code == 404


def test_routes_come_first_whenever_they_were_added(http: TestClient) -> None:
    assert [http.get(f"/api/v1/{path}").json() for path in ("weeks", "added-later")] == [
        "the API's",
        "the API's",
    ]


def test_a_wrong_method_on_a_route_is_no_page(http: TestClient) -> None:
    assert (http.post("/api/v1/weeks").status_code, http.post("/weeks").status_code) == (405, 404)


@pytest.mark.parametrize("name", [name for name, _ in shipped(frontend_dir())])
def test_files_never_change_under_their_address(http: TestClient, name: str) -> None:
    reply = http.get(base_of(http) + name)

    assert reply.content == told(frontend_dir() / name)
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_comments_and_indents_stay_behind_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "one.js"
    file.write_text(
        "// why\nlet a = '// not one'; // beside\n/** @type {1}\n * @x */\n  /** @param {b} c */\n  let b = 1;\n"
    )

    assert told(file).decode() == "\nlet a = '// not one'; // beside\n\n\n\nlet b = 1;\n"


def test_who_takes_no_gzip_gets_plain_files_and_a_plain_shell(http: TestClient) -> None:
    plain = {"accept-encoding": "identity"}

    replies = [http.get(path, headers=plain) for path in ("/", base_of(http) + "main.js")]

    assert ["content-encoding" in reply.headers for reply in replies] == [False, False]
    assert replies[1].content == told(frontend_dir() / "main.js")


@pytest.mark.parametrize(
    "name",
    [
        "package.json",
        "tsconfig.json",
        "index.html",
        "types.d.ts",
        "contract.d.ts",
        "../app/page.py",
        "%2e%2e/app/page.py",
    ],
)
def test_what_only_checks_the_page_is_not_served(http: TestClient, name: str) -> None:
    assert http.get(base_of(http) + name).status_code == 404


def test_a_shell_that_is_known_is_not_sent_again(http: TestClient) -> None:
    first = http.get("/weeks")

    again = http.get("/weeks", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_head_tells_without_a_body(http: TestClient) -> None:
    reply = http.head("/weeks")

    assert (reply.status_code, reply.content) == (200, b"")


def test_a_shell_preloads_all_that_its_screen_imports_and_no_other_screen(http: TestClient) -> None:
    html = http.get("/weeks/any/pitches").text

    preloaded = re.findall(r'rel="modulepreload" href="/assets/\w+/([^"]+)"', html)
    assert {"main.js", "screens/pitches.js", "screens/card.js", "lib/dom.js", "words/en.js"} <= set(preloaded)
    assert [name for name in preloaded if name in {"screens/pitch.js", "screens/now.js"}] == []
    assert len(preloaded) == len(set(preloaded))


def test_the_address_of_the_files_follows_what_is_in_them(tmp_path: Path) -> None:
    for name, text in {"index.html": "<head></head>", "main.js": "", "app.css": "a {}"}.items():
        (tmp_path / name).write_text(text)
    before = Page(tmp_path).first.base
    (tmp_path / "app.css").write_text("b {}")

    assert Page(tmp_path).first.base != before


def test_the_compressed_files_are_the_files() -> None:
    files = [file for tree in Page(frontend_dir()).trees.values() for file in tree.files.values()]

    assert [gzip.decompress(file.zipped) for file in files] == [file.body for file in files]


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"accept-language": "de-AT,de;q=0.9,en;q=0.8"}, "de"),
        ({"accept-language": "fr, en;q=0.5, de;q=0.7"}, "de"),
        ({"accept-language": "fr, de;q=0"}, "en"),
        ({"accept-language": "de;q=nonsense, *"}, "en"),
        ({"accept-language": "en", "cookie": "session=x; language=de"}, "de"),
        ({"accept-language": "de", "cookie": "language=xx"}, "de"),
    ],
)
def test_a_reader_gets_the_language_they_chose_or_their_browser_asks_for(
    http: TestClient, headers: dict[str, str], language: str
) -> None:
    reply = http.get("/weeks", headers=headers)

    assert f'<html lang="{language}" dir="ltr" data-languages="de en">' in reply.text
    assert reply.headers["vary"] == "accept-encoding, accept-language, cookie"


def test_nobody_loads_the_words_of_two_languages(http: TestClient) -> None:
    html = http.get("/me", headers={"accept-language": "de"}).text

    words = re.findall(r'modulepreload" href="/assets/\w+/words/([^"]+)"', html)
    assert sorted(words) == ["de-mine.js", "de.js"]


def test_a_file_that_a_language_lacks_is_taken_from_the_first(tmp_path: Path) -> None:
    files = {"index.html": '<html lang="en">', "main.js": "import { a } from './words/en.js';\nimport { b } from './words/en-b.js';\n",
             "words/en.js": "", "words/en-b.js": "", "words/he.js": "export const words = { direction: 'rtl' };"}  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    tree = Page(tmp_path).trees["he"]

    assert tree.modules("main.js") == ["main.js", "words/he.js", "words/en-b.js"]
    assert '<html lang="he" dir="rtl"' in tree.html
