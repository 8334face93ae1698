"""«Помогла ли консультация?»: what learners said of the meetings of the last four weeks."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from opora.consultations.models import Booking, Feedback, Session
from opora.consultations.rules.feedback import RECEIVED
from opora.kernel.clock import travel
from opora.schedule.models import Mode

from .world import World

V = Feedback.Verdict
VERDICTS = (V.HELPED, V.PARTLY, V.NOT_HELPED)
USUAL, POOR = (82, 13, 5), (15, 50, 35)
POOR_TOPIC = "обзор: обучение и инструктажи"
ANSWER, SAY, RECENT = 0.6, 0.25, timedelta(days=28)
WORDS = {
    V.HELPED: (
        "Разобрали мою задачу до конца.",
        "Стало понятно, какой документ за каким идёт.",
        "Коротко и по делу.",
    ),
    V.PARTLY: ("Хотелось бы больше примеров.", "До моего вопроса дошли только в конце."),
    V.NOT_HELPED: ("Слишком быстро, записать не успел.", "Вопрос остался без ответа."),
}


def rate_meetings(world: World) -> None:
    """Rows at once, each on the evening of its meeting; Иванова has not answered yet: her cabinet asks."""
    chance = Random("помогла ли")  # noqa: S311 -- the same centre each time, the other steps left as they are
    places = (
        Booking.objects.filter(
            state=Booking.State.ATTENDED,
            session__state__in=RECEIVED,
            session__starts_at__gte=world.days.now - RECENT,
        )
        .exclude(session__mode=Mode.OFFLINE)
        .exclude(learner=world.people["ivanova"])
        .select_related("session")
        .order_by("session__starts_at", "pk")
    )
    by_session: dict[Session, list[Booking]] = defaultdict(list)
    for place in places:
        by_session[place.session].append(place)
    for session, came in by_session.items():
        with travel(min(session.ends_at + timedelta(hours=2), world.days.now)):
            Feedback.objects.bulk_create(_said(place, chance) for place in came if chance.random() < ANSWER)


def _said(place: Booking, chance: Random) -> Feedback:
    weights = POOR if place.session.topic == POOR_TOPIC else USUAL
    [verdict] = chance.choices(VERDICTS, weights)
    return Feedback(
        session=place.session,
        booking=place,
        learner_id=place.learner_id,
        given_by_id=place.asked_by_id,
        verdict=verdict,
        words=chance.choice(WORDS[verdict]) if chance.random() < SAY else "",
        wants_more=verdict == V.NOT_HELPED or (verdict == V.PARTLY and chance.random() < SAY),
    )
