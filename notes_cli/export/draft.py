"""What is known while a note is written as CommonMark: of the whole, and of the text that is being written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notes_cli.export.context import PageContext, Warned


@dataclass(slots=True)
class Draft:
    """What is shared by a note and the notes embedded in it."""

    said: Mapping[str, str]
    labels: set[str]  # of footnotes, that are taken
    warnings: list[Warned] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)  # definitions for the end
    embeds: list[str] = field(default_factory=list)

    def label(self, wanted: str = "") -> str:
        """A label that no footnote has: `wanted`, or a number."""
        number, label = 1, wanted
        while not label or label in self.labels:
            label, number = f"{wanted}-{number}" if wanted else str(number), number + 1
        self.labels.add(label)
        return label


@dataclass(slots=True)
class Scope:
    """The text that is being written: the note's, or that of a note embedded in it."""

    context: PageContext
    draft: Draft
    line: int  # of the file, where the text begins; of an embedded one, where the embed stands
    inside: tuple[str, ...]
    env: dict[str, Any] = field(default_factory=dict)
    embedded: bool = False
    labels: dict[str, str] = field(default_factory=dict)  # of its footnotes, old → new
    explained: set[str] = field(default_factory=set)  # abbreviations
    at: int = 0  # line that is being written

    def warn(self, message: str) -> None:
        """Note that something is missing at the line that is being written."""
        self.draft.warnings.append(Warned(self.at, message))

    def footnote(self, label: str) -> str:
        """What the footnote `label` of this text is called in the whole."""
        if not self.embedded:
            return label
        if label not in self.labels:
            self.labels[label] = self.draft.label(label)
        return self.labels[label]
