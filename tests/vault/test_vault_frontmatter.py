"""Where front matter begins and ends, and what YAML 1.2 makes of it."""

import json
import math
import re
import time
from pathlib import Path
from typing import Any

import frontmatter
import pytest

from notes_cli.vault.frontmatter import handlers, read_front
from notes_cli.vault.yaml12 import MAX_EXPANSION, resolved

DATA = Path(__file__).with_name("data")


def cases(name: str) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").split("\n") if line)
    return {row["id"]: row for row in rows}


OBSIDIAN = {name: case for name, case in cases("obsidian").items() if case["fileContents"].startswith("---")}
VALUES = cases("yaml_values")
DETECT = cases("frontmatter_detect")
ODD = cases("real_odd_frontmatter")


@pytest.mark.parametrize("name", OBSIDIAN)
def test_the_values_are_those_of_obsidian(name: str) -> None:
    case = OBSIDIAN[name]
    assert read_front(case["fileContents"]).values == case["cachedMetadata"].get("frontmatter", {})


def as_told(value: object) -> str:
    """`value` in the notation of yaml_values.jsonl."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else f"bool:{str(value).lower()}"
    if isinstance(value, float) and not math.isfinite(value):
        return f"float:{value}".replace("inf", "Infinity").replace("nan", "NaN")
    if isinstance(value, int | float):
        return f"int:{float(value)!r}"
    dumped = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{'str' if isinstance(value, str) else 'list' if isinstance(value, list) else 'map'}:{dumped}"


@pytest.mark.parametrize("name", VALUES)
def test_value(name: str) -> None:
    case = VALUES[name]
    front, expected = read_front(f"---\nv: {case['value']}\n---\nb\n"), case["recommend_yaml12"]
    if expected.startswith("report"):
        assert front.problems
    elif "Buffer" in expected:
        assert front.values == {"v": "aGk="}  # binary stays text: there is nothing to do with bytes
    else:
        expected = re.sub(r"^int:(.*)", lambda found: f"int:{float(found[1])!r}", expected)
        assert as_told(front.values["v"]) == expected


@pytest.mark.parametrize("name", DETECT)
def test_detection(name: str) -> None:
    content, advice = DETECT[name]["content"], DETECT[name]["recommend"]
    text = content.removeprefix("\ufeff").replace("\r\n", "\n")
    front = read_front(text)
    if advice.startswith(("yaml", "toml", "json")):
        assert front.kind == advice[:4]
        assert bool(front.values) is (advice != "yaml-empty")
        assert not front.problems
    elif advice.startswith("none"):
        assert (front.kind, front.start, front.body_line) == ("none", 0, 1)
        assert bool(front.problems) is ("warn" in advice or "scalar" in advice)
    else:
        assert front.problems or name in ("fm-python_tag", "fm-js_tag")
    assert text[front.start :] == "" or text.split("\n")[front.body_line - 1] == text[front.start :].split("\n")[0]


@pytest.mark.parametrize("name", ODD)
def test_odd_blocks_of_real_vaults_keep_their_body_and_what_is_plain(name: str) -> None:
    block = ODD[name]["front_matter"]
    text = "---\n" + block + ("" if block.endswith("\n") or not block else "\n") + "---\nBODYMARK\n"
    front = read_front(text)
    assert front.kind == "yaml"
    assert text[front.start :] == "BODYMARK\n"
    assert bool(front.problems) is any(why.startswith("pyyaml") for why in ODD[name]["why"])


def test_salvage_keeps_plain_lines_and_lists_and_drops_templates() -> None:
    text = "---\ntitle: a: b\ntags:\n\t- 甲\n\t- 乙\nauthor: @me\ncreated: {{date}}\n"
    text += "n: 3 # three\nq: 'x' \nlist: [a, 'b']\nempty:\n---\n"
    front = read_front(text)
    assert front.values == {
        "title": "a: b",
        "tags": ["甲", "乙"],
        "author": "@me",
        "n": 3,
        "q": "x",
        "list": ["a", "b"],
        "empty": None,
    }
    assert [(p.code, p.line) for p in front.problems] == [("front-matter-broken", 2)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"Foo" and "Bar"', '"Foo" and "Bar"'),
        ('"b" c', '"b" c'),
        ("'甲' 與 '乙'", "'甲' 與 '乙'"),
        ('"沒有關', "沒有關"),
        ('"a"', "a"),
    ],
)
def test_salvage_keeps_quotes_but_an_unclosed_one(written: str, value: str) -> None:
    front = read_front(f"---\ntitle: {written}\nbroken: a: b\n---\n")
    assert front.values["title"] == value


def test_duplicate_keys_name_both_lines() -> None:
    front = read_front("---\ntitle: A\nx: 1\ntitle: B\n---\n")
    assert [(p.code, p.line) for p in front.problems] == [("duplicate-key", 4)]
    assert "lines 2 and 4" in front.problems[0].message
    assert front.values["title"] == "A"


BROKEN = {
    "---\nx: 1\n{{title}}: a\n---\n": ("front-matter-template", 3, "template"),
    "---\nx: {{ title }}\n---\n": ("front-matter-template", 2, "template"),
    "---\n{a: b}: c\n---\n": ("front-matter-broken", 2, "a name must be a text"),
    "---\n? [a, b]\n: c\n---\n": ("front-matter-broken", 2, "a name must be a text"),
    "---\nx: 1\n[a]: c\n---\n": ("front-matter-broken", 3, "a name must be a text"),
    "---\n{a: 1, a: 2}\n---\n": ("duplicate-key", 2, "twice, on line 2"),
    "---\na: 泛化\nb: x\x01\n---\n": ("front-matter-broken", 3, "control characters are not allowed"),
    '{"a": 1,\n"b": {"c": 1},\n"a": 2}\n': ("duplicate-key", 3, "“a” is there twice, on lines 1 and 3"),
    '{"a": 1,\n"b": [1 2]}\n': ("front-matter-broken", 2, "delimiter"),
    "+++\na = 1\nb = 2\na = 2\n+++\n": ("duplicate-key", 4, "“a” is there twice, on lines 2 and 4"),
    "+++\na = 1\nb = 2\na = 2\nc = 3\n+++\n": ("duplicate-key", 4, "“a” is there twice, on lines 2 and 4"),
    "+++\na = 1\n\nc = ]\n+++\n": ("front-matter-broken", 4, "Invalid value"),
    f"+++\na = {'1' * 5000}\n+++\n": ("front-matter-too-large", 1, "a number has more than 4,300 digits"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_broken_says_where_and_why(text: str) -> None:
    code, line, why = BROKEN[text]
    (found,) = read_front(text).problems
    assert (found.code, found.line) == (code, line)
    assert why in found.message
    assert "at line" not in found.message


def laughs(levels: int) -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join(rows)


BOMBS = {
    "billion laughs": laughs(9),
    "long text often": 'a: &a "' + "x" * 50_000 + '"\nb: [' + ",".join(["*a"] * 5000) + "]",
    "circle": "a: &x [*x]",
    "circle in a map": "a: &x {k: *x}",
    "deep lists": "a: " + "[" * 10_000 + "]" * 10_000,
    "deep maps": "a: " + "{b: " * 3000 + "}" * 3000,
    "deep by aliases": "\n".join(["m0: &m0 {a: 0}", *(f"m{i}: &m{i} {{<<: *m{i - 1}}}" for i in range(1, 300))]),
    "ten megabytes": "a: " + "x" * 10_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_a_problem_and_no_hang(name: str) -> None:
    start = time.process_time()
    front = read_front(f"---\n{BOMBS[name]}\n---\nbody\n")
    assert front.problems
    assert time.process_time() - start < 2


def test_small_aliases_are_read() -> None:
    assert len(laughs(3)) < MAX_EXPANSION
    values = read_front(f"---\n{laughs(3)}\n---\n").values
    assert isinstance(values["a2"], list)
    assert values["a2"][0][0] == ["x"] * 10


def test_numbers_beyond_reason_stay_text() -> None:
    for text in ("9" * 5000, "0x" + "f" * 5000):
        assert resolved(text) == text
    assert read_front('{"n": ' + "9" * 5000 + "}\n").values["n"] == "9" * 5000


def test_toml_and_json_keep_dates_as_text_and_no_half_characters() -> None:
    assert read_front('+++\nd = 2024-01-02T03:04:05Z\nt = ["甲"]\n+++\nx').values == {
        "d": "2024-01-02T03:04:05+00:00",
        "t": ["甲"],
    }
    front = read_front('{"a": "\\ud800", "b": {"c": [1]}}\nx\n')
    assert front.values == {"a": "?", "b": {"c": [1]}}
    assert (front.body_line, front.start) == (2, 33)


def test_lines_of_values() -> None:
    front = read_front("---\na: 1\nb:\n  - x\n  - y\nc: {d: 2}\n---\n")
    assert front.lines[id(front.values)] == [2, 3, 6]
    assert front.lines[id(front.values["b"])] == [4, 5]
    nested = read_front("---\na:\n  - b: 1\n  - [c]\n  - - d\n---\n")
    assert nested.lines[id(nested.values["a"])] == [3, 4, 5]


TOML = """+++
title = "甲"
tags = [
  "一",
  # nothing
  "二", "三",
]
text = '''
words = 1
'''
"a b".c = 1
list = ["x", "y"]

[params]
評 = 1
"難" = [1,
  2]
[params.deep]
x = 1
[[menu]]
name = "m"
[[menu]]
name = "n"
+++
body
"""


def test_lines_of_toml() -> None:
    front = read_front(TOML.replace("評 =", '"評" ='))
    values: Any = front.values
    assert not front.problems
    assert dict(zip(values, front.lines[id(values)], strict=True)) == {
        "title": 2, "tags": 3, "text": 8, "a b": 11, "list": 12, "params": 14, "menu": 20,
    }  # fmt: skip
    assert front.lines[id(values["tags"])] == [4, 6, 6]
    assert front.lines[id(values["list"])] == [12, 12]
    assert front.lines[id(values["a b"])] == [11]
    assert front.lines[id(values["params"])] == [15, 16, 18]
    assert front.lines[id(values["params"]["難"])] == [16, 17]
    assert front.lines[id(values["params"]["deep"])] == [19]
    assert id(values["menu"]) not in front.lines


def test_lines_of_what_is_salvaged() -> None:
    front = read_front("---\ntitle: 一: 二\n\ntags:\n  - a\n  - b\nnone:\n{{x}}\ndraft: true\n---\n")
    assert [problem.code for problem in front.problems] == ["front-matter-broken"]
    assert dict(zip(front.values, front.lines[id(front.values)], strict=True)) == {
        "title": 2, "tags": 4, "none": 7, "draft": 9,
    }  # fmt: skip
    assert front.lines[id(front.values["tags"])] == [5, 6]


def test_the_handler_works_with_python_frontmatter() -> None:
    post = frontmatter.loads("---\na: yes\n2024: 12:30\n---\nbody", handler=handlers()["yaml"])
    assert (post.metadata, post.content) == ({"a": "yes", "2024": "12:30"}, "body")
