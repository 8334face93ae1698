"""What a search costs among a million messages: ``python -m bench.inside searching``.

The folder of ``OPORA_DATA`` is that of a demonstration centre (``opora demo --data FOLDER``). Chats are
filled by SQL with ``BENCH_MESSAGES`` words as unequally frequent as in speech, once; then two people ask: one
of a hundred chats and one of five.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection

from opora.conversations.models import Conversation, Member, Message
from opora.conversations.queries.searching import Wanted, messages_found
from opora.people.access import Actor
from opora.people.models import Account, Person, Role
from opora.people.queries import home_day, role_windows

MESSAGES, CHATS, BUSY, QUIET, ROUNDS = 1_000_000, 500, 100, 5, 30
SPEECH = """
и не на что это как мы вы по за до если или уже завтра сегодня нужно можно будет журнал
инструктаж зачёт отчёт проверка знаний программа группа занятие преподаватель вопрос ответ
документ приказ срок допуск каска высота стропы работник опасность охрана труда протокол комиссия
удостоверение расписание консультация тема тест ошибка ссылка файл пример нарушение мероприятие
огнетушитель эвакуация электробезопасность сварка кран нагрузка акт расследование микротравма
освидетельствование вакцинация дефектоскопия ректификация
"""
WORDS = SPEECH.split()
CHAT = (
    "INSERT INTO conversations_conversation (kind, title, pair, owner_id, created_at, updated_at)"
    " SELECT 'group', 'Нагрузка ' || n, '', %s, now(), now() FROM generate_series(1, %s) n RETURNING id"
)
MEMBER = (
    "INSERT INTO conversations_member (conversation_id, person_id, added_by_id, created_at, updated_at)"
    " SELECT unnest(%s::bigint[]), %s, %s, now(), now()"
)
# a word's place is the cube of chance, so the first are in most messages and the last in few; «n» keeps
# PostgreSQL from asking for chance once
FILL = (
    "INSERT INTO conversations_message"
    " (conversation_id, seq, change, client_id, author_id, text, at, origin)"
    " SELECT (%s::bigint[])[1 + n %% %s], n / %s + 1, n / %s + 1, gen_random_uuid(),"
    " (%s::bigint[])[1 + n %% 2],"
    " (SELECT string_agg((%s::text[])[1 + floor(power(random(), 3) * %s)::int], ' ')"
    " FROM generate_series(1, 8 + n %% 9)),"
    " now() - (%s - n) * interval '30 seconds', ''"
    " FROM generate_series(0, %s) n"
)


def fill(count: int) -> tuple[Person, Person]:
    """Once for a folder; answers who is in a hundred chats and who is in five."""
    busy = Person.objects.get(last_name="Громов", first_name="Пётр")
    quiet = Person.objects.get(last_name="Иванова", first_name="Мария")
    if Conversation.objects.filter(title__startswith="Нагрузка").exists():
        return busy, quiet
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(CHAT, [busy.pk, CHATS])
        chats = [pk for (pk,) in cursor.fetchall()]
        for person, among in ((busy, chats[:BUSY]), (quiet, chats[:QUIET])):
            cursor.execute(MEMBER, [among, person.pk, busy.pk])
        cursor.execute("DROP INDEX message_words")
        size = [chats, CHATS, CHATS, CHATS]
        cursor.execute(FILL, [*size, [busy.pk, quiet.pk], WORDS, len(WORDS), count, count - 1])
        cursor.execute("SET session_replication_role = DEFAULT")
    index = next(one for one in Message._meta.indexes if one.name == "message_words")
    with connection.schema_editor() as editor:
        editor.add_index(Message, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE conversations_message")
    assert Member.objects.filter(person=busy, left_at=None).count() >= BUSY
    return busy, quiet


def timed(ask: Callable[[], Any]) -> dict[str, float]:
    """In milliseconds, and how many were found."""
    found, times = ask(), []
    for _round in range(ROUNDS):
        began = perf_counter()
        ask()
        times.append((perf_counter() - began) * 1000)
    return {"p50": round(median(times), 1), "p95": round(quantiles(times, n=20)[-1], 1), "found": len(found)}


def answer() -> dict[str, Any]:
    """By person and by what is asked."""
    people = fill(int(os.environ.get("BENCH_MESSAGES", MESSAGES)))
    day = home_day()
    asked = {
        "частое слово": Wanted("журнала"),
        "слово реже": Wanted("консультаций"),
        "редкое слово": Wanted("ректификации"),
        "два слова": Wanted("журнал консультации"),
        "фраза": Wanted('"охрана труда"'),
        "слово и автор": Wanted("журнал", who="иванова"),
        "слово и неделя": Wanted("журнал", since=day - timedelta(days=7)),
        "автор": Wanted(who="иванова"),
        "с файлом": Wanted(files=True),
        "слова, которого нет": Wanted("абракадабра"),
    }
    found: dict[str, Any] = {"messages": Message.objects.count()}
    for person, role in zip(people, (Role.DEPUTY, Role.LEARNER), strict=True):
        actor = Actor(Account.objects.get(person=person), person, role, role_windows(person, day))
        found[person.short_name] = {
            title: timed(partial(messages_found, actor, wanted)) for title, wanted in asked.items()
        }
    return found
