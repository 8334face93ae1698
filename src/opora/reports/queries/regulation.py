"""Papers of a local act: its text, the order that approves it, what the act in force permits."""

from collections.abc import Sequence
from datetime import date

from opora.kernel.text import one_stop
from opora.people.queries import home_day
from opora.regulations.models import ActEdition, Body, BodyDecision, LocalAct, Order, Provision
from opora.regulations.provisions import DEFAULTS, STAMP, TOPICS
from opora.regulations.queries import (
    Line,
    edition_in_force,
    in_force,
    rulebook,
    rules_without_clause,
)
from opora.regulations.reading.structure import ANNEX, HEADER, ORDER, ORDER_ANNEX
from opora.regulations.writing.act import FORM_COLUMNS
from opora.regulations.writing.cases import DATIVE, GENITIVE, INSTRUMENTAL, declined
from opora.regulations.writing.terms import Itself

from ..papers import Audience, OrderPaper, OrderRef, RegulationPaper, RulesPaper, Signature
from ..papers.regulation import Approval, Decision
from ..papers.text import day_words
from .papers import audience_by, head_signature, letterhead

P = Provision
State = ActEdition.State


def edition_paper(edition: ActEdition) -> RegulationPaper:
    """The text of an edition as a document; a draft has blanks for number and date and says what it is."""
    act = edition.act
    own = Itself(LocalAct.Kind(act.kind))
    text = [(row.number, row.text) for row in edition.clauses.all()]
    annexes = {number: words for number, words in text if number.startswith(ANNEX) and number != ORDER_ANNEX}
    form = {number for number, words in annexes.items() if _is_form(words)}
    return RegulationPaper(
        letterhead=letterhead(),
        title=act.title,
        to_act=declined(act.title, DATIVE),
        clauses={number: words for number, words in text if not _is_around(number)},
        approval=_approval(edition),
        ending=own.ending,
        approved_to=own.approved_to,
        draft=edition.state != State.APPROVED,
        annexes={number: words for number, words in annexes.items() if number not in form},
        form=_audience(edition) if form else None,
    )


def _is_around(number: str) -> bool:
    """The header is printed anew, the order is a paper of its own, annexes stand after the text."""
    return number in (HEADER, ORDER) or number.startswith((ANNEX, "П."))


def _is_form(words: str) -> bool:
    return FORM_COLUMNS[0].split(" ")[0] in words and FORM_COLUMNS[-1] in words


def _said(edition: ActEdition) -> dict[str, object]:
    return dict(edition.provisions.values_list("provision", "value"))


def _audience(edition: ActEdition) -> Audience:
    """Whom the form names (S1-A-title), as this very edition says."""
    said = DEFAULTS | _said(edition)
    return audience_by(parents=said[P.SCHEDULE_TITLE_PARENTS], term=said[P.LEARNER_TERM])


def _approval(edition: ActEdition) -> Approval:
    on = _day_of(edition)
    decisions = _decisions(edition, on)
    if is_stamped(edition):
        signer = edition.stamped_by
        head = head_signature(on)
        own = Signature(edition.stamped_position or head.position, signer.short_name) if signer else head
        return Approval(own, None, edition.stamped_on, decisions)
    head = head_signature(on)
    return Approval(head, _order(edition.order), None, decisions, by=declined(head.position.lower()))


def is_stamped(edition: ActEdition) -> bool:
    """Approved by «УТВЕРЖДАЮ», or will be: then there is no order to print."""
    if edition.state == State.APPROVED:
        return edition.order is None
    return STAMP in in_force(Provision.ACT_APPROVAL_PATH, _day_of(edition))


def _day_of(edition: ActEdition) -> date:
    """When it was approved, or today: the name of the head and the path are of that day."""
    if edition.order:
        return edition.order.date
    return edition.stamped_on or home_day()


def _order(order: Order | None) -> OrderRef:
    return OrderRef(order.number, order.date) if order else OrderRef()


def _decisions(edition: ActEdition, on: date) -> tuple[Decision, ...]:
    """What bodies decided; of a draft, which of them will be asked by the path in force."""
    rows: Sequence[BodyDecision] = list(edition.decisions.all())
    if not rows and edition.state == State.DRAFT:
        path = in_force(Provision.ACT_APPROVAL_PATH, on)
        rows = [BodyDecision(body=step) for step in path if step in Body.values]
    agreed = {BodyDecision.Decision.FOR: True, BodyDecision.Decision.AGAINST: False}
    return tuple(
        Decision(
            body=str(Body(row.body).label).capitalize(),
            by=declined(str(Body(row.body).label), INSTRUMENTAL if row.body == Body.PEDSOVET else GENITIVE),
            accepts=row.body == Body.PEDSOVET,
            number=row.protocol,
            date=row.date,
            agreed=agreed.get(BodyDecision.Decision(row.decision)),
        )
        for row in rows
    )


def edition_order_paper(edition: ActEdition) -> OrderPaper:
    """The order: approve, put in force, end what was before, publish and acquaint, who watches."""
    act, order = edition.act, edition.order
    on = _day_of(edition)
    draft = edition.state != State.APPROVED
    decisions = _decisions(edition, on)
    signature = head_signature(on)
    if order and order.signer:
        signature = Signature(order.signer_position or "Руководитель", order.signer.short_name)
    return OrderPaper(
        letterhead=letterhead(),
        title=f"Об утверждении {declined(act.title)}",
        ground=_ground(decisions),
        points=tuple(_points(edition)),
        signature=signature,
        order=_order(order),
        draft=draft,
        decisions=decisions,
    )


def _ground(decisions: Sequence[Decision]) -> str:
    words = (
        "На основании статей 28 и 30 Федерального закона от 29.12.2012 № 273-ФЗ "
        "«Об образовании в Российской Федерации»"
    )
    heard = [f"{declined(one.body.lower())} ({one.protocol})" for one in decisions if one.agreed is not False]
    words = f"{words}, с учётом мнения {', '.join(heard)}" if heard else words
    return f"{words} п р и к а з ы в а ю:"


def _points(edition: ActEdition) -> list[str]:
    act = edition.act
    own = Itself(LocalAct.Kind(act.kind))
    since = day_words(None if edition.state == State.DRAFT else edition.effective_from)
    points = [
        f"Утвердить {own.attached} {own.accusative(act.title)} и ввести {own.own} в действие с {since}."
    ]
    if before := _before(edition):
        points.append(before)
    publish = f"Ответственному специалисту разместить {own.accusative(own.name)} на официальном сайте"
    points.append(f"{publish} и ознакомить {own.with_it} работников.")
    points.append(f"Контроль за исполнением настоящего приказа {_control(edition.order)}.")
    return [one_stop(point) for point in points]


def _control(order: Order | None) -> str:
    if order is None or order.controller is None or order.controller == order.signer:
        return "оставляю за собой"
    return f"возложить на работника: {order.controller.full_name}, срок — до {order.control_due:%d.%m.%Y}"


def _before(edition: ActEdition) -> str:
    """The edition this one ends, by the order that approved it."""
    old = (
        edition.act.editions.filter(ActEdition.COMES_INTO_FORCE, effective_from__lt=edition.effective_from)
        .exclude(pk=edition.pk)
        .select_related("order")
        .order_by("-effective_from")
        .first()
    )
    if old is None:
        return ""
    own = Itself(LocalAct.Kind(edition.act.kind))
    how = f"приказом {_order(old.order).when_and_number}" if old.order else "грифом «УТВЕРЖДАЮ»"
    return (
        f"Признать {own.lapsed} силу с того же дня {own.accusative(own.name)}, {own.approved_before} {how}."
    )


def rules_paper() -> RulesPaper:
    """The screen «Что разрешает и требует наш порядок» on paper, of today."""
    day = home_day()
    edition = edition_in_force(day)
    topics = tuple(
        (str(TOPICS[topic]), tuple(_row(line) for line in lines))
        for topic, lines in rulebook(edition).items()
    )
    words = f"Редакция {edition.number}, действует с {edition.effective_from:%d.%m.%Y}" if edition else ""
    return RulesPaper(
        letterhead=letterhead(),
        act=edition.act.title if edition else "Нет действующего порядка: работают правила по умолчанию",
        edition=words,
        topics=topics,
        uncovered=tuple((rule.id, rule.title) for rule in rules_without_clause(edition)),
        printed_on=day,
    )


def _row(line: Line) -> tuple[str, str, str, str]:
    answer = line.words if line.is_set else f"{line.words} (по умолчанию)"
    clause = f"п. {line.clause.number}" if line.clause else "не сказано"
    return line.question, answer, clause, str(line.spec.where)
