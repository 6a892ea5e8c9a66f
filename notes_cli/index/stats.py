"""The notes in figures: one pass over each table, all of it linear in what is counted."""

import sqlite3
from collections import Counter
from collections.abc import Mapping

from notes_cli.fields import FIELDS, Column
from notes_cli.index import facets
from notes_cli.index.links import Served, unresolved
from notes_cli.index.properties import checkboxes
from notes_cli.query.sql import Sql
from notes_cli.results import StatsReport
from notes_cli.text.address import host

_FROM = "FROM note n JOIN file f ON f.id = n.id"


def stats(
    connection: sqlite3.Connection, where: Sql, *, draft: Sql, limit: int | None, served: Served = None
) -> StatsReport:
    """The figures of those notes; `draft` says which are drafts. At most `limit` tags, domains, checkboxes, notes."""
    notes, words, undated, drafts = connection.execute(
        f"SELECT count(*), coalesce(sum(n.words), 0), count(*) - count(n.date_iso), "
        f"coalesce(sum(({draft.text}) IS TRUE), 0) {_FROM} WHERE {where.text}",
        (*draft.params, *where.params),
    ).fetchone()
    months = _months(connection, where)
    return StatsReport(
        notes=notes,
        drafts=drafts,
        words=words,
        undated=undated,
        tags={tag.tag: tag.count for tag in facets.tags(connection, where)[: limit or None]},
        domains=_domains(connection, where, limit),
        tasks=_tasks(connection, where),
        checkboxes=dict(list(checkboxes(connection, where).items())[: limit or None]),
        years=_years(months),
        months=months,
        links=_links(connection, where, served),
        longest=_longest(connection, where, limit),
    )


def _months(connection: sqlite3.Connection, where: Sql) -> dict[str, dict[str, int]]:
    home = FIELDS["when"].home
    assert isinstance(home, Column)
    rows = connection.execute(
        f"SELECT substr({home.sql}, 1, 7) AS month, count(*), sum(n.words) {_FROM} "
        f"WHERE {where.text} GROUP BY month ORDER BY month",
        where.params,
    )
    return {month: {"notes": notes, "words": words} for month, notes, words in rows if month}


def _years(months: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    years: dict[str, dict[str, int]] = {}
    for month, counts in months.items():
        year = years.setdefault(month[:4], {"notes": 0, "words": 0})
        for key, count in counts.items():
            year[key] += count
    return years


def _domains(connection: sqlite3.Connection, where: Sql, limit: int | None) -> dict[str, int]:
    rows = connection.execute(f"SELECT n.source_url {_FROM} WHERE n.source_url <> '' AND ({where.text})", where.params)
    counts = Counter(host for (url,) in rows if (host := domain(url)))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: limit or None])


def domain(url: str) -> str:
    """The host of an address on the web, without "www."; "" when it is none."""
    return host(url.strip()).removeprefix("www.") if "://" in url else ""


def _tasks(connection: sqlite3.Connection, where: Sql) -> dict[str, int]:
    done, total = connection.execute(
        "SELECT coalesce(sum(k.status IN ('x', 'X')), 0), count(*) FROM task k "
        f"JOIN note n ON n.id = k.note JOIN file f ON f.id = n.id WHERE {where.text}",
        where.params,
    ).fetchone()
    return {"done": done, "todo": total - done}


def _links(connection: sqlite3.Connection, where: Sql, served: Served) -> dict[str, int]:
    external, total = connection.execute(
        "SELECT coalesce(sum(l.kind = 'external'), 0), count(*) FROM link l "
        f"JOIN note n ON n.id = l.note JOIN file f ON f.id = n.id WHERE {where.text}",
        where.params,
    ).fetchone()
    lost = len(unresolved(connection, where, served))
    return {"internal": total - external, "external": external, "unresolved": lost}


def _longest(connection: sqlite3.Connection, where: Sql, limit: int | None) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT f.path, n.words {_FROM} WHERE {where.text} ORDER BY n.words DESC, f.path LIMIT ?",
        (*where.params, limit or -1),
    )
    return dict(rows.fetchall())
