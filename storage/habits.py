"""How a member of staff likes to work."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.floor_tables import staff_habits


async def shortcuts(connection: AsyncConnection, staff: int) -> bool:
    """Whether keys are shortcuts for this person; they are, until somebody switches them off."""
    found = (await connection.execute(select(staff_habits.c.shortcuts).where(staff_habits.c.staff == staff))).scalar()
    return found is not False


async def set_shortcuts(connection: AsyncConnection, staff: int, on: bool) -> None:
    """Switches shortcuts on or off."""
    made = upsert(staff_habits).values(staff=staff, shortcuts=on)
    await connection.execute(made.on_conflict_do_update(index_elements=["staff"], set_={"shortcuts": on}))
