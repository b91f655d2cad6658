"""Tables for the eye and for a page: the same rows in the terminal and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(slots=True)
class Sheet:
    """One table with a title, and what must be said below it."""

    title: str
    head: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def show(self, console: Console) -> None:
        """To the terminal."""
        table = Table(*self.head, title=self.title)
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        for note in self.notes:
            console.print(note, markup=False, highlight=False, soft_wrap=True)

    def markdown(self) -> str:
        """For a page."""
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join([f"## {self.title}", table, *self.notes]) + "\n"


def write(path: Path, sheets: Sequence[Sheet]) -> None:
    """All tables as one page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(sheet.markdown() for sheet in sheets), encoding="utf-8")


def share(value: float | None) -> str:
    """A share as a percentage; a dash for what is not asked."""
    return "—" if value is None else f"{value * 100:.1f}"
