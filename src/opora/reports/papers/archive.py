"""Office files with the same bytes for the same data: no clock inside. And ZIPs sent while they are made."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FIXED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # core properties hold naive UTC
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def moment_of(day: dt.date | None) -> dt.datetime:
    """When a paper of that date was made, for core properties."""
    return dt.datetime(day.year, day.month, day.day) if day else FIXED  # noqa: DTZ001


def without_clock(archive: bytes) -> bytes:
    """The same ZIP with every member dated 1980."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its name and bytes, piece by piece, so that a long register is never held."""

    name: str
    pieces: Iterable[bytes]


class _Sent(io.RawIOBase):
    """What ``zipfile`` has written and nobody has taken yet; cannot be rewound, like the network."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview[int]") -> int:  # type: ignore[override]
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        out = bytes(self._waiting)
        self._waiting.clear()
        return out


def streamed_zip(members: Iterable[Member], sums: str) -> Iterator[bytes]:
    """A ZIP piece by piece; its last member ``sums`` lists SHA-256 of the others, for ``sha256sum -c``."""
    sent, found = _Sent(), []
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            digest = hashlib.sha256()
            with archive.open(_info(member.name), "w", force_zip64=True) as out:
                for piece in member.pieces:
                    digest.update(piece)
                    out.write(piece)
                    yield sent.taken()
            found.append(f"{digest.hexdigest()}  {member.name}\n")
        archive.writestr(_info(sums), "".join(found).encode())
    yield sent.taken()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ZIP_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
