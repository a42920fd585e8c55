"""The chat: one room for all processes of an environment, which hear each other through a file that each appends to."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import AsyncIterator

LONGEST_MESSAGE = 500
LARGEST_FILE = 1 << 20
SHOWN_BEFORE = 2000  # bytes of what was said before somebody came
PAUSE_SECONDS = 0.05


class Room:
    """What is said here, a line a message. Lines of this length are appended whole, whichever process writes them."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def of_environment(cls, folder: Path) -> Room:
        """Named by SHOP_HOST, so that staging and production do not hear each other."""
        return cls(folder / "chat" / f"{os.environ.get('SHOP_HOST', 'room')}.txt")

    def say(self, text: str) -> None:
        line = " ".join(text.split())[:LONGEST_MESSAGE]
        if not line:
            return
        self.file.parent.mkdir(exist_ok=True)
        if self._size() > LARGEST_FILE:
            self.file.unlink(missing_ok=True)
        with self.file.open("ab", buffering=0) as room:
            room.write(line.encode() + b"\n")

    async def hear(self) -> AsyncIterator[str]:
        """The last things that were said, then everything as it is said."""
        position = max(0, self._size() - SHOWN_BEFORE)
        whole = position == 0
        while True:
            size = self._size()
            if size < position:
                position = 0  # the file was begun anew
            if size > position:
                with self.file.open("rb") as room:
                    room.seek(position)
                    new = room.read(size - position)
                end = new.rfind(b"\n") + 1
                position += end
                lines = new[:end].decode("utf-8", "replace").splitlines()
                for line in lines if whole else lines[1:]:
                    yield line
                whole = True
            else:
                await asyncio.sleep(PAUSE_SECONDS)

    def _size(self) -> int:
        try:
            return self.file.stat().st_size
        except FileNotFoundError:
            return 0
