"""Tables of people: organisation, persons, accounts, roles, contracts, representatives."""

from .accounts import Account, LoginSession, Role, RoleGrant
from .contracts import Contract, ContractLearner, LoadBasis, StaffContract
from .organisation import Branch, Organisation
from .persons import Accommodation, Guardianship, Person

__all__ = [
    "Accommodation",
    "Account",
    "Branch",
    "Contract",
    "ContractLearner",
    "Guardianship",
    "LoadBasis",
    "LoginSession",
    "Organisation",
    "Person",
    "Role",
    "RoleGrant",
    "StaffContract",
]
