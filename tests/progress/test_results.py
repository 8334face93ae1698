"""Results: typed in by the teacher, brought from a file of a СДО, seen by their owner."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.integrations.tables import TableError
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.people.access import Actor, Window
from opora.people.models import Account, Role
from opora.progress.actions import apply_import, choose, discard_import, undo_import, upload_results
from opora.progress.forms import read_moment, read_score
from opora.progress.models import KnownTest, Result, ResultImport
from opora.progress.queries.preview import preview_of
from opora.progress.tasks import forget_old_previews
from opora.studies.models import GroupPart
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
naive = datetime.fromisoformat
MOSCOW = "Europe/Moscow"
MESSY = """ФИО;Тест;Баллы;Дата и время
Иванова Мария Петровна;Инструктажи;12 из 20;20.11.2026 18:05
иванова  мария петровна;Инструктажи;12 из 20;20.11.2026 18:05
Зотов Илья;Инструктажи;60 %;20 ноября 2026, 18:10
Зотов Илья;Средства защиты;12,5;2026-11-21 09:00
Зотов Илья;Медосмотры;зачёт;21.11.2026
Посторонний Пётр;Инструктажи;5 из 20;20.11.2026 18:05
Зотов Илья;Инструктажи;отлично;20.11.2026 19:05
Зотов Илья;Инструктажи;7 из 20;скоро
"""


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Охрана труда")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 20)
    )


@pytest.fixture
def teacher(cast: make.Cast) -> Actor:
    return Actor(cast.account("teacher"), cast.teacher, Role.TEACHER, {Role.TEACHER: Window(is_open=True)})


def uploaded(teacher: Actor, text: str = MESSY) -> ResultImport:
    return upload_results(text.encode(), filename="тесты.csv", by=teacher.person)


def answered(imported: ResultImport, run: GroupPart) -> ResultImport:
    part = str(run.part_id)
    answers = {"zone": MOSCOW, "part:инструктажи": part, "part:медосмотры": part}
    return choose(imported, choices=answers | {"part:средства защиты": part, "max:средства защиты": "20"})


def rules_of(refused: Any) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


@pytest.mark.parametrize(
    ("raw", "most", "share"),
    [
        ("12 из 20", "", "0.6"),
        ("12/20", "", "0.6"),
        ("12,5", "25", "0.5"),
        (12.5, 25, "0.5"),
        ("60 %", "", "0.6"),
        ("зачёт", "", "1"),
        ("Не зачтено", "", "0"),
        ("незачет", "", "0"),
        ("12", "", None),
    ],
)
def test_points_are_read_in_every_writing(raw: Any, most: Any, share: str | None) -> None:
    score = read_score(raw, most)
    assert score is not None
    assert score.share == (None if share is None else Decimal(share))


@pytest.mark.parametrize("raw", ["отлично", "", "21 из 20", "120 %", "5 из 0", "-3"])
def test_what_is_not_points_is_said_so(raw: str) -> None:
    assert read_score(raw) is None


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("20.11.2026 18:05", naive("2026-11-20 18:05")),
        ("пятница, 20 ноября 2026, 18:05", naive("2026-11-20 18:05")),
        ("2026-11-20 18:05:31", naive("2026-11-20 18:05")),
        ("20.11.2026", naive("2026-11-20 12:00")),
        ("2026-11-20T15:05:00Z", datetime(2026, 11, 20, 15, 5, tzinfo=UTC)),
        (naive("2026-11-20 18:05:07"), naive("2026-11-20 18:05")),
        ("31.02.2026", None),
        ("скоро", None),
    ],
)
def test_a_moment_is_read_in_every_writing(raw: Any, moment: datetime | None) -> None:
    assert read_moment(raw) == moment


def test_a_messy_file_is_understood_line_by_line(cast: make.Cast, run: GroupPart, teacher: Actor) -> None:
    imported = uploaded(teacher)
    first = preview_of(imported, teacher)
    assert first.asks_zone
    assert [test.key for test in first.tests] == ["инструктажи", "средства защиты", "медосмотры"]
    assert first.counts == {"new": 0, "known": 0, "asks": 5, "error": 3}
    second = preview_of(answered(imported, run), teacher)
    assert [line.state for line in second.lines] == [
        "new", "known", "new", "new", "new", "error", "error", "error",
    ]  # fmt: skip
    assert second.lines[1].words == "Повтор строки."
    assert second.lines[5].words == "Нет такого слушателя в ваших группах."


def test_the_zone_is_asked_not_guessed(cast: make.Cast, run: GroupPart, teacher: Actor) -> None:
    imported = answered(uploaded(teacher), run)
    choose(imported, choices={"zone": ""})
    with pytest.raises(Refused) as refused:
        apply_import(imported, actor=teacher)
    assert rules_of(refused) == ["RES-06"]
    choose(imported, choices={"zone": "Asia/Vladivostok"})
    apply_import(imported, actor=teacher)
    taken = Result.objects.get(learner=cast.learner).taken_at
    assert taken == datetime(2026, 11, 20, 8, 5, tzinfo=UTC)


def test_the_same_file_twice_changes_nothing_and_the_whole_is_undone(
    cast: make.Cast, run: GroupPart, teacher: Actor
) -> None:
    done = apply_import(answered(uploaded(teacher), run), actor=teacher)
    assert (done.added, done.state, done.rows) == (4, "applied", [])
    again = choose(uploaded(teacher), choices={"zone": MOSCOW})
    assert preview_of(again, teacher).tests == []
    with pytest.raises(Refused) as refused:
        apply_import(again, actor=teacher)
    assert rules_of(refused) == ["RES-07"]
    assert Result.objects.count() == 4
    assert undo_import(done) == 4
    assert (Result.objects.count(), KnownTest.objects.count()) == (0, 3)
    with pytest.raises(Refused) as refused:
        undo_import(done)
    assert rules_of(refused) == ["RES-05"]
    assert apply_import(again, actor=teacher).added == 4


def test_undoing_one_file_leaves_the_others(cast: make.Cast, run: GroupPart, teacher: Actor) -> None:
    apply_import(answered(uploaded(teacher), run), actor=teacher)
    more = "ФИО;Тест;Баллы;Дата и время\nИванова Мария Петровна;Инструктажи;18 из 20;22.11.2026 10:00\n"
    other = apply_import(choose(uploaded(teacher, more), choices={"zone": MOSCOW}), actor=teacher)
    undo_import(other)
    assert Result.objects.count() == 4


def test_other_points_of_the_same_attempt_leave_the_old_ones(
    cast: make.Cast, run: GroupPart, teacher: Actor
) -> None:
    apply_import(answered(uploaded(teacher), run), actor=teacher)
    changed = choose(uploaded(teacher, MESSY.replace("12 из 20", "19 из 20")), choices={"zone": MOSCOW})
    line = preview_of(changed, teacher).lines[0]
    assert (line.state, line.words) == ("known", "Уже есть с другими баллами, оставим прежние.")


def test_namesakes_are_chosen_not_guessed(cast: make.Cast, run: GroupPart, teacher: Actor) -> None:
    twin = make.learner("Иванова Мария Петровна", cast.group)
    imported = answered(uploaded(teacher), run)
    preview = preview_of(imported, teacher)
    assert {who.pk for who, _group in preview.names[0].candidates} == {cast.learner.pk, twin.pk}
    assert preview.lines[0].state == "asks"
    choose(imported, choices={"who:иванова мария петровна": str(twin.pk)})
    apply_import(imported, actor=teacher)
    assert Result.objects.filter(learner=twin).count() == 1
    assert not Result.objects.filter(learner=cast.learner).exists()


def test_an_xlsx_by_logins_with_a_column_of_maximums(cast: make.Cast, run: GroupPart, teacher: Actor) -> None:
    login_name = Account.objects.get(person=cast.learner).login
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Результаты за ноябрь"],
        ["Логин", "Тест", "Баллы", "Макс.", "Завершено"],
        [login_name, "Инструктажи", 7, 20, naive("2026-11-20 18:05")],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    imported = upload_results(out.getvalue(), filename="тесты.xlsx", by=teacher.person)
    choose(imported, choices={"zone": MOSCOW, "part:инструктажи": str(run.part_id)})
    apply_import(imported, actor=teacher)
    result = Result.objects.get()
    assert (result.learner, result.share, result.max_points) == (cast.learner, Decimal("0.35"), Decimal(20))


def test_a_file_that_is_no_list_is_refused_in_words(teacher: Actor) -> None:
    with pytest.raises(TableError) as error:
        upload_results("Имя;Возраст\nИлья;14\n".encode(), filename="x.csv", by=teacher.person)
    assert "ФИО или логин" in error.value.next_step
    assert not ResultImport.objects.exists()


def test_a_file_nobody_applied_is_forgotten_in_a_week(cast: make.Cast, teacher: Actor) -> None:
    imported = uploaded(teacher)
    assert forget_old_previews() == 0
    with travel(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        assert forget_old_previews() == 1
    imported.refresh_from_db()
    assert (imported.state, imported.rows) == ("discarded", [])


def test_a_closed_import_is_not_opened_again(cast: make.Cast, run: GroupPart, teacher: Actor) -> None:
    imported = uploaded(teacher)
    discard_import(imported)
    for again in (lambda: discard_import(imported), lambda: apply_import(imported, actor=teacher)):
        with pytest.raises(Refused) as refused:
            again()
        assert rules_of(refused) == ["RES-04"]


def test_the_preview_costs_the_same_for_a_long_file(
    cast: make.Cast, run: GroupPart, teacher: Actor, django_assert_num_queries: Callable[[int], Any]
) -> None:
    imported = answered(uploaded(teacher), run)
    long = MESSY + "".join(
        f"Зотов Илья;Инструктажи;{n} из 20;{n:02}.11.2026 08:{n:02}\n" for n in range(1, 20)
    )
    longer = answered(uploaded(teacher, long), run)
    with django_assert_num_queries(5):
        preview_of(imported, teacher)
    with django_assert_num_queries(5):
        assert len(preview_of(longer, teacher).lines) == 27


def test_a_file_goes_through_the_pages(cast: make.Cast, run: GroupPart, login: Login) -> None:
    client = login(cast.account("teacher"))
    bad = client.post("/results/import/", {"file": SimpleUploadedFile("x.csv", "а;б\n1;2\n".encode())})
    assert (bad.status_code, "заголовками" in bad.content.decode()) == (422, True)
    client.post("/results/import/", {"file": SimpleUploadedFile("тесты.csv", MESSY.encode())})
    imported = ResultImport.objects.get()
    address = f"/results/import/{imported.pk}/"
    assert client.post(f"{address}apply/").status_code == 422
    part = str(run.part_id)
    client.post(
        address,
        {"zone": MOSCOW, "part:инструктажи": part, "part:медосмотры": part, "part:средства защиты": part,
         "max:средства защиты": "20"},
    )  # fmt: skip
    assert "Загрузить новые: 4" in client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    client.post(f"{address}apply/")
    client.post(f"{address}undo/")
    imported.refresh_from_db()
    assert (imported.state, Result.objects.count()) == ("undone", 0)


def test_a_teacher_types_a_column(cast: make.Cast, run: GroupPart, login: Login) -> None:
    client, address = login(cast.account("teacher")), f"/results/{run.pk}/"
    typed = {
        "title": "Инструктажи", "part": run.part_id, "day": "2026-11-20", "max_points": "20",
        f"points-{cast.learner.pk}": "12,5", f"points-{cast.child.pk}": "",
    }  # fmt: skip
    assert client.post(address, typed | {f"points-{cast.learner.pk}": "много"}).status_code == 422
    over = client.post(address, typed | {f"points-{cast.learner.pk}": "21"})
    assert (over.status_code, "RES-01" in over.content.decode()) == (422, True)
    assert client.post(address, typed | {"day": "2026-12-20"}).status_code == 422
    assert client.post(address, typed | {f"points-{cast.learner.pk}": ""}).status_code == 422
    assert not Result.objects.exists()
    client.post(address, typed)
    client.post(address, typed | {f"points-{cast.learner.pk}": "15"})
    [result] = Result.objects.all()
    assert (result.share, result.source, result.entered_by) == (Decimal("0.75"), "teacher", cast.teacher)
    assert "75 %" in client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_only_own_results_are_seen(cast: make.Cast, run: GroupPart, teacher: Actor, login: Login) -> None:
    apply_import(answered(uploaded(teacher), run), actor=teacher)
    page = login(cast.account("parent")).get("/results/mine/").content.decode()
    assert "Медосмотры" in page
    page = login(cast.account("learner")).get("/results/mine/").content.decode()
    assert "Инструктажи" in page
    assert "Медосмотры" not in page
    foreign = login(cast.account("curator")).post(f"/results/{run.pk}/", {})
    assert foreign.status_code == 403


def test_the_grid_costs_the_same_for_thirty_learners(
    cast: make.Cast, run: GroupPart, login: Login, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = login(cast.account("curator"))
    address = f"/results/{run.pk}/"
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    for _n in range(30):
        make.learner("", cast.group)
    with django_assert_num_queries(8):
        assert len(client.get(address).context["rows"]) == 32
