"""Captions on their way to one browser: a slow one gets the newest, never a growing queue."""

import json
from collections import deque
from dataclasses import dataclass

MOST = 20


@dataclass(frozen=True, slots=True)
class Caption:
    """``of``: the speaker's connection; an empty text takes back what stood there unfinished."""

    of: str
    name: str
    text: str
    is_final: bool

    @property
    def told(self) -> str:
        said = {"of": self.of, "name": self.name, "text": self.text, "final": self.is_final}
        return json.dumps({"caption": said}, ensure_ascii=False)


class Strip:
    """The last final lines, then of each speaker the newest unfinished one."""

    def __init__(self) -> None:
        self._final: deque[Caption] = deque(maxlen=MOST)
        self._going: dict[str, Caption] = {}

    def __bool__(self) -> bool:
        return bool(self._final or self._going)

    def add(self, caption: Caption) -> None:
        self._going.pop(caption.of, None)
        if caption.is_final:
            self._final.append(caption)
        else:
            self._going[caption.of] = caption

    def next(self) -> str:
        """There is one."""
        if self._final:
            return self._final.popleft().told
        return self._going.pop(next(iter(self._going))).told
