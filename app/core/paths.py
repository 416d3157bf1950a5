"""Where the files beside the code are: next to `app/` in a checkout, inside it in an installed package."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def frontend_dir() -> Path:
    """The folder of the page's static files."""
    return _beside("frontend")


def migrations_dir() -> Path:
    """The folder of alembic's `env.py` and `versions/`."""
    return _beside("migrations")


def _beside(name: str) -> Path:
    packaged = PACKAGE / f"_{name}"
    return packaged if packaged.is_dir() else PACKAGE.parent / name
