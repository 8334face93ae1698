"""Files of results: uploaded, looked at, applied whole, taken back whole."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.access import Actor
from opora.people.models import Person

from .. import rules
from ..forms import read_results
from ..models import KnownTest, Result, ResultImport
from ..queries.preview import Line, preview_of
from .results import remembered

State = ResultImport.State
ZONE = "zone"


@transaction.atomic
def upload_results(data: bytes, *, filename: str, by: Person) -> ResultImport:
    """Keep what a file says till it is applied. Raises :class:`~opora.integrations.tables.TableError`."""
    rows = read_results(data, filename)
    digest = sha256(data).hexdigest()
    ResultImport.objects.filter(digest=digest, state=State.PREVIEW, uploaded_by=by).delete()
    return ResultImport.objects.create(
        file_name=filename[-255:], digest=digest, rows=[row.as_json() for row in rows], uploaded_by=by
    )


def _locked(imported: ResultImport) -> ResultImport:
    return ResultImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)


@transaction.atomic
def choose(imported: ResultImport, *, choices: Mapping[str, str]) -> ResultImport:
    """Remember the answers: whose clock, who a namesake is, which part a test checks. Raises by RES-04."""
    row = _locked(imported)
    enforce(rules.import_waits(row))
    told = {key: value for key, value in choices.items() if key != ZONE}
    row.choices, row.zone = {**row.choices, **told}, choices.get(ZONE, row.zone)
    row.save(update_fields=["choices", "zone", "updated_at"])
    return row


@transaction.atomic
def apply_import(imported: ResultImport, *, actor: Actor) -> ResultImport:
    """Write every line that is clear and new; the rest stays out. Raises by RES-04, RES-06, RES-07."""
    row = _locked(imported)
    enforce(rules.import_waits(row))
    preview = preview_of(row, actor)
    enforce(rules.zone_is_told("told" if not preview.asks_zone else row.zone))
    ready = [line for line in preview.lines if line.state == "new"]
    enforce(rules.something_to_apply(len(ready)))
    tests: dict[tuple[int, str], KnownTest] = {}
    Result.objects.bulk_create(
        [_result(line, row, tests, actor.person) for line in ready], batch_size=1000, ignore_conflicts=True
    )
    row.state, row.applied_at, row.rows = State.APPLIED, now(), []
    row.added = row.results.count()
    row.save(update_fields=["state", "applied_at", "rows", "added", "updated_at"])
    return row


def _result(
    line: Line, imported: ResultImport, tests: dict[tuple[int, str], KnownTest], by: Person
) -> Result:
    assert line.learner and line.taken_at and line.share is not None  # noqa: S101, PT018 -- it is ready
    test = line.test
    if test is None:
        assert line.part is not None  # noqa: S101 -- it is ready
        key = (line.part.pk, line.row.test)
        test = tests.get(key) or remembered(line.part, line.row.test, line.max_points)
        tests[key] = test
    return Result(
        learner=line.learner, test=test, points=line.points, max_points=line.max_points, share=line.share,
        taken_at=line.taken_at, source=Result.Source.IMPORT, imported=imported, entered_by=by,
    )  # fmt: skip


@transaction.atomic
def undo_import(imported: ResultImport) -> int:
    """Take back the whole of it; tests stay remembered. Raises by RES-05."""
    row = _locked(imported)
    enforce(rules.import_can_be_undone(row))
    gone = row.results.count()
    row.results.all().delete()
    row.state = State.UNDONE
    row.save(update_fields=["state", "updated_at"])
    return gone


@transaction.atomic
def discard_import(imported: ResultImport) -> None:
    """Throw a checked file away. Raises by RES-04."""
    row = _locked(imported)
    enforce(rules.import_waits(row))
    row.state, row.rows, row.choices = State.DISCARDED, [], {}
    row.save(update_fields=["state", "rows", "choices", "updated_at"])
