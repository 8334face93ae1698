"""What is seen of programmes, groups, learners and lists."""

from .groups import (
    LearnerRow,
    contracts_ending,
    groups_by_code,
    groups_for,
    learners_of,
    people_in_role,
    with_counts,
)
from .learners import (
    Card,
    Served,
    Studies,
    enrolments_of,
    imported_without_accounts,
    learner_card,
    learner_imports,
    my_learners,
    programmes_of,
    served_parts,
    target_groups,
)
from .matching import Match, Preview, identify, mark, match_learners, preview_learners
from .programmes import Node, group_tree, programme_names, programmes, tree

__all__ = [
    "Card",
    "LearnerRow",
    "Match",
    "Node",
    "Preview",
    "Served",
    "Studies",
    "contracts_ending",
    "enrolments_of",
    "group_tree",
    "groups_by_code",
    "groups_for",
    "identify",
    "imported_without_accounts",
    "learner_card",
    "learner_imports",
    "learners_of",
    "mark",
    "match_learners",
    "my_learners",
    "people_in_role",
    "preview_learners",
    "programme_names",
    "programmes",
    "programmes_of",
    "served_parts",
    "target_groups",
    "tree",
    "with_counts",
]
