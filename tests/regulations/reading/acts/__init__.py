"""The five regulations as they came, and how tests read them."""

from functools import cache
from pathlib import Path

from opora.regulations.reading.source import ReadAct, read_act

FOLDER = Path(__file__).parent
CODES = ("S0", "S1", "S2", "S3", "S4")


def content(code: str) -> bytes:
    return (FOLDER / f"{code}.txt").read_bytes()


@cache
def act(code: str) -> ReadAct:
    return read_act(content(code), f"{code}.txt")
