"""The agreement on the simple electronic signature: an official text, Russian whatever the language."""

from django.template.loader import render_to_string

from opora.people.models import Person
from opora.people.queries import organisation

from ..models import SignatureAgreement


def agreement_text() -> str:
    """What is agreed to now, with the name of the centre."""
    return render_to_string("acquaintance/agreement.txt", {"centre": organisation().full_name}).strip()


def agreement_of(person: Person) -> SignatureAgreement | None:
    """The agreement in force, if it was given."""
    return SignatureAgreement.objects.filter(person=person, withdrawn_at=None).first()
