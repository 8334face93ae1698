"""What an act is read for, one file per area."""

from ..reader import Reads
from . import (
    access,
    approval,
    attestation,
    channels,
    deadlines,
    forms,
    load,
    persons,
    responsible,
    roles,
    schedule,
)

RULES: list[Reads] = [
    rule
    for area in (
        persons,
        roles,
        forms,
        attestation,
        load,
        schedule,
        channels,
        responsible,
        access,
        approval,
        deadlines,
    )
    for rule in area.RULES
]
