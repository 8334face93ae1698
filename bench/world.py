"""Who asks and for what: sessions of real accounts, addresses, free places. Runs inside Django."""

import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Count, Q
from django.urls import reverse

from bench.scenes import AGING, PASSWORD
from opora.consultations.models import Booking, Session
from opora.consultations.queries.sessions import own_slot
from opora.consultations.queries.slots import Slot, bookable_sessions
from opora.kernel.clock import now, today
from opora.people.models import Account, Branch, Person, Role
from opora.people.queries import organisation, role_windows
from opora.people.session_store import SessionStore
from opora.schedule.models import Schedule
from opora.studies.models import Enrolment, Group
from opora.workload.models import WorkLogEntry

LEARNERS = 32
RACERS, LAST_SEATS = 200, 50
PLACES = 12
TRIALS, RIVALS = 8, 10
STAFF = (Role.DEPUTY, Role.TEACHER, Role.CURATOR, Role.SPECIALIST)
AHEAD = timedelta(weeks=4)
NOT_SOON = timedelta(days=2)
YEAR = timedelta(days=366)


def answer() -> dict[str, Any]:
    """Changes the bench's own data: one password for all, single seats for the trials of double booking."""
    on = today(organisation().timezone)
    hashed = make_password(PASSWORD)
    Account.objects.update(password=hashed, state=Account.State.ACTIVE)
    slots = _free_places(on)
    trials = _trials(slots)
    taken = {trial["session"] for trial in trials}
    learners = list(slots)[:LEARNERS]
    branch, month = _busiest_month(on)
    return {
        "cookies": {
            "nobody": [""],
            "learner": [_cookie(learner) for learner in learners],
            **{role.value: [_cookie(_holder(role, on), role)] for role in STAFF},
        },
        "ours": _our_addresses(branch, month),
        "minimal": _minimal_addresses(branch, month),
        "logins": [Account.objects.get(person=learner).login for learner in learners],
        "places": _places(slots, learners, taken),
        "trials": trials,
        "race": _race(on, taken),
        "argon2_ms": _argon2_ms(hashed),
        "import": _group_for_import(on),
        "rows": _rows(),
    }


def _cookie(person: Person, role: Role = Role.LEARNER) -> str:
    """A session as the log-in makes it, with the role chosen."""
    account = Account.objects.get(person=person)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "opora.people.backend.AccountBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store["role"] = role.value
    store["toured"] = [role.value]  # a session asks for the walk of its role once
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _holder(role: Role, on: date) -> Person:
    """Somebody whose cabinet opens in this role."""
    for person in Person.objects.filter(role_grants__role=role, account__isnull=False).order_by("id"):
        if role_windows(person, on)[role].is_open:
            return person
    raise RuntimeError(f"nobody is {role}")


def _free_places(on: date) -> dict[Person, list[Slot]]:
    """Learners with what each could book today; more than needed, so that trials find rivals."""
    studying = (
        Person.objects.filter(enrolments__state=Enrolment.State.ENROLLED, account__isnull=False)
        .order_by("enrolments__group_id", "id")
        .distinct("enrolments__group_id", "id")
    )
    found: dict[Person, list[Slot]] = {}
    for person in studying.iterator():
        windows = role_windows(person, on)
        if Role.LEARNER in windows and windows[Role.LEARNER].is_open and len(windows) == 1:
            free = bookable_sessions(person, now() + NOT_SOON, now() + AHEAD)
            found[person] = [slot for slot in free if slot.state == "free"]
        if len(found) == 2 * LEARNERS:
            break
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _trials(slots: dict[Person, list[Slot]]) -> list[dict[str, Any]]:
    """Sessions that ten learners could book, left with one seat each."""
    wanting: dict[int, list[Person]] = {}
    for person, free in slots.items():
        for slot in free:
            wanting.setdefault(slot.session.pk, []).append(person)
    empty = set(
        Session.objects.annotate(n=Count("bookings")).filter(n=0, pk__in=wanting).values_list("pk", flat=True)
    )
    chosen = [pk for pk, people in wanting.items() if len(people) >= RIVALS and pk in empty][:TRIALS]
    Session.objects.filter(pk__in=chosen).update(capacity=1)
    return [
        {
            "session": pk,
            "path": reverse("consultations:book", args=[pk]),
            "cookies": [_cookie(person) for person in wanting[pk][:RIVALS]],
        }
        for pk in chosen
    ]


def _race(on: date, without: set[int]) -> dict[str, Any]:
    """One session open to everybody with a quarter as many seats as learners who may come."""
    session = (
        Session.objects.filter(state=Session.State.PLANNED, starts_at__gt=now() + NOT_SOON, kind="current")
        .exclude(Q(pk__in=without) | Q(mode="offline") | Q(format="individual") | Q(bookings__isnull=False))
        .order_by("starts_at", "id")
        .first()
    )
    assert session
    session.groups.clear()
    session.parts.clear()
    racers = _racers(session, on)
    seats = min(LAST_SEATS, len(racers) // 4)
    Session.objects.filter(pk=session.pk).update(capacity=seats)
    return {
        "session": session.pk,
        "seats": seats,
        "path": reverse("consultations:book", args=[session.pk]),
        "cookies": [_cookie(person) for person in racers],
    }


def _racers(session: Session, on: date) -> list[Person]:
    studying = Person.objects.filter(
        enrolments__state=Enrolment.State.ENROLLED, account__isnull=False
    ).distinct()
    found: list[Person] = []
    for person in studying.order_by("id").iterator():
        if len(found) == RACERS:
            break
        windows = role_windows(person, on)
        if list(windows) != [Role.LEARNER] or not windows[Role.LEARNER].is_open:
            continue
        if own_slot(person, session, asked_by=person).state == "free":
            found.append(person)
    return found


def _places(
    slots: dict[Person, list[Slot]], learners: list[Person], without: set[int]
) -> list[dict[str, Any]]:
    """Bookings that can all be made, one after another or at once: no session gets more than it has seats."""
    given: Counter[int] = Counter()
    places: list[dict[str, Any]] = []
    for learner in learners:
        cookie = _cookie(learner)
        mine = 0
        for slot in slots[learner]:
            session = slot.session
            if mine < PLACES and session.pk not in without and given[session.pk] < slot.left:
                given[session.pk] += 1
                mine += 1
                path = reverse("consultations:book", args=[session.pk])
                places.append({"session": session.pk, "learner": learner.pk, "path": path, "cookie": cookie})
    return places


def _busiest_month(on: date) -> tuple[Branch, date]:
    """The branch and month of the last year with the most entries: the longest journal and sheet."""
    row = (
        WorkLogEntry.objects.filter(date__gt=on - YEAR)
        .values("branch", "date__year", "date__month")
        .annotate(n=Count("id"))
        .order_by("-n")
    ).first()
    assert row
    return Branch.objects.get(pk=row["branch"]), date(row["date__year"], row["date__month"], 1)


def _our_addresses(branch: Branch, month: date) -> dict[str, str]:
    published = Schedule.objects.filter(state=Schedule.State.PUBLISHED).latest("period_from").pk
    of_month = f"?branch={branch.pk}&month={month:%Y-%m}"
    since_month = f"?branch={branch.pk}&since={month}"
    named = {"": [], "schedule": [published]}
    return {
        **{scene.key: reverse(scene.view, args=named[scene.of]) for scene in AGING if scene.view},
        "cabinet": reverse("portal:home"),
        "extract": f"{reverse('reports:extract_file')}?since={month}&until={month}",
        "public": reverse("website:schedule"),
        "journal": reverse("reports:journal") + since_month,
        "docx": reverse("reports:grafik", args=[published, "docx"]),
        "pdf": reverse("reports:grafik", args=[published, "pdf"]),
        "week": reverse("consultations:week"),
        "sheet": reverse("workload:month") + of_month,
        "login": reverse("people:login"),
        "cancel": reverse("consultations:cancel", args=[0]),
    }


def _minimal_addresses(branch: Branch, month: date) -> dict[str, str]:
    chosen = f"{branch.pk}/{month:%Y-%m}/"
    return {
        "constant": "/constant/",
        "road": "/constant/",
        "cabinet": "/cabinet/",
        "week": "/week/",
        "public": "/public/",
        "journal": f"/journal/{chosen}",
        "sheet": f"/sheet/{chosen}",
        "docx": "/public.docx",
        "pdf": "/public.pdf",
        "login": "/login/",
        "book": "/book/0/",
        "cancel": "/cancel/0/",
    }


def _argon2_ms(hashed: str, times: int = 10) -> float:
    """Processor time of checking one password."""
    began = time.process_time()
    for _ in range(times):
        check_password(PASSWORD, hashed)
    return (time.process_time() - began) / times * 1000


def _group_for_import(on: date) -> dict[str, str]:
    group = (
        Group.objects.filter(starts_on__lte=on, ends_on__gt=on).select_related("programme").latest("ends_on")
    )
    return {"group": group.code, "programme": group.programme.title}


def _rows() -> dict[str, int]:
    ahead = Session.objects.filter(starts_at__gt=now(), state=Session.State.PLANNED)
    return {
        "learners": Enrolment.objects.values("learner").distinct().count(),
        "teachers": Schedule.objects.filter(state="published").values("lines__person").distinct().count(),
        "sessions": Session.objects.count(),
        "bookings": Booking.objects.count(),
        "places_ahead": sum(ahead.values_list("capacity", flat=True)),
        "work_log": WorkLogEntry.objects.count(),
    }
