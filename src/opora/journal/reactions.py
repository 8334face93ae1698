from opora.kernel.events import on
from opora.people.events import CardOpened
from opora.people.models import Person

from . import actions


@on(CardOpened)
def write_down_who_looked(event: CardOpened) -> None:
    actions.record_view(
        Person._meta.db_table,
        row_id=event.person_id,
        account_id=event.account_id,
        why=event.why,
        ip=event.ip,
    )
