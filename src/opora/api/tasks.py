"""The outbox of webhooks: at least once, in order of their time, later and later after a failure."""

import json
from datetime import timedelta

from procrastinate.contrib.django import app

from opora.integrations.webhooks import NotDelivered, post
from opora.kernel.jobs import own_connection

from .actions import claim_due, note_delivered, note_failure

BATCH = 100
LEASE = timedelta(minutes=2)


def send_soon() -> None:
    """Enqueued with the caller's transaction; many facts of one minute share a job."""
    send_webhooks.defer()


@app.task(name="api.send_webhooks", queue="webhooks")
def send_webhooks() -> None:
    with own_connection():
        send_due()


@app.periodic(cron="* * * * *")
@app.task(name="api.sweep_webhooks", queue="webhooks", queueing_lock="api.sweep_webhooks")
def sweep_webhooks(timestamp: int) -> None:
    """Every minute: what waited is tried again."""
    with own_connection():
        send_due()


def send_due() -> int:
    """Send what is due; answers how many were taken by their receivers."""
    sent = 0
    for _turn in range(BATCH):
        delivery = claim_due(LEASE)
        if delivery is None:
            break
        hook = delivery.webhook
        body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            answered = post(hook.url, body, uid=str(delivery.uid), secret=hook.secret)
        except NotDelivered as error:
            note_failure(delivery, error=str(error), answered=error.answered)
        else:
            note_delivered(delivery, answered)
            sent += 1
    return sent
