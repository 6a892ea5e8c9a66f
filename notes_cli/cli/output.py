"""From what was typed to what is printed: what is around every command stands here, once.

A command is a function that is handed a `Library` (when it asks for one) and returns a result. `answer` makes one
query of the filters, opens the library, renders what comes back, and says the remarks.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from notes_cli.cli.declared import parameters
from notes_cli.cli.options import CHANGE_OPTIONS, Where, query_of
from notes_cli.cli.parameters import FORMAT_OPTIONS, HANDED, shapes_of
from notes_cli.cli.plans import afterwards, can_ask, carried_out
from notes_cli.cli.session import Globals, Session
from notes_cli.config import working_directory
from notes_cli.errors import AmbiguousNote, ExitCode, UsageError
from notes_cli.results import Document, Opened, Records, Stream
from notes_cli.settings import Settings
from notes_cli.settle import settle

if TYPE_CHECKING:
    from notes_cli.results import Result

#: The formats that need nothing of a note but its path.
PATHS = ("paths", "print0")


def answer(run: Callable[..., Any], said: Globals, values: Mapping[str, Any]) -> int:
    """Carry out the command that `run` is: `values` are those of its `parameters.typed`. The exit code."""
    form = _form(values)
    may_change = "Plan" in shapes_of(run)
    # A command that also lists changes only when it is told to.
    changes = may_change and values.get("fix", True)
    if may_change and not changes:
        _refuse_change_options(values)
    declared = parameters(run)
    own = {p.name: values[p.name] for p in declared if p.name in values}
    own |= {p.name: query_of(values) for p in declared if p.annotation is Where}
    handed = [p.name for p in declared if p.name in HANDED]
    around = _settled(said, needs_vault="library" in handed)
    if "library" not in handed:
        given = {"settings": around.settings} if "settings" in handed else {}
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
        if form in PATHS and isinstance(result, Records):
            result = library.on_disk(result)
        code = _rendered(result, around.session, form, values)
        _remark(around, library)
        if plan is not None:
            afterwards(plan, library, values)
        return code


class Around(NamedTuple):
    """What is around one command."""

    session: Session
    settings: Settings
    started: int | None = None  # as in `Globals`


def _settled(said: Globals, *, needs_vault: bool) -> Around:
    """The settings of this run, and the session with the colour that they want."""
    session = said.session
    settings = settle(said.asked, session.environ, working_directory(), Path.home(), needs_vault=needs_vault)
    if settings.pager:
        os.environ["MANPAGER"] = settings.pager  # what Python's pager asks first
    return Around(session._replace(color=settings.color), settings, said.started)


def _refuse_change_options(values: Mapping[str, Any]) -> None:
    for name, (_, default) in CHANGE_OPTIONS.items():
        if values[name] != default:
            raise UsageError(f"--{name.replace('_', '-')} goes with --fix: without it nothing is changed")


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

    for report in result.reports(_saying(session)):
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
        from notes_cli.cli.asking import asked_number

        session.warn(error.message)
        for number, path in enumerate(error.candidates[:20], 1):
            session.warn(f"{number:>3}  {path}")
        chosen = asked_number("which one")
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
    return Library.of(
        around.settings, brief=brief, hidden=hidden, progress=progress, asked=around.started, say=_saying(session)
    )


def _saying(session: Session) -> Callable[[str], None]:
    return lambda sentence: session.say(f"notes: {sentence}")


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
