"""Questions that end with the place they were asked in."""

from datetime import datetime

from ..models import Session, Thread


def close_questions(session: Session, at: datetime, *, learner: int | None = None) -> None:
    """Of one learner who gave the place back, or all of a session that is no more. One statement."""
    rows = Thread.objects.filter(session=session).exclude(state=Thread.State.CLOSED)
    if learner is not None:
        rows = rows.filter(learner=learner)
    rows.update(state=Thread.State.CLOSED, due_at=None, closes_at=None, closed_at=at)
