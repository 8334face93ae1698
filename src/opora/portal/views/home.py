"""The first page after the log-in, by role."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opora.people.access import EVERYONE, Actor, ActorRequest, allow
from opora.people.models import Role
from opora.people.queries import home_day
from opora.studies.queries import groups_for

from ..queries.comfort import tour_steps
from ..queries.day import day_of_centre, ending_contracts, own_groups, own_work, soon
from ..queries.help import Step, founding_steps
from ..queries.learning import learning_home
from ..queries.navigation import pages_of
from ..queries.news import news_of
from ..queries.working import tasks_of

LEARNING = frozenset({Role.LEARNER, Role.REPRESENTATIVE})
MANAGING = frozenset({Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR})
TOLD = MANAGING | {Role.SUPPORT, Role.TRAINING_HEAD}
HOLDING = frozenset({Role.TEACHER, Role.OTHER_STAFF, Role.CURATOR, *MANAGING})


@require_GET
@allow(EVERYONE, archive=True)
def home(request: ActorRequest) -> HttpResponse:
    """What this role should see first."""
    if request.actor.role in LEARNING:
        return _learning(request)
    return _working(request)


def _learning(request: ActorRequest) -> HttpResponse:
    news = news_of(request.actor)
    page = learning_home(request.actor, news.chats, request.GET.get("ward", ""))
    context = {
        "page": page,
        "minutes": soon(page.next.session) if page.next else None,
        "window": request.actor.window,
        "is_ward": request.actor.role is Role.REPRESENTATIVE,
        "tour": tour_steps(request),
        "unread": news.unread,
        "unread_messages": news.chats,
    }
    return render(request, "portal/learning.html", context)


def _working(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    is_open = actor.window.is_open
    holds = is_open and actor.role in HOLDING
    news = news_of(actor)
    context = {
        "window": actor.window,
        "today": home_day(),
        "tasks": tasks_of(actor, news.chats) if is_open else [],
        "manages": actor.role in TOLD,
        "steps": _first_steps(actor) if is_open else [],
        "work": own_work(actor) if holds else None,
        "day": day_of_centre() if is_open and not holds else None,
        "groups": list(own_groups(actor)[:30]) if is_open and actor.role is Role.CURATOR else [],
        "ending": ending_contracts(actor)[:10] if is_open and actor.role is Role.CURATOR else [],
        "tour": tour_steps(request),
        "unread": news.unread,
        "unread_messages": news.chats,
        "pages": [] if holds else [page for page in pages_of(actor.role) if page.name != "portal:home"],
    }
    return render(request, "portal/working.html", context)


def _first_steps(actor: Actor) -> list[Step]:
    """A checklist while the centre has no group yet."""
    if actor.role is not Role.SPECIALIST or groups_for(actor).exists():
        return []
    return founding_steps(actor.role)
