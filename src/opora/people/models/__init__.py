"""Tables of people: organisation, persons, accounts, roles, contracts, representatives."""

from .absences import Absence
from .accounts import Account, LoginSession, Role, RoleGrant
from .changes import DataChange, FormerName
from .contracts import Addendum, Contract, ContractLearner, LoadBasis, StaffContract, WorkingHours
from .organisation import Branch, Organisation
from .persons import Accommodation, Guardianship, Person
from .tally import Tally
from .visits import Visit

__all__ = [
    "Absence",
    "Accommodation",
    "Account",
    "Addendum",
    "Branch",
    "Contract",
    "ContractLearner",
    "DataChange",
    "FormerName",
    "Guardianship",
    "LoadBasis",
    "LoginSession",
    "Organisation",
    "Person",
    "Role",
    "RoleGrant",
    "StaffContract",
    "Tally",
    "Visit",
    "WorkingHours",
]
