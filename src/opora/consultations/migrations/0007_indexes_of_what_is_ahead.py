from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [('consultations', '0006_dossier')]

    operations = [
        migrations.AddIndex("session", models.Index(fields=["ends_at"], name="session_by_end")),
        migrations.AddIndex(
            "session",
            models.Index(
                fields=["person", "ends_at"],
                condition=Q(state__in=["planned", "in_progress", "correction"]),
                name="session_unfinished",
            ),
        ),
    ]
