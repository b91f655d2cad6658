"""The one table that is printed at the end."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing; `echo` is what the bare echo bot of the same run has, where that can be compared."""

    what: str
    value: float
    unit: str
    echo: float | None = None

    @property
    def ratio(self) -> str:
        """How many times as much as the echo bot."""
        return f"{self.value / self.echo:.2f}" if self.echo else ""


def show(rows: list[Row]) -> None:
    """Prints all rows."""
    table = Table("what", "value", "unit", "to the echo bot", box=None)
    for row in rows:
        table.add_row(row.what, f"{row.value:,.{0 if row.value >= 100 else 2}f}", row.unit, row.ratio)
    Console(width=120).print(table)
