"""Who answers for what: the responsible person, the specialist, training of staff."""

from collections.abc import Iterator

from ..reader import BODY, Names, Proposal, Says, Text

_SPECIALIST = ("ответственный специалист",)
ROLES = {
    "specialist": "ответственный специалист",
    "training_head": "руководство управление по обучение",
    "deputy": "заместитель руководитель",
    "curator": "куратор группа",
}


class Duties:
    """How many duties the specialist has: each becomes a row of the responsibility map."""

    def read(self, text: Text) -> Iterator[Proposal]:
        for part in text.of(BODY):
            items = [
                sentence
                for sentence in part.sentences
                if sentence.in_list and sentence.introduced_by("специалист .. обязанность")
            ]
            if items:
                yield Proposal("specialist_duties", len(items), part.number, True, part.sentences[0].text)


RULES = [
    Says(
        "responsible_person",
        "by_order",
        when=("ответственный ... назначить|назначаться|назначать .. приказ",),
    ),
    Says(
        "responsible_person",
        "training_department",
        when=("координировать ... ответственный сотрудник|работник управление по обучение",),
    ),
    Says(
        "responsible_person",
        "by_director",
        when=("функция ответственный специалист ... решение .. директор",),
    ),
    *(
        Says("responsible_role", role, when=(f"ответственный за сопровождение ... являться .. {words} $",))
        for role, words in ROLES.items()
    ),
    Duties(),
    Says("specialist_reports_to", "deputy", when=("специалист подчиняться заместитель",)),
    Says("identity_check_by", "specialist", when=("проводить идентификация личность",), under=_SPECIALIST),
    Names(
        "specialist_not_liable",
        lead=("специалист не нести ответственность",),
        members={
            "outages": ("технический работа",),
            "backup": ("резервный копирование",),
            "failures": ("сбой",),
        },
    ),
    Says("staff_training", True, when=("работник .. право посещать обучающий мероприятие",)),
]
