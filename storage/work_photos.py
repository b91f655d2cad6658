"""Photos that staff bring: of the finished work, or inner ones; the citizen's own are untouched by all of this."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from errors import NotFoundError
from storage.media import CleanPhoto, Media
from storage.tables import cases, photos

CITIZEN, WORK, INNER = "citizen", "work", "inner"


@dataclass(frozen=True, slots=True)
class Owned:
    """What a photo is of, who brought it, and where it belongs."""

    whose: str
    by: str
    code: str | None
    order: int | None


async def keep(connection: AsyncConnection, media: Media, chat: int, photo: CleanPhoto, by: str) -> None:
    """Stores a photo of the work that no step holds yet; the file is there before its row is.

    It stands under the chat of the case, so that all photos of a case are deleted together.
    """
    media.write(photo)
    values = {"id": photo.id, "chat": chat, "width": photo.width, "height": photo.height, "bytes": len(photo.data)}
    await connection.execute(insert(photos).values(**values, whose=WORK, by=by))


async def take(
    connection: AsyncConnection, ids: Sequence[str], case: int, by: str, whose: str = WORK, order: int | None = None
) -> tuple[str, ...]:  # fmt: skip
    """Gives loose photos that this person brought to a case; their ids, those that were not loose left out."""
    chat = select(cases.c.chat).where(cases.c.id == case).scalar_subquery()
    mine = photos.c.id.in_(ids) & photos.c.case.is_(None) & (photos.c.by == by) & (photos.c.chat == chat)
    given = update(photos).where(mine).values(case=case, whose=whose, order=order).returning(photos.c.id)
    taken = set((await connection.execute(given)).scalars())
    return tuple(one for one in ids if one in taken)


async def loose(connection: AsyncConnection, ids: Sequence[str], by: str) -> tuple[str, ...]:
    """Which of these photos the person brought and no case holds yet."""
    query = select(photos.c.id).where(photos.c.id.in_(ids), photos.c.case.is_(None), photos.c.by == by)
    found = set((await connection.execute(query)).scalars())
    return tuple(one for one in ids if one in found)


async def owned(connection: AsyncConnection, id: str) -> Owned:
    """What a photo is; raises NotFoundError."""
    query = select(photos.c.whose, photos.c.by, cases.c.code, photos.c.order)
    row = (
        await connection.execute(query.outerjoin(cases, cases.c.id == photos.c.case).where(photos.c.id == id))
    ).first()
    if row is None:
        raise NotFoundError("photo")
    return Owned(*row)


async def of_case(connection: AsyncConnection, case: int, *whose: str) -> list[str]:
    """Ids of a case's photos of these kinds, oldest first."""
    query = select(photos.c.id).where(photos.c.case == case, photos.c.whose.in_(whose))
    return list((await connection.execute(query.order_by(photos.c.at, photos.c.id))).scalars())


async def of_order(connection: AsyncConnection, order: int) -> list[str]:
    """Ids of the photos with which an order was reported, oldest first."""
    query = select(photos.c.id).where(photos.c.order == order).order_by(photos.c.at, photos.c.id)
    return list((await connection.execute(query)).scalars())
