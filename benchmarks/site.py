"""A site of a vault, made for the first time and again, against Hugo.

Hugo gets the notes that are published, with the smallest theme there is: a page for each note and one list. It does
less: no wikilinks, embeds, callouts, backlinks, search or tags. Front matter is taken away but for the title, and what
looks like a shortcode is broken up, since Hugo stops at both when it does not know them.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measures import Row
from benchmarks.runs import Sample, Task, alternating, environment

_CONFIG = """baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
[markup.goldmark.renderer]
unsafe = true
"""
_SINGLE = "<!DOCTYPE html><title>{{ .Title }}</title><main>{{ .Content }}</main>\n"
_LIST = (
    "<!DOCTYPE html><title>{{ .Title }}</title>"
    '{{ range .Site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>\n{{ end }}'
)


def rows(vault: Path, work: Path, times: int) -> Iterator[Row]:
    """What making a site of `vault` takes; `work` is an empty folder. Runs alternate."""
    env = environment(work / "index.db")
    # In a process of its own: see `runs`.
    count = int(subprocess.check_output((sys.executable, "-m", "benchmarks.site", str(vault), str(work)), env=env))
    ours, theirs = work / "site", work / "hugo"
    notes = (sys.executable, "-m", "notes_cli", "--vault", str(vault), "export", "--all", "-o", str(ours))
    hugo = ("hugo", "--quiet", "--source", str(theirs))
    has_hugo = shutil.which("hugo") is not None

    def again(name: str, fresh: Task, command: tuple[str, ...]) -> dict[str, Task]:
        return {f"{name} first": fresh, f"{name} again": Task(command)}

    tasks = again("notes", Task(notes, lambda: shutil.rmtree(ours, ignore_errors=True)), notes)
    if has_hugo:
        tasks |= again("hugo", Task(hugo, lambda: shutil.rmtree(theirs / "public", ignore_errors=True)), hugo)
    found = alternating(tasks, times, env)
    for when in ("first", "again"):
        own, other = found[f"notes {when}"], found.get(f"hugo {when}")
        what = f"a site of {count} notes, {'made' if when == 'first' else 'nothing changed'}"
        yield _row(what, own.cpu, "s", other.cpu if other else None)
        yield _row(f"{what}: notes a second", count / own.cpu, "", count / other.cpu if other else None)
        yield _row(f"{what}: memory", _megabytes(own), "MB", _megabytes(other) if other else None)


def _row(what: str, figure: float, unit: str, other: float | None) -> Row:
    return Row(what, "notes export --all", figure, unit, "hugo" if other else "", other)


def _megabytes(sample: Sample) -> float:
    return sample.peak / 1e6


def _hugo_source(vault: Path, work: Path) -> int:
    """Write the published notes as Hugo takes them, and make our index meanwhile; how many they are."""
    from notes_cli.library import Library

    root = work / "hugo"
    for name, text in (("config.toml", _CONFIG), ("layouts/_default/single.html", _SINGLE)):
        _write(root / name, text)
    _write(root / "layouts/index.html", _LIST)
    with Library.open(vault, database=work / "index.db") as library:
        notes, _ = library.published()
        for number, note in enumerate(notes):
            found = library.text_of(note)
            body = found[1] if found else ""
            title = json.dumps({"title": note.title}, ensure_ascii=False)
            _write(root / f"content/{number}.md", f"{title}\n\n{body.replace('{{', '{ {')}")
    return len(notes)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.stdout.write(str(_hugo_source(Path(sys.argv[1]), Path(sys.argv[2]))))
