from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [('workload', '0005_plan_imports')]

    operations = [
        migrations.AddIndex(
            "worklogentry",
            models.Index(
                fields=["person", "date"],
                condition=Q(state__in=["draft", "submitted"]),
                name="work_log_waiting",
            ),
        ),
    ]
