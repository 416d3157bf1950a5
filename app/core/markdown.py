"""People's Markdown as HTML that is safe anywhere: for feeds and mail, made on the fly. The API gives the source alone."""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

MOST_CELLS = 2000
"""Of all tables of a text together; what goes beyond stays the text that it is."""


def html(source: str) -> str:
    """HTML without scripts, styles, images or raw mark-up; an image leaves the words that stand for it."""
    import nh3

    return nh3.clean(
        _reader().render(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    reader.add_render_rule("image", _words_of_image)
    return reader


def _table(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """The library's rule, within bounds: it fills short rows up, so that a few kilobytes would be tens of thousands of cells."""
    from markdown_it.rules_block import table

    if silent or not table(state, start, end, True):
        return table(state, start, end, silent)
    heads = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    rows = next((line for line in range(start, end) if state.isEmpty(line)), end) - start
    cells = state.env.get("cells", 0) + (heads.strip().strip("|").count("|") + 1) * rows
    if cells > MOST_CELLS:
        return False
    state.env["cells"] = cells
    return table(state, start, end, silent)


def _words_of_image(
    renderer: "RendererProtocol",
    tokens: "Sequence[Token]",
    place: int,
    options: Any,  # markdown-it's own, as it hands them to its rules
    env: Any,
) -> str:
    """An image elsewhere would tell its host who reads."""
    from markdown_it.renderer import RendererHTML

    assert isinstance(renderer, RendererHTML)
    return escape(renderer.renderInlineAsText(tokens[place].children, options, env))
