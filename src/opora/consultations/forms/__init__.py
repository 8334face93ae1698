"""Shape of what is typed about consultations; whether it can be done is asked of the rules."""

from .dossier import EvidenceForm, PrepAnswerForm, PrepQuestionForm, WindowForm
from .feedback import FeedbackForm
from .sessions import (
    BookForm,
    ExtraForm,
    FilesField,
    HoldForm,
    MoveForm,
    NoShowForm,
    ReasonForm,
    RequestForm,
    SubstituteForm,
    SubstitutesForm,
    TopicForm,
)
from .threads import AnswerForm, QuestionForm, WhyForm, WorkForm, Written

__all__ = [
    "AnswerForm",
    "BookForm",
    "EvidenceForm",
    "ExtraForm",
    "FeedbackForm",
    "FilesField",
    "HoldForm",
    "MoveForm",
    "NoShowForm",
    "PrepAnswerForm",
    "PrepQuestionForm",
    "QuestionForm",
    "ReasonForm",
    "RequestForm",
    "SubstituteForm",
    "SubstitutesForm",
    "TopicForm",
    "WhyForm",
    "WindowForm",
    "WorkForm",
    "Written",
]
