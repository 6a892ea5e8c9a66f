"""A piece of SQL that carries its own parameters, so that combining two cannot mix them up."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

SqlValue: TypeAlias = int | float | str | bytes | None


class Sql(NamedTuple):
    """A condition (or another expression) and its parameters, in order."""

    text: str
    params: tuple[SqlValue, ...] = ()

    def __and__(self, other: "Sql") -> "Sql":
        return every((self, other))

    def __or__(self, other: "Sql") -> "Sql":
        return some((self, other))

    def __invert__(self) -> "Sql":
        # NOT would lose the rows where the condition is NULL: q and not-q must split the vault in two.
        return Sql(f"({self.text}) IS NOT TRUE", self.params)


TRUE = Sql("1")
FALSE = Sql("0")


def every(conditions: Iterable[Sql]) -> Sql:
    """The conjunction of the conditions; true when there are none."""
    return _joined("AND", tuple(conditions)) or TRUE


def some(conditions: Iterable[Sql]) -> Sql:
    """The disjunction of the conditions; false when there are none."""
    return _joined("OR", tuple(conditions)) or FALSE


def _joined(word: str, conditions: tuple[Sql, ...]) -> Sql | None:
    """Joined as a balanced tree: SQLite bounds how deep an expression may be, on the left side too."""
    if len(conditions) <= 2:
        if not conditions:
            return None
        text = f" {word} ".join(f"({c.text})" for c in conditions) if len(conditions) > 1 else conditions[0].text
        return Sql(text, tuple(p for c in conditions for p in c.params))
    half = len(conditions) // 2
    return _joined(word, tuple(s for part in (conditions[:half], conditions[half:]) if (s := _joined(word, part))))
