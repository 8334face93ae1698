"""Local acts as data: orders, editions with clauses, and what they set."""

from ..reading.models import ActReading, ExternalAct, ReadProposal
from .acts import CONCERNED, ActEdition, Body, BodyDecision, Clause, LocalAct, ReplacedText
from .orders import Order, OrderCounter
from .provisions import Provision, ProvisionValue, RuleBasis

__all__ = [
    "CONCERNED",
    "ActEdition",
    "ActReading",
    "Body",
    "BodyDecision",
    "Clause",
    "ExternalAct",
    "LocalAct",
    "Order",
    "OrderCounter",
    "Provision",
    "ProvisionValue",
    "ReadProposal",
    "ReplacedText",
    "RuleBasis",
]
