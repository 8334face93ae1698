"""The audit trail is written by PostgreSQL, so no write can forget it, not even SQL typed by hand.

Account, reason and address come from :func:`opora.kernel.actor.acting`. Secrets and noise are left out.
"""

from django.apps import apps
from django.db import connections

UNWATCHED = {
    "people_loginsession",
    "journal_journalentry",
    "notifications_notification",
    "notifications_letter",
    "notifications_dispatch",
    "outside_bindingcode",
    "outside_incoming",
    "outside_pushsubscription",
    "outside_serverkey",
    "outside_waystate",
    "api_delivery",
    "people_tally",
    "people_visit",
    "portal_savedview",
    "portal_tour",
    "conversations_formertext",
    "moderation_report",
    "conversations_message",
    "conversations_message_files",
    "conversations_reading",
    "conversations_topicreading",
    "conversations_reaction",
    "conversations_mention",
    "conversations_saved",
    "conversations_preference",
    "conversations_draft",
    "conversations_scheduled",
    "conversations_scheduled_files",
    "conversations_awaited",
    "conversations_option",
    "conversations_vote",
    "conversations_ring",
    "conversations_call_spoke",
    "meetings_boardmark",
    "meetings_mediaspan",
    "meetings_notesbody",
    "meetings_notesedition",
    "meetings_notesedition_authors",
    "meetings_visit",
    "meetings_vote",
    "studies_listjob",
    "workload_sheetvisit",
}

# what tells of a person who has no account: kept in the row alone, which can be erased (152-ФЗ, ADR 37)
MASKED = {
    "website_appeal": ("name", "email", "phone", "text", "answer"),
    "website_appealarrival": ("words",),
    "website_appealmove": ("reason",),
    "website_application": (
        "last_name",
        "first_name",
        "middle_name",
        "birth_date",
        "email",
        "phone",
        "representative",
        "wish",
        "reason",
    ),
    "files_storedfile": ("name",),
    "webinars_visitor": ("name", "email"),
    "meetings_question": ("text",),
}

FUNCTION = """
CREATE OR REPLACE FUNCTION journal_write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hidden text[] := '{password,last_login,created_at,updated_at,content,secret,digest,used_at}';
  was jsonb; became jsonb; row_id bigint; old_values jsonb; new_values jsonb; masked text;
BEGIN
  IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - hidden; row_id := OLD.id; END IF;
  IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW) - hidden; row_id := NEW.id; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF was = became THEN RETURN NULL; END IF;
    SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, became -> key)
      INTO old_values, new_values FROM jsonb_each(was) WHERE became -> key IS DISTINCT FROM value;
    was := old_values; became := new_values;
  END IF;
  FOREACH masked IN ARRAY COALESCE(TG_ARGV, ARRAY[]::text[]) LOOP
    IF was ->> masked <> '' THEN was := was || jsonb_build_object(masked, 'скрыто'); END IF;
    IF became ->> masked <> '' THEN became := became || jsonb_build_object(masked, 'скрыто'); END IF;
  END LOOP;
  INSERT INTO journal_journalentry (at, account_id, "table", row_id, action, before, after, why, ip)
  VALUES (clock_timestamp(), NULLIF(current_setting('opora.account', true), '')::bigint, TG_TABLE_NAME,
          row_id, left(TG_OP, 1), was, became, COALESCE(left(current_setting('opora.why', true), 300), ''),
          COALESCE(current_setting('opora.ip', true), ''));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION journal_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END $$;

DROP TRIGGER IF EXISTS journal_is_final ON journal_journalentry;
CREATE TRIGGER journal_is_final BEFORE UPDATE OR DELETE ON journal_journalentry
  FOR EACH ROW EXECUTE FUNCTION journal_is_final();
"""

TRIGGER = """
CREATE OR REPLACE TRIGGER journal_write AFTER INSERT OR UPDATE OR DELETE ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION journal_write({masked})
"""


def watched_tables() -> list[str]:
    """Tables of our own domains, with those of many-to-many relations."""
    models = (
        model
        for config in apps.get_app_configs()
        if config.name.startswith("opora.")
        for model in config.get_models(include_auto_created=True)
    )
    return sorted({model._meta.db_table for model in models} - UNWATCHED)


def watch_tables(using: str = "default") -> None:
    """Create or renew the triggers; safe to repeat."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if "journal_journalentry" not in existing:
        return
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table in watched_tables():
            if table in existing:
                columns = ", ".join(f"'{column}'" for column in MASKED.get(table, ()))
                cursor.execute(TRIGGER.format(table=table, masked=columns))
