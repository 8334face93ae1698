"""A bucket of a storage that speaks S3; knows no domain. Needs the optional package ``boto3``."""

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """``s3://key:secret@host:port/bucket?region=ru-1&tls=0&direct=1``.

    ``direct``: readers fetch by signed links.
    """

    endpoint: str
    bucket: str
    key: str
    secret: str
    region: str
    direct: bool

    @classmethod
    def read(cls, text: str) -> "Address | None":
        """None for an empty text; raises ValueError for one without a host or a bucket."""
        if not text:
            return None
        parts, asked = urlsplit(text), {k: v[0] for k, v in parse_qs(urlsplit(text).query).items()}
        bucket = parts.path.strip("/")
        if parts.scheme != "s3" or not parts.hostname or not bucket:
            raise ValueError("OPORA_S3 пишут так: s3://ключ:секрет@сервер/корзина")
        scheme = "http" if asked.get("tls") == "0" else "https"
        port = f":{parts.port}" if parts.port else ""
        return cls(
            f"{scheme}://{parts.hostname}{port}", bucket, unquote(parts.username or ""),
            unquote(parts.password or ""), asked.get("region", "ru-1"), asked.get("direct") == "1",
        )  # fmt: skip


@cache
def _client(address: Address) -> Any:
    import boto3  # noqa: PLC0415 -- optional
    from botocore.config import Config  # noqa: PLC0415

    return boto3.client(
        "s3",
        endpoint_url=address.endpoint,
        aws_access_key_id=address.key,
        aws_secret_access_key=address.secret,
        region_name=address.region,
        config=Config(
            signature_version="s3v4", connect_timeout=5, read_timeout=60, retries={"max_attempts": 3},
            s3={"addressing_style": "path"}, request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )  # fmt: skip


def _is_missing(error: Any) -> bool:
    return str(error.response.get("Error", {}).get("Code")) in ("404", "NoSuchKey", "NotFound")


class Bucket:
    """Put, open, remove, list. Everything is held piece by piece."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def put(self, name: str, source: Path) -> None:
        _client(self.address).upload_file(str(source), self.address.bucket, name)
        source.unlink()

    def open(self, name: str) -> "Reader | None":
        """None when there is no such object."""
        from botocore.exceptions import ClientError  # noqa: PLC0415

        try:
            head = _client(self.address).head_object(Bucket=self.address.bucket, Key=name)
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
        return Reader(self.address, name, int(head["ContentLength"]))

    def remove(self, name: str) -> None:
        _client(self.address).delete_object(Bucket=self.address.bucket, Key=name)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every object with the time it was put."""
        pages = _client(self.address).get_paginator("list_objects_v2").paginate(Bucket=self.address.bucket)
        for page in pages:
            for one in page.get("Contents", ()):
                yield one["Key"], one["LastModified"]

    def link(self, name: str, headers: dict[str, str], seconds: int) -> str:
        """An address that works without a password for so long; ``headers`` are said with the bytes."""
        asked = {"Bucket": self.address.bucket, "Key": name, **headers}
        found: str = _client(self.address).generate_presigned_url(
            "get_object", Params=asked, ExpiresIn=seconds
        )
        return found


class Reader(io.RawIOBase):
    """An object as a file: a seek costs nothing, a read goes on from the place by one request."""

    def __init__(self, address: Address, name: str, size: int) -> None:
        super().__init__()
        self._address, self._name, self.size = address, name, size
        self._place = 0
        self._body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if base + offset != self._place:
            self._drop()
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self.size:
            return 0
        if self._body is None:
            asked = f"bytes={self._place}-"
            found = _client(self._address).get_object(
                Bucket=self._address.bucket, Key=self._name, Range=asked
            )
            self._body = found["Body"]
        piece: bytes = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _drop(self) -> None:
        if self._body is not None:
            with suppress(OSError):
                self._body.close()
            self._body = None

    def close(self) -> None:
        self._drop()
        super().close()
