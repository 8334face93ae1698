"""График and the record of exam preparation, filled from the database (S1-A, S0-5.6)."""

import io
from collections.abc import Callable
from datetime import date, time

import docx
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from opora.consultations.actions import acknowledge, add_evidence
from opora.consultations.models import PrepItem
from opora.schedule.models import Schedule
from tests import make

from ..workload.build import msk
from .test_registers import docx_rows, name_of, pdf_text

LogIn = Callable[..., Client]


def grafik(client: Client, schedule: Schedule, extension: str = "docx") -> HttpResponse:
    answer = client.get(reverse("reports:grafik", args=[schedule.pk, extension]))
    assert answer.status_code == 200
    return answer


def paragraphs(answer: HttpResponse) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)


def test_grafik_is_the_form_of_the_annex(cast: make.Cast, client: Client) -> None:
    make.edition()
    schedule = make.schedule()
    chat = make.means("chat", "чат группы", kind="chat")
    make.line(schedule, cast.teacher, means=[make.means(), chat], place="каб. «ОТ»")
    make.line(schedule, cast.teacher, weekdays=[3], parity="even", position=2)
    make.line(schedule, cast.curator, section="other", job_title="куратор групп", weekdays=[1, 2, 3, 4, 5])
    make.line(
        schedule,
        cast.deputy,
        section="other",
        job_title="заместитель",
        time_from=None,
        time_to=None,
        position=2,
    )
    answer = grafik(client, schedule)
    assert docx_rows(answer, 1)[0] == [
        "",
        "ФИО работника",
        "Должность",
        "День недели",
        "Время",
        "Средство коммуникации",
    ]
    assert [row[0] for row in docx_rows(answer, 1)[1:]] == [
        "Педагогические работники", "1", "2", "Иные работники", "1", "2",
    ]  # fmt: skip
    first = docx_rows(answer, 1)[2]
    assert first[3] == "понедельник"
    assert first[1:3] == ["Ковалёва Ирина Сергеевна", "преподаватель"]
    assert "18:00–19:30" in first[4]
    assert "каб. «ОТ»" in first[5]
    assert any("чётн" in row[3] for row in docx_rows(answer, 1))
    assert name_of(answer) == "График консультаций 2026-09-01 2026-12-31 ред. 1.docx"
    assert "Ковалёва" in pdf_text(grafik(client, schedule, "pdf"))


@pytest.mark.parametrize(
    ("provisions", "words"),
    [
        ({}, "обучающимся, родителям (законным представителям) обучающихся"),
        ({"schedule_title_parents": False}, "слушателям"),
        ({"schedule_title_parents": False, "learner_term": "обучающийся"}, "обучающимся"),
    ],
)
def test_title_names_whom_the_act_names(
    cast: make.Cast, client: Client, provisions: dict[str, object], words: str
) -> None:
    make.edition(provisions=provisions)  # type: ignore[arg-type]
    text = paragraphs(grafik(client, make.schedule()))
    assert f"оказания учебно-методической помощи {words}" in text.replace("\u00a0", " ")


def test_signer_of_the_order_signs_the_grafik(cast: make.Cast, client: Client) -> None:
    order = make.order("47-о", date(2026, 9, 2), signer=cast.director, signer_position="генеральный директор")
    text = pdf_text(grafik(client, make.schedule(order=order, edition=2), "pdf"))
    assert "енеральный директор" in text
    assert "47-о" in text


def test_paper_without_a_head_has_a_line_to_sign(db: None, today: object, client: Client) -> None:
    make.organisation()
    assert "уководитель" in pdf_text(grafik(client, make.schedule(), "pdf"))


def test_exam_preparation_is_recorded_with_its_three_items(cast: make.Cast, login: LogIn) -> None:
    programme = make.programme("ОТ-40")
    session = make.session(
        cast.teacher,
        msk(20, 17),
        state="held",
        kind="exam_prep",
        actual_start=msk(20, 17),
        actual_end=msk(20, 18, 5),
        groups=[cast.group],
        parts=[make.part(programme, "Охрана труда")],
    )
    for item, minutes in ((PrepItem.Item.BRIEFING, 15), (PrepItem.Item.CRITERIA, 10)):
        PrepItem.objects.create(session=session, item=item, done=True, minutes=minutes)
    make.booking(session, cast.learner, state="attended")
    make.booking(session, cast.child, state="no_show")
    add_evidence(session, item=PrepItem.Item.BRIEFING, by=cast.teacher, text="памятка о процедуре")
    acknowledge(session, learner=cast.learner, by=cast.learner)
    answer = login(cast.account("teacher")).get(reverse("reports:prep_record", args=[session.pk, "docx"]))
    assert answer.status_code == 200
    questions = docx_rows(answer)
    assert [row[2:4] for row in questions[1:4]] == [["15", "выполнено"], ["", ""], ["10", "выполнено"]]
    assert [row[1:] for row in docx_rows(answer, 1)[1:]] == [
        ["Зотов Илья", "не был(а)", ""],
        ["Иванова Мария Петровна", "был(а)", "в кабинете, 23.11.2026"],
    ]
    assert questions[1][4] == "памятка о процедуре"
    text = paragraphs(answer).replace("\u00a0", " ")
    assert "17:00–18:05 МСК" in text
    assert name_of(answer) == "Отметка о консультации 2026-11-20.docx"

    inspector = login(cast.account("auditor")).get(reverse("reports:prep_record", args=[session.pk, "docx"]))
    rows = docx_rows(inspector, 1)[1:]
    assert [row[1] for row in rows] == ["слушатель 1", "слушатель 2"]
    assert [row[2] for row in rows] == ["не был(а)", "был(а)"]


def test_another_teacher_does_not_see_the_record(cast: make.Cast, login: LogIn) -> None:
    session = make.session(
        cast.teacher,
        msk(20, 17),
        state="held",
        kind="exam_prep",
        actual_start=msk(20, 17),
        actual_end=msk(20, 18),
    )
    stranger = login(cast.account("other_staff"))
    assert stranger.get(reverse("reports:prep_record", args=[session.pk, "pdf"])).status_code == 404


def test_sch_09_the_form_prints_on_either_sheet_with_a_code_of_its_page(
    cast: make.Cast, client: Client
) -> None:
    make.edition()
    schedule = make.schedule(odd_from=date(2026, 9, 1))
    for number in range(30):
        make.line(schedule, cast.teacher, position=number, parity="odd", time_from=time(8 + number % 10))
    url = reverse("reports:grafik", args=[schedule.pk, "docx"])
    sizes = {}
    for look in ("", "?lie=wide", "?size=a3", "?size=a3&lie=wide&for=board"):
        paper = docx.Document(io.BytesIO(client.get(url + look).content))
        section = paper.sections[0]
        sizes[look] = (round(section.page_width.mm), round(section.page_height.mm))
        assert len(paper.inline_shapes) == 1
        words = "\n".join(one.text for one in paper.tables[0].cell(0, 0).paragraphs)
        assert words.endswith(reverse("website:schedule"))
        held = [
            bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in paper.tables[1].rows
        ]
        assert held[1:30] == [True] * 29
    assert sizes == {
        "": (210, 297), "?lie=wide": (297, 210), "?size=a3": (297, 420),
        "?size=a3&lie=wide&for=board": (420, 297),
    }  # fmt: skip
    assert "считается от 01.09.2026" in pdf_text(grafik(client, schedule, "pdf")).replace("\n", " ")


def test_a_draft_has_no_code_of_the_open_page(cast: make.Cast, login: LogIn) -> None:
    draft = make.schedule("draft")
    make.line(draft, cast.teacher)
    answer = grafik(login(cast.account("specialist")), draft)
    assert not docx.Document(io.BytesIO(answer.content)).inline_shapes
