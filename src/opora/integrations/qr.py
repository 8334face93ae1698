"""Codes that a phone reads from a wall."""

from functools import lru_cache


@lru_cache(maxsize=8)
def qr_code(address: str) -> str:
    """An SVG of the address without inline style, coloured by CSS."""
    import segno  # noqa: PLC0415 -- loaded with the first code, not with the server

    return segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
