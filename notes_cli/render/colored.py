"""Code with colours, for the terminal: Pygments' tokens in the 16 colours of its own theme."""

# rich is this module's subject, and it is imported by the command that shows a note only.
from rich.style import Style  # noqa: TID253
from rich.text import Text  # noqa: TID253

from notes_cli.export import code
from notes_cli.text.escape import shown

# Pygments token types by their first two names; the longest that fits counts.
STYLES = {
    "Comment": Style(dim=True, italic=True),
    "Keyword": Style(color="magenta"),
    "Name.Function": Style(color="blue"),
    "Name.Class": Style(color="blue"),
    "Name.Builtin": Style(color="cyan"),
    "Name.Decorator": Style(color="cyan"),
    "Name.Tag": Style(color="magenta"),
    "Name.Attribute": Style(color="blue"),
    "Literal.String": Style(color="green"),
    "Literal.Number": Style(color="yellow"),
    "Generic.Deleted": Style(color="red"),
    "Generic.Inserted": Style(color="green"),
    "Generic.Heading": Style(bold=True),
}


def colored(source: str, language: str) -> Text:
    """`source` (its last newline left out), coloured when `language` is one that Pygments knows."""
    source = source.expandtabs(4)
    lexer = code.lexer(language) if language and len(source) <= code.LIMIT else None
    if lexer is None:
        return Text(shown(source.removesuffix("\n")))
    text = Text()
    for kind, words in lexer.get_tokens(source):  # with its last newline: some lexers know whole lines only
        names = kind[:2]
        text.append(shown(words), STYLES.get(".".join(names)) or (STYLES.get(names[0]) if names else None))
    if text.plain.endswith("\n"):
        text.right_crop(1)
    return text
