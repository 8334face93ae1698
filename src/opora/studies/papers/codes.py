"""Papers made of templates: their codes and titles."""

from ..models import LearnerOrder

Kind = LearnerOrder.Kind
PLAN, CERTIFICATE = "plan", "certificate"
TITLES: dict[str, str] = {kind: f"Приказ {Kind(kind).label}" for kind in Kind.values} | {
    PLAN: "Индивидуальный учебный план",
    CERTIFICATE: "Справка об обучении",
}
CODES = tuple(TITLES)
