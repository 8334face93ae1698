"""Office files with the same bytes for the same data: no clock inside."""

import datetime as dt
import io
import zipfile

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
