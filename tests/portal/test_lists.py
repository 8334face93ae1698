"""Every list page has list tools: saved filters, columns, export. A page that is no list says why."""

import re

from tests.names import ROOT

TABLE = re.compile(r"<table\b")
PAGES = ROOT / "src" / "opora"
NO_LIST = {
    "consultations/mine.html": "расписание одного человека: выгружается календарём",
    "people/invitations.html": "коды показываются один раз и на диск не уходят",
    "regulations/bindings.html": "карточка редакции: что установлено и чем",
    "regulations/differences.html": "две редакции рядом: печатается как есть",
    "regulations/reading/begin.html": "загрузки файлов",
    "regulations/list.html": "редакции актов: их тексты открыты на сайте",
    "consultations/compare.html": "две редакции рядом: печатается как есть",
    "people/changes.html": "просьбы решают по одной, таблица внутри каждой",
    "progress/import_preview.html": "проверка файла перед загрузкой",
    "reports/pay.html": "официальная форма: файлы рядом",
    "publications/facts.html": "часть страницы: инструменты стоят в самом реестре",
    "publications/moment.html": "снимок одного момента: справка рядом",
    "publications/snapshot.html": "официальная форма из снимка: файл рядом",
    "schedule/proposals.html": "кто ответил, пока собирается график",
    "studies/agreement.html": "карточка сетевого договора",
    "studies/contract.html": "карточка договора",
    "studies/import_undo.html": "возврат одной загрузки",
    "studies/plan.html": "форма с таблицей полей",
    "studies/templates.html": "бланки: сами файлы рядом",
    "workload/edition.html": "план одного графика рядом с нагрузкой",
    "workload/plan_import.html": "загрузки файлов",
    "workload/plan_preview.html": "проверка файла перед загрузкой",
    "reports/journal.html": "официальная форма: PDF, DOCX, XLSX и CSV рядом",
    "reports/load_sheet.html": "официальная форма: печать и файлы рядом",
    "schedule/calendar.html": "календарь года",
    "schedule/import_preview.html": "проверка файла перед загрузкой",
    "schedule/lines.html": "график: официальная форма, файлы рядом",
    "studies/group.html": "карточка группы",
    "studies/import.html": "загрузки файлов",
    "studies/import_codes.html": "коды показываются один раз",
    "studies/import_preview.html": "проверка файла перед загрузкой",
    "studies/programme.html": "карточка программы",
    "api/webhooks.html": "адреса для программ, а не список людей или дел",
    "website/sveden_section.html": "подраздел сайта: таблица с разметкой Рособрнадзора",
    "website/grafik.html": "официальная форма: файлы рядом",
    "website/styleguide/tables.html": "образец",
    "workload/close.html": "подтверждение закрытия",
    "workload/evidence.html": "часть страницы",
    "workload/mine.html": "часы одного человека: выгружает ведомость",
    "workload/month.html": "ведомость: официальная форма, файлы рядом",
    "duties/plan.html": "один план: цели, мероприятия и файл рядом",
    "workload/plan.html": "форма с таблицей полей",
    "outside/settings.html": "форма с таблицей полей",
    "meetings/call_evidence.html": "один звонок: кто и когда был",
    "meetings/nodes.html": "серверы и форма с таблицей полей",
    "meetings/timer.html": "одна встреча: когда нажимали таймер",
    "meetings/evidence.html": "одна встреча: кто и когда был",
    "regulations/orders.html": "приказы на контроле: свой выбор «открытые, исполненные, все»",
    "reports/activity.html": "отчёт: период, площадка и файлы рядом",
    "reports/quality.html": "отчёт: период, площадка и файлы рядом",
    "reports/use.html": "отчёт: период, площадка и файлы рядом",
    "reports/use_table.html": "часть отчёта",
}


def pages_with_a_table() -> dict[str, str]:
    found = {}
    for path in sorted(PAGES.glob("*/templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        if TABLE.search(text):
            folder = path.parts.index("templates")
            found["/".join((path.parts[folder - 1], *path.parts[folder + 2 :]))] = text
    return found


def test_a_list_page_has_list_tools() -> None:
    without = {name for name, text in pages_with_a_table().items() if "parts/list_tools.html" not in text}
    assert without - set(NO_LIST) == set(), "добавьте parts/list_tools.html или скажите, почему это не список"


def test_the_exceptions_exist_and_need_their_words() -> None:
    pages = pages_with_a_table()
    assert set(NO_LIST) - set(pages) == set()
    assert {name for name in NO_LIST if "parts/list_tools.html" in pages[name]} == set()
