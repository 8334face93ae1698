"""Numbers of rooms that have changed, between processes: told with the transaction, never a word."""

from opora.notifications.live.bus import PostgresBus

changes = PostgresBus("opora_meet")
