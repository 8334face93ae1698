"""Invented people with believable names of the many peoples who study in Russia."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from opora.kernel.text import normal_name


@dataclass(frozen=True, slots=True)
class Name:
    last: str
    first: str
    middle: str
    sex: str


@dataclass(frozen=True, slots=True)
class _Stock:
    """Names that go together: surnames (male/female), first names, patronymics (male/female)."""

    surnames: str
    men: str
    women: str
    fathers: str


_STOCKS = (
    _Stock(
        "Абрамов/Абрамова Белов/Белова Виноградов/Виноградова Воронин/Воронина Гусев/Гусева Дорофеев/Дорофеева "
        "Ершов/Ершова Жданов/Жданова Зимин/Зимина Калинин/Калинина Кудрявцев/Кудрявцева Лапин/Лапина "
        "Мельников/Мельникова Никитин/Никитина Островский/Островская Панфилов/Панфилова Рябов/Рябова "
        "Самойлов/Самойлова Терентьев/Терентьева Устинов/Устинова Фомин/Фомина Черных/Черных Шилов/Шилова "
        "Щукин/Щукина Яковлев/Яковлева Бондаренко/Бондаренко Шевчук/Шевчук Ткаченко/Ткаченко Коваль/Коваль",
        "Александр Алексей Андрей Виктор Владимир Дмитрий Евгений Егор Игорь Кирилл Максим Михаил Николай Олег "
        "Павел Роман Сергей Степан Фёдор Юрий",
        "Александра Алла Анастасия Анна Валентина Вера Дарья Екатерина Елена Жанна Зоя Ирина Ксения Лариса Любовь "
        "Марина Надежда Наталья Ольга Светлана Татьяна Юлия",
        "Александрович/Александровна Андреевич/Андреевна Борисович/Борисовна Викторович/Викторовна "
        "Геннадьевич/Геннадьевна Дмитриевич/Дмитриевна Иванович/Ивановна Константинович/Константиновна "
        "Львович/Львовна Михайлович/Михайловна Олегович/Олеговна Петрович/Петровна Семёнович/Семёновна "
        "Юрьевич/Юрьевна",
    ),
    _Stock(
        "Галиуллин/Галиуллина Хабибуллин/Хабибуллина Сафин/Сафина Ахметзянов/Ахметзянова Валеев/Валеева "
        "Юнусов/Юнусова Мухаметшин/Мухаметшина",
        "Айдар Ильдар Ильнур Марат Наиль Рамиль Рустем Тимур",
        "Айгуль Альбина Гузель Диляра Лейсан Регина Эльвира",
        "Ильдарович/Ильдаровна Маратович/Маратовна Наилевич/Наилевна Рафаэлевич/Рафаэлевна Фаритович/Фаритовна",
    ),
    _Stock(
        "Магомедов/Магомедова Гаджиев/Гаджиева Алиев/Алиева Исмаилов/Исмаилова Дзагоев/Дзагоева Кадыров/Кадырова",
        "Ахмед Заур Мурад Расул Руслан Шамиль",
        "Аминат Зарема Заира Мадина Патимат Фатима",
        "Ахмедович/Ахмедовна Магомедович/Магомедовна Русланович/Руслановна Шамилевич/Шамилевна",
    ),
    _Stock(
        "Арутюнян/Арутюнян Григорян/Григорян Саркисян/Саркисян Петросян/Петросян",
        "Арам Ашот Гагик Тигран",
        "Анаит Гаяне Лусине Нарине",
        "Ашотович/Ашотовна Суренович/Суреновна Тигранович/Тиграновна",
    ),
    _Stock(
        "Дашиев/Дашиева Цыренов/Цыренова Доржиев/Доржиева Бадмаев/Бадмаева",
        "Баир Бато Дамба Тумэн",
        "Аюна Дарима Сэсэг Туяна",
        "Баирович/Баировна Дамбаевич/Дамбаевна Цыренович/Цыреновна",
    ),
    _Stock(
        "Васильев/Васильева Егоров/Егорова Слепцов/Слепцова Винокуров/Винокурова",
        "Айаал Айсен Дьулустан Эрхан",
        "Айталина Нарыйа Сардаана Туйаара",
        "Афанасьевич/Афанасьевна Гаврильевич/Гаврильевна Прокопьевич/Прокопьевна",
    ),
    _Stock(
        "Ким/Ким Пак/Пак Цай/Цай Тен/Тен Югай/Югай",
        "Виталий Вячеслав Геннадий Эдуард",
        "Виктория Инна Лилия Эмма",
        "Витальевич/Витальевна Сергеевич/Сергеевна Эдуардович/Эдуардовна",
    ),
)  # fmt: skip


def invented_names(random: Random, taken: set[str]) -> Iterator[Name]:
    """Names without end; none is in ``taken`` (normal names), which grows."""
    weights = [10, 3, 2, 1, 1, 1, 1]
    while True:
        stock = random.choices(_STOCKS, weights)[0]
        woman = random.random() < 0.55
        last, middle = (
            random.choice(words.split()).split("/")[woman] for words in (stock.surnames, stock.fathers)
        )
        first = random.choice((stock.women if woman else stock.men).split())
        key = normal_name(f"{last} {first} {middle}")
        if key not in taken:
            taken.add(key)
            yield Name(last, first, middle, "f" if woman else "m")


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(),
        strict=True,
    )
)


def login_of(last_name: str, taken: set[str]) -> str:
    """«Щёголев-Кузьмин» → «shchegolev-kuzmin»; a taken one gets a number: «ivanova2»."""
    stem = "".join(_LATIN.get(sign, sign) for sign in last_name.lower()).replace("_", "").replace(" ", "-")
    login, number = stem, 1
    while login in taken:
        number += 1
        login = f"{stem}{number}"
    taken.add(login)
    return login


def snils(number: int) -> str:
    """An invented СНИЛС of the block 990-…, with valid check digits."""
    nine = f"990{number:06}"
    rest = sum(int(digit) * (9 - place) for place, digit in enumerate(nine)) % 101
    return f"{nine}{rest % 100:02}"
