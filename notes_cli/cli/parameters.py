"""Which parameters a command has on the command line: its own, the filters, and what its kind of result offers."""

from collections.abc import Callable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from notes_cli.cli.declared import Option, Parameter, parameters
from notes_cli.cli.options import CHANGE_OPTIONS, FILTERS, Ignored, OrMissing, Where, Words
from notes_cli.results import Records, Row


def _format_option(*flags: str, help: str) -> Any:
    return Annotated[bool, Option(*flags, help=help, panel="Output")]


#: The output formats, in the order of help: parameter, declaration. The name is a key of `render.FORMATS`.
FORMAT_OPTIONS: dict[str, Any] = {
    "json": _format_option("--json", help="One JSON value."),
    "jsonl": _format_option("--jsonl", help="One JSON object on a line."),
    "csv": _format_option("--csv", help="CSV with a header line, and a BOM for spreadsheets."),
    "tsv": _format_option("--tsv", help="Tab-separated with a header line."),
    "paths": _format_option("--paths", help="Paths only."),
    "print0": _format_option("-0", "--print0", help="Paths, each ended by NUL."),
}

_Template = Annotated[
    str | None,
    Option(
        "--format",
        metavar="TEXT",
        help="Each record as TEXT, e.g. '{path}\\t{title}'; one property is {properties[NAME]}.",
    ),
]
_ExitStatus = Annotated[bool, Option("--exit-status", help="Exit 1 when nothing matches.")]

#: What `A | B` is, for classes and for generic ones.
_UNIONS = (Union, UnionType)

#: Which formats make sense for what a command returns.
_OFFERED = {
    "Records": tuple(FORMAT_OPTIONS),
    "Document": ("json",),
    "Report": ("json",),
    "Written": ("json",),
    "Opened": (),
    "Stream": ("json",),
    "Plan": tuple(FORMAT_OPTIONS),
}

#: Parameters of a command's function that are not typed: it is handed them.
HANDED = ("library", "settings")


def typed(run: Callable[..., Any]) -> list[Parameter]:
    """The parameters of the command that `run` is, in the order of help."""
    declared, shapes = parameters(run), shapes_of(run)
    found: list[Parameter] = []
    for parameter in declared:
        if parameter.annotation is Where:
            found += _asked({flag for p in declared for flag in p.flags})
        elif parameter.name not in HANDED:
            found.append(parameter)
    found += [Parameter(name, FORMAT_OPTIONS[name], False) for name in _OFFERED[shapes[0]]]
    if "Plan" in shapes:
        found += [Parameter(name, annotation, default) for name, (annotation, default) in CHANGE_OPTIONS.items()]
    if shapes[0] == "Plan" or _asks_notes(run, declared):
        found.append(Parameter("include_ignored", Ignored, False))
    if shapes[0] in ("Records", "Plan"):
        found += [Parameter("template", _Template, None), Parameter("exit_status", _ExitStatus, False)]
    return found


def _asked(taken: set[str]) -> list[Parameter]:
    """What `Where` stands for: the words of a query, and the filters whose spellings are not `taken`."""
    filters = [Parameter(f.name, f.annotation, f.default) for f in FILTERS if not taken & set(f.flags)]
    if any(f.name == "unchecked" for f in filters):
        filters.append(Parameter("or_missing", OrMissing, False))
    return [Parameter("words", Words, None), *filters]


def _asks_notes(run: Callable[..., Any], declared: list[Parameter]) -> bool:
    """Whether the command lists or counts notes, some of which Obsidian's settings may hide."""
    if any(p.annotation is Where for p in declared):
        return True
    first = _members(run)[0]
    return any(p.name == "library" for p in declared) and get_origin(first) is Records and Row not in get_args(first)


def shapes_of(run: Callable[..., Any]) -> list[str]:
    """The shapes of what a command returns, keys of `_OFFERED`: of a union, that of each member."""
    return [str(getattr(get_origin(each) or each, "__name__", "")) for each in _members(run)]


def _members(run: Callable[..., Any]) -> tuple[Any, ...]:
    returned: Any = run.__annotations__["return"]
    return get_args(returned) if get_origin(returned) in _UNIONS else (returned,)
