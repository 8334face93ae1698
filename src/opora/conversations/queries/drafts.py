"""What is typed and not sent, what waits for its time, and when the next working morning is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from opora.consultations.rules.threads import CLOSES, OPENS, WORKING
from opora.kernel.calendar import DayKind
from opora.people.models import Person
from opora.people.queries import home_day
from opora.schedule.queries import day_kinds

from ..models import Conversation, Draft, Scheduled, Topic
from .awaiting import branch_of

AHEAD = 30


def draft_of(chat: Conversation, person: Person, topic: Topic | None) -> Draft | None:
    return Draft.objects.filter(person=person, conversation=chat, topic=topic).first()


def later_of(chat: Conversation, person: Person) -> list[Scheduled]:
    """Own messages that wait for their time in a chat; refused ones too."""
    return list(Scheduled.objects.filter(conversation=chat, author=person))


def all_later(person: Person) -> list[Scheduled]:
    rows = Scheduled.objects.filter(author=person).prefetch_related("files", "conversation__members__person")
    return list(rows.select_related("conversation__run__part", "conversation__run__group"))


def morning_for(chat: Conversation, worker: Person, moment: datetime) -> datetime | None:
    """The next morning of a working day; None while it is working time by the branch's calendar."""
    branch = branch_of(chat, worker, home_day())
    place = ZoneInfo(branch.timezone)
    here = moment.astimezone(place)
    kinds = day_kinds(branch, here.date(), here.date() + timedelta(days=AHEAD))
    closes = time(CLOSES.hour - 1) if kinds[here.date()] is DayKind.SHORT else CLOSES
    is_working = kinds[here.date()] in WORKING
    if is_working and OPENS <= here.time() < closes:
        return None
    later = (day for day in sorted(kinds) if kinds[day] in WORKING and day > here.date())
    day = here.date() if is_working and here.time() < OPENS else next(later)
    return datetime.combine(day, OPENS, place)
