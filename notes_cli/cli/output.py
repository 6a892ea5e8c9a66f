"""From a command's function to a command of the shell: what is around every command stands here, once.

A command is a function that is handed a `Library` (when it asks for one) and returns a result. The wrapper adds the
filters and the output options to its parameters, opens the library, renders what comes back, and says the remarks.
"""

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import typer

from notes_cli.cli.options import CHANGE_OPTIONS, FILTERS, Ignored, OrMissing, Where, Words, query_of
from notes_cli.cli.plans import afterwards, can_ask, carried_out
from notes_cli.cli.session import Globals, Session
from notes_cli.errors import AmbiguousNote, ExitCode, UsageError
from notes_cli.results import Document, Opened, Records, Result, Row, Stream
from notes_cli.settings import Settings
from notes_cli.settle import settle


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
    typer.Option(
        "--format",
        metavar="TEXT",
        help="Each record as TEXT, e.g. '{path}\\t{title}'; one property is {properties[NAME]}.",
        show_default=False,
    ),
]
_ExitStatus = Annotated[bool, typer.Option("--exit-status", help="Exit 1 when nothing matches.")]

#: What `A | B` is, for classes and for generic ones.
UNIONS = (Union, UnionType)

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


def wrapped(run: Callable[..., Any]) -> Callable[..., int]:
    """`run` as a callback for typer: its own parameters, the filters, the output options; returns an exit code."""
    signature = inspect.signature(run)
    returned = _returned(signature.return_annotation)
    parameters = _parameters(signature, returned)
    needs = [name for name, p in signature.parameters.items() if p.annotation is Where]
    needs_library = "library" in signature.parameters
    may_change = "Plan" in _shapes(signature.return_annotation)

    def callback(ctx: typer.Context, **values: Any) -> int:
        form = _form(values)
        # A command that also lists changes only when it is told to.
        changes = may_change and values.get("fix", True)
        if may_change and not changes:
            _refuse_change_options(values)
        own = {name: values[name] for name in signature.parameters if name in values}
        for name in needs:
            own[name] = query_of(values)
        around = _settled(ctx.obj, needs_vault=needs_library)
        if not needs_library:
            given = {"settings": around.settings} if "settings" in signature.parameters else {}
            code = _rendered(run(**given, **own), around.session, form, values)
            _say(around, around.settings.remarks)
            return code
        library, result = _chosen(
            around,
            run,
            own,
            brief=form in PATHS,
            hidden=bool(values.get("include_ignored")),
            changing=changes and not values["dry_run"] and not can_ask(around.session, values),
        )
        with library:
            plan, result = (result, carried_out(result, library, around.session, values)) if changes else (None, result)
            code = _rendered(result, around.session, form, values)
            _remark(around, library)
            if plan is not None:
                afterwards(plan, library, values)
            return code

    callback.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    callback.__doc__ = run.__doc__
    return callback


class Around(NamedTuple):
    """What is around one command."""

    session: Session
    settings: Settings
    started: int | None = None  # as in `Globals`


def _settled(said: Globals, *, needs_vault: bool) -> Around:
    """The settings of this run, and the session with the colour that they want."""
    session = said.session
    settings = settle(said.asked, session.environ, Path.cwd(), Path.home(), needs_vault=needs_vault)
    if settings.pager:
        os.environ["MANPAGER"] = settings.pager  # what Python's pager asks first
    return Around(session._replace(color=settings.color), settings, said.started)


def _parameters(signature: inspect.Signature, returned: str) -> list[inspect.Parameter]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    found = [inspect.Parameter("ctx", keyword, annotation=typer.Context)]
    own = [p for p in signature.parameters.values() if p.name not in ("library", "settings")]
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
    if "Plan" in _shapes(signature.return_annotation):
        found += [
            inspect.Parameter(n, keyword, default=default, annotation=a) for n, (a, default) in CHANGE_OPTIONS.items()
        ]
    if returned == "Plan" or _asks_notes(signature):
        found.append(inspect.Parameter("include_ignored", keyword, default=False, annotation=Ignored))
    if returned in ("Records", "Plan"):
        found.append(inspect.Parameter("template", keyword, default=None, annotation=_Template))
        found.append(inspect.Parameter("exit_status", keyword, default=False, annotation=_ExitStatus))
    return found


def _asks_notes(signature: inspect.Signature) -> bool:
    """Whether the command lists or counts notes, some of which Obsidian's settings may hide."""
    if any(p.annotation is Where for p in signature.parameters.values()):
        return True
    returned = signature.return_annotation
    first = get_args(returned)[0] if get_origin(returned) in UNIONS else returned
    return "library" in signature.parameters and get_origin(first) is Records and Row not in get_args(first)


def _returned(annotation: Any) -> str:
    """The shape of what a command returns, a key of `_OFFERED`; of a union, that of its first member."""
    return _shapes(annotation)[0]


def _shapes(annotation: Any) -> list[str]:
    """The shapes of what a command returns: of a union, that of each member."""
    members = get_args(annotation) if get_origin(annotation) in UNIONS else (annotation,)
    return [str(getattr(get_origin(each) or each, "__name__", "")) for each in members]


def _refuse_change_options(values: Mapping[str, Any]) -> None:
    for name, (_, default) in CHANGE_OPTIONS.items():
        if values[name] != default:
            raise UsageError(f"--{name.replace('_', '-')} goes with --fix: without it nothing is changed")


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


def _rendered(result: "Result | Stream", session: Session, form: str | None, values: Mapping[str, Any]) -> int:
    from notes_cli.render import render

    if isinstance(result, Stream):
        return _streamed(result, session, form)
    render(result, session, form, values.get("template"))
    session.stdout.flush()
    if not isinstance(result, Document):
        for remark in result.remarks:
            # A remark on a place ("path:line: …") says where it belongs; any other is ours.
            session.say(f"notes: {remark}" if isinstance(result, Records | Opened) else remark)
    if isinstance(result, Records):
        return ExitCode.NOTHING if _is_nothing(result, values) else ExitCode.DONE
    return ExitCode.NOTHING if isinstance(result, Opened) and result.address else ExitCode.DONE


def _streamed(result: Stream, session: Session, form: str | None) -> int:
    """Each report as it comes; quiet, only for programs."""
    from notes_cli.render import render

    for report in result.reports(lambda sentence: session.say(f"notes: {sentence}")):
        if form or not session.quiet:
            render(report, session, form)
            session.stdout.flush()
    return ExitCode.DONE


def _is_nothing(found: Records[Any], values: Mapping[str, Any]) -> bool:
    """Whether a list says no: one of what is wrong by holding anything, another, when asked, by holding nothing."""
    return bool(found.items) if found.is_verdict else not found.items and bool(values.get("exit_status"))


def _chosen(around: Around, run: Callable[..., Any], own: dict[str, Any], **asked: bool) -> tuple[Any, Any]:
    """The answer; a NOTE that could be several is asked for again, where somebody can choose."""
    try:
        return _answered(around, run, own, **asked)
    except AmbiguousNote as error:
        session = around.session
        place = _note_in(own)
        if place is None or not (session.out_is_terminal and session.err_is_terminal and sys.stdin.isatty()):
            raise
        session.warn(error.message)
        for number, path in enumerate(error.candidates[:20], 1):
            session.warn(f"{number:>3}  {path}")
        chosen = typer.prompt("which one", type=int, err=True)
        if not 1 <= chosen <= min(20, len(error.candidates)):
            raise
        return _answered(around, run, {**own, **place(error.candidates[chosen - 1])}, **asked)


def _note_in(own: Mapping[str, Any]) -> Callable[[str], dict[str, Any]] | None:
    """How another NOTE is put among the arguments; None when there is none."""
    if "note" in own:
        return lambda note: {"note": note}
    if own.get("arguments") and own.get("where") is None:
        return lambda note: {"arguments": [note, *own["arguments"][1:]]}
    return None


def _answered(
    around: Around, run: Callable[..., Any], own: Mapping[str, Any], *, changing: bool, **asked: bool
) -> tuple[Any, Any]:
    """What the command answers, and the library that it asked; asked twice when the index turns out to be damaged."""
    library = _library(around, **asked)
    try:
        return library, _run(library, run, own, changing=changing)
    except Exception as error:
        if not library.heal(error):
            library.close()
            raise
    library = _library(around, **asked)
    return library, _run(library, run, own, changing=changing)


def _run(library: Any, run: Callable[..., Any], own: Mapping[str, Any], *, changing: bool) -> Any:
    """What the command answers. One that is going to change the vault keeps others from it before it looks."""
    if changing:
        from notes_cli.changes.plan import begin

        begin(library)
    return run(library, **own)


def _library(around: Around, *, brief: bool, hidden: bool) -> Any:
    from notes_cli.cli.progress import Bar
    from notes_cli.library import Library

    session = around.session
    progress = Bar(session) if session.err_is_terminal and not session.quiet else None
    return Library.of(around.settings, brief=brief, hidden=hidden, progress=progress, asked=around.started)


def _remark(around: Around, library: Any) -> None:
    """What was skipped, how old an index is that was not brought up to date, that a vault is empty."""
    session = around.session
    if library.misfits:
        example, why = library.misfits[0].path, library.misfits[0].problem.message
        count = len(library.misfits)
        session.say(
            f"notes: skipped {count} {'path' if count == 1 else 'paths'}: {example} ({why}){' …' if count > 1 else ''}"
        )
    _say(around, library.remarks())


def _say(around: Around, remarks: Iterable[str]) -> None:
    for sentence in remarks:
        around.session.say(f"notes: {sentence}")
