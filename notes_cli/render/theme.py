"""The colours of the terminal: names of meaning to styles of rich, one table. Only the 16 colours that a terminal's
own theme defines, so that both light and dark backgrounds stay readable."""

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
