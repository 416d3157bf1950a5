"""Makes links of a record's columns with addresses."""

from collections.abc import Mapping

from app.imports.cells import Cells


def links_of(cells: Cells, titles: Mapping[str, str]) -> list[dict[str, str]]:
    """One link for each address, named for its column, each address once. What is no address stays for `rest`."""
    links: dict[str, str] = {}
    for column, title in titles.items():
        if url := cells.url(column):
            links.setdefault(url, title)
    return [{"title": title, "url": url} for url, title in links.items()]
