"""Letters of visitors: one that answers ours goes on with its appeal, any other begins one; what workers ask
of support and how many apply for training is evidence of duties.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.duties.queries import register_evidence
from opora.kernel.rules import enforce
from opora.outside.doors import GENERAL, Said, door
from opora.people.queries import home_day

from . import rules
from .actions.appeals import Arrived, add_to_appeal, register_appeal
from .models import Appeal
from .models.appeals import Way
from .queries.appeals import digest_of
from .queries.requests import admitted, requests, units

NAME_LENGTH = 150

register_evidence("requests", gettext_lazy("встречи ответственного и заявки работников"), requests)
register_evidence("admitted", gettext_lazy("заявки с сайта и зачисленные"), admitted)
register_evidence("units", gettext_lazy("часы ответственного и заявки подразделений"), units)


@door("appeal")
def into_appeal(pk: int, said: Said) -> str:
    appeal = add_to_appeal(Appeal.objects.get(pk=pk), text=_with_names_of_files(said))
    return _url(appeal)


@door(GENERAL)
def begin_appeal(_pk: int, said: Said) -> str:
    """A letter to the common mailbox gets a number and a term, and its sender the link of its state."""
    text = "\n\n".join(filter(None, (said.subject, said.text)))
    enforce(rules.appeal_has_room(text))
    appeal = register_appeal(
        kind=Appeal.Kind.PROCESS,
        name=(said.sender_name or said.sender)[:NAME_LENGTH],
        text=text,
        email=said.sender,
        digest=digest_of(said.sender, home_day()),
        arrived=Arrived(way=Way.EMAIL, files=said.files),
    )
    return _url(appeal)


def _with_names_of_files(said: Said) -> str:
    """Files stay in the letter itself, which is kept whole beside."""
    if not said.files:
        return said.text
    names = ", ".join(file.name or "" for file in said.files)
    return _("{text}\n\nВ письме приложено: {names}.").format(text=said.text, names=names).strip()


def _url(appeal: Appeal) -> str:
    return reverse("website:appeal", kwargs={"pk": appeal.pk})
