"""Where a sign-in goes on."""

_FITS_BYTES = 2000
"""What fits into a cookie of 4 KiB beside the rest, once it is sealed."""


def own_path(path: str) -> str:
    """A path of ours, else the beginning: nobody is sent elsewhere by a link of ours."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if own and len(path.encode()) <= _FITS_BYTES else "/"
