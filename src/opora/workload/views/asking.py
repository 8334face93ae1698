"""A question about an entry, and its answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import actions
from ..access import KEEPERS, WORKERS
from ..forms.entries import QuestionForm
from ..models import EntryQuestion
from .deciding import get_or_post, others_entry, sheet_of


@get_or_post
@allow(KEEPERS)
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask the worker; the entry goes on waiting."""
    entry = others_entry(request, pk)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    context = {"entry": entry, "form": form, "back": sheet_of(entry)}
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_about(entry, by=request.actor.person, text=form.cleaned_data["text"])
        except Refused as refused:
            return render(request, "workload/ask.html", {**context, "refused": founded(refused)}, status=422)
        messages.success(
            request,
            _("Вопрос отправлен: {name} ответит в «Моих часах».").format(name=entry.person.short_name),
        )
        return redirect(sheet_of(entry))
    return render(request, "workload/ask.html", context, status=422 if form.errors else 200)


@require_POST
@allow(WORKERS)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """The worker's answer, from «Мои часы»."""
    own = EntryQuestion.objects.filter(entry__person=request.actor.person).select_related("entry")
    question = get_object_or_404(own, pk=pk)
    actions.answer_about(question, text=request.POST.get("text", ""))
    messages.success(request, _("Ответ отправлен."))
    return redirect(f"{reverse('workload:mine')}?month={question.entry.date:%Y-%m}")
