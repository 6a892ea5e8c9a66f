"""Settings: where each comes from, what beats what, and what a vault's file may not do."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from notes_cli.errors import NotesError, SettingsError, VaultError
from notes_cli.library import Library
from notes_cli.settings import DEFAULTS, SETTINGS, Kind, Origin, Settings
from notes_cli.settle import is_inside, settle


class Place:
    """A home with a settings file, a vault with one, and the settings that come of them."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.vault = folder / "筆記"
        (self.home / ".config/notes").mkdir(parents=True)
        (self.vault / ".obsidian").mkdir(parents=True)
        self.user_file = self.home / ".config/notes/config.toml"
        self.vault_file = self.vault / ".notes.toml"

    def settle(
        self,
        user: str = "",
        own: str = "",
        *,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        needs_vault: bool = True,
        **asked: Any,
    ) -> Settings:
        self.user_file.write_text(user, "utf-8")
        self.vault_file.write_text(own, "utf-8")
        return settle(asked, environ or {}, cwd or self.vault, self.home, needs_vault=needs_vault)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(made.home))
    return made


def test_the_table_and_the_value_name_the_same_settings() -> None:
    elsewhere = {"vault", "db"}  # of these the meant places are told: `place`, `index`
    for name in SETTINGS.keys() - elsewhere:
        assert getattr(DEFAULTS, name) == SETTINGS[name].default
    for setting in SETTINGS.values():
        assert setting.meaning
        assert isinstance(setting.environment, Mapping)


def test_nothing_set_gives_the_defaults(place: Place) -> None:
    found = place.settle()
    assert (found.searches, found.draft, found.limit, found.color, found.no_sync) == ({}, "", 20, "auto", False)
    assert (found.place, found.remarks, found.own_index) == (place.vault, (), True)
    assert found.index is not None
    assert found.index.parent == place.home / ".cache/notes"


#: setting, what the option gives, the variable, what the vault's and the user's file say: strongest first.
LADDERS: dict[str, list[tuple[str, Any]]] = {
    "color": [("option", "never"), ("FORCE_COLOR=1", "always"), ("user", "never"), ("", "auto")],
    "theme": [("NOTES_THEME=mono", "mono"), ("user", "dark"), ("", "auto")],
    "no_sync": [("option", False), ("NOTES_NO_SYNC=1", True), ("user", True), ("", False)],
    "limit": [("vault", 5), ("user", 7), ("", 20)],
    "draft": [("vault", "[status:草稿]"), ("user", "tag:草稿"), ("", "")],
    "templates": [("vault", "模板"), ("user", "templates"), ("", "")],
    "pager": [("NOTES_PAGER=most", "most"), ("user", "less -R"), ("", "")],
    "editor": [("NOTES_EDITOR=vi", "vi"), ("user", "code --wait"), ("", "")],
}


@pytest.mark.parametrize("name", LADDERS)
def test_what_beats_what(place: Place, name: str) -> None:
    rungs = LADDERS[name]
    for first in range(len(rungs)):
        user, own, environ, asked = "", "", {}, {}
        for where, value in rungs[first:]:
            text = str(value).lower() if isinstance(value, bool) else repr(value)
            if where == "option":
                asked[name] = value
            elif "=" in where:
                environ.update([where.split("=")])
            elif where == "vault":
                own = f"{name} = {text}"
            elif where == "user":
                user = f"{name} = {text}"
        found = place.settle(user, own, environ=environ, **asked)
        assert getattr(found, name) == rungs[first][1], rungs[first]


def test_no_color_beats_force_color_and_off_is_off(place: Place) -> None:
    assert place.settle(environ={"NO_COLOR": "1", "FORCE_COLOR": "1"}).color == "never"
    assert place.settle("no_sync = true", environ={"NOTES_NO_SYNC": "0"}).no_sync is False


def test_tables_of_both_files_are_joined_and_the_vault_wins_by_name(place: Place) -> None:
    found = place.settle(
        '[searches]\ntodo = "is:unchecked"\n"讀" = "tag:閱讀"', '[searches]\ntodo = "[已讀:false]"\nai = "tag:AI"'
    )
    assert found.searches == {"todo": "[已讀:false]", "讀": "tag:閱讀", "ai": "tag:AI"}
    origins = {name: choice.origin for name, choice in found.choices.items()}
    assert origins["searches.todo"] is Origin.VAULT_FILE
    assert origins["searches.讀"] is Origin.USER_FILE


def test_a_library_tells_its_settings(place: Place) -> None:
    place.vault_file.write_text('draft = "[status:草稿]"\n[searches]\ntodo = "is:unchecked"', "utf-8")
    with Library.open(place.vault, environ={}) as library:
        assert library.settings.draft == "[status:草稿]"
        assert library.settings.searches == {"todo": "is:unchecked"}
        assert library.fresh


# -- which vault -----------------------------------------------------------------------------------------------


def test_vaults_by_name(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    user = f'[vaults]\nwork = "{other}"\nmine = "../筆記"\n"家" = "~/家"'
    assert place.settle(user, vault="work").place == other
    assert place.settle(user, environ={"NOTES_VAULT": "work"}).place == other
    assert place.settle(user, vault="mine", cwd=tmp_path).place == place.vault
    assert place.settle(f'vault = "work"\n{user}', cwd=place.home).place == other
    (place.vault / "work").mkdir()  # a folder goes before a name
    assert place.settle(user, vault="work").place == place.vault / "work"
    with pytest.raises(VaultError, match="there is no folder") as caught:
        place.settle(user, vault="wrok")
    assert "work, mine, 家" in str(caught.value.hint)
    with pytest.raises(VaultError, match=r"there is no folder .*家"):
        place.settle(user, vault="家")


def test_the_working_directory_beats_the_users_file(place: Place, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert place.settle(f'vault = "{tmp_path}/other"').place == place.vault
    assert place.settle('vault = "../other"', cwd=place.home).place == tmp_path / "other"


def test_a_vault_of_the_users_file_that_does_not_count_is_no_choice(place: Place, tmp_path: Path) -> None:
    assert "vault" not in place.settle(f'vault = "{tmp_path}"').choices
    assert place.settle(f'vault = "{tmp_path}"', cwd=place.home).choices["vault"].origin is Origin.USER_FILE


def test_without_a_vault(place: Place) -> None:
    with pytest.raises(VaultError, match="no vault found here"):
        place.settle(cwd=place.home)
    found = place.settle("limit = 3", cwd=place.home, needs_vault=False)
    assert (found.place, found.index, found.limit) == (None, None, 3)
    with pytest.raises(VaultError, match="there is no folder"):
        place.settle(cwd=place.home, needs_vault=False, vault="nowhere")


# -- what a vault's file may not do ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [s.name for s in SETTINGS.values() if not s.in_vault])
def test_a_vault_may_not_say_where_or_what_runs(place: Place, name: str) -> None:
    texts = {
        Kind.TABLE: f'[{name}]\nx = "/etc"', Kind.FLAG: f"{name} = true", Kind.COLOR: f'{name} = "always"',
        Kind.THEME: f'{name} = "dark"',
        Kind.TEXT: f'{name} = "touch /tmp/x"',
    }  # fmt: skip
    found = place.settle("", f"\n{texts[SETTINGS[name].kind]}")
    assert found.choices == {}
    assert found.place == place.vault
    (remark,) = found.remarks
    assert remark.startswith(f'{place.vault_file}:2: "{name}" is not obeyed in a vault\'s file')
    assert str(place.user_file) in remark


def test_what_runs_or_leads_out_is_nothing_for_a_vault() -> None:
    assert {s.name for s in SETTINGS.values() if s.in_vault} == {"limit", "draft", "searches", "templates"}


@pytest.mark.parametrize(
    "path",
    ["/etc", "../x", "a/../../x", "..", "C:\\x", "C:x", "\\\\host\\x", "\\x", "a\\..\\..\\x", "", "  ", "a\0b"],
    ids=ascii,
)
def test_templates_stay_in_the_vault(place: Place, path: str) -> None:
    assert not is_inside(path)
    for files in ({"own": f"templates = {_toml(path)}"}, {"user": f"templates = {_toml(path)}"}):
        with pytest.raises(SettingsError, match="templates must be the path of a folder inside the vault"):
            place.settle(**files)


def _toml(text: str) -> str:
    import json

    return json.dumps(text)


def test_a_link_out_of_the_vault_is_not_inside(place: Place, tmp_path: Path) -> None:
    (place.vault / "模板").symlink_to(tmp_path)
    with pytest.raises(SettingsError, match=r"\.notes\.toml: templates = .*leads out of the vault"):
        place.settle(own='templates = "模板"')


def test_templates_with_slashes(place: Place) -> None:
    assert place.settle(own='templates = "模板/文章/"').templates == "模板/文章"


# -- what is wrong in a file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('limit = "5"', ":1: limit must be a whole number, 0 or more"),
        ("limit = -1", ":1: limit must be a whole number, 0 or more"),
        ("limit = true", ":1: limit must be a whole number, 0 or more"),
        ("limit = 1.5", ":1: limit must be a whole number, 0 or more"),
        ("limit = 99999999999999999999", ":1: limit must be"),
        ("\ndraft = 5", ":2: draft must be text"),
        ('draft = "a\\u0000b"', ":1: draft must be text"),
        ('searches = "x"', ":1: searches must be a table of names and texts"),
        ("[searches]\na = 'x'\nb = 5", ":3: searches.b must be text"),
        ("[searches.a]\nb = 'x'", ":1: searches.a must be text"),
        ("[searches]\na = ' '", ":2: searches.a must be text"),
        ("[[searches]]\na = 'x'", "searches must be a table"),
    ],
)
def test_a_wrong_type_names_file_line_and_key(place: Place, text: str, said: str) -> None:
    for files, file in (({"user": text}, place.user_file), ({"own": text}, place.vault_file)):
        with pytest.raises(SettingsError) as caught:
            place.settle(**files)
        assert caught.value.message.startswith(str(file))
        assert said in caught.value.message
        assert caught.value.exit_code == 3


def test_wrong_types_of_what_only_the_user_may_set(place: Place) -> None:
    for text, said in (('no_sync = "yes"', "true or false"), ('color = "red"', "auto, always or never")):
        with pytest.raises(SettingsError, match=said):
            place.settle(text)


def test_an_unknown_key_is_a_remark_with_a_proposal(place: Place) -> None:
    found = place.settle('colour = "never"\nlimit = 3', '\n[serches]\na = "b"')
    assert found.limit == 3
    assert found.remarks == (
        f'{place.user_file}:1: there is no setting "colour"; did you mean "color"?',
        f'{place.vault_file}:2: there is no setting "serches"; did you mean "searches"?',
    )


# -- the command line ----------------------------------------------------------------------------------------------

Notes = Callable[..., tuple[int, str, str]]


@pytest.fixture
def notes(place: Place, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Notes:
    from notes_cli.cli.main import run

    monkeypatch.chdir(place.vault)
    for name in ("NOTES_VAULT", "NOTES_DB", "NOTES_NO_SYNC", "NO_COLOR", "FORCE_COLOR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place.home / ".config"))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


def test_the_limit_of_a_search(place: Place, notes: Notes) -> None:
    for number in range(5):
        (place.vault / f"{number}.md").write_text("泛化", "utf-8")
    place.vault_file.write_text("limit = 2", "utf-8")
    assert len(notes("search", "泛化", "--paths")[1].splitlines()) == 2
    assert len(notes("search", "泛化", "--paths", "-n", "4")[1].splitlines()) == 4
    assert len(notes("search", "泛化", "--paths", "-n", "0")[1].splitlines()) == 5
    assert len(notes("list", "泛化", "--paths")[1].splitlines()) == 5


def test_colour_of_the_users_file(place: Place, notes: Notes) -> None:
    (place.vault / "泛化.md").write_text("泛化", "utf-8")
    place.user_file.write_text('color = "always"', "utf-8")
    assert "\x1b[" in notes("list")[1]
    assert "\x1b[" not in notes("--color", "never", "list")[1]
    assert "\x1b[" in notes("fields")[1]


def test_no_sync_of_the_users_file(place: Place, notes: Notes) -> None:
    (place.vault / "泛化.md").write_text("泛化", "utf-8")
    place.user_file.write_text("no_sync = true", "utf-8")
    code, out, err = notes("list")
    assert (code, out) == (3, "")
    assert "--sync" in err
    assert notes("--sync", "list", "--paths")[1] == "泛化.md\n"
    (place.vault / "新.md").write_text("泛化", "utf-8")
    _, out, err = notes("list", "--paths")
    assert out == "泛化.md\n"
    assert "answers come from the index as it was" in err


def test_a_broken_file_stops_commands_and_not_help(place: Place, notes: Notes) -> None:
    place.vault_file.write_text("limit =", "utf-8")
    code, out, err = notes("list")
    assert (code, out) == (3, "")
    assert f"{place.vault_file}:1 is not TOML" in err
    assert notes("list", "--help")[0] == 0
    assert notes("config", "--files")[1].splitlines()[1] == f"{place.vault_file}\tvault file\tthere"


def test_remarks_are_said_by_every_command(place: Place, notes: Notes) -> None:
    place.vault_file.write_text('pager = "x"', "utf-8")
    for command in ("list", "config", "fields"):
        assert '"pager" is not obeyed' in notes(command)[2]
        assert notes("-q", command)[2] == ""


def test_a_pager_of_the_users_file_is_what_pages(place: Place, tmp_path: Path) -> None:
    import os
    import pty
    import subprocess
    import sys

    from tests.conftest import REPOSITORY

    (place.vault / "長.md").write_text("行\n\n" * 200, "utf-8")
    place.user_file.write_text(f'pager = "cat > {tmp_path}/paged"', "utf-8")
    main, side = pty.openpty()
    environ = {
        "HOME": str(place.home), "PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "TERM": "xterm",
        "LC_ALL": "C.UTF-8", "PAGER": "false", "MANPAGER": "false",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "notes_cli", "show", "長"], cwd=place.vault, env=environ, stdin=side, stdout=side,
        stderr=side,
    ) as running:  # fmt: skip
        os.close(side)
        assert running.wait(60) == 0
    os.close(main)
    assert (tmp_path / "paged").read_text("utf-8").count("行") == 200


def test_settings_errors_are_notes_errors() -> None:
    assert issubclass(SettingsError, NotesError)


def test_a_saved_search_that_is_not_there_is_told_with_the_nearest(place: Place, notes: Notes) -> None:
    (place.vault / ".notes.toml").write_text("[searches]\ntodo = 'is:draft'\n", encoding="utf-8")
    (place.vault / "a.md").write_text("call @tod\n", encoding="utf-8")
    for query in ("@tod", "(@tod -x)"):
        code, out, err = notes("list", "--paths", query)
        assert (code, out) == (0, "a.md\n")
        assert err == 'notes: no search is saved as @tod: looked for that text; did you mean "@todo"?\n'
    assert notes("list", "@todo")[2] == "notes: nothing matches\n"
