"""What is measured: each page of the product and, beside it, the minimal view of the same rows."""

from dataclasses import dataclass
from typing import Any

from bench import peers
from bench.load import Request
from bench.peers import Peer

CSRF = "OporaBenchOporaBenchOporaBench01"  # 32 letters and digits, as Django makes them
PASSWORD = "Опора-измеряет-2026"
World = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """``goal_ms`` is server CPU; None where the minimal view alone judges it.

    ``view`` and ``of`` (what its address names: ``"schedule"``) spare a scene its line in ``bench.world``.
    """

    key: str
    title: str
    role: str = "nobody"
    goal_ms: float | None = None
    peer: Peer | None = None
    in_browser: bool = True
    view: str = ""
    of: str = ""

    def requests(self, world: World, side: str, clients: int) -> list[list[Request]]:
        """A list per client: the page, with a session of its own where the world has several of this role."""
        cookies = world["cookies"][self.role]
        return [[Request(world[side][self.key], cookies[n % len(cookies)])] for n in range(clients)]


PAGES = (
    Scene("cabinet", "Кабинет слушателя", "learner", 10, peers.DASHBOARD),
    Scene("public", "График на сайте", "nobody", 10, peers.CALENDAR),
    Scene("week", "Консультации недели", "learner", 7, peers.SLOTS),
    Scene("journal", "Журнал за месяц", "deputy"),
    Scene("sheet", "Ведомость заместителя", "deputy"),
    Scene("docx", "График, DOCX", "nobody", 2, in_browser=False),
    Scene("pdf", "График, PDF", "nobody", 2, in_browser=False),
)
LOGIN = Scene("login", "Вход", peer=peers.LOGIN)
BOOK = Scene("book", "Запись на консультацию", "learner", 5, peers.BOOKING)
CANCEL = Scene("cancel", "Отмена записи", "learner", 5, peers.BOOKING)
FLOORS = (
    Scene("constant", "Постоянная страница: сервер и Django"),
    Scene("road", "Постоянная страница: наши слои, вошедший", "learner"),
)
SCENES = (LOGIN, *PAGES, BOOK, CANCEL)
AGING = (
    *(page for page in PAGES if page.in_browser),
    Scene("grid", "Сетка недели, 60 работников", "deputy", view="schedule:show", of="schedule"),
    Scene("right", "Право на помощь по дисциплинам", "deputy", view="progress:disciplines"),
    Scene("radar", "О чём провести консультацию", "deputy", view="progress:topics"),
    Scene("extract", "Выписка для проверки за день", "deputy"),
    Scene("questions", "Вопросы и ответы", "teacher", view="consultations:threads"),
    Scene("mine", "Мои записи", "learner", view="consultations:mine"),
    Scene("teach", "Мои консультации", "teacher", view="consultations:teach"),
    Scene("teacher", "Кабинет преподавателя", "teacher", view="portal:home"),
    Scene("curator", "Кабинет куратора", "curator", view="portal:home"),
    Scene("deputy", "Кабинет заместителя", "deputy", view="portal:home"),
    Scene("groups", "Группы", "curator", view="studies:groups"),
    Scene("people", "Люди", "specialist", view="people:list"),
    Scene("audit", "Журнал действий", "deputy", view="journal:list"),
    Scene("hours", "Мои часы", "teacher", view="workload:mine"),
    Scene("board", "Табло", "nobody", view="website:board"),
    Scene("site", "Главная сайта", "nobody", 1, view="website:home"),
    Scene("distance", "Страница об ЭО и ДОТ", "nobody", 1, view="website:distance"),
    Scene("sveden", "Сведения об организации", "nobody", 1, view="website:sveden"),
)
