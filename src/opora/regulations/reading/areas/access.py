"""When the cabinet is open, how one signs in, how long support answers, for what programme help is given."""

from ..reader import Names, Says

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
    Says(
        "support_window",
        "whole_training",
        when=("технический поддержка ... весь срок|период обучение",),
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
