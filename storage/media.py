"""Photos: checked by content, re-encoded without metadata before anything is stored; if that fails, nothing is kept."""

import asyncio
import io
import secrets
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from errors import NotFoundError, PhotoError
from storage.tables import cases, photos

SIZE_LIMIT = 15 * 2**20
"""Bytes of an upload; messengers give at most 20 MB."""
PIXEL_LIMIT = 60_000_000
"""Above this an image is taken for a decompression bomb; telephones make up to 50 million."""
LONG_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo without metadata, ready to be stored."""

    id: str
    data: bytes
    width: int
    height: int


def clean(data: bytes) -> CleanPhoto:
    """Re-encodes an upload as a plain JPEG of at most 1600 pixels a side; raises PhotoError, keeping nothing."""
    if len(data) > SIZE_LIMIT:
        raise PhotoError("size")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _encode(image)
    except UnidentifiedImageError as error:
        raise PhotoError("kind") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError("bomb") from error
    except PhotoError:
        raise
    except Exception as error:
        raise PhotoError("broken") from error


def _encode(image: Image.Image) -> CleanPhoto:
    if image.width * image.height > PIXEL_LIMIT:
        raise PhotoError("bomb")
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=82, optimize=True)
    return CleanPhoto(secrets.token_urlsafe(16), out.getvalue(), *bare.size)


class Media:
    """The folder of photos."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, id: str) -> Path:
        """Where a photo lies; ids that are not ours raise NotFoundError."""
        if not id.replace("-", "").replace("_", "").isalnum():
            raise NotFoundError("photo")
        return self.folder / id[:2] / f"{id}.jpg"

    def write(self, photo: CleanPhoto) -> None:
        """Lays the file of a photo down; without a row of its own it is swept away later."""
        path = self.path(photo.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo.data)

    async def keep(self, connection: AsyncConnection, chat: int, photo: CleanPhoto) -> None:
        """Stores a photo that no case holds yet; the file is there before its row is."""
        self.write(photo)
        await connection.execute(
            insert(photos).values(id=photo.id, chat=chat, width=photo.width, height=photo.height, bytes=len(photo.data))
        )

    async def give(self, connection: AsyncConnection, ids: tuple[str, ...], chat: int, case: int) -> None:
        """Hands a draft's photos to its case; photos of other chats are not touched."""
        mine = photos.c.id.in_(ids) & (photos.c.chat == chat)
        await connection.execute(update(photos).where(mine).values(case=case))

    async def drop(self, connection: AsyncConnection, ids: Sequence[str], chat: int) -> None:
        """Removes photos of a chat for good, file first; those of other chats are not touched."""
        mine = photos.c.id.in_(ids) & (photos.c.chat == chat)
        for one in (await connection.execute(delete(photos).where(mine).returning(photos.c.id))).scalars():
            self.path(one).unlink(missing_ok=True)

    async def loose(self, connection: AsyncConnection, id: str, chat: int) -> bool:
        """Whether a photo was uploaded in this chat and belongs to no case yet."""
        mine = (photos.c.id == id) & (photos.c.chat == chat) & photos.c.case.is_(None)
        return (await connection.execute(select(photos.c.id).where(mine))).first() is not None

    async def purge(self, connection: AsyncConnection, before: datetime) -> int:
        """Removes photos that were uploaded before a moment and never became part of a case; how many."""
        stray = delete(photos).where(photos.c.case.is_(None), photos.c.at < before).returning(photos.c.id)
        gone = (await connection.execute(stray)).scalars().all()
        for one in gone:
            self.path(one).unlink(missing_ok=True)
        return len(gone)

    async def sweep(self, connection: AsyncConnection, since: datetime, before: datetime) -> int:
        """Removes files written in a span of time that no row knows, as a crash between file and commit leaves them."""
        recent = await asyncio.to_thread(self._written, since.timestamp(), before.timestamp())
        known = select(photos.c.id).where(photos.c.id.in_(list(recent)))
        stray = recent - set((await connection.execute(known)).scalars())
        for one in stray:
            self.path(one).unlink(missing_ok=True)
        return len(stray)

    def _written(self, since: float, before: float) -> set[str]:
        return {path.stem for path in self.folder.glob("*/*.jpg") if since <= path.stat().st_mtime < before}

    async def owner(self, connection: AsyncConnection, id: str) -> tuple[int, str | None]:
        """The chat that sent a photo and the code of the case that holds it; raises NotFoundError."""
        query = select(photos.c.chat, cases.c.code).outerjoin(cases, cases.c.id == photos.c.case)
        row = (await connection.execute(query.where(photos.c.id == id))).first()
        if row is None:
            raise NotFoundError("photo")
        return row.chat, row.code

    def read(self, id: str) -> bytes:
        """The JPEG of a photo; raises NotFoundError."""
        try:
            return self.path(id).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError("photo") from error
