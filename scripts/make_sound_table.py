"""Makes `notes_cli/text/data/sound.txt`: which Chinese characters are read alike.

Needs the readings of pypinyin (MIT):

    pip install pypinyin
    python scripts/make_sound_table.py

One line for each syllable without its tone: the syllable (ü is v), the folded characters that have it in most words,
and those that have it beside another one. Of the other readings only those count that some word of pypinyin's
dictionary has, or that are usual in Taiwan: the rest are of old books, and would make everything sound like
everything. Nothing of pypinyin is needed to search.
"""

import argparse
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from notes_cli.text.fold import fold

TARGET = Path(__file__).parents[1] / "notes_cli" / "text" / "data" / "sound.txt"

#: Usual in Taiwan, and in no word of pypinyin's dictionary.
TAIWAN = {
    "垃": "le", "圾": "se", "和": "han", "攜": "xi", "液": "yi", "崖": "yai", "酵": "xiao", "蝸": "gua", "癌": "yan",
    "擷": "jie", "熟": "shou", "血": "xie", "露": "lou", "括": "gua", "骰": "tou", "劊": "kuai", "誰": "shei",
}  # fmt: skip
#: Most words of the dictionary are rare ones: of these folded characters the frequent words are read otherwise.
USUAL = {"什": "shen", "了": "le", "还": "hai", "朝": "chao", "给": "gei", "曾": "ceng"}
_SYLLABLE = re.compile(r"[a-z]*[aeiouv][a-z]*")


def toneless(reading: str) -> str:
    """A reading of pypinyin without its tone: "lǜ" is "lv"; "" for what is no syllable (hm, ng)."""
    parted = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    plain = "".join(one for one in parted if not unicodedata.combining(one))
    return plain if _SYLLABLE.fullmatch(plain) else ""


def words_read(pairs: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """In how many words each folded character has each reading."""
    return Counter((fold(character), toneless(reading)) for character, reading in pairs)


def sound_table() -> dict[str, tuple[str, str]]:
    """Syllable to the folded characters that are usually, and those that are sometimes read so."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    count = words_read(
        (character, reading)
        for word, readings in phrases_dict.items()
        for character, (reading, *_) in zip(word, readings, strict=False)
    )
    of: dict[str, dict[str, None]] = defaultdict(dict)  # in order, each once
    for code, listed in pinyin_dict.items():
        character = chr(code)
        if code <= 0xFFFF:
            first, *others = map(toneless, listed.split(","))
            kept = [first, *(other for other in others if count[fold(character), other])]
            of[fold(character)].update(dict.fromkeys([*kept, TAIWAN.get(character, "")]))
    usual: dict[str, set[str]] = defaultdict(set)
    sometimes: dict[str, set[str]] = defaultdict(set)
    for character, readings in of.items():
        # The reading of most words; of a character without words, the first that the dictionary gives.
        by_use = sorted(filter(None, readings), key=lambda one: (one != USUAL.get(character), -count[character, one]))
        first, *others = by_use or [""]
        usual[first].add(character)
        for other in others:
            sometimes[other].add(character)
    syllables = sorted({*usual, *sometimes} - {""})
    return {one: ("".join(sorted(usual[one])), "".join(sorted(sometimes[one]))) for one in syllables}


def main() -> None:
    """Write the table, or with --check say whether the one in the repository is the one it would write."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    table = sound_table()
    text = "".join(f"{syllable}\t{usual}\t{others}\n" for syllable, (usual, others) in table.items())
    if not parser.parse_args().check:
        TARGET.write_text(text, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text:
        raise SystemExit(f"{TARGET.name} is not what this script makes")
    print(f"{len(table)} syllables, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
