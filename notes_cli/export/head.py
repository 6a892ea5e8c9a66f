"""The words of a page outside its body: metadata for machines and the quiet header for people.

Everything here comes from front matter or file names and is escaped where it is put.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from html import escape

from notes_cli.export.links import is_web, shown_address
from notes_cli.export.phrases import phrased
from notes_cli.export.words import words
from notes_cli.model import Note, Value


def keywords(note: Note) -> list[str]:
    """The note's own tags, each once, in their order."""
    return list(dict.fromkeys(tag.name for tag in note.tags))


def authors(note: Note) -> list[str]:
    """Names in `author` or `authors`."""
    written: Value = note.front.get("author") or note.front.get("authors")
    several = written if isinstance(written, list) else [written]
    return [name.strip() for name in several if isinstance(name, str) and name.strip()]


def canonical(note: Note) -> str | None:
    """`source_url` when it is a web address."""
    url = (note.source_url or "").strip()
    return url if is_web(url) and not any(map(str.isspace, url)) else None


def meta_tags(note: Note, language: str) -> str:
    """The <meta> and <link> lines: description, author, canonical address, Open Graph, JSON-LD."""
    named = {
        "description": note.description,
        "author": ", ".join(authors(note)),
        "keywords": ", ".join(keywords(note)),
    }
    opened = {
        "og:type": "article",
        "og:title": note.title,
        "og:description": note.description,
        "og:locale": {"zh-Hant": "zh_TW", "zh-Hans": "zh_CN"}.get(language, language.replace("-", "_")),
        "og:url": canonical(note),
        "article:published_time": note.date_iso,
    }
    lines = [f'<meta name="{key}" content="{escape(value)}">' for key, value in named.items() if value]
    lines += [f'<meta property="{key}" content="{escape(value)}">' for key, value in opened.items() if value]
    if url := canonical(note):
        lines.append(f'<link rel="canonical" href="{escape(url)}">')
    lines.append(f'<script type="application/ld+json">{_json_ld(note, language)}</script>')
    return "\n".join(lines)


def _json_ld(note: Note, language: str) -> str:
    """schema.org's Article. "<", ">" and "&" are escaped, so that no text can end the element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": note.title,
        "inLanguage": language,
        "datePublished": note.date_iso,
        "description": note.description,
        "author": [{"@type": "Person", "name": name} for name in authors(note)],
        "keywords": keywords(note),
        "isBasedOn": canonical(note),
    }
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace").decode()


def header(
    note: Note,
    language: str,
    *,
    title: bool,
    props: tuple[str, ...] | None,
    tag_page: Callable[[str], str | None] = lambda _tag: None,
) -> str:
    """The page's <header>: draft mark, title (unless the body begins with it), date, source, tags, properties."""
    said = words(language)
    parts = [f'<p class="draft">{said["draft"]}</p>'] if note.draft else []
    if title:
        parts.append(f'<h1 class="title">{phrased(note.title)}</h1>')
    facts = [_date(note, said), _source(note, said)] if props is not None else []
    if any(facts):
        parts.append('<p class="facts">' + '<span class="dot"> · </span>'.join(filter(None, facts)) + "</p>")
    if props is not None and (names := keywords(note)):
        parts.append(tag_list(names, tag_page))
    parts += _properties(note, props or ())
    return "<header>\n" + "\n".join(parts) + "\n</header>\n" if parts else ""


def tag_list(names: Iterable[str], tag_page: Callable[[str], str | None]) -> str:
    """Tags as a list, each a link where there is a page of it."""
    items = []
    for name in names:
        page = tag_page(name)
        items.append(f'<li><a href="{escape(page)}">{escape(name)}</a></li>' if page else f"<li>{escape(name)}</li>")
    return f'<ul class="tags">{"".join(items)}</ul>'


def _date(note: Note, said: Mapping[str, str]) -> str:
    if not note.date:
        return ""
    if not note.date_iso:  # a machine could not read it either
        return f'<span title="{said["date"]}">{escape(shown_date(note))}</span>'
    return f'<time title="{said["date"]}" datetime="{escape(note.date_iso)}">{escape(shown_date(note))}</time>'


def shown_date(note: Note) -> str:
    """The note's date to read: "2025-09-20" or "2025-09-20 09:30"; as written when it is not understood."""
    day, _, time = (note.date_iso or "").partition("T")
    return f"{day} {time[:5]}".rstrip() if day else note.date or ""


def _source(note: Note, said: Mapping[str, str]) -> str:
    url, name = canonical(note), (note.source_name or "").strip()
    if not url:
        return f"{said['source']}{said['colon']}{escape(name)}" if name else ""
    shown = "" if name else ' class="url"'
    link = f'<a{shown} href="{escape(url)}" rel="noreferrer">{escape(name or shown_address(url))}</a>'
    return said["source"] + said["colon"] + link


def _properties(note: Note, props: tuple[str, ...]) -> list[str]:
    written = {name.casefold(): name for name in note.front}
    asked = list(written) if props == ("*",) else [name.casefold() for name in props]
    names = [written[name] for name in asked if name in written]
    if not names:
        return []
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(_readable(note.front[name]))}</dd>" for name in names)
    return [f'<dl class="props">{rows}</dl>']


def _readable(value: Value) -> str:
    if isinstance(value, list):
        return "、".join(map(_readable, value))
    if isinstance(value, dict):
        return "、".join(f"{key}: {_readable(item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "—" if value is None else str(value)
