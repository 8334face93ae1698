"""What domain.md §7 promises is there on its Monday."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db.models import Count, F, Q, Sum

from opora.acquaintance.models import Acquaintance
from opora.acquaintance.queries import progress
from opora.channels.models import CommunicationMeans
from opora.consultations.models import Booking, PrepItem, Session, Thread
from opora.consultations.queries.dossier import dossier_complete, dossier_of
from opora.consultations.queries.feedback import meetings_to_rate, said_in, share_of
from opora.consultations.queries.slots import bookable_sessions
from opora.consultations.queries.threads import overdue
from opora.conversations.models import Conversation
from opora.conversations.queries.chats import unread_chats
from opora.duties.queries import duty_map
from opora.files.models import StoredFile
from opora.journal.models import JournalEntry
from opora.moderation.models import Case
from opora.notifications.models import Letter, Notification
from opora.people.forms.values import snils_is_valid
from opora.people.models import Account, Contract, Guardianship, Person, Role
from opora.people.queries import role_windows, wards_of
from opora.progress.queries import radars
from opora.regulations.models import ActEdition, LocalAct, Order, Provision
from opora.regulations.queries import basis_of, edition_in_force, editions_asked, in_force
from opora.schedule.models import Schedule
from opora.schedule.queries import days_text, lines_of, means_text, time_text
from opora.schedule.rules import checks_of
from opora.studies.models import Enrolment, Group, GroupPart, Programme, ProgrammePart
from opora.website.models import Appeal, NewsItem, SectionVersion, TeacherPage
from opora.website.queries.freshness import freshness
from opora.workload.models import MonthSheet, WorkLogEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 11, 23)


def who(login: str) -> Person:
    return Account.objects.get(login=login).person


def on(day: int, person: str, month: int = 11) -> Session:
    return Session.objects.get(person=who(person), date=date(2026, month, day), mode="online")


def minutes(session: Session) -> list[int]:
    return list(session.work_log.order_by("date").values_list("minutes", flat=True))


def turnout(session: Session) -> tuple[int, int]:
    counts = session.bookings.aggregate(all=Count("pk"), came=Count("pk", filter=Q(state="attended")))
    return counts["all"], counts["came"]


def test_programmes_have_their_volume_in_their_parts() -> None:
    hours = dict(Programme.objects.values_list("code", "hours"))
    assert hours == {"ОТ-40": 40, "ТБ-256": 256, "ЗАК-144": 144, "СТР-160": 160, "ВОЖ-144": 144, "ПИТ-36": 36}
    top = ProgrammePart.objects.filter(parent=None).values("programme__code").annotate(sum=Sum("hours"))
    assert {row["programme__code"]: row["sum"] for row in top} == hours
    divided = ProgrammePart.objects.annotate(inside=Sum("children__hours")).filter(inside__isnull=False)
    assert list(divided.exclude(hours=F("inside"))) == []


def test_groups_have_the_dates_of_the_model() -> None:
    dates = {group.code: (group.starts_on, group.ends_on) for group in Group.objects.all()}
    assert dates["ОТ-26/11-1"] == (date(2026, 11, 9), date(2026, 11, 27))
    assert dates["ТБ-26/09"] == (date(2026, 9, 15), date(2027, 1, 29))
    assert dates["СТР-26/10-В"] == (date(2026, 10, 5), date(2026, 12, 18))
    assert dates["ПИТ-26-А"] == (date(2026, 9, 1), date(2026, 12, 25))
    assert set(dates) >= {"ВОЖ-26/11", "ЗАК-26/11-сеть"}
    assert Group.objects.get(code="СТР-26/10-В").branch.timezone == "Asia/Vladivostok"


def test_the_published_schedule_has_the_eight_lines() -> None:
    published = Schedule.objects.get(state="published")
    assert (published.edition, str(published.order), published.order and published.order.date) == (
        2,
        "№ 47-о",
        date(2026, 10, 1),
    )
    rows = [(str(line.person), days_text(line), time_text(line)) for line in lines_of(published)]
    assert rows == [
        ("Ковалёва Ирина Сергеевна", "понедельник", "18:00–19:30"),
        ("Ковалёва Ирина Сергеевна", "четверг", "12:00–13:00"),
        ("Мирзоев Рустам Ахмед оглы", "вторник", "17:00–18:30"),
        ("Ли Ен Су", "среда (чётн.)", "16:00–17:00"),
        ("Петрова-Водкина Алёна Семёновна", "суббота", "10:00–11:30"),
        ("Громов Пётр Ильич", "пятница", "15:00–16:00"),
        ("Шульц Дарья Олеговна", "понедельник – пятница", "10:00–12:00"),
        ("Цой Максим Викторович", "понедельник – пятница", "09:00–18:00"),
    ]
    assert means_text(lines_of(published)[0]) == "видеоконференция платформы, каб. «ОТ»"


def test_the_first_edition_named_another_teacher_and_is_replaced() -> None:
    first = Schedule.objects.get(state="superseded")
    assert (first.edition, first.period_from) == (1, date(2026, 9, 15))
    teachers = {str(line.person) for line in lines_of(first)}
    assert "Соколов Игорь Николаевич" in teachers
    assert "Мирзоев Рустам Ахмед оглы" not in teachers


def test_the_next_schedule_is_a_draft_with_exactly_three_things_in_the_way() -> None:
    draft = Schedule.objects.get(state="draft")
    assert (draft.title, draft.period_from, draft.period_to) == (
        "График на I полугодие 2027",
        date(2027, 1, 11),
        date(2027, 6, 30),
    )
    blocking = checks_of(draft, lines_of(draft)).blocking
    found = sorted(
        (check.refusal.rule, str(check.line.person).split()[0]) for check in blocking if check.line
    )
    assert found == [("SCH-01", "Мирзоев"), ("SCH-02", "Петрова-Водкина"), ("SCH-07", "Ковалёва")]


def test_held_by_the_plan_shorter_and_longer() -> None:
    full, short, long = on(2, "kovaleva"), on(9, "kovaleva"), on(16, "kovaleva")
    assert [minutes(one) for one in (full, short, long)] == [[90], [47], [112]]
    assert [turnout(one) for one in (full, short, long)] == [(15, 14), (12, 8), (20, 17)]
    assert [one.state for one in (full, short, long)] == ["confirmed", "confirmed", "held"]


def test_illness_was_substituted_and_the_hours_are_the_substitutes() -> None:
    session = Session.objects.get(substitute_for=who("kovaleva"))
    assert (session.date, session.person, session.note) == (
        date(2026, 11, 19),
        who("mirzoev"),
        "замена: болезнь",
    )
    assert [entry.person for entry in session.work_log.all()] == [who("mirzoev")]


def test_a_cancelled_meeting_says_why() -> None:
    session = Session.objects.get(state="cancelled")
    assert (session.person, session.cancel_reason) == (who("lee"), "полигон закрыт: проверка крана")
    assert session.bookings.filter(state="cancelled").count() == 4


def test_nobody_came_and_only_the_waiting_counts() -> None:
    session = on(10, "mirzoev")
    assert (session.state, minutes(session), turnout(session)) == ("no_show", [15], (3, 0))


def test_a_correspondence_of_three_days() -> None:
    session = Session.objects.get(person=who("kovaleva"), mode="offline", personal=False)
    entries = list(session.work_log.order_by("date").values_list("date", "minutes"))
    assert entries == [(date(2026, 11, 17), 7), (date(2026, 11, 18), 12), (date(2026, 11, 20), 5)]


def test_a_question_waits_another_is_late_a_third_is_answered() -> None:
    threads = Thread.objects.order_by("subject").values_list("subject", "state", "session__person")
    assert list(threads) == [
        ("Журнал целевых инструктажей", "answered", who("kovaleva").pk),
        ("Категории помещений", "waiting", who("mirzoev").pk),
        ("Пример расчёта риска", "waiting", who("kovaleva").pk),
        ("Целевой и внеплановый инструктаж", "answered", who("kovaleva").pk),
    ]
    assert [thread.subject for thread in overdue()] == ["Категории помещений"]


def test_chats_show_a_course_a_minor_and_an_unread_message() -> None:
    kinds = Conversation.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["course", "personal", "staff", "announce"]
    assert StoredFile.objects.filter(name="Что взять на зачёт.txt").exists()
    assert Notification.objects.filter(person=who("zotova"), key__contains="minor").count() == 1
    assert unread_chats(who("ivanova").pk) == 1


def test_one_rude_message_waits_for_a_moderator_and_one_decision_is_objected_to() -> None:
    cases = Case.objects.order_by("pk").values_list("state", "decision", "reports__person")
    assert list(cases) == [("appealed", "hide", who("ivanova").pk), ("open", "", None)]


def test_a_late_entry_is_marked_and_explained() -> None:
    entry = WorkLogEntry.objects.get(entered_late=True)
    assert (entry.person, entry.date, entry.minutes) == (who("kovaleva"), date(2026, 11, 12), 55)
    assert entry.late_reason == "не было связи"


def test_a_webinar_for_sixty_four() -> None:
    session = Session.objects.get(format="frontal")
    assert turnout(session) == (66, 64)
    assert session.groups.count() == 3
    assert minutes(session) == [88]


def test_exam_prep_waits_for_its_third_item() -> None:
    session = Session.objects.get(kind="exam_prep", format="group", state="planned")
    assert session.starts_at.astimezone(MOSCOW) == datetime(2026, 11, 25, 17, tzinfo=MOSCOW)
    done = dict(PrepItem.objects.filter(session=session).values_list("item", "done"))
    assert done == {"procedure_briefing": True, "hard_tasks": True, "criteria": False}
    alone = Session.objects.get(kind="exam_prep", format="individual")
    assert [one.learner for one in alone.bookings.all()] == [who("sidorenko")]


def test_a_held_exam_prep_has_its_dossier() -> None:
    session = Session.objects.get(kind="exam_prep", format="group", state__in=["held", "confirmed"])
    dossier = dossier_of(session)
    assert dossier.unproved == []
    assert dossier.window is not None
    assert dossier.acknowledged == 7
    assert [question.answer != "" for question in dossier.questions] == [True]
    run = GroupPart.objects.get(group__code="ТБ-26/09", part__in=session.parts.all())
    assert dossier_complete(run, dossier.questions[0].learner)


def test_planted_weak_topics_come_first() -> None:
    runs = list(GroupPart.objects.filter(teacher=who("kovaleva")).select_related("group", "part"))
    found = {
        radar.run.part.title: [one.title for one in radar.proposals if one.weak] for radar in radars(runs)
    }
    assert found["Обучение и инструктажи"] == ["Виды инструктажей", "Журналы и проверка знаний"]
    assert found["Производственная санитария и гигиена труда"] == ["Освещение, шум и вибрация"]


def test_planted_topics_come_before_what_was_only_heard() -> None:
    runs = GroupPart.objects.filter(teacher=who("kovaleva")).select_related("group", "part")
    radar = next(one for one in radars(list(runs)) if one.run.part.title == "Обучение и инструктажи")
    assert [one.title for one in radar.proposals][:2] == ["Виды инструктажей", "Журналы и проверка знаний"]
    heard = [one for run in radars(list(GroupPart.objects.select_related("group", "part")))
             for one in run.proposals if any(question.appeal for question in one.questions)]  # fmt: skip
    assert [one.title for one in heard] == ["Категории помещений и пути эвакуации"]


def test_learners_have_said_whether_help_helped(centre: datetime) -> None:
    said = said_in(centre.date() - timedelta(days=31), centre.date(), branches=None, person=None)
    assert len(said) > 50
    assert share_of(one.verdict for one in said).percent in range(60, 95)
    assert meetings_to_rate(who("ivanova").pk).exists()


def test_the_holiday_gave_no_meeting() -> None:
    assert not Session.objects.filter(date=date(2026, 11, 4)).exists()
    told = Notification.objects.filter(key="day-off-2026-11-04").values_list("person__last_name", flat=True)
    assert set(told) == {"Шульц", "Цой"}


def test_ivanova_meets_her_teacher_today_at_six() -> None:
    mine = Booking.objects.filter(learner=who("ivanova"), state="confirmed").order_by("session__starts_at")
    first = mine[0].session
    assert first.starts_at == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    assert (first.person, first.topic) == (who("kovaleva"), "Виды инструктажей: целевой и внеплановый")
    assert first.capacity - first.bookings.count() == 4


def test_four_weeks_ahead_can_be_booked(centre: datetime) -> None:
    slots = bookable_sessions(who("ivanova"), centre, centre + timedelta(weeks=4))
    free = [slot for slot in slots if slot.state == "free"]
    assert max(slot.session.date for slot in free) == date(2026, 12, 21)
    assert len(free) > 20


def test_no_line_meets_twice_or_on_a_day_off() -> None:
    planned = Session.objects.filter(line__isnull=False, state="planned")
    assert planned.filter(date__gt=TODAY + timedelta(weeks=4)).count() == 0
    assert Counter(planned.values_list("line", "date")).most_common(1)[0][1] == 1


def test_past_months_are_closed_and_signed() -> None:
    closed = MonthSheet.objects.filter(state="closed").order_by("month", "branch")
    assert {sheet.month for sheet in closed} == {date(2026, 9, 1), date(2026, 10, 1)}
    assert {str(sheet.signed_by) for sheet in closed} == {"Орлова Нина Васильевна"}
    states = Counter(WorkLogEntry.objects.filter(date__lt=date(2026, 11, 1)).values_list("state", flat=True))
    assert set(states) == {"locked"}


def test_this_month_is_confirmed_in_part() -> None:
    states = Counter(WorkLogEntry.objects.filter(date__gte=date(2026, 11, 1)).values_list("state", flat=True))
    assert set(states) == {"confirmed", "submitted", "draft"}
    own = WorkLogEntry.objects.filter(person=who("gromov"), date__gte=date(2026, 11, 1))
    assert set(own.values_list("state", flat=True)) == {"submitted"}
    returned = WorkLogEntry.objects.get(state="draft")
    assert returned.return_remark == "Укажите, сколько слушателей обратилось: в журнале комнаты двое."


def test_the_help_act_has_two_editions_and_a_third_for_the_new_year() -> None:
    orders = [
        (edition.number, str(edition.order), edition.effective_from)
        for edition in ActEdition.objects.filter(act__code="pomoshch").order_by("number")
    ]
    assert orders[:2] == [(1, "№ 3", date(2025, 4, 15)), (2, "№ 41-о", date(2026, 9, 2))]
    assert (orders[2][0], orders[2][2]) == (3, date(2027, 1, 1))
    assert in_force(Provision.CANCEL_HOURS, date(2026, 12, 31)) == 2
    assert in_force(Provision.CANCEL_HOURS, date(2027, 1, 1)) == 4
    current = edition_in_force(TODAY)
    assert current is not None
    assert current.number == 2
    basis = basis_of("SCH-01", TODAY)
    assert basis is not None
    assert basis.clause == "5.11"
    assert LocalAct.objects.count() == 6


def test_one_act_waits_for_the_pedsovet_and_one_was_revoked() -> None:
    waiting = ActEdition.objects.get(state="on_agreement")
    assert [(row.body, row.decision) for row in waiting.decisions.all()] == [("pedsovet", "")]
    revoked = ActEdition.objects.get(revoked_from__isnull=False)
    assert revoked.revoked_from == date(2023, 9, 1)
    assert edition_in_force(TODAY, act=revoked.act.code) is None


def test_most_have_read_the_order_and_a_few_have_not() -> None:
    editions = {
        edition.number: edition for edition in editions_asked(TODAY) if edition.act.code == "pomoshch"
    }
    second, third = (progress([editions[number]], TODAY)[editions[number].pk] for number in (2, 3))
    assert second.done > 0.75 * second.total
    assert 10 < second.left < 30
    assert (third.done, third.late) == (1, 0)
    ways = Acquaintance.objects.filter(edition=editions[2]).values_list("way", flat=True)
    assert set(ways) == {"simple_esign", "paper_sign"}
    child = Acquaintance.objects.get(
        edition=editions[2], person__last_name="Зотов", person__first_name="Илья"
    )
    assert child.given_by == who("zotova")


def test_backups_are_the_one_duty_nobody_answers_for() -> None:
    lines = duty_map(TODAY)
    assert [line.duty.words for line in lines if line.gap] == ["Резервное копирование файлов"]
    assert len(lines) == 20
    assert {line.duty.clause for line in lines if line.duty.role == "specialist"} == {"2.1"}


def test_numbers_of_orders_follow_their_dates() -> None:
    rows = Order.objects.filter(year=2026).order_by("date", "id").values_list("number", flat=True)
    numbers = [int(number.split("-")[0]) for number in rows]
    assert numbers == sorted(numbers)


def test_skype_is_closed_and_foreign_messengers_warn() -> None:
    states = dict(CommunicationMeans.objects.values_list("code", "state"))
    assert (states["skype"], states["telegram"], states["whatsapp"]) == ("closed", "warn", "warn")
    assert {states[code] for code in ("max", "vk", "sferum", "vks", "chat")} == {"allowed"}
    assert CommunicationMeans.objects.get(code="skype").state_since == date(2025, 5, 5)


@pytest.mark.parametrize(
    ("login", "role"),
    [
        ("ivanova", Role.LEARNER),
        ("zotova", Role.REPRESENTATIVE),
        ("kovaleva", Role.TEACHER),
        ("schulz", Role.CURATOR),
        ("gromov", Role.DEPUTY),
        ("tsoy", Role.SPECIALIST),
        ("orlova", Role.DIRECTOR),
        ("yashin", Role.PROCTOR),
        ("auditor", Role.AUDITOR),
    ],
)
def test_everybody_can_enter_in_his_role(login: str, role: Role) -> None:
    account = Account.objects.get(login=login)
    assert role_windows(account.person, TODAY)[role].is_open
    assert account.person.email.endswith(".example")


def test_one_password_for_all() -> None:
    hashes = set(Account.objects.values_list("password", flat=True))
    assert len(hashes) == 1
    assert check_password(settings.DEMO_PASSWORD, hashes.pop())


def test_a_mother_has_her_children_and_a_restricted_father_none() -> None:
    assert wards_of(who("zotova"), TODAY) == [who("zotov-i"), who("zotova-v")]
    assert wards_of(who("zotov"), TODAY) == []
    assert Guardianship.objects.filter(representative=who("zotov"), status="restricted").count() == 2
    assert wards_of(who("yurieva"), date(2026, 12, 4)) == [who("yuriev")]
    assert wards_of(who("yurieva"), date(2026, 12, 5)) == []


def test_cases_of_study() -> None:
    plan = Enrolment.objects.get(learner=who("sidorenko")).individual_plan
    assert (plan.number, plan.date, plan.individual_exam_prep) == ("5-ИУП", date(2026, 11, 10), True)
    assert Enrolment.objects.get(learner=who("shchegolev")).state == "academic_leave"
    assert who("abdullaeva").category == "network"
    assert Contract.objects.get(parties__learner=who("abdullaeva")).kind == "network"
    assert not role_windows(who("ryabinina"), TODAY)[Role.LEARNER].is_open
    assert Enrolment.objects.filter(learner=who("ivanova")).count() == 2
    assert who("nguyen").snils == ""


def test_nothing_looks_real() -> None:
    people = list(Person.objects.all())
    assert [one.email for one in people if one.email and not one.email.endswith(".example")] == []
    assert [one.snils for one in people if one.snils and not one.snils.startswith("990")] == []
    assert [one.snils for one in people if one.snils and not snils_is_valid(one.snils)] == []
    names = [one.search_name for one in people]
    assert len(names) == len(set(names))


def test_letters_of_the_past_do_not_go_out() -> None:
    assert Letter.objects.count() == 0


def test_the_trail_says_what_it_was() -> None:
    assert JournalEntry.objects.exclude(why="демонстрационные данные").count() == 0
    assert JournalEntry.objects.filter(table="consultations_session").exists()


def test_the_steps_of_a_schedule_follow_one_another() -> None:
    for schedule in Schedule.objects.exclude(state="draft"):
        assert schedule.submitted_at is not None
        assert schedule.published_at is not None
        assert schedule.created_at <= schedule.submitted_at <= schedule.published_at


def test_the_site_has_something_to_say_and_to_answer() -> None:
    assert SectionVersion.objects.count() == 7
    assert not freshness().is_stale
    assert Counter(NewsItem.objects.values_list("state", flat=True)) == {"published": 3, "draft": 1}
    assert TeacherPage.objects.filter(is_published=True).count() == 2
    states = Counter(Appeal.objects.values_list("state", flat=True))
    assert states == {"registered": 3, "in_work": 3, "answered": 3}
