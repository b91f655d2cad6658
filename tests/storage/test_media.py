"""Photos: only real ones are kept, and never what they hide."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from errors import NotFoundError, PhotoError
from storage import media, talks
from storage.database import Database
from storage.media import Media, clean


def jpeg(size: tuple[int, int] = (80, 60), exif: bool = False) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "green")
    secret = Image.Exif()
    if exif:
        secret[0x010F] = "Maker of phones"
        secret.get_ifd(0x8825)[1] = "N"
        secret[0x0112] = 6
    image.save(out, "JPEG", exif=secret)
    return out.getvalue()


def test_metadata_is_gone_and_the_picture_stands_upright() -> None:
    dirty = jpeg(exif=True)
    assert b"Maker of phones" in dirty
    photo = clean(dirty)
    assert b"Maker" not in photo.data
    assert b"Exif" not in photo.data
    assert (photo.width, photo.height) == (60, 80)


def test_a_large_picture_is_made_smaller() -> None:
    assert max(clean(jpeg((4000, 3000))).width, 0) == media.LONG_SIDE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "kind"),
        (b"%PDF-1.7 not a picture", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (jpeg()[:150], "broken"),
        (b"\xff" * (media.SIZE_LIMIT + 1), "size"),
    ],
)
def test_what_is_no_sound_photo_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(PhotoError) as caught:
        clean(data)
    assert caught.value.reason == reason


def test_a_decompression_bomb_is_refused_before_it_goes_off() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(PhotoError) as caught:
        clean(out.getvalue())
    assert caught.value.reason == "bomb"


async def test_photos_belong_to_their_chat(database: Database, tmp_path: Path) -> None:
    store, photo = Media(tmp_path), clean(jpeg())
    async with database.transaction() as connection:
        mine, other = await talks.chat_id(connection, "web:a"), await talks.chat_id(connection, "web:b")
        await store.keep(connection, mine, photo)
        assert await store.loose(connection, photo.id, mine)
        assert not await store.loose(connection, photo.id, other)
        await store.drop(connection, (photo.id,), other)
        assert store.read(photo.id) == photo.data
        await store.drop(connection, (photo.id,), mine)
    with pytest.raises(NotFoundError):
        store.read(photo.id)


async def test_a_photo_that_no_case_took_is_forgotten(database: Database, tmp_path: Path) -> None:
    store, photo = Media(tmp_path), clean(jpeg())
    async with database.transaction() as connection:
        await store.keep(connection, await talks.chat_id(connection, "web:a"), photo)
        assert await store.purge(connection, datetime.now(UTC) - timedelta(days=2)) == 0
        assert await store.purge(connection, datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert not store.path(photo.id).exists()


async def test_a_file_that_a_crash_left_without_a_row_is_removed(database: Database, tmp_path: Path) -> None:
    store, kept, stray = Media(tmp_path), clean(jpeg()), clean(jpeg())
    now = datetime.now(UTC)
    async with database.transaction() as connection:
        await store.keep(connection, await talks.chat_id(connection, "web:a"), kept)
        store.path(stray.id).parent.mkdir(parents=True, exist_ok=True)
        store.path(stray.id).write_bytes(stray.data)
        hour = timedelta(hours=1)
        assert await store.sweep(connection, now - 2 * hour, now - hour) == 0
        assert await store.sweep(connection, now - hour, now + hour) == 1
    assert store.path(kept.id).exists()
    assert not store.path(stray.id).exists()


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        Media(tmp_path).read("../../etc/passwd")
