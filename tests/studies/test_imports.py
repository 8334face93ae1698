"""Applying a list of learners: all or nothing, a repeat adds nothing (domain.md §7 a, b; §8 cases 31–34)."""

import time
from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from opora.integrations.tables import TableError
from opora.journal.models import JournalEntry
from opora.kernel.errors import Refused
from opora.people.models import Contract, ContractLearner, Person
from opora.people.queries import role_windows
from opora.regulations.models import Order
from opora.studies import actions
from opora.studies.actions import (
    Terms,
    apply_learner_import,
    discard_learner_import,
    mark_rows,
    upload_learners,
)
from opora.studies.models import Enrolment, Group, LearnerImport
from opora.studies.queries import preview_learners
from tests import make
from tests.studies import samples

pytestmark = pytest.mark.usefixtures("today", "db")
ORDER = {"order_number": "12-у", "order_date": date(2026, 11, 6)}
CONTRACT: dict[str, Any] = {
    "contract_number": "117/26",
    "contract_date": date(2026, 11, 2),
    "contract_from": date(2026, 11, 2),
    "contract_to": date(2027, 1, 29),
}


@pytest.fixture
def groups() -> dict[str, Group]:
    make.organisation()
    known = samples.programmes()
    return {
        "ОТ-40": make.group("ОТ-26/11-1", programme=known["ОТ-40"]),
        "ТБ-256": make.group("ТБ-26/09", programme=known["ТБ-256"]),
        "СТР-160": make.group("СТР-26/10-В", programme=known["СТР-160"]),
    }


def state() -> dict[str, int]:
    rows = (Person, Contract, ContractLearner, Enrolment, Order)
    return {model.__name__: model.objects.count() for model in rows}


def load(data: bytes, groups: dict[str, Group], *, take: tuple[int, ...] = (), **more: Any) -> LearnerImport:
    imported = upload_learners(data, filename="список.csv", by=None)
    mark_rows(imported, shown=take, taken=take, choices=more.pop("choices", {}))
    return apply_learner_import(imported, terms=Terms(groups=groups, **{**ORDER, **CONTRACT, **more}))


def rules_of(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [refusal.rule for refusal in refused.value.refusals]


def test_the_customers_list_goes_in_once(groups: dict[str, Group]) -> None:
    imported = load(samples.CUSTOMER, groups, take=(5,))
    told = imported.result or {}
    assert {key: told[key] for key in ("added", "changed", "enrolled", "known", "left_out", "groups")} == {
        "added": 3,
        "changed": 0,
        "enrolled": 4,
        "known": 0,
        "left_out": 1,
        "groups": ["ОТ-26/11-1", "СТР-26/10-В", "ТБ-26/09"],
    }
    contract = Contract.objects.get()
    assert (contract.number, contract.kind, contract.valid_to) == ("117/26", "corporate", date(2027, 1, 29))
    assert sorted(Enrolment.objects.values_list("learner__last_name", "group__code", "order_in__number")) == [
        ("Иванова", "ОТ-26/11-1", "12-у"),
        ("Нгуен", "СТР-26/10-В", "12-у"),
        ("Сидоренко", "ОТ-26/11-1", "12-у"),
        ("Сидоренко", "ТБ-26/09", "12-у"),
    ]
    learner = Person.objects.get(last_name="Иванова")
    assert [role.value for role in role_windows(learner, date(2026, 11, 23))] == ["learner"]


def test_the_same_file_again_changes_nothing(groups: dict[str, Group]) -> None:
    load(samples.CUSTOMER, groups, take=(5,))
    others = JournalEntry.objects.exclude(table__in=("studies_learnerimport", "studies_importrecord"))
    before, journal = state(), others.count()
    again = load(samples.CUSTOMER, groups, take=(5,))
    assert state() == before
    assert others.count() == journal
    told = again.result or {}
    assert (told["added"], told["changed"], told["enrolled"], told["known"]) == (0, 0, 0, 3)


def test_the_same_file_again_needs_no_order_and_no_group(groups: dict[str, Group]) -> None:
    load(samples.CUSTOMER, groups, take=(5,))
    again = upload_learners(samples.CUSTOMER, filename="список.csv", by=None)
    assert (apply_learner_import(again, terms=Terms(groups={})).result or {})["enrolled"] == 0


def test_a_file_half_known_adds_the_rest(groups: dict[str, Group]) -> None:
    load(samples.learners(3), groups)
    load(samples.learners(6), groups)
    assert Person.objects.count() == Enrolment.objects.count() == 6
    assert Contract.objects.count() == Order.objects.count() == 1


def test_the_moodle_file_names_its_group_and_leaves_no_password(groups: dict[str, Group]) -> None:
    imported = upload_learners(samples.MOODLE, filename="users.csv", by=None)
    assert b"Qwerty" not in bytes(imported.content)
    named = {"ОТ-26/11-1": groups["ОТ-40"]}
    apply_learner_import(imported, terms=Terms(groups={}, named=named, **ORDER))
    enrolment = Enrolment.objects.select_related("contract", "group").get()
    assert enrolment.contract is not None
    assert (enrolment.group.code, enrolment.contract.kind) == ("ОТ-26/11-1", "order")
    assert (enrolment.contract.valid_from, enrolment.contract.valid_to) == (
        date(2026, 11, 6),
        date(2026, 12, 25),
    )
    assert bytes(LearnerImport.objects.get().content) == b""


def test_attention_goes_in_only_when_ticked(groups: dict[str, Group]) -> None:
    load(samples.CUSTOMER, groups)
    assert not Person.objects.filter(last_name="Нгуен").exists()
    load(samples.CUSTOMER, groups, take_all=True)
    nguyen = Person.objects.get(last_name="Нгуен")
    assert (nguyen.first_name, nguyen.middle_name, nguyen.birth_date) == ("Ван Хынг", "", date(1991, 8, 20))
    assert not Person.objects.filter(last_name="Иванов").exists()


def test_without_an_order_a_group_or_a_term_nothing_is_written(groups: dict[str, Group]) -> None:
    before = state()
    for values, rule in (
        ({"order_number": " "}, "ENR-02"),
        ({"order_date": None}, "ENR-02"),
        ({"contract_to": None}, "IMP-04"),
        ({"contract_date": None}, "IMP-04"),
        ({"groups": {}}, "IMP-02"),
        ({"groups": {"ОТ-40": groups["ТБ-256"]}}, "IMP-03"),
    ):
        chosen = {"groups": groups} | values
        assert rules_of(lambda chosen=chosen: load(samples.learners(2), **chosen)) == [rule]  # type: ignore[misc]
        assert state() == before


def test_a_list_of_errors_alone_is_refused(groups: dict[str, Group]) -> None:
    data = "ФИО;Дата рождения\nИванов И.И.;05.13.1979\n".encode()
    assert rules_of(lambda: load(data, groups)) == ["IMP-05"]


def test_a_list_is_applied_once_and_a_discarded_one_never(groups: dict[str, Group]) -> None:
    applied = load(samples.learners(1), groups)
    assert rules_of(lambda: apply_learner_import(applied, terms=Terms(groups=groups, **ORDER))) == ["IMP-01"]
    thrown = discard_learner_import(upload_learners(samples.learners(2), filename="a.csv", by=None))
    assert (thrown.state, bytes(thrown.content)) == ("discarded", b"")
    assert rules_of(lambda: apply_learner_import(thrown, terms=Terms(groups=groups, **ORDER))) == ["IMP-01"]
    assert Person.objects.count() == 1


def test_a_terminated_contract_takes_nobody(groups: dict[str, Group]) -> None:
    make.contract(number="117/26", state="terminated").__class__.objects.update(
        date=CONTRACT["contract_date"]
    )
    assert rules_of(lambda: load(samples.learners(1), groups)) == ["IMP-07"]


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, b"a;b\n1;2\n", b"PK\x03\x04broken"]
)
def test_a_damaged_file_leaves_nothing_behind(groups: dict[str, Group], data: bytes) -> None:
    with pytest.raises(TableError):
        upload_learners(data, filename="список.xlsx", by=None)
    assert LearnerImport.objects.count() == 0


def test_a_failure_in_the_middle_leaves_nothing(
    groups: dict[str, Group], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state()

    def killed(*_args: object, **_values: object) -> None:
        raise RuntimeError("power cut")

    imported = upload_learners(samples.learners(5), filename="a.csv", by=None)
    monkeypatch.setattr(actions.imports, "_enrol_many", killed)
    with pytest.raises(RuntimeError, match="power cut"):
        apply_learner_import(imported, terms=Terms(groups=groups, **ORDER, **CONTRACT))
    assert state() == before
    imported.refresh_from_db()
    assert (imported.state, imported.applied_at) == ("preview", None)


def messages(text: str) -> list[tuple[str, list[str]]]:
    preview = preview_learners(f"ФИО;Дата рождения;СНИЛС;E-mail;Программа\n{text}\n".encode(), "a.csv")
    return [(str(row.status), row.messages) for row in preview.learners.rows]


def test_a_person_of_the_base_is_told_apart(groups: dict[str, Group]) -> None:
    make.person(
        "Иванова Мария Петровна", snils="99000010156", birth_date=date(1987, 3, 14), email="m@b.example"
    )
    same = "Иванова Мария Петровна;14.03.1987"
    assert messages(f"{same};99000010156;;ОТ-40") == [("ok", [])]
    assert messages(f"{same};99000010156;new@b.example;ОТ-40") == [("ok", ["Обновится: почта."])]
    assert messages("Иванова Мария Петровна;15.03.1987;99000010156;;ОТ-40") == [
        ("attention", ["В базе у этого человека другая дата рождения: 14.03.1987. Оставим её, проверьте."])
    ]
    assert messages("Петрова Мария Петровна;14.03.1987;99000010156;;ОТ-40") == [
        (
            "attention",
            [
                (
                    "В базе с этим СНИЛС Иванова Мария Петровна."
                    " Если фамилия сменилась, внесите это в карточку человека."
                )
            ],
        )
    ]
    assert messages("Сомов Олег Олегович;14.03.1987;99000010156;;ОТ-40") == [
        (
            "error",
            [
                (
                    "СНИЛС 990-000-101 56 уже записан за другим человеком: Иванова Мария Петровна."
                    " Исправьте номер."
                )
            ],
        )
    ]
    assert messages(f"{same};99000010257;;ОТ-40") == [
        (
            "attention",
            [
                (
                    "В базе есть полный тёзка: Иванова Мария Петровна, 1987 г. р., СНИЛС …0156."
                    " СНИЛС разные, приняли за разных людей. Проверьте."
                )
            ],
        )
    ]
    assert messages("Иванова Мария Петровна;14.03.1988;99000010257;;ОТ-40") == [("ok", [])]


def test_case_31_an_account_keeps_its_mail(groups: dict[str, Group]) -> None:
    who = make.person("Иванова Мария Петровна", snils="99000010156", email="m@b.example")
    make.account(who)
    load(
        "ФИО;СНИЛС;E-mail;Программа\nИванова Мария Петровна;99000010156;thief@b.example;ОТ-40\n".encode(),
        groups,
    )
    who.refresh_from_db()
    assert who.email == "m@b.example"


def test_blank_fields_of_a_known_person_are_filled(groups: dict[str, Group]) -> None:
    who = make.person("Иванова Мария Петровна", snils="99000010156")
    data = "ФИО;Дата рождения;СНИЛС;E-mail;Телефон;Программа\n"
    data += "Иванова Мария Петровна;14.03.1987;99000010156;m@b.example;8 921 000-00-00;ОТ-40\n"
    assert (load(data.encode(), groups).result or {})["changed"] == 1
    who.refresh_from_db()
    assert (who.birth_date, who.email, who.phone) == (date(1987, 3, 14), "m@b.example", "+79210000000")


def test_case_32_a_namesake_without_documents_is_chosen_by_hand(groups: dict[str, Group]) -> None:
    first = make.person("Ли Анна Ивановна", birth_date=date(1990, 1, 1))
    make.person("Ли Анна Ивановна", birth_date=date(1991, 1, 1))
    data = "ФИО;Программа\nЛи Анна Ивановна;ОТ-40\n".encode()
    assert rules_of(lambda: load(data, groups, take=(2,))) == ["IMP-05"]
    load(data, groups, choices={"2": str(first.pk)})
    assert Enrolment.objects.get().learner == first
    load(data, groups, choices={"2": "new"})
    assert Person.objects.filter(last_name="Ли").count() == 3


def test_ё_and_е_and_latin_letters_are_one_person(groups: dict[str, Group]) -> None:
    make.person("Сидоренко Алёна Игоревна", birth_date=date(1990, 7, 2))
    load(
        "ФИО;Дата рождения;Программа\nCидоренко Алена Игоревна;02.07.1990;ОТ-40\n".encode(), groups, take=(2,)
    )
    assert Person.objects.count() == 1


def test_citizenship_is_a_code(groups: dict[str, Group]) -> None:
    data = "ФИО;СНИЛС;Гражданство;Программа\nЛи Анна Ивановна;99000010156;Узбекистан;ОТ-40\n"
    data += "Ли Олег Иванович;99000010257;Атлантида;ОТ-40\n"
    load(data.encode(), groups, take_all=True)
    assert list(Person.objects.order_by("first_name").values_list("citizenship", flat=True)) == ["860", "643"]


def test_statements_grow_by_thousands_not_by_rows(groups: dict[str, Group]) -> None:
    counts = []
    for number in (1, 30):
        imported = upload_learners(samples.learners(number), filename="a.csv", by=None)
        with CaptureQueriesContext(connection) as statements, transaction.atomic():
            apply_learner_import(imported, terms=Terms(groups=groups, **ORDER, **CONTRACT))
            transaction.set_rollback(True)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_a_list_waits_for_the_one_being_applied() -> None:
    make.organisation()
    samples.programmes()
    imported = upload_learners(samples.learners(1), filename="a.csv", by=None)
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            LearnerImport.objects.select_for_update().get(pk=imported.pk)
            held.set()
            done.wait(5)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    held.wait(5)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            discard_learner_import(imported)
        with pytest.raises(OperationalError, match="lock timeout"):
            apply_learner_import(imported, terms=Terms(groups={}))
    finally:
        done.set()
        thread.join()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")


def test_ten_thousand_learners_go_in_in_seconds(groups: dict[str, Group]) -> None:
    data = samples.learners(10_000)
    imported = upload_learners(data, filename="a.csv", by=None)
    checked = time.perf_counter()
    apply_learner_import(imported, terms=Terms(groups=groups, **ORDER, **CONTRACT))
    written = time.perf_counter()
    assert Enrolment.objects.count() == 10_000
    assert written - checked < 60  # 15 s alone on the machine; other work may share it


def test_a_group_that_is_over_by_the_day_of_the_order_takes_nobody(groups: dict[str, Group]) -> None:
    """A group closed or merged between the check and the write: the list fails whole, in words."""
    before = state()
    imported = upload_learners(samples.learners(2), filename="a.csv", by=None)
    Group.objects.filter(pk=groups["ОТ-40"].pk).update(starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 5))
    assert rules_of(lambda: apply_learner_import(imported, terms=Terms(groups=groups, **ORDER))) == ["IMP-11"]
    Group.objects.filter(pk=groups["ОТ-40"].pk).delete()
    assert rules_of(lambda: apply_learner_import(imported, terms=Terms(groups=groups, **ORDER))) == ["IMP-11"]
    assert state() == before


def test_grp_05_a_list_that_meets_a_merge_says_so_at_once(groups: dict[str, Group]) -> None:
    """The groups were merged between the check and the write."""
    before = state()
    imported = upload_learners(samples.learners(2), filename="a.csv", by=None)
    into = make.group("ОТ-26/12", programme=groups["ОТ-40"].programme)
    Group.objects.filter(pk=groups["ОТ-40"].pk).update(merged_into=into)
    terms = Terms(groups=groups, **ORDER, **CONTRACT)
    assert rules_of(lambda: apply_learner_import(imported, terms=terms)) == ["GRP-05"]
    assert state() == before
