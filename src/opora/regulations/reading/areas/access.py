"""When the cabinet is open, how one signs in, how long support answers, for what programme help is given."""

from collections.abc import Iterator

from ..reader import Figure, Names, Proposal, Says, Text

CABINET = "доступ ... кабинет|портал|среда"
DAYS = "# день|календарный"
LEARNERS = "слушатель|обучающийся|студент|учащийся"
WITHIN = "период|срок|течение|время .. действие договор"


class WithinContract:
    """«в период действия договора»: the cabinet of those who learn opens and closes with its dates."""

    def read(self, text: Text) -> Iterator[Proposal]:
        for sentence in text.sentences():
            match = sentence.find(f"{CABINET} ... {LEARNERS} ... {WITHIN}")
            if match is None or match.denied or sentence.has("до|после|ранее .. начало|окончание|истечение"):
                continue
            for provision in ("access_before_days", "access_after_days"):
                yield Proposal(provision, 0, sentence.clause, True, sentence.text)


RULES = [
    Says(
        "access_hours",
        "24/7",
        when=("круглосуточно|круглосуточный", "в любой время сутки"),
        beside=("кабинет|портал|доступ",),
    ),
    Names(
        "access_window",
        lead=("доступ ... кабинет|портал",),
        listed=False,
        members={
            "staff:labour_contract": ("действие трудовой договор",),
            "learners:paid_contract": ("действие договор .. платный образовательный услуга",),
        },
    ),
    WithinContract(),
    Says("access_before_days", 0, when=("доступ ... кабинет ... день начало действие договор",)),
    Figure("access_before_days", when=(f"доступ ... кабинет ... за {DAYS} .. до начало .. договор",)),
    Says("access_after_days", 0, when=("доступ ... кабинет закрываться .. по окончание действие договор",)),
    Figure(
        "access_after_days",
        when=(
            f"доступ ... кабинет закрываться|прекращаться .. через {DAYS} .. после окончание .. договор",
            f"доступ ... кабинет сохраняться .. {DAYS} .. после окончание .. договор",
            f"после окончание договор .. кабинет .. {DAYS}",
        ),
    ),
    Says(
        "support_window",
        "whole_training",
        when=("технический поддержка ... весь срок|период обучение",),
    ),
    Says("support_window", "contract", when=("технический поддержка ... срок|период действие договор",)),
    Says(
        "support_window",
        "longer",
        when=("технический поддержка ... окончание обучение или .. договор ... позднее",),
    ),
    Says("sign_in", "login_password", when=("логин и пароль", "логин пароль")),
    Says("sign_in", "identifiers", when=("уникальный идентификатор",)),
    Says("role_model", True, when=("ролевой модель",)),
    Says(
        "proctoring_interval",
        "sign_in_to_sign_out",
        when=("с момент авторизация ... деавторизация",),
    ),
    Says(
        "help_scope",
        "enrolled_programme",
        when=(
            "помощь|консультация ... программа ... зачислить|принять",
            "помощь|консультация ... тот кто зачислить ... программа",
        ),
    ),
]
