"""A site from the disk in a real browser: clicked through, and once with the keyboard alone; nothing leaves the machine."""

import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from notes_cli.library import Library
from notes_cli.site.build import build
from notes_cli.site.folder import Folder
from notes_cli.site.pages import Wish
from notes_cli.site.theme import Theme
from notes_cli.text.fold import fold
from scripts.make_search_folds import FILE, odd_folds

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

MakeLibrary = Callable[[Mapping[str, str]], Library]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def index(sample: Library, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the sample vault's site."""
    root = tmp_path_factory.mktemp("site") / "網站 #1"  # a name that must be encoded
    build(sample, None, Folder(root, force=False), Theme(Path()), Wish("筆記"))
    return (root / "index.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that asks for nothing but files, and says nothing on its console."""
    opened = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert [url for url in asked if not url.startswith(("file:", "about:"))] == []
    assert said == []


def test_click_through(page: Page, index: str) -> None:
    page.goto(index)
    page.get_by_role("searchbox").fill("泛化")
    found = page.locator("#search li")
    expect(found.first).to_contain_text("泛化")
    assert all("泛化" in mark for mark in page.locator("#search mark").all_inner_texts())
    found.first.get_by_role("link").click()
    expect(page).to_have_title("泛化是什麼：機器學習真正在考的那一題 · 筆記")
    page.locator("a.wikilink").first.click()
    expect(page.locator(".backlinks")).to_contain_text("泛化是什麼")
    page.locator(".backlinks a", has_text="泛化是什麼").click()
    expect(page).to_have_title("泛化是什麼：機器學習真正在考的那一題 · 筆記")
    page.locator("header .tags a", has_text="泛化").click()
    expect(page.locator("h1")).to_have_text("#泛化")
    page.locator(".archive a", has_text="泛化是什麼").click()
    page.locator("nav .home").click()
    assert page.url == index


def test_with_the_keyboard_alone(page: Page, index: str) -> None:
    page.goto(index)
    page.keyboard.press("/")
    page.keyboard.insert_text("泛化")
    expect(page.get_by_role("status")).to_contain_text("找到的篇數")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_title("泛化是什麼：機器學習真正在考的那一題 · 筆記")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("筆記")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("價", "價值函數"),  # one character
        ("价值函数", "價值函數"),  # simplified
        ("ＢＭ２５", "BM25"),  # wide
        ("資料 過擬合", "過擬合"),
        ('"double descent"', "雙重下降"),
        ("#AI/對齊", "Goodhart"),  # a tag
    ],
)
def test_what_is_found(page: Page, index: str, query: str, title: str) -> None:
    page.goto(f"{index}#search")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.insert_text(query)
    expect(page.locator("#search li a", has_text=title).first).to_be_visible()
    expect(page.locator(".archive")).to_be_hidden()
    page.reload()  # the address holds the search
    expect(page.locator("#search li a", has_text=title).first).to_be_visible()
    page.get_by_role("searchbox").fill("沒有這樣的一句話")
    expect(page.get_by_role("status")).to_have_text("沒有找到")
    page.keyboard.press("Escape")
    expect(page.locator(".archive")).to_be_visible()


LONG_TITLES = (
    "Pneumonoultramicroscopicsilicovolcanoconiosis與Supercalifragilisticexpialidocious的念法",
    "https://example.org/a/very/long/address/that/is/a/title/and/goes/on?x=1",
    "一二三四五六七八九十" * 8,
    "《" * 40,
    "頂尖的研究者和訪問者都問什麼問題",
)


def test_long_titles_fit_a_phone_and_phrases_stay_whole(page: Page, library_of: MakeLibrary, tmp_path: Path) -> None:
    wide = "$$\n" + "a+b+" * 40 + "c\n$$\n\n| " + "很長的欄位 | " * 9 + "\n|" + "---|" * 9
    notes = {f"{at}.md": f'---\ntitle: "{title}"\n---\n## {title}\n\n{wide}\n' for at, title in enumerate(LONG_TITLES)}
    build(library_of(notes), None, Folder(tmp_path / "site", force=False), Theme(Path()), Wish("站"))
    page.set_viewport_size({"width": 320, "height": 700})
    for file in sorted((tmp_path / "site").glob("*.html")):
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 320, file.name
    lines = "all => all.map(one => Math.round(one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)))"
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto((tmp_path / "site/4.html").as_uri())
    assert page.locator("h1 .phrase").evaluate_all(lines) == [1, 1, 1]
    assert page.locator("h1").evaluate_all(lines) == [2]


def test_paper_shows_what_was_found_and_nothing_to_click(page: Page, index: str) -> None:
    page.goto(index)
    page.get_by_role("searchbox").fill("泛化")
    expect(page.locator("#search li").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#search li").first).to_be_visible()
    expect(page.locator("#search input")).to_be_hidden()
    expect(page.locator("nav.site")).to_be_hidden()


def test_without_scripts_everything_else_works(browser: Browser, index: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(index)
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator(".archive a").first.click()
    expect(page.locator("main")).to_be_visible()
    page.close()


def test_the_search_folds_as_ours_does(page: Page) -> None:
    """The browser's own forms and the table of exceptions, held against `fold` for every character it knows."""
    texts = [chr(code) for code in (*range(0x80, 0xD800), *range(0xE000, 0xFFFE), *range(0x20000, 0x32000))]
    texts = [one for one in texts if unicodedata.category(one) != "Cn"]
    page.goto("about:blank")
    forms: list[str] = page.evaluate(
        "texts => texts.map(one => one.normalize('NFKC').toLowerCase().normalize('NFKC'))", texts
    )
    table = FILE.read_bytes().decode()
    assert table == odd_folds(), "scripts/make_search_folds.py makes it anew"
    odd = {one[0]: one[1:] for one in table.split("\n")}
    wrong = [one for one, form in zip(texts, forms, strict=True) if odd.get(one, form) != fold(one)]
    assert wrong == []
