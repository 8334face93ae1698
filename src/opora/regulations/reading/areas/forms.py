"""Kinds and forms of help: format × mode, media of a group, deferred interaction, topics."""

from collections.abc import Iterator

from ..phrase import find, find_all
from ..reader import BODY, Names, Part, Proposal, Says, Sentence, Text

FORMATS = {"individual": "индивидуальный", "group": "групповой", "frontal": "фронтальный"}
MODES = {
    "online": (
        "online|on-line|онлайн",
        "режим реальный время",
        "в реальный время",
        "вебинар",
        "видеоконференция",
        "видеосвязь",
        "прямой эфир",
    ),
    "offline": (
        "offline|off-line|оффлайн|офлайн",
        "отложенный",
        "не в режим реальный время",
        "письменный ответ",
        "не сразу",
    ),
    "in_person": ("очно", "очный", "личный встреча"),
}
TEACHER = "педагогический|преподаватель|учитель|педагог"
SETS = "определять|выбирать|устанавливать|предлагать|формировать"
LISTS = ("форма|вид|консультация",)
MEETING = "консультация|вебинар|онлайн-консультация|онлайн-встреча|видеоконференция|встреча|вопрос"


class ConsultForms:
    """The clause that names most forms; a form without its mode, an item not understood: ask a person."""

    def read(self, text: Text) -> Iterator[Proposal]:
        found = [proposal for part in text.of(BODY) if (proposal := self._of(part))]
        if found:
            yield max(found, key=lambda proposal: len(proposal.value))

    def _of(self, part: Part) -> Proposal | None:
        forms: set[str] = set()
        silent: set[str] = set()
        words, unread = "", False
        for sentence in part.sentences:
            if sentence.has("аттестация"):
                continue
            named = list(self._named(sentence))
            unread = unread or (sentence.in_list and not named and sentence.introduced_by(*LISTS))
            for name, modes in named:
                words = words or sentence.text
                forms |= {f"{name}:{mode}" for mode in modes}
                if not modes:
                    silent.add(name)
        if not forms:
            return None
        forms |= {f"{name}:{mode}" for name in silent for mode in ("online", "offline")}
        return Proposal("consult_forms", sorted(forms), part.number, not silent and not unread, words)

    def _named(self, sentence: Sentence) -> Iterator[tuple[str, list[str]]]:
        """Each format with the modes that are said before the next one."""
        places = sorted(
            (match.start, name)
            for name, word in FORMATS.items()
            for match in find_all(word, sentence.tokens)
            if self._is_form(sentence, match.start)
        )
        for index, (start, name) in enumerate(places):
            end = places[index + 1][0] if index + 1 < len(places) else len(sentence.tokens)
            span = sentence.tokens[start if index else 0 : end]
            yield (
                name,
                [
                    mode
                    for mode, patterns in MODES.items()
                    if any((match := find(pattern, span)) and not match.denied for pattern in patterns)
                ],
            )

    @staticmethod
    def _is_form(sentence: Sentence, start: int) -> bool:
        """«в форме индивидуальных консультаций» only repeats the title; «группового чата» is no form."""
        before = sentence.tokens[max(0, start - 1) : start]
        if any(find("форма|вид", [token]) for token in before):
            return False
        if sentence.has("вид|форма|формат консультация"):
            return True
        if sentence.in_list and start <= 1 and sentence.introduced_by("консультация", "форма работа"):
            return True
        if start and sentence.tokens[start - 1].stop and sentence.has("консультация"):
            following = sentence.tokens[start + 1 : start + 3]  # «…, групповые – только онлайн»
            if any(find(pattern, following) for patterns in MODES.values() for pattern in patterns):
                return True
        return find(MEETING, sentence.tokens[start + 1 : start + 3]) is not None


RULES = [
    ConsultForms(),
    Names(
        "group_media",
        lead=("групповой консультация .. форма", "групповой вебинар"),
        listed=False,
        members={"webinar": ("вебинар",), "vks": ("видеоконференция",), "chat": ("чат",)},
    ),
    Names(
        "deferred_interaction",
        lead=("отложенный взаимодействие",),
        listed=False,
        members={
            "task": ("задание",),
            "seminar": ("семинар",),
            "glossary": ("глоссарий",),
            "forum": ("форум",),
        },
    ),
    Says(
        "current_consultations",
        "whole_period",
        when=(
            "текущий консультация ... весь период|срок",
            "весь период|срок ... текущий консультация",
            "текущий консультация .. пока .. изучаться|осваиваться",
        ),
    ),
    Says(
        "current_consultations",
        "any_time",
        when=("текущий консультация ... период освоение ... после он окончание",),
    ),
    Says(
        "topics_set_by",
        "anyone",
        when=("тематика|тема консультация .. участник ... основание .. не требоваться",),
    ),
    Says(
        "topics_set_by",
        "teacher",
        when=(f"тематика|тема .. консультация .. {SETS} .. {TEACHER}",),
    ),
    Says(
        "consult_scopes",
        ["overview", "topic"],
        when=("консультация ... обзорный ... отдельный тема", "консультация ... отдельный тема ... обзорный"),
        denied=["undivided"],
    ),
]
