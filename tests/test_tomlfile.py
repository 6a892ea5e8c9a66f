"""Settings files: what is read, and that an error says where."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.errors import SettingsError, did_you_mean
from notes_cli.tomlfile import LARGEST, content


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "設定.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert content(tmp_path / "none.toml").values == {}
    assert content(written(tmp_path, "") / "below a file.toml").values == {}


@pytest.mark.parametrize("text", ["", "\n  \n", "\ufeff"])
def test_an_empty_file_is_empty(tmp_path: Path, text: str) -> None:
    assert content(written(tmp_path, text)).values == {}


def test_byte_order_mark_and_line_ends_of_windows(tmp_path: Path) -> None:
    found = content(written(tmp_path, '\ufefflimit = 5\r\n[searches]\r\ntodo = "is:unchecked"\r\n'))
    assert found.values == {"limit": 5, "searches": {"todo": "is:unchecked"}}
    assert found.at(("searches", "todo")).endswith("設定.toml:3")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limit = 5\nvault = 草稿\n", "設定.toml:2 is not TOML: invalid value"),
        ("limit = 5\n\ncolor =\n\n", "設定.toml:3 is not TOML: invalid value"),
        ('[searches]\n讀 = "tag:閱讀"', "設定.toml:2 is not TOML: invalid statement"),
        ("[searches\n", "設定.toml:1 is not TOML: expected ']' at the end of a table declaration"),
        ("a = 1\na = 2\n", "is not TOML: cannot overwrite a value"),
        ("a = " + "[" * 5000, "is not TOML: it is nested too deeply"),
        ("a = " + "9" * 5000, "is not TOML: exceeds the limit"),
        (b"a = '\xff'", "設定.toml is not UTF-8"),
        ("# " + "x" * LARGEST, f"it is larger than {LARGEST} bytes"),
    ],
    ids=lambda value: ascii(value[:24]),
)
def test_a_broken_file_is_one_error(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        content(written(tmp_path, text))
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for name in ("pipe.toml", "."):
        with pytest.raises(SettingsError, match="it is not a file"):
            content(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = written(tmp_path, "limit = 5")
    file.chmod(0)
    with pytest.raises(SettingsError, match="cannot be read"):
        content(file)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('limit = 5\ncolor = "never"', ("color",), 2),
        ('[searches]\n"閱讀 清單" = "tag:閱讀"', ("searches", "閱讀 清單"), 2),
        ('x = 1\nsearches.todo = "a"', ("searches", "todo"), 2),
        ('searches = {todo = "a"}', ("searches", "todo"), 1),
        ('[vaults]\na = "x"\n[searches]\na = "y"', ("searches", "a"), 4),
        ('draft = "a" # limit = 5\n\nlimit = 6', ("limit",), 3),
        ("limit = 5", ("color",), None),
    ],
)
def test_where_a_key_stands(tmp_path: Path, text: str, key: tuple[str, ...], line: int | None) -> None:
    found = content(written(tmp_path, text))
    assert found.at(key) == (f"{found.file}:{line}" if line else str(found.file))


@given(st.binary(max_size=300))
def test_whatever_stands_there_is_read_or_one_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        assert isinstance(content(written(tmp_path_factory.getbasetemp(), data)).values, dict)
    except SettingsError as error:
        assert error.message


def test_the_nearest_name() -> None:
    assert did_you_mean("colour", ["color", "limit"], "; ") == '; did you mean "color"?'
    assert did_you_mean("zzz", ["color", "limit"]) == ""
