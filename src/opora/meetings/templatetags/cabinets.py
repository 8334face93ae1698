"""Where a line of the график leads: meetings by our own video are held in the worker's cabinet."""

from django import template

from ..queries.cabinets import has_cabinet

register = template.Library()
register.filter(has_cabinet)
