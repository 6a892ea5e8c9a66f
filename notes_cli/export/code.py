"""Code with colours: Pygments classes; the colours themselves stand in the style sheet, light and dark."""

import re
from functools import lru_cache
from html import escape
from typing import Any

_COLOURLESS = re.compile(r'<span class="(?:w|n|p|o|x|nx|nv|py)">([^<]*)</span>')

LIMIT = 200_000  # characters; longer code is shown without colours


@lru_cache(maxsize=64)
def lexer(language: str) -> Any | None:
    """Pygments' lexer for `language`, None when there is none (or it is plain text)."""
    from pygments.lexers import get_lexer_by_name
    from pygments.lexers.special import TextLexer
    from pygments.util import ClassNotFound

    try:
        found = get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return None if isinstance(found, TextLexer) else found


@lru_cache(maxsize=1)
def _formatter() -> Any:
    """It holds no state between calls, and is slow to make."""
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)


def highlighted(code: str, language: str) -> str:
    """`code` as escaped HTML, in <span class> where Pygments knows `language`."""
    from pygments import highlight

    found = lexer(language) if language and len(code) <= LIMIT else None
    if found is None:
        return escape(code, quote=False)
    return _COLOURLESS.sub(r"\1", str(highlight(code, found, _formatter())))
