"""People's Markdown as HTML that is safe anywhere: for feeds and mail, made on the fly. The API gives the source alone."""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


def html(source: str) -> str:
    """HTML without scripts, styles, images or raw mark-up; an image leaves the words that stand for it."""
    return nh3.clean(
        _reader().render(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.add_render_rule("image", _words_of_image)
    return reader


def _words_of_image(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    place: int,
    options: Any,  # markdown-it's own, as it hands them to its rules
    env: Any,
) -> str:
    """An image elsewhere would tell its host who reads."""
    assert isinstance(renderer, RendererHTML)
    return escape(renderer.renderInlineAsText(tokens[place].children, options, env))
