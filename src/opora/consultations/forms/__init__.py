"""Shape of what is typed about consultations; whether it can be done is asked of the rules."""

from .sessions import (
    BookForm,
    ExtraForm,
    HoldForm,
    MoveForm,
    NoShowForm,
    ReasonForm,
    RequestForm,
    SubstituteForm,
    TopicForm,
)
from .threads import AnswerForm, QuestionForm, WhyForm, WorkForm, Written

__all__ = [
    "AnswerForm",
    "BookForm",
    "ExtraForm",
    "HoldForm",
    "MoveForm",
    "NoShowForm",
    "QuestionForm",
    "ReasonForm",
    "RequestForm",
    "SubstituteForm",
    "TopicForm",
    "WhyForm",
    "WorkForm",
    "Written",
]
