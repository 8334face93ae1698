"""Pages of moderation: the remark without a script, the queue and its file, one's own decisions."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations.models import Booking, RefusedAsk
from opora.conversations.actions import delete
from opora.conversations.models import Message
from opora.conversations.queries.searching import Wanted, messages_found
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.moderation import actions
from opora.moderation.models import Case, Policy
from opora.people.access import Actor
from opora.people.models import Role
from opora.regulations.models import LocalAct
from opora.regulations.queries import HELP_ACT, forget_editions
from opora.website.models import Appeal
from tests import make
from tests.conversations.world import course_chat, say

from .world import INSULT, RUDE, D, decided, hit, post_of, reported, say_rudely, thread_of, value_of

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
QUEUE, MINE, POLICY = (reverse(f"moderation:{name}") for name in ("queue", "mine", "policy"))


def insist_in(html: str) -> str:
    """The value of the button «Отправить всё равно»."""
    [value] = re.findall(r'name="insist" value="(\w+)"', html)
    return str(value)


class TestRemark:
    def test_com_01_in_a_chat_the_text_stays_and_the_second_press_sends(
        self, cast: make.Cast, login: Login
    ) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        url = reverse("conversations:show", args=[chat.pk])
        typed = {"client_id": str(uuid4()), "text": RUDE}
        answer = client.post(url, typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"{RUDE}</textarea>" in page
        assert "<mark>хуй</mark>" in page
        assert client.post(url, {**typed, "insist": insist_in(page)}).status_code == 302
        assert Message.objects.get(conversation=chat).text == RUDE
        assert Case.objects.count() == 1

    @pytest.mark.parametrize("act", [HELP_ACT, "pravila"])
    def test_com_01_names_the_clause_of_the_act_in_force(
        self, cast: make.Cast, login: Login, act: str
    ) -> None:
        made = make.edition(clauses={"3.5": "Вежливо."}, bases={"COM-01": "3.5"})
        LocalAct.objects.filter(pk=made.act_id).update(code=act)
        forget_editions()
        client = login(cast.account("learner"))
        url = reverse("conversations:show", args=[course_chat(cast).pk])
        page = client.post(url, {"client_id": str(uuid4()), "text": RUDE}).content.decode()
        assert "«3.5. Вежливо.»" in page

    def test_the_island_is_answered_with_the_value_to_insist(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        url = reverse("conversations:show", args=[course_chat(cast).pk])
        typed = {"client_id": str(uuid4()), "text": INSULT}
        answer = client.post(url, typed, headers={"X-Fragment": "chat"})
        assert answer.status_code == 422
        assert f'data-insist="{value_of(INSULT)}"' in answer.content.decode()

    def test_an_edit_and_a_thread_are_remarked_upon_alike(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.learner)
        thread = thread_of(cast)
        client = login(cast.account("learner"))
        for url in (
            reverse("conversations:edit", args=[message.conversation_id, message.seq]),
            reverse("consultations:thread", args=[thread.pk]),
        ):
            answer = client.post(url, {"text": RUDE})
            assert answer.status_code == 422
            assert RUDE in answer.content.decode()
            sent = client.post(url, {"text": RUDE, "insist": insist_in(answer.content.decode())})
            assert sent.status_code == 302
        assert Case.objects.count() == 2

    def test_a_question_to_a_meeting_is_remarked_upon_and_no_refusal_of_help_is_noted(
        self, cast: make.Cast, login: Login
    ) -> None:
        session = make.session(cast.teacher, groups=[cast.group], capacity=5, format="group")
        client, url = login(cast.account("learner")), reverse("consultations:book", args=[session.pk])
        answer = client.post(url, {"question": RUDE})
        assert answer.status_code == 422
        assert (Booking.objects.count(), RefusedAsk.objects.count()) == (0, 0)
        client.post(url, {"question": RUDE, "insist": insist_in(answer.content.decode())})
        assert Case.objects.get().booking == Booking.objects.get()

    def test_a_letter_of_a_visitor_is_remarked_upon_and_taken(self, cast: make.Cast, client: Client) -> None:
        url = reverse("website:contacts")
        opened = re.findall(r'name="opened" value="([^"]+)"', client.get(url).content.decode())[0]
        typed = {
            "kind": "complaint",
            "name": "Пётр",
            "phone": "1",
            "text": RUDE,
            "consent": "on",
            "opened": opened,
        }
        with travel(now() + timedelta(seconds=30)):
            answer = client.post(url, typed)
            assert 'data-rule="COM-01"' in answer.content.decode()
            page = answer.content.decode()
            assert RUDE in page
            assert client.post(url, {**typed, "insist": insist_in(page)}).status_code == 302
        assert Appeal.objects.get().text == RUDE


class TestHidden:
    def test_others_see_a_mark_the_author_sees_his_words(self, cast: make.Cast, login: Login) -> None:
        case = decided(hit(cast), cast.specialist, D.HIDE)
        assert case.message is not None
        chat = case.message.conversation
        say(chat, cast.child, "Не надо так", reply_to=case.message)
        url = reverse("conversations:show", args=[chat.pk])
        theirs = login(cast.account("teacher")).get(url).content.decode()
        assert RUDE not in theirs
        assert "Скрыто\xa0модератором" in theirs or "Скрыто модератором" in theirs
        one = reverse("conversations:message", args=[chat.pk, case.message.seq])
        assert RUDE in login(cast.account("learner")).get(one).content.decode()
        assert RUDE not in login(cast.account("child")).get(one).content.decode()
        listed = login(cast.account("child")).get(reverse("conversations:list")).content.decode()
        assert RUDE not in listed

    def test_what_is_hidden_is_not_found(self, cast: make.Cast) -> None:
        message = say_rudely(course_chat(cast), cast.learner, "Ты идиот, это про зачёт")
        actor = Actor(cast.account("teacher"), cast.teacher, Role.TEACHER)
        assert [one.message for one in messages_found(actor, Wanted("зачёт"))] == [message]
        decided(Case.objects.get(message=message), cast.specialist, D.HIDE)
        assert messages_found(actor, Wanted("зачёт")) == []

    def test_a_hidden_post_is_read_by_its_author_only(self, cast: make.Cast, login: Login) -> None:
        post = post_of(cast, "Когда же зачёт, наконец?")
        decided(actions.report(post, by=cast.teacher, reason="insult").case, cast.specialist, D.HIDE)
        url = reverse("consultations:thread", args=[post.thread_id])
        assert "наконец" not in login(cast.account("teacher")).get(url).content.decode()
        assert "наконец" in login(cast.account("learner")).get(url).content.decode()


class TestReport:
    def test_a_message_is_reported_from_its_menu(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.teacher, "Молчи уже")
        client, url = login(cast.account("learner")), reverse("moderation:report", args=[message.pk])
        one = reverse("conversations:message", args=[message.conversation_id, message.seq])
        assert f'href="{url}"' in client.get(one).content.decode()
        assert "Молчи уже" in client.get(url).content.decode()
        empty = client.post(url, {"words": "Обидно"})
        assert empty.status_code == 422
        assert "Обидно</textarea>" in empty.content.decode()
        assert client.post(url, {"reason": "other", "words": ""}).status_code == 422
        sent = client.post(url, {"reason": "insult", "words": "Обидно"})
        assert sent["Location"].endswith(f"#m{message.seq}")
        assert Case.objects.get().reports.get().words == "Обидно"

    def test_a_deleted_message_is_reported_without_showing_it(self, cast: make.Cast, login: Login) -> None:
        message = delete(say(course_chat(cast), cast.teacher, "Молчи уже"))
        client, url = login(cast.account("learner")), reverse("moderation:report", args=[message.pk])
        assert "Молчи уже" not in client.get(url).content.decode()
        client.post(url, {"reason": "insult"})
        assert Case.objects.get().content == "Молчи уже"

    def test_who_is_not_in_the_chat_finds_nothing(self, cast: make.Cast, login: Login) -> None:
        message = say(course_chat(cast), cast.teacher)
        url = reverse("moderation:report", args=[message.pk])
        assert login(cast.account("stranger")).get(url).status_code == 404


class TestQueue:
    def test_a_case_is_read_with_its_neighbours_and_the_reading_is_noted(
        self, cast: make.Cast, login: Login
    ) -> None:
        chat = course_chat(cast)
        say(chat, cast.teacher, "Сдайте отчёт")
        case = Case.objects.get(message=say_rudely(chat, cast.learner))
        client = login(cast.account("specialist"))
        page = client.get(reverse("moderation:case", args=[case.pk])).content.decode()
        assert "Сдайте отчёт" in page
        assert '<mark data-grade="brutal">хуй</mark>' in page
        assert JournalEntry.objects.filter(table="moderation_case", row_id=case.pk, action="V").count() == 1

    def test_a_decision_is_taken_on_the_page_and_a_refusal_keeps_it(
        self, cast: make.Cast, login: Login
    ) -> None:
        case, client = hit(cast), login(cast.account("deputy"))
        url = reverse("moderation:decide", args=[case.pk])
        answer = client.post(url, {"decision": "restrict", "reason": "Повторно"})
        assert answer.status_code == 422
        assert 'data-rule="MOD-05"' in answer.content.decode()
        assert "Повторно</textarea>" in answer.content.decode()
        assert client.post(url, {"reason": "Повторно"}).status_code == 422
        assert client.post(url, {"decision": "warn", "reason": "Грубо"})["Location"] == QUEUE
        case.refresh_from_db()
        assert (case.decision, case.decided_by) == ("warn", cast.deputy)

    def test_an_accused_moderator_does_not_see_his_case(self, cast: make.Cast, login: Login) -> None:
        case = reported(cast, author=cast.curator, by=cast.learner)
        case.author = cast.deputy
        case.save()
        url = reverse("moderation:case", args=[case.pk])
        assert login(cast.account("deputy")).get(url).status_code == 404
        assert login(cast.account("specialist")).get(url).status_code == 200
        assert login(cast.account("deputy")).get(QUEUE).context["rows"] == []

    def test_who_reported_reads_the_case_but_is_offered_no_decision(
        self, cast: make.Cast, login: Login
    ) -> None:
        case = hit(cast)
        assert case.message is not None
        actions.report(case.message, by=cast.deputy, reason="brutal")
        page = login(cast.account("deputy")).get(reverse("moderation:case", args=[case.pk]))
        assert (page.context["party"], page.context["form"]) == (True, None)

    def test_the_objection_is_answered_by_another_on_the_same_page(
        self, cast: make.Cast, login: Login
    ) -> None:
        case = actions.appeal(decided(hit(cast), cast.specialist), by=cast.learner, text="Цитата")
        url = reverse("moderation:answer", args=[case.pk])
        page = reverse("moderation:case", args=[case.pk])
        assert login(cast.account("specialist")).get(page).context["form"] is None
        client = login(cast.account("director"))
        assert client.post(url, {"reason": "Верно"}).status_code == 422
        assert client.post(url, {"upheld": "0", "reason": ""}).status_code == 422
        assert client.post(url, {"upheld": "0", "reason": "Это цитата"})["Location"] == QUEUE
        case.refresh_from_db()
        assert case.upheld is False

    def test_the_queue_and_the_history_cost_the_same_for_one_and_for_thirty(
        self, cast: make.Cast, login: Login
    ) -> None:
        client, chat = login(cast.account("specialist")), course_chat(cast)
        say_rudely(chat, cast.learner)
        post = post_of(cast)
        actions.report(post, by=cast.teacher, reason="insult")
        history = reverse("moderation:person", args=[cast.learner.pk])
        mine = login(cast.account("learner"))
        decided(Case.objects.get(post=post), cast.specialist)
        pages: list[tuple[Client, str]] = [(client, f"{QUEUE}?show=all"), (client, history), (mine, MINE)]
        before = [self.statements(*page) for page in pages]
        for n in range(29):
            message = say_rudely(chat, cast.learner, f"{RUDE} {n}")
            decided(Case.objects.get(message=message), cast.specialist)
        assert [self.statements(*page) for page in pages] == before

    def statements(self, client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(url).status_code == 200
        return len(statements)

    def test_the_queue_leaves_as_a_file(self, cast: make.Cast, login: Login) -> None:
        hit(cast)
        answer = login(cast.account("specialist")).get(QUEUE, {"export": "csv"})
        assert RUDE in answer.content.decode("utf-8-sig")
        assert login(cast.account("specialist")).get(QUEUE, {"show": "done"}).context["rows"] == []

    def test_the_cabinet_counts_what_this_person_may_judge(self, cast: make.Cast, login: Login) -> None:
        case = decided(hit(cast), cast.specialist)
        reported(cast, author=cast.learner, by=cast.deputy)
        actions.appeal(case, by=cast.learner, text="Нет")
        seen = {
            who: set(
                re.findall(
                    r"(\d+)\s(?:дело|дела|дел)\sмодератора",
                    login(cast.account(who)).get("/cabinet/").content.decode().replace("\xa0", " "),
                )
            )
            for who in ("specialist", "deputy", "director")
        }
        assert seen == {"specialist": {"1"}, "deputy": {"1"}, "director": {"2"}}


class TestMine:
    def test_an_author_reads_why_and_objects_once(self, cast: make.Cast, login: Login) -> None:
        case, client = decided(hit(cast), cast.specialist, D.HIDE), login(cast.account("learner"))
        page = client.get(MINE).content.decode()
        assert "Грубость" in page
        url = reverse("moderation:appeal", args=[case.pk])
        assert client.post(url, {"text": " "}).status_code == 422
        assert client.post(url, {"text": "Это цитата"})["Location"] == MINE
        case.refresh_from_db()
        assert (case.state, case.appealed_by) == ("appealed", cast.learner)
        again = client.post(url, {"text": "Ещё"})
        assert again.status_code == 422

    def test_a_representative_objects_for_his_ward(self, cast: make.Cast, login: Login) -> None:
        case, client = decided(hit(cast, cast.child), cast.specialist), login(cast.account("parent"))
        assert case.author.short_name in client.get(MINE).content.decode()
        client.post(reverse("moderation:appeal", args=[case.pk]), {"text": "Не он"})
        case.refresh_from_db()
        assert case.appealed_by == cast.parent

    def test_without_decisions_the_page_says_so(self, cast: make.Cast, login: Login) -> None:
        hit(cast)
        assert login(cast.account("learner")).get(MINE).context["rows"] == []


class TestPolicy:
    VALUES = {
        "decide_days": "2",
        "appeal_days": "5",
        "answer_days": "5",
        "keep_months": "12",
        "denied": "шарага",
    }

    def test_the_specialist_sets_it_and_tries_a_phrase(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("specialist"))
        assert client.post(POLICY, {**self.VALUES, "decide_days": "0"}).status_code == 422
        assert client.post(POLICY, self.VALUES)["Location"] == POLICY
        assert Policy.objects.get().decide_days == 2
        page = client.get(POLICY, {"phrase": "Ну и шарага"}).content.decode()
        assert '<mark data-grade="insult">шарага</mark>' in page

    def test_the_deputy_only_reads_it(self, cast: make.Cast, login: Login) -> None:
        page = login(cast.account("deputy")).get(POLICY)
        assert page.context["form"] is None


def test_insisting_belongs_to_one_request(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    url = reverse("conversations:show", args=[course_chat(cast).pk])
    typed: dict[str, Any] = {"client_id": str(uuid4()), "text": RUDE}
    assert client.post(url, {**typed, "insist": value_of(RUDE)}).status_code == 302
    assert client.post(url, {**typed, "client_id": str(uuid4())}).status_code == 422
