"""The messy lists of domain.md §7 (a, b) and the programmes they name."""

from opora.studies.models import Programme
from tests import make

CUSTOMER = """\
Приложение № 1 к договору № 117/26 от 02.11.2026;;;;;;;
№ п/п;ФИО слушателя;Должность;Дата рожд.;СНИЛС ;Образование (ВО/СПО);E-mail;Программа
1;ИВАНОВА МАРИЯ ПЕТРОВНА;нач. ОТ;14.03.87;99000010156;ВО;buh@mayak.example;Охрана труда 40ч
2; Сидоренко  Алена Игоревна;специалист;1990-07-02;990-000-102 57;СПО;buh@mayak.example;ОТ
3;Нгуен Ван Хынг;стропальщик;33470;;;;Стропальщик
4;Иванов И.И.;мастер;05.13.1979;990-000-103 99;высш.;-;ОТ
5;Cидоренко Алёна Игоревна;;02.07.1990;990-000-102 57;;;ТБ
;Итого: 5 чел.;;;;;;
""".replace("\n", "\r\n").encode("cp1251")
MOODLE = """\
username;password;firstname;lastname;email;institution;department;course1;group1;role1;cohort1;profile_field_snils
ivanova.mp;Qwerty-2026!;Мария Петровна;Иванова;ivanova@mail.example;ООО «Маяк»;Охрана труда;OT-40;\
ОТ-26/11-1;student;OT2611;990-000-101 56
""".encode()


def programmes() -> dict[str, Programme]:
    """The six programmes of the demonstration centre."""
    rows = [
        ("ОТ-40", "Охрана труда и функционирование СУОТ для руководителей и специалистов", "pk", 40),
        ("ТБ-256", "Техносферная безопасность. Специалист по охране труда", "pp", 256),
        ("ЗАК-144", "Контрактная система в сфере закупок", "pk", 144),
        ("СТР-160", "Стропальщик", "po_training", 160),
        ("ВОЖ-144", "Вожатый", "po_training", 144),
        ("ПИТ-36", "Основы программирования на Python (12–16 лет)", "child_additional", 36),
    ]
    return {
        code: make.programme(code, title=title, kind=kind, hours=hours) for code, title, kind, hours in rows
    }


def learners(number: int, *, programme: str = "ОТ-40") -> bytes:
    """A clean list of any length; СНИЛС have right check digits."""
    head = "ФИО;Дата рождения;СНИЛС;E-mail;Программа\n"
    rows = [
        f"Слушатель{word(i)} Иван Петрович;{1 + i % 28:02}.03.1987;{snils(i)};s{i}@b.example;{programme}\n"
        for i in range(number)
    ]
    return (head + "".join(rows)).encode()


def snils(i: int) -> str:
    nine = f"{990_100_000 + i:09}"
    rest = sum(int(digit) * (9 - place) for place, digit in enumerate(nine)) % 101
    return f"{nine}{rest % 100:02}"


def word(i: int) -> str:
    """Letters instead of a number: names have no digits."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(i))
