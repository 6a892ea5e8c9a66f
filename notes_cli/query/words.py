"""Words as conditions: what the full-text index is asked, and what is asked of texts after it.

Over the aliases `n` (row of `note`) and `f` (row of `file`).
"""

from notes_cli.query.sql import FALSE, Sql, every
from notes_cli.query.syntax import Query
from notes_cli.query.texts import SECTION, expressions
from notes_cli.text.escape import encodable

#: Columns of the full-text index that hold the text of a note itself.
BODY_COLUMNS = "{body extra}"

#: The text of note n, with a mark where a heading begins a section.
BODY = f"""(SELECT group_concat(part, char(10)) FROM (
    SELECT CASE WHEN EXISTS (SELECT 1 FROM heading h WHERE h.note = s.note AND h.line = s.line)
                THEN char({ord(SECTION)}) ELSE '' END || t.text AS part
    FROM section s JOIN section_text t ON t.id = s.id WHERE s.note = n.id ORDER BY s.line))"""
#: All of note n that can be read: its path, title, properties and text.
WHOLE = f"""(f.path || char(10) || n.title || char(10) || coalesce(
    (SELECT group_concat(p.name || ': ' || coalesce(p.text, ''), char(10)) FROM property p WHERE p.note = n.id)
    || char(10), '') || {BODY})"""


def holds(query: Query, text: str, note: str = "n.id") -> Sql:
    """The second stage: `query` asked of `text`, an expression; `note` is whose text it is, an expression too."""
    return Sql(f"text_holds(?, {note}, {text})", (encodable(str(query)),))


def matches(text: str, quoted: bool, *, whole: bool = False) -> tuple[str, ...]:
    """The full-text expressions that `text` asks for, one for each unit; all of them must hold.

    `whole`: the last word of a unit is a whole word, also when it could be the beginning of a longer one.
    """
    return expressions(encodable(text), quoted, whole=whole)


def words_condition(text: str, quoted: bool, columns: str = "") -> Sql:
    """The notes that hold every unit of `text` somewhere (in `columns`, when given)."""
    expressions = matches(text, quoted)
    if not expressions:
        return _scan(text)
    return every(fts_condition(f"{columns}:{e}" if columns else e) for e in expressions)


def fts_condition(expression: str) -> Sql:
    """The notes of the sections that the full-text expression finds."""
    return Sql("n.id IN (SELECT s.note FROM fts JOIN section s ON s.id = fts.rowid WHERE fts MATCH ?)", (expression,))


def _scan(text: str) -> Sql:
    """Text without a letter, a digit or a symbol (`——`, `!!`): looked for as written."""
    if not text.strip():
        return FALSE
    return Sql(
        "n.id IN (SELECT s.note FROM section s JOIN section_text t ON t.id = s.id WHERE instr(t.text, ?))",
        (encodable(text.strip()),),
    )
