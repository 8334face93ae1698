"""The journal of outages and works, and what workers ask of support: evidence of the map (S4-2.1, S4-2.3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.duties.actions import keep_outage
from opora.duties.models import Outage
from opora.duties.queries import Evidence, downtime, lines_for_page, outages
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.website.actions.appeals import Arrived, answer_appeal, register_appeal
from opora.website.models import Appeal, Way
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
DAY = date(2026, 11, 23)
K = Outage.Kind


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def kept(of: make.Cast, start: datetime, end: datetime | None = None, **values: Any) -> Outage:
    given = {"kind": K.FAILURE, "what": "Вход", "reason": "переполнен диск", "responsible": of.other_staff}
    return keep_outage(None, starts_at=start, ends_at=end, by=of.specialist, **{**given, **values})


def shown(code: str) -> Evidence:
    found = next(one.evidence for one in lines_for_page(DAY) if one.duty.code == code)
    assert found is not None
    return found


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def test_dut_08_times_stand_in_order_and_only_planned_works_lie_ahead(cast: make.Cast) -> None:
    for start, end in ((at(20, 9), at(20, 9)), (at(25, 9), None), (at(23, 9), at(25, 9))):
        with pytest.raises(Refused) as refused:
            kept(cast, start, end)
        assert rules_of(refused) == ["DUT-08"]
    assert kept(cast, at(25, 9), at(25, 10), kind=K.PLANNED).pk


def test_dut_09_what_is_over_has_a_reason_and_somebody_who_answered(cast: make.Cast) -> None:
    going_on = kept(cast, at(20, 9), reason="", responsible=None)
    for values in ({"reason": ""}, {"responsible": None}):
        with pytest.raises(Refused) as refused:
            kept(cast, at(20, 9), at(20, 10), **values)
        assert rules_of(refused) == ["DUT-09"]
    ended = keep_outage(
        going_on, kind=K.FAILURE, what="Вход", starts_at=at(20, 9), ends_at=at(20, 11), by=cast.deputy,
        reason="обрыв связи", responsible=cast.other_staff, done="переключили на резервный канал",
    )  # fmt: skip
    assert (Outage.objects.get(), ended.entered_by) == (going_on, cast.specialist)


def test_downtime_counts_what_overlaps_once_and_only_within_the_period(cast: make.Cast) -> None:
    kept(cast, at(19, 22), at(20, 2))
    kept(cast, at(20, 1), at(20, 3), kind=K.UNPLANNED)
    kept(cast, at(20, 12), at(20, 18), kind=K.PLANNED)
    kept(cast, now() - timedelta(minutes=30), responsible=None)
    stood = downtime(at(20, 0), at(24, 0))
    assert (stood.count, stood.hours, stood.going_on, stood.unnamed) == (3, 3.5, 1, 1)


def test_a_row_tells_how_many_live_online_meetings_it_met(cast: make.Cast) -> None:
    make.session(cast.teacher, at(20, 9))
    make.session(cast.teacher, at(20, 12))
    make.session(cast.other_staff, at(20, 9), mode="in_person")
    make.session(cast.curator, at(20, 9), state="cancelled")
    kept(cast, at(20, 9, 30), at(20, 10))
    kept(cast, at(18, 9), at(18, 10))
    assert [row.met for row in outages()] == [1, 0]  # type: ignore[attr-defined] # annotated


def test_s4_2_3_a_works_and_failures_stand_on_the_map_with_their_journal(cast: make.Cast) -> None:
    for code in ("s4-2-3-a", "s4-2-3-c"):
        assert shown(code).words == "сбоев и внеплановых работ за 30 дней: 0, часов: 0.0; идёт сейчас: 0"
    kept(cast, at(20, 9), at(20, 10, 30))
    one = shown("s4-2-3-c")
    assert (one.page, one.weak) == ("duties:outages", False)
    assert one.words.startswith("сбоев и внеплановых работ за 30 дней: 1, часов: 1.5")
    kept(cast, at(23, 9), responsible=None)
    assert shown("s4-2-3-a").weak


def test_s4_2_1_g_and_m_count_what_workers_ask_of_support(cast: make.Cast) -> None:
    def asked(author: Any, **values: Any) -> Appeal:
        given = {"kind": Appeal.Kind.SUPPORT, "name": author.full_name, "text": "Как включить запись?"}
        return register_appeal(
            **{**given, **values}, arrived=Arrived(Way.CABINET, author=author, at=at(20, 9))
        )

    assert shown("s4-2-1-g").weak
    asked(cast.learner)
    asked(cast.teacher, kind=Appeal.Kind.STUDY)
    answer_appeal(asked(cast.teacher), text="Кнопкой «Запись».", by=cast.specialist)
    asked(cast.curator)
    g, m = shown("s4-2-1-g"), shown("s4-2-1-m")
    assert g.words.endswith("заявок работников в поддержку: 2, ждут ответа: 1")
    assert m.words.endswith("заявок из подразделений: 2, площадок: 1")
    assert (g.page, g.weak, m.weak) == ("website:appeals", False, False)


def test_the_journal_is_kept_on_its_page(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    sent = {
        "kind": "failure", "what": "Видеовстречи", "starts_at": "2026-11-23T10:00", "ends_at": "",
        "reason": "", "responsible": "", "done": "",
    }  # fmt: skip
    assert client.post("/duties/outages/new/", sent)["Location"] == "/duties/outages/"
    row = Outage.objects.get()
    assert row.starts_at == at(23, 7)
    page = flat(client.get("/duties/outages/").content.decode())
    assert "Видеовстречи" in page
    assert "идёт сейчас" in page
    ended = sent | {"ends_at": "2026-11-23T11:30", "done": "перезапустили"}
    refused = client.post(f"/duties/outages/{row.pk}/", ended)
    assert (refused.status_code, "DUT-09" in refused.content.decode()) == (422, True)
    assert "перезапустили" in refused.content.decode()
    whole = ended | {"reason": "обновление", "responsible": str(cast.other_staff.pk)}
    assert client.post(f"/duties/outages/{row.pk}/", whole).status_code == 302
    seen = flat(login(cast.account("auditor")).get("/duties/outages/").content.decode())
    assert flat(cast.other_staff.short_name) in seen
    assert "/duties/outages/new/" not in seen


def test_the_journal_costs_the_same_for_one_row_and_for_thirty(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("director"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/duties/outages/").status_code == 200
        return len(queries)

    kept(cast, at(20, 9), at(20, 10))
    cost()
    before = cost()
    for n in range(30):
        kept(cast, at(20, 9) - timedelta(hours=n), at(20, 10))
    assert cost() == before
