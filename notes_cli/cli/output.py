"""From a command's function to a command of the shell: what is around every command stands here, once.

A command is a function that is handed a `Library` (when it asks for one) and returns a result. The wrapper adds the
filters and the output options to its parameters, opens the library, renders what comes back, and says the remarks.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import typer

from notes_cli.cli.options import FILTERS, Ignored, OrMissing, Where, Words, query_of
from notes_cli.cli.session import Globals, Session
from notes_cli.errors import AmbiguousNote, ExitCode, UsageError
from notes_cli.results import Document, Records, Result


def _format_option(*flags: str, help: str) -> Any:
    return Annotated[bool, typer.Option(*flags, help=help, rich_help_panel="Output")]


#: The output formats, in the order of help: parameter, declaration. The name is a key of `render.FORMATS`.
FORMAT_OPTIONS: dict[str, Any] = {
    "json": _format_option("--json", help="One JSON value."),
    "jsonl": _format_option("--jsonl", help="One JSON object on a line."),
    "csv": _format_option("--csv", help="CSV with a header line, and a BOM for spreadsheets."),
    "tsv": _format_option("--tsv", help="Tab-separated with a header line."),
    "paths": _format_option("--paths", help="Paths only."),
    "print0": _format_option("-0", "--print0", help="Paths, each ended by NUL."),
}
#: The formats that need nothing of a note but its path.
PATHS = ("paths", "print0")

_Template = Annotated[
    str | None,
    typer.Option("--format", metavar="TEXT", help="Each record as TEXT, e.g. '{path}\\t{title}'.", show_default=False),
]
_ExitStatus = Annotated[bool, typer.Option("--exit-status", help="Exit 1 when nothing matches.")]

#: Which formats make sense for what a command returns.
_OFFERED = {
    "Records": tuple(FORMAT_OPTIONS),
    "Document": ("json",),
    "Report": ("json",),
    "Written": ("json",),
}


def wrapped(run: Callable[..., Result]) -> Callable[..., int]:
    """`run` as a callback for typer: its own parameters, the filters, the output options; returns an exit code."""
    signature = inspect.signature(run)
    returned = _returned(signature.return_annotation)
    parameters = _parameters(signature, returned)
    needs = [name for name, p in signature.parameters.items() if p.annotation is Where]
    needs_library = "library" in signature.parameters

    def callback(ctx: typer.Context, **values: Any) -> int:
        around: Globals = ctx.obj
        form = _form(values)
        own = {name: values[name] for name in signature.parameters if name in values}
        for name in needs:
            own[name] = query_of(values)
        if not needs_library:
            return _rendered(run(**own), around.session, form, values)
        library, result = _chosen(around, run, own, brief=form in PATHS, hidden=bool(values.get("include_ignored")))
        with library:
            code = _rendered(result, around.session, form, values)
            _remark(around, library)
            return code

    callback.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    callback.__doc__ = run.__doc__
    return callback


def _parameters(signature: inspect.Signature, returned: str) -> list[inspect.Parameter]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    found = [inspect.Parameter("ctx", keyword, annotation=typer.Context)]
    own = [p for p in signature.parameters.values() if p.name != "library"]
    taken = {flag for p in own for flag in _flags(p.annotation)}
    for parameter in own:
        if parameter.annotation is not Where:
            found.append(parameter.replace(kind=keyword))
            continue
        found.append(inspect.Parameter("words", keyword, default=None, annotation=Words))
        filters = [f for f in FILTERS if not taken & set(f.flags)]
        found += [inspect.Parameter(f.name, keyword, default=f.default, annotation=f.annotation) for f in filters]
        if any(f.name == "unchecked" for f in filters):
            found.append(inspect.Parameter("or_missing", keyword, default=False, annotation=OrMissing))
    offered = _OFFERED[returned]
    found += [inspect.Parameter(n, keyword, default=False, annotation=FORMAT_OPTIONS[n]) for n in offered]
    if returned == "Records":
        found.append(inspect.Parameter("include_ignored", keyword, default=False, annotation=Ignored))
        found.append(inspect.Parameter("template", keyword, default=None, annotation=_Template))
        found.append(inspect.Parameter("exit_status", keyword, default=False, annotation=_ExitStatus))
    return found


def _returned(annotation: Any) -> str:
    """The shape of what a command returns, a key of `_OFFERED`; of a union, that of its first member."""
    first = get_args(annotation)[0] if get_origin(annotation) is Union else annotation
    return str(getattr(get_origin(first) or first, "__name__", ""))


def _flags(annotation: Any) -> tuple[str, ...]:
    metadata = getattr(annotation, "__metadata__", ())
    return tuple(getattr(metadata[0], "param_decls", None) or ()) if metadata else ()


def _form(values: Mapping[str, Any]) -> str | None:
    """The one format that was asked for, or None. Raises `UsageError` when there are two."""
    asked = [name for name in FORMAT_OPTIONS if values.get(name)]
    asked += ["template"] if values.get("template") is not None else []
    if len(asked) > 1:
        first, second = (_spelled(name) for name in asked[:2])
        raise UsageError(f"{first} and {second} cannot be asked for at once")
    return asked[0] if asked else None


def _spelled(name: str) -> str:
    return "--format" if name == "template" else f"--{name}"


def _rendered(result: Result, session: Session, form: str | None, values: Mapping[str, Any]) -> int:
    from notes_cli.render import render

    render(result, session, form, values.get("template"))
    session.stdout.flush()
    if not isinstance(result, Document):
        for remark in result.remarks:
            # A remark on a place ("path:line: …") says where it belongs; any other is ours.
            session.say(f"notes: {remark}" if isinstance(result, Records) else remark)
    return ExitCode.NOTHING if isinstance(result, Records) and _is_nothing(result, values) else ExitCode.DONE


def _is_nothing(found: Records[Any], values: Mapping[str, Any]) -> bool:
    """Whether a list says no: one of what is wrong by holding anything, another, when asked, by holding nothing."""
    return bool(found.items) if found.is_verdict else not found.items and bool(values.get("exit_status"))


def _chosen(around: Globals, run: Callable[..., Result], own: dict[str, Any], **asked: bool) -> tuple[Any, Result]:
    """The answer; a NOTE that could be several is asked for again, where somebody can choose."""
    try:
        return _answered(around, run, own, **asked)
    except AmbiguousNote as error:
        session = around.session
        if "note" not in own or not (session.out_is_terminal and session.err_is_terminal and sys.stdin.isatty()):
            raise
        session.warn(error.message)
        for number, path in enumerate(error.candidates[:20], 1):
            session.warn(f"{number:>3}  {path}")
        chosen = typer.prompt("which one", type=int, err=True)
        if not 1 <= chosen <= min(20, len(error.candidates)):
            raise
        return _answered(around, run, {**own, "note": error.candidates[chosen - 1]}, **asked)


def _answered(around: Globals, run: Callable[..., Result], own: Mapping[str, Any], **asked: bool) -> tuple[Any, Result]:
    """What the command answers, and the library that it asked; asked twice when the index turns out to be damaged."""
    library = _library(around, **asked)
    try:
        return library, run(library, **own)
    except Exception as error:
        if not library.heal(error):
            library.close()
            raise
    library = _library(around, **asked)
    return library, run(library, **own)


def _library(around: Globals, *, brief: bool, hidden: bool) -> Any:
    from notes_cli.cli.progress import Bar
    from notes_cli.library import Library

    session = around.session
    return Library.open(
        around.vault,
        database=around.db or None,
        fresh=around.sync,
        brief=brief,
        hidden=hidden,
        environ=session.environ,
        progress=Bar(session) if session.err_is_terminal and not session.quiet else None,
    )


def _remark(around: Globals, library: Any) -> None:
    """What was skipped, how old an index is that was not brought up to date, that a vault is empty."""
    session = around.session
    if library.misfits:
        example, why = library.misfits[0].path, library.misfits[0].problem.message
        count = len(library.misfits)
        session.say(
            f"notes: skipped {count} {'path' if count == 1 else 'paths'}: {example} ({why}){' …' if count > 1 else ''}"
        )
    for sentence in library.remarks():
        session.say(f"notes: {sentence}")
