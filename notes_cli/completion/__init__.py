"""Completion on the Tab key: `notes --complete SHELL …` is what the scripts in `shells/` call for each press.

It has 150 ms and is asked before anything of weight is loaded: no typer, no command, no rich. What can be typed is
read from `grammar.tsv` (made from the commands themselves by scripts/make_reference.py), names come from the index as
it is. Nothing is written but the offers; what goes wrong is the door's (`__main__`) to keep quiet about.
"""

import sys

SHELLS = ("bash", "zsh", "fish")


def main(arguments: list[str]) -> None:
    """Print what `arguments` (the shell, then what it tells) can be continued with, one on a line.

    bash tells the line up to the cursor and the part of it that will be replaced; zsh and fish tell the words
    before the cursor, the last one as far as it has been typed.
    """
    lines = _answer(arguments[0], arguments[1:]) if len(arguments) > 1 else []
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "ignore"))
    sys.stdout.buffer.flush()


def _answer(shell: str, told: list[str]) -> list[str]:
    from notes_cli.completion.line import Line, dequoted, spelled
    from notes_cli.completion.offers import offers

    if shell == "bash":
        line = Line.read(told[0], told[1])
        found = offers(line.words, line.current)
        rest = (spelled(offer.word, line) for offer in found)
        return list(dict.fromkeys(word for word in rest if word is not None))
    words, current = told[:-1], told[-1]
    if shell == "fish":
        current = dequoted(current, fish=True).text
    return [f"{offer.word}\t{offer.about}" for offer in offers(words, current)]
