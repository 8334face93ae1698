"""Who may call the URLs of notifications."""

from opora.notifications.actions import notify
from opora.notifications.models import BadAddress, Letter
from tests import make
from tests.access import EVERYONE, Row, Table, World


def world(cast: make.Cast) -> World:
    cast.stranger.email = "stranger@b.example"
    cast.stranger.save()
    told = notify(cast.learner, key="k", title="Вы записаны", url="/notifications/")
    notify(cast.stranger, key="k", title="Вы записаны")
    Letter.objects.update(state=Letter.State.UNCERTAIN)
    bad = BadAddress.objects.create(address="stranger@b.example", returns=2)
    return {"mine": told, "letter": Letter.objects.get(), "bad": bad}


TABLE = Table(
    [
        Row("GET", "notifications:list", allowed=EVERYONE),
        Row("POST", "notifications:open", {"pk": "mine"}, allowed={"learner"}),
        Row("POST", "notifications:read_all", allowed=EVERYONE),
        Row("POST", "notifications:unread_again", allowed=EVERYONE),
        Row("GET", "notifications:letters", allowed={"specialist"}),
        Row("POST", "notifications:resend", {"pk": "letter"}, allowed={"specialist"}),
        Row("POST", "notifications:address_works", {"pk": "bad"}, allowed={"specialist", "deputy"}),
    ],
    world,
)
