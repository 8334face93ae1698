"""Results of polls, and by what a choice is known to be one's own."""

from django.utils.crypto import salted_hmac

from opora.people.models import Person

from ..models import Message, Poll, Vote


def voter_of(poll: Poll, person: Person) -> str:
    """The person's number; in an anonymous poll a sign made of it with the installation's secret."""
    if not poll.anonymous:
        return str(person.pk)
    return salted_hmac("conversations.poll", f"{poll.pk}:{person.pk}", algorithm="sha256").hexdigest()


def own_choices(messages: list[Message], person: Person) -> set[int]:
    """Answers this person has chosen in polls of these messages. One statement."""
    polls = [one.poll for one in messages if hasattr(one, "poll")]
    if not polls:
        return set()
    voters = [voter_of(poll, person) for poll in polls]
    rows = Vote.objects.filter(option__poll__in=polls, voter__in=voters)
    return set(rows.values_list("option", flat=True))


def names_by_option(poll: Poll) -> dict[int, list[str]]:
    """Who chose what in a poll with names."""
    found: dict[int, list[str]] = {}
    if not poll.anonymous:
        rows = Vote.objects.filter(option__poll=poll).select_related("person").order_by("person__search_name")
        for row in rows:
            if row.person is not None:
                found.setdefault(row.option_id, []).append(row.person.short_name)
    return found
