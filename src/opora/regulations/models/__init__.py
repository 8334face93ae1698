"""Local acts as data: orders, editions with clauses, and what they set."""

from .acts import ActEdition, Body, BodyDecision, Clause, LocalAct
from .orders import Order, OrderCounter
from .provisions import Provision, ProvisionValue, RuleBasis

__all__ = [
    "ActEdition",
    "Body",
    "BodyDecision",
    "Clause",
    "LocalAct",
    "Order",
    "OrderCounter",
    "Provision",
    "ProvisionValue",
    "RuleBasis",
]
