from django.db import migrations, models

COUNTED = """
CREATE FUNCTION people_tallied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO people_tally (delta) SELECT count(*) FROM changed HAVING count(*) > 0;
  ELSE
    INSERT INTO people_tally (delta) SELECT -count(*) FROM changed HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER people_tally_came AFTER INSERT ON people_person
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION people_tallied();
CREATE TRIGGER people_tally_went AFTER DELETE ON people_person
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION people_tallied();
INSERT INTO people_tally (delta) SELECT count(*) FROM people_person HAVING count(*) > 0;
"""
BACK = """
DROP TRIGGER people_tally_came ON people_person;
DROP TRIGGER people_tally_went ON people_person;
DROP FUNCTION people_tallied();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_who_writes_to_whom'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delta', models.IntegerField()),
            ],
        ),
        migrations.RunSQL(COUNTED, BACK),
    ]
