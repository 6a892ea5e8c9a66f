"""Every command as a person sees it: the transcripts in `sessions/`, run for real.

After a change that is meant, `pytest tests/test_sessions.py --update-golden` writes down what is said now.
"""

from pathlib import Path

import pytest

from tests.transcript import Shell, Transcript, matches, read, rewritten

SESSIONS = sorted((Path(__file__).parent / "sessions").glob("*.md"))


@pytest.mark.parametrize("file", SESSIONS, ids=lambda file: file.stem)
def test_session(file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = file.read_text("utf-8")
    transcript = read(text)
    assert transcript.steps, "a transcript without a command proves nothing"
    shell = Shell(tmp_path, transcript.files)
    said = [shell.run(step.command) for step in transcript.steps]
    bugs = [step.command for step, printed in zip(transcript.steps, said, strict=True) if _is_bug(printed)]
    assert not bugs, bugs
    if request.config.getoption("--update-golden"):
        file.write_text(rewritten(transcript, said), "utf-8")
        return
    wrong = [
        (step, printed)
        for step, printed in zip(transcript.steps, said, strict=True)
        if not matches(step.expected, printed)
    ]
    assert not wrong, "\n\n".join(
        "\n".join((f"{file.name}:{step.first}: $ {step.command}", *printed)) for step, printed in wrong
    )


def _is_bug(said: tuple[str, ...]) -> bool:
    return "[exit 70]" in said or any("this is a bug" in line or line.startswith("Traceback") for line in said)


def test_a_transcript_is_taken_apart_and_put_together() -> None:
    text = "```console\n$ notes a \\\n>   b\none\n\n$ notes c\n...\nlast\n```\n\n```sh\n$ not this\n```\n"
    transcript = read(text)
    assert [(step.command, step.expected) for step in transcript.steps] == [
        ("notes a b", ("one", "")),
        ("notes c", ("...", "last")),
    ]
    assert rewritten(transcript, [("one",), ("x", "y", "last")]) == text
    assert rewritten(transcript, [("two", "[exit 2]"), ("other",)]) == text.replace("one", "two\n[exit 2]").replace(
        "...\nlast", "other"
    )


def test_files_of_a_transcript() -> None:
    found: Transcript = read("---\nfiles:\n  筆記.md: |\n    # 標題\n---\n")
    assert found.files == {"筆記.md": "# 標題\n"}


@pytest.mark.parametrize(
    ("expected", "said", "same"),
    [
        (("a", ""), ("a",), True),
        (("a",), ("a", ""), True),
        (("a",), ("a", "b"), False),
        (("...",), (), True),
        (("a", "...", "d"), ("a", "b", "c", "d"), True),
        (("a", "...", "d"), ("a", "b"), False),
        ((".*",), ("a",), False),
    ],
)
def test_what_matches(expected: tuple[str, ...], said: tuple[str, ...], same: bool) -> None:
    assert matches(expected, said) is same
