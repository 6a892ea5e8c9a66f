"""Makes `notes_cli/text/data/fold.txt`: which Chinese characters search takes as the same.

Needs the dictionaries of OpenCC as the package opencc-python-reimplemented ships them (Apache-2.0):

    pip install opencc-python-reimplemented
    python scripts/make_fold_table.py

The file has two lines of the same length: the characters, and what each becomes. Every target stays as it is,
so that folding twice is folding once. Nothing of OpenCC is needed to search.
"""

import argparse
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

TARGET = Path(__file__).parents[1] / "notes_cli" / "text" / "data" / "fold.txt"

#: Written interchangeably although OpenCC keeps them apart, merges them by phrase only, or lacks the form.
MERGED_BY_HAND = {
    "妳": "你", "牠": "它", "瞭": "了", "藉": "借", "濶": "阔", "畧": "略",
    "値": "值", "靑": "青", "郞": "郎", "淸": "清", "澁": "涩",
}  # fmt: skip


def dictionary(name: str) -> dict[str, str]:
    """One of OpenCC's dictionaries, single characters only: character to its most usual counterpart."""
    package = find_spec("opencc")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("pip install opencc-python-reimplemented first")
    path = Path(package.submodule_search_locations[0], "dictionary", f"{name}.txt")
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {key: values.split()[0] for key, values in pairs if len(key) == 1 and len(values.split()[0]) == 1}


def is_chinese(character: str) -> bool:
    """Whether a Chinese character set of the 1980s has it: Japanese simplified forms that are also Chinese
    characters (欠, 予, 芸) mean something else in Chinese and must not be merged."""
    for encoding in ("gb2312", "big5"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def chained(character: str, steps: Iterable[Mapping[str, str]]) -> str:
    """`character` after each of the conversions in turn."""
    for step in steps:
        character = step.get(character, character)
    return character


def closed(table: Mapping[str, str]) -> dict[str, str]:
    """The table with every chain followed to its end; a ring ends at its smallest member."""
    result = {}
    for start in table:
        seen = [start]
        while (following := table.get(seen[-1], seen[-1])) not in seen:
            seen.append(following)
        ring = seen[seen.index(following) :]
        result[start] = min(ring)
    return {key: value for key, value in result.items() if key != value}


def fold_table() -> dict[str, str]:
    """Character to representative: Taiwan and Hong Kong forms, traditional, shinjitai, and those by hand."""
    steps = [dictionary(name) for name in ("TWVariantsRev", "HKVariantsRev", "TSCharacters")]
    known = {character for step in steps for pair in step.items() for character in pair}
    table = {character: chained(character, steps) for character in sorted(known)}
    for old, new in dictionary("JPVariants").items():
        if new not in table and not is_chinese(new):
            table[new] = table.get(old, old)
    return closed(table | MERGED_BY_HAND)


def main() -> None:
    """Write the table, or with --check say whether the one in the repository is the one it would write."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    table = fold_table()
    text = "".join(table) + "\n" + "".join(table.values()) + "\n"
    if not parser.parse_args().check:
        TARGET.write_text(text, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text:
        raise SystemExit(f"{TARGET.name} is not what this script makes")
    print(f"{len(table)} characters, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
