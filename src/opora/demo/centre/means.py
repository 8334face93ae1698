"""The register of means of communication: the sample of ways with the centre's own names and decisions."""

from datetime import time, timedelta

from opora.channels.actions import Card, change_card, change_means_state, take_sample
from opora.channels.models import CommunicationMeans, State
from opora.channels.ways import shipped_ways
from opora.kernel.clock import travel

from .days import at
from .world import World

OWN_NAMES = {"chat": "чат группы", "forum": "форум дисциплины"}
CONTACTS = {
    "phone": "+7 (812) 200-00-00",
    "email": "info@bv.example",
    "in_person": "Санкт-Петербург, Вымышленная наб., д. 10, каб. 12",
    "vk": "vk.bv.example",
}
WHATSAPP_ENDS = timedelta(days=38)


def make_means(world: World) -> None:
    """Skype is history, foreign messengers warn, and the director has decided to part with one of them."""
    ways = shipped_ways()
    with travel(at(world.days.of(3, 9), time(10))):
        take_sample([way.code for way in ways], sector="private", by=world.people["tsoy"])
    world.means = {row.code: row for row in CommunicationMeans.objects.all()}
    for way in ways:
        title, contact = OWN_NAMES.get(way.code, way.title), CONTACTS.get(way.code, "")
        if contact or title != way.title:
            own = world.means[way.code]
            card = Card(
                title=title,
                kind=way.kind,
                aliases=[way.title, *way.aliases] if title != way.title else way.aliases,
                purposes=way.purposes,
                personal_data=way.personal_data,
                contact=contact,
                replaced_by=own.replaced_by,
            )
            world.means[way.code] = change_card(own, card)
    with travel(at(world.days.of(16, 11), time(15))):
        world.means["whatsapp"] = change_means_state(
            world.means["whatsapp"],
            state=State.FORBIDDEN,
            since=world.days.today + WHATSAPP_ENDS,
            note="Решение директора: сервис работает с перебоями, учебные чаты переходят в MAX.",
            by=world.people["orlova"],
        )
