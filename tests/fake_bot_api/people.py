"""The other side: people and groups that say, tap, send and block, as Python calls."""

import time
from typing import Any

from tests.fake_bot_api.world import Room, Shown, World

Json = dict[str, Any]


class User:
    """One person; in a private chat with the bot, or speaking in a group."""

    def __init__(self, world: World, id: int, room: Room | None = None) -> None:
        self.id, self._world = id, world
        self.me: Json = {"id": id, "is_bot": False, "first_name": f"person {id}", "language_code": "fa"}
        private = {"id": id, "type": "private", "first_name": self.me["first_name"]}
        self.room = room or world.rooms.setdefault(id, Room(private))

    def says(self, text: str) -> int:
        return self.sends({"text": text})

    def sends_place(self, lat: float, lon: float) -> int:
        return self.sends({"location": {"latitude": lat, "longitude": lon}})

    def sends_photo(
        self, data: bytes, caption: str = "", album: str | None = None, answers: Shown | None = None
    ) -> int:
        """A photo comes in several sizes, the largest last; an album is several messages with one id."""
        small, large = self._world.keep(data[:64]), self._world.keep(data)
        sizes = [self._size(small, 90), self._size(large, 1280)]
        extra: Json = {"caption": caption} if caption else {}
        extra |= {"reply_to_message": dict(answers.raw)} if answers else {}
        return self.sends({"photo": sizes, **extra, **({"media_group_id": album} if album else {})})

    def sends_document(self, data: bytes, mime: str, name: str = "file.bin") -> int:
        file = self._world.keep(data, "documents", name.rsplit(".", 1)[-1])
        return self.sends({"document": self._file(file) | {"mime_type": mime, "file_name": name}})

    def sends_voice(self, data: bytes = b"OggS") -> int:
        return self.sends({"voice": self._file(self._world.keep(data, "voice", "oga")) | {"duration": 3}})

    def sends_contact(self, phone: str) -> int:
        return self.sends({"contact": {"phone_number": phone, "first_name": self.me["first_name"]}})

    def edits(self, message_id: int, text: str) -> int:
        message = self._message({"text": text, "edit_date": int(time.time())}) | {"message_id": message_id}
        return self._world.push({"edited_message": message})

    def taps(self, label: str, old_client: bool = False) -> str:
        """Presses the newest button with this label; a plain keyboard button says its label."""
        for shown in reversed(self.room.shown):
            for button in shown.buttons:
                if button["text"] == label:
                    return self._presses(shown, button["callback_data"], old_client)
            for row in shown.keyboard:
                for button in row:
                    if button["text"] == label:
                        assert not button.get("request_location"), "this button sends a place: use sends_place"
                        return str(self.says(label))
        raise AssertionError(f"no button «{label}» is shown in chat {self.room.chat['id']}")

    def blocks(self) -> None:
        self.room.gone = "bot was blocked by the user"
        self._membership("member", "kicked")

    def unblocks(self) -> None:
        self.room.gone = None
        self._membership("kicked", "member")

    def sends(self, content: Json) -> int:
        """Any message at all; gives the number of its update."""
        return self._world.push({"message": self._message(content)})

    def _presses(self, shown: Shown, data: str, old_client: bool) -> str:
        tap = f"{1 if old_client else 9}{next(self._world.ids)}"
        self._world.taps[tap] = None
        query = {"id": tap, "from": self.me, "message": dict(shown.raw), "chat_instance": "7", "data": data}
        self._world.push({"callback_query": query})
        return tap

    def _message(self, content: Json) -> Json:
        number = next(self._world.ids)
        return {"message_id": number, "from": self.me, "chat": self.room.chat, "date": int(time.time()), **content}

    def _membership(self, old: str, new: str) -> None:
        def status(name: str) -> Json:
            return {"status": name, "user": self._world.bot} | ({"until_date": 0} if name == "kicked" else {})

        change = {"chat": self.room.chat, "from": self.me, "date": int(time.time())}
        states = {"old_chat_member": status(old), "new_chat_member": status(new)}
        self._world.push({"my_chat_member": change | states})

    def _size(self, file: str, width: int) -> Json:
        return self._file(file) | {"width": width, "height": width * 3 // 4}

    def _file(self, file: str) -> Json:
        return {"file_id": file, "file_unique_id": f"u-{file}", "file_size": len(self._world.files[file][1])}


class Group:
    """A group with members, each of whom speaks in it."""

    def __init__(self, world: World, id: int, members: set[int]) -> None:
        self.id, self._world = id, world
        self.room = world.rooms.setdefault(id, Room({"id": id, "type": "supergroup", "title": f"group {id}"}))
        self.room.members |= members

    def member(self, id: int) -> User:
        assert id in self.room.members, f"{id} is no member of group {self.id}"
        return User(self._world, id, self.room)

    def removes_bot(self) -> None:
        self.room.gone = "bot was kicked from the supergroup chat"

    def becomes(self, id: int) -> "Group":
        """The group is upgraded and has a new id from now on."""
        self.room.moved_to = id
        return Group(self._world, id, set(self.room.members))
