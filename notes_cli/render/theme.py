"""The colours of the terminal: names of meaning to styles of rich, one table. Only the 16 colours that a terminal's
own theme defines, so that both light and dark backgrounds stay readable; for an article they can be replaced by those
of its page, for a terminal whose own cannot be read."""

THEME = {
    "title": "bold",
    "path": "cyan",
    "line": "green",
    "heading": "dim",
    "match": "bold yellow",
    "date": "blue",
    "tag": "magenta",
    "draft": "yellow",
    "count": "green",
    "rule": "dim",
    "more": "dim",
    "added": "green",
    "taken": "red",
    "error": "bold red",
    "warning": "yellow",
    "info": "dim",
}

#: The colours of an article by theme, of those that it uses: the page's own (see `export/templates/page.css`).
THEMES: dict[str, dict[str, str]] = {
    "auto": {},
    "light": {
        "red": "#a8261c", "green": "#22692f", "yellow": "#8f4a00", "blue": "#1f56a3", "magenta": "#6b3fa0",
        "cyan": "#0a6076", "bright_black": "#5d5a53", "bright_yellow": "#f3d661",
    },
    "dark": {
        "red": "#f2958c", "green": "#93cf9b", "yellow": "#eeb06a", "blue": "#9dbff2", "magenta": "#c7a9ee",
        "cyan": "#84c9de", "bright_black": "#b5b1a6", "bright_yellow": "#e8c95a",
    },
    "mono": {},
}  # fmt: skip
