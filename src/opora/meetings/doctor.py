"""What ``opora check`` says of video rooms: every server of the settings is tried as a room would use it."""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from opora.kernel.clock import now

from . import choosing, turn
from .captions import recogniser
from .engines import bigbluebutton, speaking
from .engines.errors import EngineError
from .janus.hall import destroyed, made
from .janus.line import Place
from .janus.link import JanusError, Link, LostError
from .janus.nodes import Node
from .models import Room
from .providers import BBB, P2P, PROVIDERS, ice_servers

Look = tuple[str, bool, str, str]
WRONG_SECRET, WRONG_KEY = 403, 433
LOOKED_BACK, LOOKED_AT = timedelta(days=30), 100


def looked() -> Iterator[Look]:
    """What, whether it is well, words, what to do."""
    if not (settings.JANUS or settings.ENGINES):
        yield (
            "видеокомнаты", True,
            f"без медиасервера: до {P2P.seats} человек, записи нет. Больше — docs/operate/video.md", "",
        )  # fmt: skip
    for node in settings.JANUS.values():
        what = f"медиасервер {node.name}"
        if todo := asyncio.run(_tried(node)):
            yield what, False, f"{node.url}: {todo[0]}", todo[1]
        else:
            yield what, True, f"{node.url} отвечает, комнату создаёт, мест {node.seats}", ""
    for client in speaking.clients():
        yield _engine(client)
    for form, title in choosing.trouble():
        yield (
            "видеокомнаты", False, f"{form} выбрано вести через {title}, а он не настроен",
            "Настройте его или выберите другое в кабинете специалиста, «Видеосерверы».",
        )  # fmt: skip
    yield from _turn()
    yield from _captions()


def _engine(client: speaking.Client) -> Look:
    """A room is made there and ended, as a meeting does it."""
    what, url = PROVIDERS[client.engine.name].title, client.engine.url
    variable = "OPORA_BBB" if client.engine.name == BBB.code else "OPORA_LIVEKIT"
    try:
        client.rehearse()
        kept = _kept(client)
    except EngineError as error:
        if error.code == "secret":
            return what, False, f"{url}: {error}", f"Сверьте секрет в {variable} с настройками сервера."
        todo = "Запустите его, откройте порт. Пока встречи идут тем, что отвечает."
        return what, False, f"{url} не отвечает: {error}", todo if error.is_away else "Посмотрите его журнал."
    if kept:
        return (
            what, False, f"{url}: на сервере записей наших встреч: {kept}, согласия на них никто не давал",
            "Удалите их там и уберите запись из настроек сервера (autoStartRecording).",
        )  # fmt: skip
    return what, True, f"{url} отвечает, комнату создаёт, мест {client.engine.seats}", ""


def _kept(client: speaking.Client) -> int:
    """Of meetings of the last month: that server may be set to record whatever we say."""
    if not isinstance(client, bigbluebutton.Client):
        return 0
    rooms = Room.objects.filter(provider=BBB.code, created_at__gt=now() - LOOKED_BACK)
    names = [speaking.name_of(pk) for pk in rooms.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT]]
    return len(client.recordings(names)) if names else 0


async def _tried(node: Node) -> tuple[str, str] | None:
    """What is wrong and what to do; None when a room was made and ended there."""
    link = Link(node)
    try:
        await link.open()
        place = Place(link, secrets.randbelow(2**52) + 1, secrets.token_urlsafe())
        await made(place)
        await destroyed(place)
    except JanusError as error:
        if error.code == WRONG_SECRET:
            return "не принимает api_secret", "Сверьте OPORA_JANUS с api_secret в janus.jcfg."
        if error.code == WRONG_KEY:
            return (
                "не принимает admin_key",
                "Сверьте OPORA_JANUS с admin_key в janus.plugin.videoroom.jcfg.",
            )
        return str(error), "Посмотрите журнал Janus."
    except (OSError, LostError) as error:
        return f"не отвечает: {error}", "Запустите Janus, откройте порт; без него комнаты до четырёх человек."
    finally:
        await link.close()
    return None


def _captions() -> Iterator[Look]:
    """The recogniser is asked about half a second of silence, as a room asks it about speech."""
    if settings.RECOGNISER is None:
        return
    url, speakers = settings.RECOGNISER.url, settings.RECOGNISER.speakers
    try:
        asyncio.run(recogniser.tried(url))
    except recogniser.OtherError as error:
        yield (
            "субтитры", False, f"{url}: это не сервер распознавания: {error}",
            "Сверьте адрес и порт в OPORA_RECOGNISER с настройками vosk-server.",
        )  # fmt: skip
    except recogniser.AwayError as error:
        yield (
            "субтитры", False, f"{url} не отвечает: {error}",
            "Запустите vosk-server, откройте порт, проверьте модель. Пока встречи идут без субтитров.",
        )  # fmt: skip
    else:
        yield "субтитры", True, f"{url} распознаёт, говорящих сразу: {speakers}", ""


def _turn() -> Iterator[Look]:
    if not settings.TURN_URLS:
        return
    server = next(one for one in ice_servers("check", now()) if "credential" in one)
    for url in settings.TURN_URLS:
        try:
            turn.allocate(turn.read(url), server["username"], server["credential"])
        except ValueError:
            yield (
                "TURN",
                False,
                f"{url}: адрес не понять",
                "Пример: OPORA_TURN_URLS=turn:turn.example:3478",
            )
        except turn.RefusedError as error:
            yield (
                "TURN",
                False,
                f"{url} не принимает имя: {error}",
                "Сверьте OPORA_TURN_SECRET с static-auth-secret.",
            )
        except OSError as error:
            yield "TURN", False, f"{url} не отвечает: {error}", "Запустите coturn, откройте порт."
        else:
            yield "TURN", True, f"{url} принимает имена", ""
