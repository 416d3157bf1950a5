"""Two made-up languages, laid beside the real ones: `xa` is longer and accented, `xr` is that from right to left."""

import re
import shutil
from pathlib import Path

from tests.browser.conftest import ROOT

DISGUISE = Path(__file__).parent / "pseudo" / "disguise.js"
EXPORT = re.compile(r"^export const (\w+)", re.MULTILINE)
HELPERS = {"list", "counted", "nth"}  # parts of sentences, which are disguised whole


def with_made_up_languages(home: Path) -> Path:
    """A copy of the program, as it is installed, whose page speaks two languages more: nothing but files was added."""
    home.mkdir()
    shutil.copytree(ROOT / "app", home / "app", ignore=shutil.ignore_patterns("__pycache__"))
    page = home / "app" / "_frontend"
    shutil.copytree(ROOT / "frontend", page, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(ROOT / "migrations", home / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    words = page / "words"
    shutil.copy(DISGUISE, words / "disguise.js")
    for english in sorted(words.glob("en*.js")):
        part = english.name.removeprefix("en")
        text = english.read_text("utf-8")
        (words / f"source{part}").write_text(text.replace("'./en.js'", "'./source.js'"), "utf-8")
        for tag, direction in (("xa", "ltr"), ("xr", "rtl")):
            (words / f"{tag}{part}").write_text(made_up(part, EXPORT.findall(text), direction), "utf-8")
    return home


def made_up(part: str, names: list[str], direction: str) -> str:
    own = f"{{ ...disguise(source.words), direction: '{direction}' }}"
    lines = [f"import * as source from './source{part}';", "import { disguise } from './disguise.js';"]
    for name in names:
        as_it_is, disguised = f"source.{name}", own if name == "words" else f"disguise(source.{name})"
        lines.append(f"export const {name} = {as_it_is if name in HELPERS else disguised};")
    return "\n".join([*lines, ""])
