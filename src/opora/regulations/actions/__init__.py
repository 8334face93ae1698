"""Orders, local acts and the way of an edition from a draft to its end."""

from .approval import Protocol, approve, attach_original, decide, revoke, send, set_concerned, take_back
from .clauses import add_clause, change_clause, drop_clause, load_text, split_clause
from .drafts import bind_rule, describe, discard, set_provision, start_draft
from .editions import adopt_edition, register_act
from .orders import fulfil_order, issue_order, lay_control

__all__ = [
    "Protocol",
    "add_clause",
    "adopt_edition",
    "approve",
    "attach_original",
    "bind_rule",
    "change_clause",
    "decide",
    "describe",
    "discard",
    "drop_clause",
    "fulfil_order",
    "issue_order",
    "lay_control",
    "load_text",
    "register_act",
    "revoke",
    "send",
    "set_concerned",
    "set_provision",
    "split_clause",
    "start_draft",
    "take_back",
]
