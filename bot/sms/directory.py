"""Numbers for the channel of text messages, from the database and under the seal of this installation."""

from storage import contacts
from storage.database import Database
from storage.seal import Seal


class Directory:
    """Looks each number up at the moment of sending, and forgets it."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database, self._seal = database, seal

    async def number(self, row: str) -> str | None:
        """The number of a row."""
        if not row.isdecimal():
            return None
        async with self._database.transaction() as connection:
            return await contacts.read(connection, self._seal, int(row))

    async def row(self, number: str) -> str | None:
        """The row of a number; None if nobody has given it."""
        async with self._database.transaction() as connection:
            found = await contacts.find(connection, self._seal, number)
        return None if found is None else str(found)
