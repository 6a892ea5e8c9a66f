"""`notes show` on a terminal: what is around the text of one note."""

import re
from pathlib import Path

import pytest

from tests.test_terminal import on_a_terminal
from tests.transcript import Shell

FILES = {
    ".obsidian/app.json": '{"strictLineBreaks": true}',
    "甲.md": "---\ndate: 2025-01-02T09:30:00+08:00\n---\n一行\n接著 [[夾/乙#小節|連結]] [[無]]\n\n![[乙#小節]]\n\n![[圖.png]]\n",
    "夾/乙.md": "# 乙\n\n## 小節\n\n裡面 ![[內.png]]\n\n![[甲]]\n\n## 別節\n\n不在內\n",
    "夾/內.png": "x",
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path, FILES)
    made.environ |= {"PAGER": "cat", "TERM": "xterm-256color"}
    return made


def test_a_note_with_its_embeds_and_links(shell: Shell) -> None:
    code, text = on_a_terminal(shell, "show", "甲")
    assert code == 0
    assert re.findall(r"\x1b\]8;id=\d+;([^\x1b]+)", text) == [
        "obsidian://open?vault=vault&file=%E5%A4%BE%2F%E4%B9%99%23%E5%B0%8F%E7%AF%80"
    ]
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)
    assert [line.rstrip() for line in plain.split("\n") if line.strip()] == [
        "甲",
        "2025-01-02",
        "一行接著 連結 無",
        "┊ ▤ 乙",
        "┊ 小節",
        "┊",
        "┊ 裡面 ▣ 內.png",
        "┊",
        "┊ ▤ 嵌入到此為止  甲",
        "▣ 圖片未能顯示：圖.png",
    ]
    assert "31m▣ 圖片未能顯示：圖.png" in text
    assert "31m▣ 內.png" not in text


def test_without_colours_and_into_a_pipe(shell: Shell) -> None:
    shell.environ["NO_COLOR"] = "1"
    assert "\x1b[3" not in on_a_terminal(shell, "show", "甲")[1]
    assert list(shell.run("notes show 甲")) == FILES["甲.md"].split("---\n")[2].rstrip().split("\n")
