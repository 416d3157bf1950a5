"""Damages a folder of files as accidents and attackers do, by chance; for `tools/fuzz_imports.py`."""

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

PIECES = [
    b"", b"\x00", b'"', b"\n", b"\r", b",", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"{", b"]", b"null", b"1e999", b"\\ud800", b"9" * 400, b'"""',
    "\u202e".encode(), b"w19", b"t1", b"p1", b"2999-13-45", b"0001-01-01T00:00:00+23:59", b"http://[::1", b"mailto:x", b"declined", b"accepted",
    "\U0001f4a9".encode() * 50, b"=HYPERLINK(\"http://x\")", b"@SUM(1)", b"<!DOCTYPE a [<!ENTITY b \"c\">]>", b"<![CDATA[", b"&b;", b"-1",
    b"javascript:alert(1)", b"\x1a", b"\x85", "\u2028".encode(), b"offtrail:", b":", b"../..", b"\\", b"NaN", b"0x10", b"true", b"' OR 1=1 --",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, 0, -1, 2**63, 10**400, 1e308, float("nan"), "", " ", "\x00", "a" * 100_000, [], {}, [[]], [None], {"a": {"b": []}}, "\ud800",
    "2999-13-45", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", ["a", 1, None], "\u202ea", "=1+1", "../../x",
]  # fmt: skip


def damage(folder: Path, chance: random.Random) -> None:
    """One to four of the ways below, each to a file of the folder."""
    for _ in range(chance.randint(1, 4)):
        files = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink()]
        if files:
            file = chance.choice(files)
            if file.suffix == ".zip" and chance.random() < 0.8:
                within_zip(file, chance)
            else:
                chance.choice(OF_FILES if chance.random() < 0.1 else OF_CONTENT)(file, chance)


def within_zip(file: Path, chance: random.Random) -> None:
    """Damage what is packed, and pack it again; names and sizes too."""
    try:
        with zipfile.ZipFile(file) as packed:
            contents = {info.filename: packed.read(info) for info in packed.infolist()}
    except Exception:  # noqa: BLE001  # it was damaged before, in whatever way
        return flip(file, chance)
    if not contents:
        return None
    name = chance.choice(sorted(contents))
    part = file.with_name(Path(name).name or "nameless")
    if part == file or part.exists():
        return flip(file, chance)
    part.write_bytes(contents.pop(name))
    chance.choice(OF_CONTENT)(part, chance)
    content = part.read_bytes()
    part.unlink()
    other = chance.choice(
        [name] * 6 + ["../" + name, "/" + name, name.upper(), name + "/", name.replace(".", "\\")]
    )
    how = chance.choice(
        [zipfile.ZIP_DEFLATED] * 4 + [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    )
    with zipfile.ZipFile(file, "w", how) as packed:
        for each, text in contents.items():
            packed.writestr(each, text)
        if chance.random() < 0.95:
            packed.writestr(other, content)
    return None


def flip(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def replace(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    start = chance.randrange(len(content) + 1)
    content[start : start + chance.choice([0, 0, 1, 2, 10, 50])] = chance.choice(PIECES)
    file.write_bytes(content)


def truncate(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content) + 1)])


def repeat(file: Path, chance: random.Random) -> None:
    """A line, many times; a header twice."""
    lines = file.read_bytes().splitlines(keepends=True) or [b""]
    place = chance.randrange(len(lines))
    lines[place:place] = [lines[chance.randrange(len(lines))]] * chance.choice([1, 2, 1000])
    file.write_bytes(b"".join(lines))


def swell(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    start = chance.randrange(len(content) + 1)
    piece = chance.choice(
        [b"a", b" ", b"\n", b'"', b",", b"[", b'{"a":', b"(", "\u0301".encode(), b"a@", b"<a>", b"&amp;"]
    )
    file.write_bytes(
        content[:start] + piece * (chance.choice([1000, 100_000, 2_000_000]) // len(piece)) + content[start:]
    )


def recode(file: Path, chance: random.Random) -> None:
    text = file.read_bytes().decode("utf-8", "replace")
    coding = chance.choice(
        ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "utf-7", "cp037"]
    )
    file.write_bytes(text.encode(coding, "replace"))


def reline(file: Path, chance: random.Random) -> None:
    file.write_bytes(
        file.read_bytes().replace(b"\n", chance.choice([b"\r", b"\r\n", b"\n\n", b"\x85", b"\x00", b""]))
    )


def swap_tokens(file: Path, chance: random.Random) -> None:
    """Two words change places everywhere: ids of others, parents in circles, dates for names."""
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    words = sorted(set(re.findall(r"[\w:.@-]+", text)))[:5000]
    if len(words) > 1:
        one, other = chance.sample(words, 2)
        pattern = re.compile(rf"(?<![\w:.@-])(?:({re.escape(one)})|{re.escape(other)})(?![\w:.@-])")
        if chance.random() < 0.5:
            text = pattern.sub(lambda found: other if found[1] else one, text)
        else:
            text = pattern.sub(one, text)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))


def columns(file: Path, chance: random.Random) -> None:
    """Swap, drop, double or fill a column of a CSV file."""
    text = file.read_bytes().decode("utf-8", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return
    if not rows or len(rows[0]) < 2:
        return
    one, other = (chance.randrange(len(rows[0])) for _ in range(2))
    way = chance.randrange(4)
    filling = str(chance.choice(VALUES)).encode("utf-8", "replace").decode()
    for row in rows[1 if way == 3 else 0 :]:
        if max(one, other) >= len(row):
            continue
        if way == 0:
            row[one], row[other] = row[other], row[one]
        elif way == 1:
            del row[one]
        elif way == 2:
            row.insert(other, row[one])
        else:
            row[one] = filling
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    file.write_text(out.getvalue(), "utf-8", errors="surrogateescape", newline="")


def values(file: Path, chance: random.Random) -> None:
    """Put something else in the place of a value somewhere in JSON, or of a line of JSON."""
    content = file.read_bytes()
    lines = content.splitlines() if file.suffix == ".jsonl" else [content]
    if not lines:
        return
    place = chance.randrange(len(lines))
    try:
        root = [json.loads(lines[place])]
    except (ValueError, RecursionError):
        return
    spots = list(_spots(root))
    holder, key = chance.choice(spots)
    if chance.random() < 0.2 and isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = chance.choice(
            [*VALUES, root[0], *(spot[key] for spot, key in chance.sample(spots, min(3, len(spots))))]
        )
    try:
        lines[place] = json.dumps(root[0]).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return
    file.write_bytes(b"\n".join(lines) + b"\n")


def _spots(node: Any) -> list[tuple[Any, Any]]:
    """Every place of a value, as what holds it and where."""
    found, waiting = [], [node]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def hide(file: Path, chance: random.Random) -> None:
    """Nothing in its place, or something that is no file, or another name."""
    way = chance.randrange(6)
    if way == 5:
        file.unlink()
    elif way == 0:
        file.unlink()
        file.mkdir()
    elif way == 1:
        file.unlink()
        file.symlink_to(
            chance.choice([file, Path("/etc/passwd"), Path("/dev/null"), Path("/nowhere"), file.parent])
        )
    elif way == 2:
        file.rename(
            file.with_name(
                chance.choice(
                    [
                        file.name.upper(),
                        file.name + "\n",
                        "\udcff" + file.name,
                        "-x" + file.suffix,
                        "." + file.name,
                    ]
                )
            )
        )
    elif way == 3:
        file.write_bytes(b"")
    else:
        file.chmod(0)


Way = Callable[[Path, random.Random], None]
OF_CONTENT: list[Way] = [flip, replace, replace, replace, truncate, repeat, swell, recode, reline, swap_tokens, swap_tokens, columns, columns, values, values]  # fmt: skip
OF_FILES: list[Way] = [hide]
