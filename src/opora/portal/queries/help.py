"""What to do first in each role, in the order of doing; a step leads to a page the role may open."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.people.models import Role

from .navigation import url_of


@dataclass(frozen=True, slots=True)
class Step:
    title: str | Promise
    words: str | Promise
    url: str


_LEARNING = (
    (_("Выберите время"), _("Откройте консультации и выберите преподавателя и время."), "consultations:week"),
    (
        _("Запишитесь и задайте вопрос"),
        _("Вопрос заранее поможет преподавателю подготовиться."),
        "consultations:week",
    ),
    (
        _("Не сможете прийти — отмените"),
        _("Место достанется другому. Отменить можно в «Моих записях»."),
        "consultations:mine",
    ),
)
_WORKING = (
    (
        _("Проверьте свои встречи"),
        _("Платформа создаёт их по утверждённому графику на четыре недели вперёд."),
        "consultations:teach",
    ),
    (
        _("Начните и завершите вовремя"),
        _("В часы попадает фактическое время: кнопки «Начать» и «Завершить» в карточке."),
        "consultations:teach",
    ),
    (
        _("Отметьте, кто был, и тему"),
        _("Без присутствующих и темы консультация не закроется."),
        "consultations:teach",
    ),
    (_("Сверьте часы за месяц"), _("Возвращённые записи исправьте и отправьте снова."), "workload:mine"),
)
_STEPS: dict[Role, tuple[tuple[str | Promise, str | Promise, str], ...]] = {
    Role.LEARNER: _LEARNING,
    Role.REPRESENTATIVE: (
        (_("Выберите ребёнка"), _("Переключатель стоит на главной странице."), "portal:home"),
        *_LEARNING,
    ),
    Role.TEACHER: _WORKING,
    Role.OTHER_STAFF: _WORKING,
    Role.CURATOR: (
        (
            _("Посмотрите свои группы"),
            _("Видно, у кого кончается договор и кто ни разу не записался."),
            "studies:groups",
        ),
        (_("Помогите записаться"), _("Куратор может записать слушателя своей группы."), "consultations:week"),
        *_WORKING,
    ),
    Role.DEPUTY: (
        (_("Соберите график"), _("Строки можно внести на сетке или загрузить из файла."), "schedule:list"),
        (
            _("Подтвердите часы"),
            _("По факту, а не по графику. Свои часы подтвердит руководитель."),
            "workload:month",
        ),
        (_("Закройте месяц"), _("После закрытия исправляют только сторнирующей записью."), "workload:month"),
        (_("Напечатайте журнал"), _("Журнал и ведомость собраны из одних записей."), "reports:journal"),
    ),
    Role.SPECIALIST: (
        (
            _("Загрузите слушателей"),
            _("Файл сначала проверяется, до подтверждения ничего не пишется."),
            "studies:import",
        ),
        (_("Дайте им вход"), _("Логин и одноразовый код печатаются на памятке."), "people:list"),
        (
            _("Подготовьте график"),
            _("Черновик, на утверждение, после приказа опубликовать."),
            "schedule:list",
        ),
        (
            _("Следите за письмами"),
            _("Письма с неизвестной судьбой ждут вашего решения."),
            "notifications:letters",
        ),
    ),
    Role.DIRECTOR: (
        (_("Утвердите график"), _("Укажите номер и дату приказа или верните с замечанием."), "schedule:list"),
        (
            _("Подпишите часы"),
            _("Часы заместителя подтверждаете вы, ведомость закрытого месяца — тоже."),
            "workload:month",
        ),
        (_("Назначьте ответственных"), _("Роль даётся по приказу, со сроком."), "people:list"),
    ),
    Role.PROCTOR: (
        (_("Посмотрите неделю"), _("Где и когда идут консультации и подготовка."), "consultations:week"),
        (_("Узнавайте о переменах"), _("О назначении вам сообщат здесь и письмом."), "notifications:list"),
    ),
    Role.SUPPORT: (
        (_("Найдите, кто не может войти"), _("По фамилии или логину."), "people:logins"),
        (_("Выдайте новый код"), _("Он показан один раз: продиктуйте или напечатайте."), "people:logins"),
    ),
    Role.TRAINING_HEAD: (
        (_("Проверьте право на помощь"), _("Где слушателям не предложено ни часа."), "progress:disciplines"),
        (_("Откройте журнал"), _("Сколько проведено, отменено и не записано."), "reports:journal"),
        (_("Сверьте график с актами"), _("Какая редакция действует сейчас."), "regulations:list"),
    ),
    Role.COMMISSION: (
        (_("Посмотрите график"), _("Когда консультации перед аттестацией."), "consultations:week"),
        (_("Узнавайте о заседаниях"), _("О них сообщат здесь и письмом."), "notifications:list"),
    ),
    Role.AUDITOR: (
        (_("Смотрите журнал и ведомость"), _("Доступ только на чтение."), "reports:journal"),
        (_("Сверьте график с приказом"), _("У каждой редакции стоит номер и дата приказа."), "schedule:list"),
        (_("Проверьте, кто что менял"), _("Журнал изменений пишет сама база данных."), "journal:list"),
    ),
}


def first_steps(role: Role) -> list[Step]:
    """Steps of a role; a step without a page of its own has no link."""
    return [Step(title, words, url_of(name, role)) for title, words, name in _STEPS.get(role, ())]


_FOUNDED = (
    (_("Добавьте сотрудников"), _("Карточка, договор, роль по приказу и код для входа."), "people:list"),
    (_("Заведите программы"), _("Из их частей складываются планы групп и часы."), "studies:programmes"),
    (_("Создайте группы"), _("Куратор, сроки, программа."), "studies:groups"),
    (
        _("Загрузите слушателей"),
        _("Файл сначала проверяется, до подтверждения ничего не пишется."),
        "studies:import",
    ),
    (_("Подготовьте график"), _("Черновик, на утверждение, после приказа опубликовать."), "schedule:list"),
    (_("Проверьте сведения о центре"), _("Реквизиты и филиалы с их временем."), "portal:centre"),
)


def founding_steps(role: Role) -> list[Step]:
    """What a specialist of a centre without groups does first."""
    return [Step(title, words, url_of(name, role)) for title, words, name in _FOUNDED]
