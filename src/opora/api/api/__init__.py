"""REST of the loop: timetables, sessions, bookings, journal. Described by ``/api/v1/openapi.json``."""

from .errors import api
from .resources import router

api.add_router("", router)

__all__ = ["api"]
