import hashlib
import json

from django.db import migrations, models


def seal_closed_months(apps, schema_editor):
    """Months closed before seals existed get theirs by the very snapshot they hold."""
    for sheet in apps.get_model("workload", "MonthSheet").objects.filter(state="closed").iterator():
        text = json.dumps(sheet.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        sheet.seal = hashlib.sha256(text.encode()).hexdigest()
        sheet.save(update_fields=["seal"])


class Migration(migrations.Migration):

    dependencies = [
        ('workload', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='monthsheet',
            name='seal',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='контрольная сумма'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='worklogentry',
            name='worked_on',
            field=models.DateField(blank=True, null=True, verbose_name='за какой день'),
        ),
        migrations.RunPython(seal_closed_months, migrations.RunPython.noop, elidable=True),
    ]
