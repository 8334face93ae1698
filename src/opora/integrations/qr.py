"""Codes that a phone reads from a wall."""

from functools import lru_cache

import segno


@lru_cache(maxsize=8)
def qr_code(address: str) -> str:
    """An SVG of the address without inline style, coloured by CSS."""
    return segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
