"""What is typed is kept for all devices of a person."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from opora.kernel.prepared import prepared
from opora.people.models import Person

from .. import rules
from ..models import Conversation, Draft, Topic


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is now; ``former`` is what another device had typed and this saving wrote over."""

    version: int
    former: str


@transaction.atomic
def keep_draft(
    chat: Conversation, *, by: Person, text: str, based_on: int, topic: Topic | None = None
) -> Kept:
    """What is typed, the last writing wins; ``based_on`` is the version this device had seen.

    Where another device wrote meanwhile, its words stay in ``former`` till the message is sent; an empty
    field takes away only what this device had seen.
    """
    text = text[: rules.LONGEST_TEXT]
    draft = Draft.objects.select_for_update().filter(person=by, conversation=chat, topic=topic).first()
    if draft is None:
        draft = Draft(person=by, conversation=chat, topic=topic)
    is_other = draft.version != based_on and draft.text.strip() not in ("", text.strip())
    if not text.strip():
        if is_other:
            return Kept(draft.version, draft.text)
        if draft.pk:
            draft.delete()
        return Kept(0, "")
    if is_other:
        draft.former = draft.text
    draft.text, draft.version = text, max(draft.version, based_on) + 1
    draft.save()
    return Kept(draft.version, draft.former if is_other else "")


def forget_draft(chat: Conversation, by: Person, topic: Topic | None, said: str) -> None:
    """What was typed is said now; what another device had typed comes back instead of it, or stays."""
    drafts = _drafts(by.pk, chat.pk)
    draft = next((one for one in drafts if one.topic_id == (topic and topic.pk)), None)
    if draft is None or not said.strip().startswith(draft.text.strip()):
        return
    if draft.former:
        draft.text, draft.former = draft.former, ""
        draft.version += 1
        draft.save()
    else:
        draft.delete()


@prepared
def _drafts(by: int, chat: int) -> QuerySet[Draft, Draft]:
    """Of a chat and of each of its topics."""
    return Draft.objects.filter(person=by, conversation=chat).order_by("pk")
