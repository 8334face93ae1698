"""Papers of studies from templates a centre may edit in Word: orders, ИУП, справка. Always Russian."""

from .codes import CODES, TITLES
from .context import certificate_context, order_context, plan_context, sample_context
from .making import certificate_paper, order_paper, plan_paper, template_in_use
from .pdf import as_pdf, office
from .word import Trouble, fill, shipped, troubles_of

__all__ = [
    "CODES",
    "TITLES",
    "Trouble",
    "as_pdf",
    "certificate_context",
    "certificate_paper",
    "fill",
    "office",
    "order_context",
    "order_paper",
    "plan_context",
    "plan_paper",
    "sample_context",
    "shipped",
    "template_in_use",
    "troubles_of",
]
