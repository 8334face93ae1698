from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.clock import now, today
from opora.kernel.events import on
from opora.people.events import IntrusionReported
from opora.people.models import Person, Role
from opora.people.queries import holders_of, organisation

from .actions import notify_many


@on(IntrusionReported)
def tell_the_specialists(event: IntrusionReported) -> None:
    """ACC-07: the specialist gets in touch and gives a new code."""
    person = Person.objects.get(pk=event.person_id)
    notify_many(
        holders_of(Role.SPECIALIST, today(organisation().timezone)),
        key=f"intrusion-{event.account_id}-{now():%Y%m%d%H%M%S}",
        title=_("Чужой вход: {name}").format(name=person.full_name),
        body=_(
            "Человек сообщил, что входил не он. Сеансы завершены, пароль отключён."
            " Свяжитесь с ним и выдайте код."
        ),
        url=reverse("people:card", args=[person.pk]),
    )
