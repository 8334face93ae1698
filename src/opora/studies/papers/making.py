"""Papers made of the centre's template, or of the shipped one where it has none."""

from django.utils.translation import override

from opora.people.queries import home_day

from ..models import Enrolment, IndividualPlan, LearnerOrder, PaperTemplate
from .codes import CERTIFICATE, PLAN
from .context import certificate_context, order_context, plan_context
from .word import fill, shipped


def template_in_use(code: str) -> PaperTemplate | None:
    """The centre's own template of a paper; None means the shipped one prints."""
    return PaperTemplate.objects.filter(code=code, is_withdrawn=False).order_by("-version").first()


def _template(code: str) -> bytes:
    own = template_in_use(code)
    return bytes(own.content) if own else shipped(code)


def order_paper(order: LearnerOrder) -> bytes:
    """The order as DOCX: what was printed at the signature, or a draft as it stands now."""
    if order.content:
        return bytes(order.content)
    with override("ru"):
        return fill(_template(order.kind), order_context(order, home_day()))


def plan_paper(plan: IndividualPlan) -> bytes:
    with override("ru"):
        return fill(_template(PLAN), plan_context(plan, home_day()))


def certificate_paper(enrolment: Enrolment) -> bytes:
    with override("ru"):
        return fill(_template(CERTIFICATE), certificate_context(enrolment, home_day()))
