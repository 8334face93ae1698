"""By what means help is given, how one turns to the centre, what is open, where the site tells it."""

import re
from collections.abc import Iterator

from ..reader import Names, Proposal, Says, Text

_VIDEO = ("видеоконференция", "видеоконференцсвязь", "видео-встреча", "видеосвязь", "видео-конференц-связь")
_LMS = (
    "дистанционно-образовательный среда",
    "портал дистанционный обучение",
    "электронный информационно-образовательный среда",
    "личный кабинет",
    "эиос|сдо",
)
NAMED_MESSENGERS = {"whatsapp", "telegram", "viber", "max"}
TALK = {"vks": _VIDEO, "chat": ("чат",)}
CHANNELS = {
    **TALK,
    "site": ("сайт",),
    "platform": ("образовательный платформа",),
    "email": ("электронный почта",),
    "voicemail": ("голосовой почта",),
    "phone": ("телефон",),
    "forum": ("форум",),
    "webinar": ("вебинар",),
    "skype": ("skype*|скайп",),
    "messenger": ("мессенджер",),
    "whatsapp": ("whatsapp|ватсап|вотсап",),
    "telegram": ("telegram|телеграм|телеграмм",),
    "viber": ("viber|вайбер",),
    "cloud": ("облачный сервис", "совместный доступ"),
    "lms": ("дистанционно-образовательный среда", "эиос|сдо"),
    "portals": ("образовательный портал",),
    "social": ("социальный сеть",),
    "teacher_site": ("сайт блог преподаватель|педагог", "сайт преподаватель|педагог|учитель"),
}
LIES = "доступный|лежать|размещаться|находиться|разместить"
_PAGE = re.compile(r"страниц\w+(?:\s+\w+){0,4}\s*[«“\"](.+?)[»”\"](?=[\s,.;]|$)")
_PLATFORM = re.compile(r"обучени[^.«»]{0,160}?на платформе\s+«(.+?)»(?=[\s,.;]|$)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s>)»]+")


def _one_messenger(named: set[str]) -> set[str]:
    """«мессенджеры WhatsApp, Telegram» are these two; «сайт преподавателя» is not the centre's site."""
    if named & NAMED_MESSENGERS:
        named = named - {"messenger"}
    return named - {"site"} if "teacher_site" in named else named


class PublicPage:
    """The page of the site by its title in quotes."""

    def read(self, text: Text) -> Iterator[Proposal]:
        for sentence in text.sentences():
            found = _PAGE.search(sentence.text)
            if found and sentence.has("сайт|портал"):
                yield Proposal("public_page_title", plain(found[1]), sentence.clause, True, sentence.text)


class Platform:
    """What training runs on, by the name in quotes."""

    def read(self, text: Text) -> Iterator[Proposal]:
        for sentence in text.sentences():
            found = _PLATFORM.search(sentence.text)
            if found:
                yield Proposal("lms_base", plain(found[1]), sentence.clause, True, sentence.text)


def plain(quoted: str) -> str:
    """Quotes inside quotes were „лапки“; alone they are «ёлочки»."""
    return quoted.replace("„", "«").replace("“", "»")


class PortalAddress:
    """The address of the centre's own portal."""

    def read(self, text: Text) -> Iterator[Proposal]:
        for sentence in text.sentences():
            found = _URL.search(sentence.text)
            if found and sentence.has("портал .. адрес", "портал .. организация"):
                yield Proposal("portal_url", found[0].rstrip("./"), sentence.clause, True, sentence.text)


RULES = [
    Names(
        "channels",
        lead=(
            "помощь ... оказываться ... посредством|форма",
            "консультация .. через|посредством",
            "для консультация применяться|использоваться",
        ),
        unless=("обратиться|обращаться|обращение",),
        members=CHANNELS,
        mend=_one_messenger,
    ),
    Names("channels", lead=("коммуникация ... включать ... чат",), listed=False, members=TALK),
    Names(
        "appeal_ways",
        lead=(
            "способ обращение",
            "обратиться|обращаться .. можно|через|посредством|по",
            "вопрос .. можно|задать|направить|задаваться",
            "связаться ... через|по",
        ),
        at_least=2,
        members={
            "in_person": ("лично", "личный прием"),
            "phone": ("телефон",),
            "skype": ("skype*|скайп",),
            "email": ("электронный почта",),
            "messenger": ("мессенджер",),
            "social": ("социальный сеть",),
            "chat": ("чат",),
            "form": ("обратный связь", "раздел контакты"),
        },
    ),
    Names(
        "appeal_addressees",
        lead=("обращаться|обратиться к",),
        listed=False,
        members={
            "deputy": ("заместитель",),
            "curator": ("куратор",),
            "teacher": ("преподаватель", "учитель"),
        },
    ),
    Names(
        "material_access",
        lead=(
            "доступ ... материал|ресурс|платформа",
            f"материал|задание|запись .. {LIES} ... кабинет|портал|среда",
        ),
        listed=False,
        members={
            "lms": _LMS,
            "site": ("официальный сайт",),
            "open_resources": ("открытый информационно-образовательный ресурс", "ресурс сеть интернет"),
            "library": ("библиотека", "библиотечный"),
            "federal": ("федеральный ... платформа",),
            "teacher_site": ("сайт преподаватель|педагог|учитель",),
        },
    ),
    Says("paper_materials", True, when=("компонент|материал .. бумажный носитель",)),
    Says("public_page_updated", True, when=("страница ... обновляться",)),
    PublicPage(),
    PortalAddress(),
    Platform(),
    Names(
        "lms_base",
        lead=("на база", "использоваться", "система .. обучение|среда", "сдо"),
        listed=False,
        members={
            "moodle": ("moodle",),
            "getcourse": ("getcourse|геткурс",),
            "ispring": ("ispring",),
            "canvas": ("canvas",),
        },
    ),
    Says("portal_only", True, when=("осуществляться непосредственно|только|исключительно через портал",)),
    Says("chats_by", "teacher", when=("создавать .. чат",), under=("педагогический работник|преподаватель",)),
    Says("polite_communication", True, when=("вежливый форма", "общаться вежливо")),
]
