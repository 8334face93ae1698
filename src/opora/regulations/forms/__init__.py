"""Shapes of what is typed about acts; whether it can be done is for the rules to say."""

from .editions import (
    EMPTY,
    SAMPLES,
    ActForm,
    ApproveForm,
    CircleForm,
    ControlForm,
    DescribeForm,
    DraftForm,
    FulfilForm,
    OriginalForm,
    ProtocolForm,
    RevokeForm,
)
from .provisions import ProvisionForm, RuleForm
from .text import ClauseForm, TextForm

__all__ = [
    "EMPTY",
    "SAMPLES",
    "ActForm",
    "ApproveForm",
    "CircleForm",
    "ClauseForm",
    "ControlForm",
    "DescribeForm",
    "DraftForm",
    "FulfilForm",
    "OriginalForm",
    "ProtocolForm",
    "ProvisionForm",
    "RevokeForm",
    "RuleForm",
    "TextForm",
]
