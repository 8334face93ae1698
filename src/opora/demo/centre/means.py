"""The register of means of communication with the dates of the real services (domain.md §6)."""

from datetime import date

from opora.channels.actions import add_means
from opora.channels.models import CommunicationMeans

from .world import World

Kind, State = CommunicationMeans.Kind, CommunicationMeans.State
FOREIGN = "Иностранный сервис: персональные данные через него не передаются."

ALLOWED = (
    ("vks", "видеоконференция платформы", Kind.VKS, ["видеоконференция", "ВКС"]),
    ("webinar", "вебинар", Kind.WEBINAR, ["вебинар платформы"]),
    ("chat", "чат группы", Kind.CHAT, ["чат"]),
    ("forum", "форум дисциплины", Kind.FORUM, ["форум"]),
    ("email", "электронная почта", Kind.EMAIL, ["e-mail", "почта", "email"]),
    ("phone", "телефон", Kind.PHONE, ["тел.", "по телефону"]),
    ("form", "форма обратной связи", Kind.FORM, ["форма", "сайт"]),
    ("ticket", "заявка в СДО", Kind.TICKET, ["заявка"]),
    ("in_person", "личный приём", Kind.IN_PERSON, ["очно", "лично"]),
    ("max", "MAX", Kind.MESSENGER, ["макс"]),
    ("vk", "VK Мессенджер", Kind.MESSENGER, ["ВКонтакте", "VK", "вк"]),
    ("sferum", "Сферум", Kind.MESSENGER, ["sferum"]),
)
FOREIGN_SERVICES = (
    ("telegram", "Telegram", Kind.MESSENGER, ["телеграм", "ТГ"]),
    ("whatsapp", "WhatsApp", Kind.MESSENGER, ["ватсап", "вотсап"]),
    ("viber", "Viber", Kind.MESSENGER, ["вайбер"]),
    ("zoom", "Zoom", Kind.VKS, ["зум"]),
)


def make_means(world: World) -> None:
    for code, title, kind, aliases in ALLOWED:
        world.means[code] = add_means(code=code, title=title, kind=kind, aliases=aliases)
    for code, title, kind, aliases in FOREIGN_SERVICES:
        world.means[code] = add_means(
            code=code,
            title=title,
            kind=kind,
            state=State.WARN,
            state_since=date(2025, 6, 1),
            note=FOREIGN,
            aliases=aliases,
        )
    world.means["skype"] = add_means(
        code="skype",
        title="Skype",
        kind=Kind.VKS,
        state=State.CLOSED,
        state_since=date(2025, 5, 5),
        note="Сервис закрыт владельцем.",
        aliases=["скайп"],
    )
