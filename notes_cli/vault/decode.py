"""Bytes to text: UTF-8 as a rule, and anything else as well as it can be told."""

import codecs
import re
from typing import Final

from notes_cli.model import Problem
from notes_cli.problems import problem
from notes_cli.vault.load import MAX_BYTES

_SAMPLE: Final = 65_536

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Legacy encodings of Chinese, and the characters that are most common in texts written in each.
_LEGACY: Final = (
    ("big5hkscs", frozenset("的一是不了在有人我他這個們來到時大地為子中你說生國年著就那和要她出也得裡後自以會對，。")),
    ("gb18030", frozenset("的一是不了在有人我他这个们来到时大地为子中你说生国年着就那和要她出也得里后自以会对，。")),
)
_HAN = re.compile("[\u4e00-\u9fff]")


def decoded(data: bytes) -> tuple[str, list[Problem]]:
    """The text of a note, its lines ended by \\n, without byte order mark, and what was wrong with it.

    Of more than MAX_BYTES only the first are read. Bytes that fit no encoding become U+FFFD.
    """
    problems: list[Problem] = []
    whole = len(data) <= MAX_BYTES
    if not whole:
        problems.append(problem("too-large", None, limit=MAX_BYTES // 1_000_000))
        data = data[:MAX_BYTES]
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", "utf-8"))
    data = data[len(mark) :] if mark else data
    try:
        text = _strictly(data, encoding, whole)
    except UnicodeDecodeError:
        encoding = _guess(data) if encoding == "utf-8" else encoding
        text = data.decode(encoding, "replace")
        problems.append(_not_utf8(f"{encoding.upper()}, with losses" if "\ufffd" in text else encoding.upper()))
    else:
        problems += [_not_utf8(encoding.upper())] if encoding != "utf-8" else []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, problems


def _not_utf8(encoding: str) -> Problem:
    return problem("encoding", None, encoding=encoding)


def _strictly(data: bytes, encoding: str, whole: bool) -> str:
    return data.decode(encoding) if whole else codecs.getincrementaldecoder(encoding)().decode(data)


def _guess(data: bytes) -> str:
    """The encoding of bytes that are no UTF-8: a Chinese one when it reads like Chinese, else UTF-8 with losses."""
    sample = data[:_SAMPLE]
    replaced = sample.decode("utf-8", "replace")
    if replaced.count("\ufffd") * 4 < len(_HAN.findall(replaced)):  # good UTF-8 with a few bad bytes
        return "utf-8"
    best, most = "utf-8", 0.0
    for encoding, common in _LEGACY:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        wide = sum(1 for character in text if character > "\x7f")
        share = sum(1 for character in text if character in common) / max(wide, 1)
        if share > max(most, 0.04):
            best, most = encoding, share
    return best
