"""Which video server meetings of each form are held by: one table to look at and to set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from ..access import NODE_KEEPERS
from ..choosing import CHOOSABLE, Form, able, choose, chosen
from ..janus.placing import known_nodes

CODES = frozenset(one.code for one in CHOOSABLE)


@require_POST
@allow(NODE_KEEPERS)
def save(request: ActorRequest) -> HttpResponse:
    """``first-group`` and ``then-group`` for each form; what is refused comes back as it was chosen."""
    wanted = {form.value: (_code(request, f"first-{form}"), _code(request, f"then-{form}")) for form in Form}
    try:
        choose(wanted)
    except Refused as refused:
        return page(request, wanted, refused)
    messages.success(request, _("Выбор сохранён: он действует для встреч, которые ещё не начались."))
    return redirect("meetings:nodes")


def _code(request: ActorRequest, name: str) -> str:
    code = request.POST.get(name, "")
    return code if code in CODES else ""


def page(
    request: ActorRequest, wanted: dict[str, tuple[str, str]] | None = None, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "nodes": known_nodes(),
        "able": able(),
        "chosen": chosen(wanted),
        "refused": founded(refused) if refused else None,
    }
    return render(request, "meetings/nodes.html", context, status=422 if refused else 200)
