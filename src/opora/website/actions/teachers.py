"""Teacher pages: the worker writes and agrees, the specialist publishes; withdrawn, a page is gone."""

from datetime import date
from typing import Any

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import TeacherPage

FIELDS = ("degree", "title", "education", "qualification", "experience_since", "about")


@transaction.atomic
def write_page(person: Person, **values: Any) -> TeacherPage:
    """What the page tells; consent and publication are not touched by it."""
    page, _made = TeacherPage.objects.get_or_create(person=person)
    for name in FIELDS:
        setattr(page, name, values[name])
    page.save(update_fields=[*FIELDS, "updated_at"])
    return page


@transaction.atomic
def agree(person: Person, *, paper: str = "", on: date | None = None) -> TeacherPage:
    """The worker's consent to be shown, given in the cabinet or on ``paper`` (152-ФЗ, art. 10.1)."""
    page, _made = TeacherPage.objects.get_or_create(person=person)
    page.consent_on, page.consent_paper = on or home_day(), paper.strip()
    page.withdrawn_on = None
    page.save(update_fields=["consent_on", "consent_paper", "withdrawn_on", "updated_at"])
    return page


@transaction.atomic
def withdraw(page: TeacherPage) -> TeacherPage:
    """The worker takes the consent back: the page leaves the site in the same moment (PD-01)."""
    page.withdrawn_on, page.is_published = home_day(), False
    page.save(update_fields=["withdrawn_on", "is_published", "updated_at"])
    return page


@transaction.atomic
def publish(page: TeacherPage) -> TeacherPage:
    """Raises ``Refused`` by PUB-03 without a consent in force."""
    enforce(rules.teacher_agreed(page))
    page.is_published = True
    page.save(update_fields=["is_published", "updated_at"])
    return page


@transaction.atomic
def take_off(page: TeacherPage) -> TeacherPage:
    page.is_published = False
    page.save(update_fields=["is_published", "updated_at"])
    return page
