"""Writing the sections of the page on e-learning; every version stays."""

from django.db import transaction

from opora.kernel.rules import enforce
from opora.people.models import Person

from .. import rules
from ..models import PageCheck, Place, SectionVersion
from ..queries.sections import latest


@transaction.atomic
def write_section(
    place: Place, *, text: str, base: int, by: Person | None, restored_from: int | None = None
) -> SectionVersion:
    """Put a new text in a section. Raises ``Refused`` by PUB-02 if it is not ``base`` that is written over.

    The same text makes no version.
    """
    before = latest(place)
    enforce(rules.section_is_as_it_was(before, base))
    if before is not None and before.text == text:
        return before
    return SectionVersion.objects.create(
        place=place, number=base + 1, text=text, written_by=by, restored_from=restored_from
    )


def restore_section(version: SectionVersion, *, base: int, by: Person) -> SectionVersion:
    """Bring back what a section said before: as a new version, so this too can be undone."""
    return write_section(
        Place(version.place), text=version.text, base=base, by=by, restored_from=version.number
    )


@transaction.atomic
def check_page(*, by: Person) -> PageCheck:
    """The responsible person read the page: it is true as of now (PUB-01)."""
    return PageCheck.objects.create(by=by)
