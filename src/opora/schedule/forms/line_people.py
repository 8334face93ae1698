"""Which worker a line of a график means: «Ковалёва И.С.» (domain.md §7 c, SCH-02). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from opora.kernel.text import normal_name
from opora.people.forms.full_names import PARTICLES
from opora.people.forms.reading import CellValue, Level, Read, is_nothing, mend_letters, plain, squeeze

NUMBERING = re.compile(r"^\d{1,3}\s*[.)]\s*|^\d{1,3}\s+(?=\D)")
INITIAL = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class StaffName:
    """A worker as the contract names them."""

    id: int
    last: str
    first: str
    middle: str = ""
    position: str = ""
    is_pedagogical: bool = True

    def __str__(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.middle) if part)


@dataclass(frozen=True)
class _Asked:
    last: str
    words: tuple[str, ...]


def match_worker(raw: CellValue, position: str, staff: Sequence[StaffName]) -> Read[StaffName]:
    """The worker; several candidates or a likely misprint ask for attention and give no worker."""
    text = NUMBERING.sub("", squeeze(plain(raw)))
    if is_nothing(text):
        return Read(
            None,
            Level.ERROR,
            _("Заполните графу «ФИО работника»: без неё график нельзя отправить на утверждение."),
        )
    if not staff:
        return Read(None, Level.OK, _("Работника не сверили: список работников пока пуст."))
    asked = _asked(mend_letters(text))
    found = [worker for worker in staff if _is_worker(worker, asked)]
    if len(found) > 1:
        found = [worker for worker in found if same_position(position, worker.position)] or found
    if len(found) > 1:
        return Read(
            None,
            Level.ATTENTION,
            _("Подходят несколько работников: {names}. Выберите нужного.").format(
                names=", ".join(_with_position(worker) for worker in found[:5])
            ),
        )
    if not found:
        return _unknown(text, asked, staff)
    worker = found[0]
    if text == str(worker):
        return Read(worker)
    if not asked.words:
        return Read(
            worker, Level.ATTENTION, _("По одной фамилии приняли за: {name}. Проверьте.").format(name=worker)
        )
    return Read(worker, Level.FIXED, _("«{raw}» — это {name}.").format(raw=text, name=worker))


def worker_candidates(raw: CellValue, staff: Sequence[StaffName]) -> tuple[int, ...]:
    """Ids to choose from when a line gives no single worker."""
    asked = _asked(mend_letters(NUMBERING.sub("", squeeze(plain(raw)))))
    found = [worker for worker in staff if _is_worker(worker, asked)]
    return tuple(
        worker.id
        for worker in found or [worker for worker in staff if asked.last and _is_near(worker, asked)]
    )


def same_position(one: str, other: str) -> bool:
    """Equal but for case, notes in brackets and punctuation."""
    return _bare(one) == _bare(other)


def _bare(position: str) -> str:
    return re.sub(r"[\W_]+", " ", normal_name(re.sub(r"\([^)]*\)", " ", position))).strip()


def _with_position(worker: StaffName) -> str:
    return f"{worker} ({worker.position})" if worker.position else str(worker)


def _asked(text: str) -> _Asked:
    words = [
        word
        for word in normal_name(text.replace(".", ". ")).replace(",", " ").split()
        if word not in PARTICLES
    ]
    while len(words) > 1 and INITIAL.fullmatch(words[0]) and len(words[-1]) > 1:
        # «И.С. Ковалёва»: the surname stands last.
        words = [words[-1], *words[:-1]]
        if len(words[0]) > 1:
            break
    if len(words) == 4 and words[3] in ("о", "к") and all(len(word) == 1 for word in words[1:]):
        # «Мирзоев Р.А.о.»: the last letter is «оглы» or «кызы».
        words.pop()
    return _Asked(words[0] if words else "", tuple(words[1:]))


def _given(worker: StaffName) -> list[str]:
    return [word for word in normal_name(f"{worker.first} {worker.middle}").split() if word not in PARTICLES]


def _is_worker(worker: StaffName, asked: _Asked) -> bool:
    given = _given(worker)
    last = normal_name(worker.last).split()
    if not last or asked.last != last[0]:
        return _is_rotated(worker, asked)
    words = asked.words[len(last) - 1 :] if list(asked.words[: len(last) - 1]) == last[1:] else asked.words
    if len(words) > len(given):
        return False
    return all(
        word == name or (len(word) == 1 and name.startswith(word))
        for word, name in zip(words, given, strict=False)
    )


def _is_rotated(worker: StaffName, asked: _Asked) -> bool:
    """«Ирина Сергеевна Ковалёва» in full."""
    told = (asked.last, *asked.words)
    return len(told) > 1 and told == (*_given(worker), *normal_name(worker.last).split())


def _unknown(text: str, asked: _Asked, staff: Sequence[StaffName]) -> Read[StaffName]:
    near = [worker for worker in staff if _is_near(worker, asked)]
    if near:
        return Read(
            None,
            Level.ATTENTION,
            _("Работника «{raw}» нет. Возможно, это {names}. Выберите нужного.").format(
                raw=text, names=", ".join(_with_position(worker) for worker in near[:5])
            ),
        )
    return Read(
        None,
        Level.ERROR,
        _(
            "Работника «{raw}» нет в списке. Добавьте его с действующим договором и загрузите файл снова."
        ).format(raw=text),
    )


def _is_near(worker: StaffName, asked: _Asked) -> bool:
    likeness = fuzz.ratio(normal_name(worker.last), asked.last)
    first = _given(worker)[:1]
    agrees = not asked.words or (bool(first) and first[0][0] == asked.words[0][0])
    return likeness >= 92 or (likeness >= 75 and agrees)
