"""What is done in chats: one function per intention."""

from .announcing import announce, remind_unread
from .awaiting import needs_no_answer
from .calling import answer as answer_call
from .calling import call, decline, hang_up, ring_out
from .drafts import keep_draft
from .forwarding import forward
from .later import cancel_later, send_at, send_due
from .marks import keep, let_go, pin, prefer, react, unpin
from .polls import Question as PollQuestion
from .polls import ask_all, close_poll, vote
from .registering import Record, register, register_call, register_topic
from .saying import delete, edit, hide, read_by_many, read_up_to, send, show_again
from .starting import (
    answer_author,
    change_people,
    close,
    let_representative_in,
    open_again,
    start_course,
    start_group,
    start_personal,
)
from .topics import open_topic, read_topic, reopen, resolve

__all__ = [
    "PollQuestion",
    "Record",
    "announce",
    "answer_author",
    "answer_call",
    "ask_all",
    "call",
    "cancel_later",
    "change_people",
    "close",
    "close_poll",
    "decline",
    "delete",
    "edit",
    "forward",
    "hang_up",
    "hide",
    "keep",
    "keep_draft",
    "let_go",
    "let_representative_in",
    "needs_no_answer",
    "open_again",
    "open_topic",
    "pin",
    "prefer",
    "react",
    "read_by_many",
    "read_topic",
    "read_up_to",
    "register",
    "register_call",
    "register_topic",
    "remind_unread",
    "reopen",
    "resolve",
    "ring_out",
    "send",
    "send_at",
    "send_due",
    "show_again",
    "start_course",
    "start_group",
    "start_personal",
    "unpin",
    "vote",
]
