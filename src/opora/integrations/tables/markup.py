"""XML parts of office packages, read without entities, within a limit of size."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from .model import too_big

LARGEST_PART = 40 * 1024 * 1024


def parsed(data: bytes, name: str) -> Element:
    """The root of a part of a package. Raises ``TableError`` when the part is huge, others when damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if package.getinfo(name).file_size > LARGEST_PART:
            raise too_big()
        root: Element = fromstring(package.read(name))
    return root


def within(element: Element, tag: str, *, stop: str) -> Iterator[Element]:
    """Descendants of a tag in order, not entering one another or ``stop`` (a table inside a cell)."""
    stack = list(reversed(element))
    while stack:
        one = stack.pop()
        if one.tag == tag:
            yield one
        elif one.tag != stop:
            stack.extend(reversed(one))
