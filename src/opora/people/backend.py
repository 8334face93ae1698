"""Log-in by password, with the account of a session read by a statement that is composed once."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from opora.kernel.prepared import prepared

from .models import Account


@prepared
def _accounts(pk: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=pk)


class AccountBackend(ModelBackend):
    """Django's own, asked on every request of somebody who is logged in."""

    def get_user(self, user_id: int) -> Account | None:
        account = next(iter(_accounts(int(user_id))), None)
        return account if account is not None and self.user_can_authenticate(account) else None
