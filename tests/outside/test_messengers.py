"""Telegram, VK and MAX by their published formats against a server that plays each; the register decides."""

from collections.abc import Iterator
from typing import Any

import pytest

from opora.channels.actions import change_means_state
from opora.channels.models import CommunicationMeans, Purpose, State
from opora.integrations import messengers
from opora.integrations.messengers import Blocked, Heard, Max, NotSaid, Telegram, Vk
from opora.kernel.errors import Refused
from opora.notifications.actions import notify, set_wishes
from opora.notifications.kinds import Kind
from opora.notifications.models import Dispatch
from opora.notifications.tasks import dispatch_due
from opora.outside.actions import bind_by_code, new_code, unbind
from opora.outside.models import Binding, WayState
from opora.outside.queries import reach
from opora.outside.rules import means_is_allowed
from opora.outside.tasks import hear, hear_bots
from opora.people.models import Person
from opora.people.queries import home_day
from tests import make

from .servers import Asked, http


@pytest.fixture(autouse=True)
def _loopback(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True


class TestTelegram:
    """core.telegram.org/bots/api: getUpdates, sendMessage, my_chat_member."""

    UPDATES: Any = {
        "ok": True,
        "result": [
            {
                "update_id": 700,
                "message": {
                    "message_id": 1,
                    "from": {"id": 17, "is_bot": False, "first_name": "Мария"},
                    "chat": {"id": 17, "first_name": "Мария", "type": "private"},
                    "date": 1795000000,
                    "text": "/start ABCDEFGH",
                },
            },
            {
                "update_id": 701,
                "message": {"message_id": 2, "chat": {"id": -5, "type": "group"}, "date": 1, "text": "всем"},
            },
            {
                "update_id": 702,
                "my_chat_member": {
                    "chat": {"id": 18, "type": "private"},
                    "from": {"id": 18},
                    "date": 1,
                    "old_chat_member": {"status": "member"},
                    "new_chat_member": {"status": "kicked", "until_date": 0},
                },
            },
        ],
    }

    def test_it_hears_private_words_and_that_the_bot_is_stopped(self) -> None:
        with http(lambda asked: (200, self.UPDATES)) as (base, seen):
            heard, cursor = Telegram("5:key", base).hear("")
            assert heard == [Heard("17", "/start ABCDEFGH"), Heard("18", stopped=True)]
            assert cursor == "703"
            Telegram("5:key", base).hear(cursor, wait=1)
        assert [one.path for one in seen] == ["/bot5:key/getUpdates"] * 2
        assert "offset" not in seen[0].json
        assert (seen[1].json["offset"], seen[1].json["timeout"]) == (703, 1)
        assert seen[0].json["allowed_updates"] == ["message", "my_chat_member"]

    def test_it_says(self) -> None:
        with http(lambda asked: (200, {"ok": True, "result": {"message_id": 3}})) as (base, seen):
            Telegram("5:key", base).say("17", "Новое")
        assert (seen[0].path, seen[0].json["chat_id"], seen[0].json["text"]) == (
            "/bot5:key/sendMessage", 17, "Новое",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("status", "told", "error"),
        [
            (
                403,
                {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"},
                Blocked,
            ),
            (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, Blocked),
            (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}, NotSaid),
            (429, {"ok": False, "error_code": 429, "description": "Too Many Requests"}, NotSaid),
            (502, None, NotSaid),
        ],
    )
    def test_its_refusals_are_told_apart(self, status: int, told: Any, error: type[Exception]) -> None:
        with http(lambda asked: (status, told)) as (base, _seen), pytest.raises(error) as caught:
            Telegram("5:key", base).say("17", "Новое")
        assert "5:key" not in str(caught.value)


class TestVk:
    """dev.vk.com: groups.getLongPollServer, a_check, messages.send."""

    @staticmethod
    def _played(told: Any) -> Any:
        def answer(asked: Asked) -> tuple[int, Any]:
            if asked.path == "/method/groups.getLongPollServer":
                server = f"http://{asked.headers['Host']}/wh5"
                return 200, {"response": {"key": "k", "server": server, "ts": "10"}}
            return 200, told

        return answer

    def test_it_hears_by_long_poll(self) -> None:
        told = {
            "ts": "12",
            "updates": [
                {
                    "type": "message_new",
                    "event_id": "e",
                    "v": "5.199",
                    "group_id": 5,
                    "object": {
                        "message": {"id": 1, "date": 1, "peer_id": 17, "from_id": 17, "text": "ABCDEFGH"},
                        "client_info": {},
                    },
                },
                {
                    "type": "message_new",
                    "object": {"message": {"peer_id": 2000000001, "from_id": 17, "text": "x"}},
                },
                {"type": "message_deny", "object": {"user_id": 18}},
            ],
        }
        with http(self._played(told)) as (base, seen):
            heard, cursor = Vk("5", "key", base).hear("11", wait=1)
        assert (heard, cursor) == ([Heard("17", "ABCDEFGH"), Heard("18", stopped=True)], "12")
        assert (seen[0].given["group_id"], seen[0].given["access_token"], seen[0].given["v"]) == (
            "5",
            "key",
            "5.199",
        )
        assert seen[1].given == {"act": "a_check", "key": "k", "ts": "11", "wait": "1"}

    @pytest.mark.parametrize(("failed", "cursor"), [({"failed": 1, "ts": 30}, "30"), ({"failed": 2}, "10")])
    def test_a_cursor_too_old_is_put_right(self, failed: Any, cursor: str) -> None:
        with http(self._played(failed)) as (base, _seen):
            assert Vk("5", "key", base).hear("11") == ([], cursor)

    def test_it_says_and_is_refused(self) -> None:
        denied = {
            "error": {"error_code": 901, "error_msg": "Can't send messages for users without permission"}
        }
        with http(lambda asked: (200, {"response": 1})) as (base, seen):
            Vk("5", "key", base).say("17", "Новое")
            assert {name: seen[0].given[name] for name in ("peer_id", "message")} == {
                "peer_id": "17", "message": "Новое",
            }  # fmt: skip
            assert int(seen[0].given["random_id"]) >= 0
        with http(lambda asked: (200, denied)) as (base, _seen), pytest.raises(Blocked):
            Vk("5", "key", base).say("17", "Новое")
        wrong = {"error": {"error_code": 5, "error_msg": "User authorization failed"}}
        with http(lambda asked: (200, wrong)) as (base, _seen), pytest.raises(NotSaid):
            Vk("5", "key", base).say("17", "Новое")


class TestMax:
    """dev.max.ru/docs-api: POST /messages, GET /updates with a marker."""

    def test_it_hears(self) -> None:
        told = {
            "marker": 77,
            "updates": [
                {
                    "update_type": "bot_started",
                    "timestamp": 1,
                    "chat_id": 900,
                    "user": {"user_id": 17, "name": "Мария"},
                    "payload": "ABCDEFGH",
                },
                {
                    "update_type": "message_created",
                    "timestamp": 1,
                    "message": {
                        "sender": {"user_id": 17, "name": "Мария"},
                        "recipient": {"chat_id": 900, "chat_type": "dialog"},
                        "body": {"mid": "m", "seq": 1, "text": "стоп"},
                    },
                },
                {"update_type": "bot_stopped", "timestamp": 1, "chat_id": 900, "user": {"user_id": 18}},
            ],
        }
        with http(lambda asked: (200, told)) as (base, seen):
            heard, cursor = Max("key", base).hear("70", wait=1)
        assert heard == [Heard("17", "/start ABCDEFGH"), Heard("17", "стоп"), Heard("18", stopped=True)]
        assert (cursor, seen[0].headers["Authorization"]) == ("77", "key")
        assert (seen[0].given["marker"], seen[0].given["timeout"]) == ("70", "1")

    def test_it_says_and_is_refused(self) -> None:
        with http(lambda asked: (200, {"message": {"body": {"mid": "m"}}})) as (base, seen):
            Max("key", base).say("17", "Новое")
        assert (seen[0].method, seen[0].path, seen[0].given["user_id"]) == ("POST", "/messages", "17")
        assert seen[0].json == {"text": "Новое"}
        denied = {"code": "chat.denied", "message": "error.dialog.suspended"}
        with http(lambda asked: (403, denied)) as (base, _seen), pytest.raises(Blocked):
            Max("key", base).say("17", "Новое")
        wrong = {"code": "verify.token", "message": "Invalid access_token"}
        with http(lambda asked: (401, wrong)) as (base, _seen), pytest.raises(NotSaid):
            Max("key", base).say("17", "Новое")


def test_a_messenger_may_not_lead_back_into_this_machine(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = False
    with http(lambda asked: (200, {"ok": True})) as (base, seen):
        with pytest.raises(NotSaid):
            Telegram("5:key", base).say("17", "Новое")
        assert seen == []


def test_the_console_prints_what_would_leave() -> None:
    printed: list[str] = []
    bot = messengers.made("vk", "console", "https://api.vk.com", printed.append)
    assert bot is not None
    bot.say("17", "Новое")
    assert printed == ["[vk → 17] Новое\n"]
    assert bot.hear("9") == ([], "9")
    assert messengers.made("vk", "", "https://api.vk.com", printed.append) is None
    assert messengers.made("vk", "5:key", "https://x", printed.append) == Vk("5", "key", "https://x")


@pytest.fixture
def telegram(
    cast: make.Cast, settings: Any, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommunicationMeans]:
    """Telegram prints, the register knows it as allowed without personal data, the learner bound it."""
    settings.MESSENGERS = {**settings.MESSENGERS, "telegram": ("console", "")}
    means = CommunicationMeans.objects.create(
        code="telegram", title="Telegram", kind="messenger", personal_data=False,
        purposes=[Purpose.CONSULTATIONS],        state=State.WARN,
    )  # fmt: skip
    Binding.objects.create(person=cast.learner, messenger="telegram", who="17")
    yield means
    capsys.readouterr()


@pytest.mark.django_db
class TestTelling:
    def _tell(self, person: Person, key: str = "session-1-cancelled") -> None:
        notify(person, key=key, title="Встреча с Ковалёвой И. С. отменена", body="болезнь")

    def test_personal_data_never_leave_when_the_register_says_so(
        self, cast: make.Cast, telegram: CommunicationMeans, capsys: pytest.CaptureFixture[str]
    ) -> None:
        set_wishes(cast.learner, ways={}, titles=True)
        self._tell(cast.learner)
        assert dispatch_due() == 1
        said = capsys.readouterr().out
        assert "В кабинете новое уведомление" in said
        assert "/notifications/" in said
        assert "Ковалёв" not in said

    def test_the_title_leaves_where_the_register_and_the_person_allow_it(
        self, cast: make.Cast, telegram: CommunicationMeans, capsys: pytest.CaptureFixture[str]
    ) -> None:
        CommunicationMeans.objects.update(personal_data=True, state=State.ALLOWED)
        self._tell(cast.learner)
        dispatch_due()
        assert "Ковалёв" not in capsys.readouterr().out
        set_wishes(cast.learner, ways={}, titles=True)
        self._tell(cast.learner, "session-2-cancelled")
        dispatch_due()
        assert "Ковалёвой" in capsys.readouterr().out

    def test_out_07_a_means_forbidden_from_today_tells_nothing(
        self, cast: make.Cast, telegram: CommunicationMeans
    ) -> None:
        self._tell(cast.learner)
        change_means_state(
            telegram, state=State.FORBIDDEN, since=home_day(), note="149-ФЗ", by=cast.specialist
        )
        assert dispatch_due() == 0
        assert Dispatch.objects.get().state == Dispatch.State.LOST
        self._tell(cast.learner, "session-2-cancelled")
        assert Dispatch.objects.count() == 1

    def test_out_07_it_tells_only_what_it_is_registered_for(
        self, cast: make.Cast, telegram: CommunicationMeans
    ) -> None:
        self._tell(cast.learner, "acquaint-1")
        assert not Dispatch.objects.exists()
        assert means_is_allowed(telegram, home_day(), [Purpose.TASKS]) is not None
        assert means_is_allowed(telegram, home_day(), [Purpose.CONSULTATIONS]) is None
        assert means_is_allowed(None, home_day()) is not None

    def test_a_blocked_bot_ends_the_binding(
        self, cast: make.Cast, telegram: CommunicationMeans, settings: Any
    ) -> None:
        blocked = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
        with http(lambda asked: (403, blocked)) as (base, _seen):
            settings.MESSENGERS = {**settings.MESSENGERS, "telegram": ("5:key", base)}
            self._tell(cast.learner)
            assert dispatch_due() == 0
        assert Binding.objects.get().why_ended.startswith("бот остановлен")
        assert Dispatch.objects.get().state == Dispatch.State.LOST
        self._tell(cast.learner, "session-2-cancelled")
        assert Dispatch.objects.count() == 1

    def test_a_server_that_does_not_answer_is_tried_again(
        self, cast: make.Cast, telegram: CommunicationMeans, settings: Any
    ) -> None:
        settings.MESSENGERS = {**settings.MESSENGERS, "telegram": ("5:key", "http://127.0.0.1:1")}
        self._tell(cast.learner)
        assert dispatch_due() == 0
        row = Dispatch.objects.get()
        assert (row.state, row.attempts, row.last_error) == ("queued", 1, "ConnectError")
        assert reach.way_outside("telegram").tone == "danger"  # type: ignore[union-attr]

    def test_what_is_wished_otherwise_does_not_leave(
        self, cast: make.Cast, telegram: CommunicationMeans
    ) -> None:
        set_wishes(cast.learner, ways={Kind.MEETINGS: ["mail"]})
        self._tell(cast.learner)
        assert not Dispatch.objects.exists()

    def test_nothing_leaves_while_it_is_off(
        self, cast: make.Cast, telegram: CommunicationMeans, settings: Any
    ) -> None:
        settings.MESSENGERS = {**settings.MESSENGERS, "telegram": ("", "")}
        self._tell(cast.learner)
        assert not Dispatch.objects.exists()


@pytest.mark.django_db
class TestBinding:
    def test_out_06_a_code_binds_once_and_for_a_quarter_of_an_hour(self, cast: make.Cast) -> None:
        code = new_code(cast.learner, "telegram")
        with pytest.raises(Refused):
            bind_by_code("vk", who="17", code=code)
        assert bind_by_code("telegram", who="17", code=f" {code.lower()} ").person == cast.learner
        with pytest.raises(Refused) as caught:
            bind_by_code("telegram", who="18", code=code)
        assert caught.value.refusals[0].rule == "OUT-06"

    def test_an_account_is_of_one_person_and_a_person_has_one_account(self, cast: make.Cast) -> None:
        bind_by_code("telegram", who="17", code=new_code(cast.learner, "telegram"))
        bind_by_code("telegram", who="17", code=new_code(cast.child, "telegram"))
        bind_by_code("telegram", who="18", code=new_code(cast.child, "telegram"))
        assert list(Binding.objects.filter(ended_at=None).values_list("person", "who")) == [
            (cast.child.pk, "18")
        ]
        unbind(Binding.objects.get(ended_at=None))
        assert reach.bindings_of(cast.child) == {}

    def test_the_bot_binds_answers_and_stops(
        self, cast: make.Cast, telegram: CommunicationMeans, settings: Any
    ) -> None:
        code = new_code(cast.child, "telegram")
        said = ["привет", code, "XXXXXXXX", "стоп"]

        def played(asked: Asked) -> tuple[int, Any]:
            if not asked.path.endswith("getUpdates"):
                return 200, {"ok": True, "result": {}}
            first = int(asked.json.get("offset", 0))
            rows = [
                {"update_id": n, "message": {"chat": {"id": 40, "type": "private"}, "text": text}}
                for n, text in enumerate(said)
                if n >= first
            ]
            return 200, {"ok": True, "result": rows[:2]}

        with http(played) as (base, seen):
            settings.MESSENGERS = {**settings.MESSENGERS, "telegram": ("5:key", base)}
            bot = Telegram("5:key", base)
            assert hear("telegram", bot) == 2
            assert reach.binding_of(cast.child, "telegram") is not None
            hear_bots(0)
            assert hear("telegram", bot) == 0
        assert reach.binding_of(cast.child, "telegram") is None
        answers = [one.json["text"] for one in seen if one.path.endswith("sendMessage")]
        assert [text.split(":")[0].split(".")[0] for text in answers] == [
            "Этот бот только сообщает о новом", "Готово", "Код не подошёл", "Больше не пишем",
        ]  # fmt: skip
        assert WayState.objects.get(way="telegram").cursor == "4"
