"""When help outside the график may be asked for, and answered."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.studies.models import GroupPart

from ..models import HelpRequest
from .asking import Study

OPEN = (HelpRequest.State.REQUESTED, HelpRequest.State.ESCALATED)


def silence(on: date) -> timedelta:
    """How long a request may wait for its worker before the deputy hears of it."""
    return timedelta(hours=in_force(Provision.ANSWER_HOURS, on))


def discipline_is_studied(run: GroupPart, studies: tuple[Study, ...], on: date) -> Refusal | None:
    """ACC-01, ENR-04 and ACC-02 for a request: the learner studies it now and the contract is in force."""
    own = [study for study in studies if study.group_id == run.group_id and study.covers(on)]
    if not own:
        return Refusal(
            "ACC-01",
            _("Слушатель не учится по этой программе, поэтому просьба не принята."),
            next_step=_("Если это ошибка, напишите куратору группы."),
            field="run",
        )
    if not any(study.opens(frozenset({run.part_id})) for study in own):
        return Refusal(
            "ENR-04",
            _("Дисциплина не входит в договор о сетевом взаимодействии.")
            if any(study.agreement for study in own)
            else _("Дисциплина не входит в приказ о зачислении."),
            next_step=_("Выберите дисциплину из своего договора или приказа."),
            field="run",
        )
    if not any(study.may_be_helped(on) for study in own):
        return Refusal(
            "ACC-02",
            _("Договор сейчас не действует."),
            next_step=_("Продлите договор у куратора."),
            field="run",
        )
    return None


@rule("REQ-01")
def request_is_open(request: HelpRequest) -> Refusal | None:
    if request.state in OPEN:
        return None
    return Refusal(
        "REQ-01",
        _("На эту просьбу уже ответили: {state}.").format(state=request.get_state_display()),
        next_step=_("Обновите страницу."),
    )


@rule("REQ-02")
def nothing_is_asked_yet(already: HelpRequest | None) -> Refusal | None:
    """One open request per discipline: a second one would only wait behind the first."""
    if already is None:
        return None
    return Refusal(
        "REQ-02",
        _("Просьба по этой дисциплине уже ждёт ответа с {day}.").format(
            day=date_format(already.created_at, "d.m.Y")
        ),
        next_step=_("Если вопрос изменился, отзовите её и напишите новую."),
        field="run",
    )
