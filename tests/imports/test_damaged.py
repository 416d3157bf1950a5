"""Files that are damaged anywhere are refused in words; nothing else is raised."""

import random
import shutil

import pytest

DAMAGE = [
    b"", b"\x00", b'"', b"\n", b"\r", b",", b"\xff", b"\xef\xbb\xbf", b"{", b"]", b"null", b"1e999", b"\\ud800", b"9" * 400, b'"""',
    "\u202e".encode(), b"w19", b"t1", b"p1", b"2999-13-45", b"0001-01-01T00:00:00+23:59", b"http://[::1", b"mailto:x", b"declined",
    "\U0001f4a9".encode() * 50,
]  # fmt: skip
KINDS = [
    ("csv", "winter-2019", 40), ("dribdat", "archive", 40), ("dribdat", "packages", 40), ("hackathon", "hackathons", 20),
    ("devpost", "harvest-hack", 20), ("pretalx", "talks", 20), ("rss", "feeds", 20),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "times"), KINDS)
def test_damage_is_told_in_words(bring, samples, tmp_path, kind, name, times):
    for seed in range(times):
        folder = tmp_path / str(seed)
        shutil.copytree(samples / name, folder)
        _damage(folder, random.Random(seed))

        report = bring(kind, folder, dry_run=seed % 4 > 0, skip_bad=seed % 3 > 0)

        assert report.text(), f"seed {seed}"
        assert all(problem.why and problem.advice and problem.origin.line > 0 for problem in report.problems)


def _damage(folder, chance):
    for _ in range(chance.randint(1, 6)):
        file = chance.choice(sorted(folder.iterdir()))
        content = bytearray(file.read_bytes())
        start = chance.randrange(len(content) + 1)
        content[start : start + chance.choice([0, 0, 1, 2, 10, 50])] = chance.choice(DAMAGE)
        file.write_bytes(content)
