from django.db import migrations

COLUMNS = [
    ("website_appeal", "name"),
    ("website_appeal", "email"),
    ("website_appeal", "phone"),
    ("website_appeal", "text"),
    ("website_appeal", "answer"),
    ("files_storedfile", "name"),
]
UPDATE = """
UPDATE journal_journalentry SET {side} = {side} || jsonb_build_object('{column}', 'скрыто')
  WHERE "table" = '{table}' AND {side} ->> '{column}' NOT IN ('', 'скрыто');
"""
FORMER = "".join(
    UPDATE.format(side=side, table=table, column=column)
    for table, column in COLUMNS
    for side in ("before", "after")
)
SWITCH = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'journal_is_final') THEN
    ALTER TABLE journal_journalentry {} TRIGGER journal_is_final;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    """What the trail held of visitors before their columns were masked (ADR 37)."""

    dependencies = [("journal", "0001_tables")]

    operations = [
        migrations.RunSQL(
            [SWITCH.format("DISABLE"), FORMER, SWITCH.format("ENABLE")],
            migrations.RunSQL.noop,
            elidable=True,
        )
    ]
