"""Archives of conversations: made when asked for, removed after a week."""

from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection

from .actions import chat_archive_made, old_archives_removed


@app.task(name="reports.make_chat_archive")
def make_chat_archive(archive: int) -> None:
    with own_connection():
        chat_archive_made(archive)


@app.periodic(cron="50 3 * * *")
@app.task(name="reports.remove_old_archives", queueing_lock="reports.remove_old_archives")
def remove_old_archives(timestamp: int) -> None:
    with own_connection():
        old_archives_removed()
