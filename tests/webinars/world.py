"""What tests of webinars are made of."""

from datetime import timedelta
from typing import Any

import pytest

from opora.consultations.models import Session
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.meetings.janus.nodes import Node
from opora.people.models import Person
from opora.schedule.models import Format
from opora.webinars.actions import register
from opora.webinars.models import Visitor, Webinar
from tests import make

NODE = Node("north", "ws://10.0.0.5:8188")


def refused(rule: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: [one.rule for one in error.refusals] == [rule])


def frontal(cast: make.Cast, *learners: Person, **values: Any) -> Session:
    """Of tomorrow, by the platform's video, for the group of the cast."""
    given: dict[str, Any] = {"topic": "Охрана труда в цехе", "capacity": 200, "groups": [cast.group]}
    starts_at = values.pop("starts_at", now() + timedelta(hours=26))
    leader = values.pop("leader", cast.teacher)
    session = make.session(leader, starts_at, 60, **{"format": Format.FRONTAL, **given, **values})
    session.means.add(make.means())
    for who in learners:
        make.booking(session, who)
    return session


def webinar(session: Session, **values: Any) -> Webinar:
    given: dict[str, Any] = {"audience": Webinar.Audience.PUBLIC, "seats": 50, "code": f"w{session.pk}"}
    return Webinar.objects.create(session=session, opened_by=session.person, **{**given, **values})


def visitor(of: Webinar, name: str = "Гость Пётр", email: str = "guest@mail.example") -> Visitor:
    return register(of, name=name, email=email)
