"""A piece of SQL that carries its own parameters, so that combining two cannot mix them up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

SqlValue: TypeAlias = int | float | str | bytes | None


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition (or another expression) and its parameters, in order."""

    text: str
    params: tuple[SqlValue, ...] = ()

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"({self.text}) AND ({other.text})", self.params + other.params)

    def __or__(self, other: "Sql") -> "Sql":
        return Sql(f"({self.text}) OR ({other.text})", self.params + other.params)

    def __invert__(self) -> "Sql":
        # NOT would lose the rows where the condition is NULL: q and not-q must split the vault in two.
        return Sql(f"({self.text}) IS NOT TRUE", self.params)


TRUE = Sql("1")
FALSE = Sql("0")


def every(conditions: Iterable[Sql]) -> Sql:
    """The conjunction of the conditions; true when there are none."""
    result: Sql | None = None
    for condition in conditions:
        result = condition if result is None else result & condition
    return result or TRUE


def some(conditions: Iterable[Sql]) -> Sql:
    """The disjunction of the conditions; false when there are none."""
    result: Sql | None = None
    for condition in conditions:
        result = condition if result is None else result | condition
    return result or FALSE
