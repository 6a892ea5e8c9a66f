"""Which language a text is in."""

import pytest

from notes_cli.text.language import language


@pytest.mark.parametrize(
    ("written", "text", "tag"),
    [
        (None, "這個模型與資料", "zh-Hant"), (None, "这个模型与数据", "zh-Hans"), (None, "plain English text", "en"),
        (None, "これは日本語の文章です", "ja"), (None, "이것은 한국어 문장입니다", "ko"), (None, "", "en"),
        ("ja", "這個", "ja"), ('"><script>', "這個", "zh-Hant"), (12, "這個", "zh-Hant"),
        (None, "Scaling 時代的 benchmark，與 RL 訓練 pre-training 的差別", "zh-Hant"),
    ],
)  # fmt: skip
def test_languages(written: object, text: str, tag: str) -> None:
    assert language(written, text) == tag
