"""An expected «no»: said in words, founded on a clause, with a next step."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an action cannot be done now.

    ``rule`` is a stable id (``EXP-01``); the clause of the organisation's own act is looked up by it
    (:func:`opora.regulations.queries.basis_of`). ``field`` names the form field at fault, if one is.
    ``marks`` are the words of the text it is about. With ``insist`` it is a remark: the same request that
    says this value as its ``insist`` is done.
    """

    rule: str
    words: str
    next_step: str = ""
    next_url: str = ""
    field: str = ""
    marks: tuple[str, ...] = ()
    insist: str = ""


class Refused(Exception):  # noqa: N818 -- it is an answer, not an error
    """Raised by :func:`opora.kernel.rules.enforce`; rolls the action's transaction back."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.words for refusal in refusals))
        self.refusals = refusals
