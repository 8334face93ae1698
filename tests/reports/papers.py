"""Papers of the demonstration centre (domain §7), filled by hand."""

from datetime import date, time

from opora.reports.papers import (
    ActPaper,
    Attendee,
    GrafikLine,
    GrafikPaper,
    JournalPaper,
    JournalRow,
    Letterhead,
    LoadRow,
    LoadSheetPaper,
    OrderRef,
    Parity,
    PayPaper,
    PayRow,
    PrepItem,
    PrepRecordPaper,
    Signature,
    weekday_words,
)

HEAD = Letterhead(
    organisation="Автономная некоммерческая организация дополнительного профессионального образования "
    "«Учебный центр «Балтийский вектор»",
    short_name="АНО ДПО «УЦ «Балтийский вектор»",
    inn="7800000027",
    ogrn="1267800000000",
    licence="Лицензия № Л035-01271-78/00000000 от 12.02.2020",
    address="191000, Санкт-Петербург, ул. Примерная, д. 1, лит. А",
    city="Санкт-Петербург",
)
ACT = OrderRef("41-о", date(2026, 9, 2))
DEPUTY = Signature("Заместитель директора по учебно-методической работе", "П.И. Громов")
DIRECTOR = Signature("Директор", "Н.В. Орлова")

PEDAGOGICAL = (
    GrafikLine(
        "Ковалёва Ирина Сергеевна", "преподаватель", "понедельник", time(18), time(19, 30), "МСК",
        "видеоконференция платформы, каб. «ОТ»",
    ),
    GrafikLine(
        "Ковалёва Ирина Сергеевна", "преподаватель", "четверг", time(12), time(13), "МСК", "чат группы"
    ),
    GrafikLine(
        "Ли Ен Су", "мастер производственного обучения", "среда", time(16), time(17), "ВЛД",
        "очно, уч. полигон; тел. +7 (423) 200-00-00", Parity.EVEN,
    ),
)  # fmt: skip
OTHERS = (
    GrafikLine(
        "Громов Пётр Ильич", "заместитель директора по учебно-методической работе", "пятница",
        time(15), time(16), "МСК", "телефон, личный приём",
    ),
    GrafikLine(
        "Шульц Дарья Олеговна", "куратор групп", weekday_words(range(5)), time(10), time(12), "МСК",
        "форма обратной связи, чат",
    ),
)  # fmt: skip

GRAFIK = GrafikPaper(
    letterhead=HEAD,
    pedagogical=PEDAGOGICAL,
    others=OTHERS,
    act=ACT,
    order=OrderRef("47-о", date(2026, 9, 28)),
    period="с 05.10.2026 по 31.12.2026",
    edition="редакция 2",
    signatures=(DIRECTOR, DEPUTY),
)


def journal_row(minutes: int = 90, **changes: object) -> JournalRow:
    values: dict[str, object] = {
        "date": date(2026, 11, 23), "start": time(18), "end": time(19, 30), "minutes": minutes,
        "kind": "текущая", "form": "групповая", "mode": "online",
        "means": "видеоконференция платформы, каб. «ОТ»",
        "programme": "ОТ-40, модуль 3", "topic": "по теме: виды инструктажей",
        "topic_basis": "обращение слушателя", "audience": "ОТ-26/11-1", "booked": 14, "present": 11,
        "teacher": "Ковалёва И. С.", "confirmation": "Громов П. И., 24.11.2026", "note": "",
    }  # fmt: skip
    return JournalRow(**(values | changes))  # type: ignore[arg-type]


JOURNAL = JournalPaper(
    letterhead=HEAD,
    start=date(2026, 11, 1),
    end=date(2026, 11, 30),
    rows=(journal_row(90), journal_row(47), journal_row(112, note="=HYPERLINK(1)")),
    scope=(("Преподаватель", "Ковалёва Ирина Сергеевна"),),
    zone="МСК",
    order=ACT,
    signatures=(DEPUTY,),
    printed_on=date(2026, 11, 30),
)
SHEET = LoadSheetPaper(
    letterhead=HEAD,
    year=2026,
    month=11,
    rows=(
        LoadRow("Ковалёва Ирина Сергеевна", "преподаватель", "трудовой", "в учебной нагрузке", 1050,
                {day: 90 + day for day in range(2, 31, 3)}),
        LoadRow("Мирзоев Рустам Ахмед оглы", "преподаватель", "трудовой", "почасовая", 400,
                {3: 90, 10: 112, 17: 47, 24: 90}, "замещение 12.11"),
    ),
    order=ACT,
    days_off=frozenset({1, 4, 7, 8}),
    keeper=Signature("заместитель руководителя", "П.И. Громов"),
    signatures=(DIRECTOR,),
    printed_on=date(2026, 12, 1),
)  # fmt: skip
PREP = PrepRecordPaper(
    letterhead=HEAD,
    group="ОТ-26/11-1",
    discipline="Охрана труда, модуль 3",
    date=date(2026, 11, 25),
    items=(PrepItem(20, done=True), PrepItem(40, done=True), PrepItem(None, done=False, note="перенесено")),
    attendees=(
        Attendee("Иванова Мария Петровна", acknowledged="в кабинете, 24.11.2026"),
        Attendee("Сидоренко Алёна Игоревна", present=False),
    ),
    signatures=(Signature("Преподаватель", "И.С. Ковалёва"),),
)

PAY_ROWS = (
    PayRow("ГПХ-7", "Тимофеева Лариса Павловна", "990-000-101 56", "педагог-психолог", "договор ГПХ",
           "вне учебной нагрузки", "текущая консультация", 47, 90_001, "ак. ч", 94_001),
    PayRow("ГПХ-7", "Тимофеева Лариса Павловна", "990-000-101 56", "педагог-психолог", "договор ГПХ",
           "вне учебной нагрузки", "помощь вне консультаций", 13, 150_000, "астр. ч", 32_500),
)  # fmt: skip
PAY = PayPaper(
    letterhead=HEAD,
    year=2026,
    month=11,
    rows=(
        *PAY_ROWS,
        PayRow("ТД-1", "Ковалёва Ирина Сергеевна", "", "преподаватель", "трудовой договор",
               "в учебной нагрузке", "текущая консультация", 1050),
    ),
    facts=(("Площадка", "Санкт-Петербург"),),
    signatures=(DEPUTY, DIRECTOR),
    printed_on=date(2026, 12, 3),
)  # fmt: skip
ACT_OF_WORK = ActPaper(
    letterhead=HEAD,
    year=2026,
    month=11,
    contract="ГПХ-7",
    contract_date=date(2026, 9, 2),
    performer="Тимофеева Лариса Павловна",
    rows=PAY_ROWS,
    customer=DIRECTOR,
    performer_short="Тимофеева Л. П.",
)

PAPERS = {"grafik": GRAFIK, "journal": JOURNAL, "sheet": SHEET, "prep": PREP, "pay": PAY, "act": ACT_OF_WORK}
