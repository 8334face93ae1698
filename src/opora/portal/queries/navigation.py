"""Sections by role. An item is shown when its page exists and its own view lets the role in."""

from dataclasses import dataclass, replace
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.people.access import open_to
from opora.people.models import Role

LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
TEACHING = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR})
MANAGING = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR, Role.TRAINING_HEAD, Role.AUDITOR})
READING = frozenset({Role.TRAINING_HEAD, Role.AUDITOR, Role.PROCTOR, Role.COMMISSION, Role.SUPPORT})
ALL = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the registry: its URL name, words, icon, and the roles it is offered to."""

    name: str
    title: str | Promise
    icon: str
    roles: frozenset[Role] = ALL
    short: str | Promise = ""
    words: str | Promise = ""
    reading: str | Promise = ""  # the words for those who only look


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the navigation as templates read it."""

    url: str
    title: str | Promise
    icon: str
    short: str | Promise
    current: bool
    name: str
    words: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str | Promise
    items: tuple[Item, ...]


STAFF = ALL - LEARNING
TABS, CALLING = 4, "conversations:list"
_PAGES: tuple[tuple[str | Promise, tuple[Page, ...]], ...] = (
    (
        "",
        (
            Page("portal:home", _("Главная"), "home", words=_("что сделать сегодня")),
            Page(
                "consultations:teach",
                _("Мои встречи"),
                "calendar-event",
                STAFF,
                _("Встречи"),
                _("провести, отметить присутствующих"),
            ),
            Page(
                "consultations:week",
                _("Консультации"),
                "calendar",
                short=_("Неделя"),
                words=_("неделя, запись"),
                reading=_("кто, когда и где консультирует"),
            ),
            Page(
                "consultations:mine",
                _("Мои записи"),
                "list-check",
                LEARNING,
                _("Записи"),
                _("записаться, отменить запись"),
            ),
            Page(
                "consultations:threads",
                _("Вопросы"),
                "messages",
                LEARNING | TEACHING | {Role.DEPUTY},
                words=_("спросить и получить ответ, не дожидаясь встречи"),
            ),
            Page(
                "conversations:list",
                _("Сообщения"),
                "message-circle",
                short=_("Чаты"),
                words=_("чаты дисциплин, переписка"),
            ),
            Page(
                "consultations:requests",
                _("Просьбы о встрече"),
                "message-2",
                TEACHING | {Role.DEPUTY},
                _("Просьбы"),
                _("помощь вне графика"),
            ),
            Page(
                "progress:topics",
                _("Темы консультаций"),
                "chart-bar",
                TEACHING | {Role.DEPUTY},
                _("Темы"),
                _("о чём провести: ошибки и вопросы"),
            ),
            Page(
                "consultations:preps",
                _("Подготовка к аттестации"),
                "clipboard-check",
                TEACHING | {Role.DEPUTY},
                _("К аттестации"),
                _("материалы, ознакомление, кто пропустил"),
            ),
        ),
    ),
    (
        _("График и часы"),
        (
            Page(
                "schedule:list",
                _("График"),
                "table",
                STAFF,
                words=_("редакции графика, утверждение"),
                reading=_("действующий график и прежние редакции"),
            ),
            Page(
                "schedule:mine",
                _("Мои строки графика"),
                "calendar-plus",
                frozenset({Role.TEACHER, Role.OTHER_STAFF}),
                _("Строки"),
                _("предложить дни и время"),
            ),
            Page(
                "workload:month",
                _("Учёт часов"),
                "clock-check",
                MANAGING,
                _("Часы"),
                _("подтвердить часы, закрыть месяц, ведомость"),
                _("план, факт и разница, ведомость"),
            ),
            Page(
                "reports:pay", _("Справка-расчёт"), "file-text", MANAGING, words=_("часы и суммы, 1С, ставки")
            ),
            Page("workload:mine", _("Мои часы"), "clock", STAFF, words=_("записи о нагрузке за месяц")),
            Page(
                "reports:journal",
                _("Журнал консультаций"),
                "notebook",
                STAFF,
                _("Журнал"),
                _("журнал учёта консультаций за период"),
            ),
            Page(
                "reports:activity",
                _("Активность преподавателей"),
                "chart-bar",
                STAFF,
                _("Активность"),
                _("входы, встречи, сроки ответов, кто заходит на портал"),
                _("кто и как помогает слушателям"),
            ),
            Page(
                "reports:aims",
                _("Цели помощи"),
                "list-check",
                MANAGING,
                _("Цели"),
                _("что порядок обещает и чем это видно"),
            ),
            Page(
                "reports:extract",
                _("Выписка для проверки"),
                "download",
                MANAGING,
                _("Выписка"),
                _("графики, журнал, ведомости одним архивом"),
            ),
            Page(
                "reports:chats",
                _("Архивы переписки"),
                "archive",
                frozenset({Role.DEPUTY, Role.SPECIALIST}),
                _("Архивы"),
                _("выгрузить чат за период по жалобе или запросу"),
            ),
            Page(
                "schedule:calendar_now",
                _("Рабочий календарь"),
                "calendar-off",
                STAFF,
                words=_("праздники и переносы"),
            ),
            Page(
                "website:own_page",
                _("Моя страница на сайте"),
                "id-badge-2",
                TEACHING,
                _("О себе"),
                _("что сайт говорит обо мне"),
            ),
        ),
    ),
    (
        _("Обучение"),
        (
            Page("studies:my", _("Моё обучение"), "book-2", LEARNING, _("Обучение"), _("программы и сроки")),
            Page(
                "progress:mine",
                _("Моя помощь"),
                "lifebuoy",
                LEARNING,
                _("Помощь"),
                _("что предложено и получено"),
            ),
            Page(
                "progress:own_results",
                _("Мои результаты"),
                "list-check",
                LEARNING,
                _("Результаты"),
                _("баллы по тестам"),
            ),
            Page(
                "progress:disciplines",
                _("Право на помощь"),
                "chart-bar",
                STAFF,
                words=_("где помощи нет ни часа"),
            ),
            Page(
                "progress:final",
                _("Итоговая аттестация"),
                "certificate",
                STAFF,
                _("Итоговая"),
                _("кто когда выходит и что мешает"),
            ),
            Page(
                "reports:quality",
                _("Помогла ли консультация"),
                "thumb-up",
                STAFF,
                _("Помогла ли"),
                _("что ответили слушатели, без имён"),
            ),
            Page("studies:groups", _("Группы"), "users-group", STAFF, words=_("слушатели групп")),
            Page(
                "studies:orders",
                _("Приказы о слушателях"),
                "gavel",
                STAFF,
                _("Приказы"),
                _("зачислить, перевести, отчислить"),
                _("кого зачислили, перевели, отчислили"),
            ),
            Page(
                "studies:contracts",
                _("Договоры"),
                "file-check",
                STAFF,
                words=_("заказчики, приложения, доступ"),
            ),
            Page(
                "studies:agreements",
                _("Сетевые договоры"),
                "link",
                STAFF,
                words=_("партнёры и их слушатели"),
            ),
            Page(
                "studies:templates", _("Шаблоны бумаг"), "file-text", STAFF, words=_("приказы, справка, ИУП")
            ),
            Page("studies:programmes", _("Программы"), "book-2", STAFF, words=_("части программ")),
            Page("studies:import", _("Загрузка слушателей"), "upload", STAFF, words=_("список из файла")),
            Page(
                "progress:import",
                _("Загрузка результатов"),
                "file-spreadsheet",
                MANAGING,
                words=_("баллы тестов из файла СДО"),
            ),
        ),
    ),
    (
        _("Центр"),
        (
            Page("people:list", _("Люди"), "users", STAFF, words=_("карточки, роли, вход")),
            Page(
                "people:changes",
                _("Проверка данных"),
                "clipboard-check",
                STAFF,
                words=_("новые фамилии, СНИЛС: сверить и принять"),
            ),
            Page(
                "people:absences", _("Замещения"), "user-check", STAFF, words=_("кого нет и кто вместо него")
            ),
            Page(
                "people:logins",
                _("Вход пользователей"),
                "key",
                frozenset({Role.SUPPORT}),
                _("Вход"),
                _("кто не может войти: новый код"),
            ),
            Page(
                "channels:list",
                _("Средства коммуникации"),
                "messages",
                MANAGING,
                words=_("чем разрешено пользоваться"),
            ),
            Page(
                "portal:centre",
                _("Сведения о центре"),
                "building",
                MANAGING,
                _("Центр"),
                _("наименование, реквизиты, филиалы"),
            ),
            Page(
                "regulations:list",
                _("Локальные акты"),
                "gavel",
                MANAGING,
                words=_("какая редакция действует"),
            ),
            Page(
                "acquaintance:overview",
                _("Ознакомление с актами"),
                "signature",
                STAFF,
                _("Ознакомление"),
                _("кто прочитал, кто нет, бумажные листы"),
            ),
            Page(
                "regulations:read",
                _("Начать со своего Порядка"),
                "file-check",
                MANAGING,
                words=_("прочитать акт и проверить ответы"),
            ),
            Page(
                "website:keep",
                _("Сайт"),
                "world",
                MANAGING,
                words=_("страница об ЭО и ДОТ, новости, сведения"),
                reading=_("что на сайте и обновлено ли"),
            ),
            Page(
                "website:appeals",
                _("Обращения"),
                "inbox",
                MANAGING | {Role.SUPPORT, Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR},
                words=_("ответить тем, кто написал, позвонил или пришёл"),
            ),
            Page("website:applications", _("Заявки"), "user-plus", MANAGING, words=_("кто хочет учиться")),
            Page(
                "moderation:queue",
                _("Модерация"),
                "shield-check",
                MANAGING,
                words=_("жалобы на сообщения, решения, правила общения"),
            ),
            Page(
                "publications:list",
                _("Размещение"),
                "world",
                MANAGING,
                words=_("что и когда показали сайт, табло и стенды"),
            ),
            Page(
                "duties:map",
                _("Карта ответственности"),
                "user-check",
                MANAGING,
                _("Обязанности"),
                _("кто за что отвечает и чем это подтверждается"),
            ),
            Page("duties:plans", _("План ЭО и ДОТ"), "list-check", MANAGING, words=_("цели и сроки")),
            Page(
                "duties:outages",
                _("Сбои и работы"),
                "alert-triangle",
                frozenset({Role.SUPPORT}),
                _("Сбои"),
                _("что не работало, почему, кто отвечал"),
            ),
            Page("regulations:norms", _("Внешние нормы"), "scale", MANAGING, words=_("что утратило силу")),
            Page("api:webhooks", _("Другие системы"), "link", STAFF, words=_("1С, сайт, бот: кому сообщать")),
            Page("notifications:letters", _("Письма"), "mail", STAFF, words=_("что не ушло и почему")),
            Page(
                "outside:held",
                _("Почта на разбор"),
                "inbox",
                STAFF,
                _("Разбор"),
                _("ответы, которые неизвестно чьи"),
            ),
            Page(
                "outside:ways",
                _("Связь с внешним миром"),
                "send",
                STAFF,
                _("Связь"),
                _("почта, браузеры, мессенджеры: что работает"),
            ),
            Page(
                "meetings:nodes",
                _("Видеосерверы"),
                "video",
                STAFF,
                words=_("отвечают ли, сколько людей, вывести из работы"),
            ),
            Page("journal:list", _("Журнал изменений"), "history", STAFF, words=_("кто что изменил")),
        ),
    ),
)

_BESIDE = (
    Page("notifications:list", _("Уведомления"), "bell", words=_("что вам сообщили")),
    Page("moderation:mine", _("Решения модератора"), "gavel", words=_("о ваших сообщениях, возразить")),
    Page("outside:settings", _("Как сообщать"), "adjustments", words=_("почта, браузер, тихие часы")),
    Page("acquaintance:mine", _("Мои акты"), "signature", words=_("ознакомиться и подписать")),
    Page("reports:calendars", _("Календарь в телефоне"), "calendar-plus", words=_("подписка на встречи")),
    Page("people:account", _("Профиль и вход"), "settings", words=_("пароль, сеансы, язык")),
    Page("api:tokens", _("Ключи программ"), "key", words=_("доступ для других программ")),
    Page("portal:help", _("Помощь"), "lifebuoy", words=_("с чего начать, клавиши, к кому обратиться")),
)


def _item(page: Page, role: Role, path: str = "") -> Item | None:
    known = open_to(page.name)
    if known is None or role not in page.roles or role not in known[1]:
        return None
    url = known[0]
    words = page.reading or page.words if role in READING else page.words
    return Item(url, page.title, page.icon, page.short, path == url, page.name, words)


@cache
def _sections(role: Role) -> tuple[Group, ...]:
    groups = []
    for title, pages in _PAGES:
        items: dict[str, Item] = {}
        for page in pages:
            if item := _item(page, role):
                items.setdefault(item.url, item)
        if items:
            groups.append(Group(title, tuple(items.values())))
    return tuple(groups)


def section_of(role: Role, path: str) -> str:
    """The address of the section a page belongs to."""
    addresses = (item.url for item in menu_of(role) if path.startswith(item.url))
    return max(addresses, key=len, default="")


def navigation(role: Role, path: str) -> list[Group]:
    """Groups of links of a role; the section the page belongs to is marked as current."""
    here = section_of(role, path)
    return [
        Group(group.title, tuple(replace(item, current=item.url == here) for item in group.items))
        for group in _sections(role)
    ]


def tabs_of(groups: list[Group]) -> list[Item]:
    """Four sections for the bar of a phone: the first ones, and always messages, which call by a number."""
    items = [item for group in groups for item in group.items]
    calling = [item for item in items if item.name == CALLING]
    others = [item for item in items if item.name != CALLING]
    return [*others[:2], *calling, *others[2:]][:TABS]


def menu_of(role: Role) -> list[Item]:
    """Links of the menu in their order: the digit of a shortcut is the place."""
    return [item for group in _sections(role) for item in group.items]


def pages_of(role: Role) -> list[Item]:
    """Every page of a role with what it is for: search and help."""
    return menu_of(role) + [item for page in _BESIDE if (item := _item(page, role))]


def url_of(name: str, role: Role) -> str:
    """The address of a page the role may open, else an empty string."""
    known = open_to(name)
    return known[0] if known and role in known[1] else ""
