import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('publications', '0001_facts'), ('publications', '0002_pages_of_the_site')]

    initial = True

    dependencies = [
        ('people', '0006_sector'),
        ('people', '0007_who_writes_to_whom'),
        ('regulations', '0004_alter_provisionvalue_provision'),
        ('regulations', '0007_what_acts_may_set_and_control'),
        ('schedule', '0002_proposals_parity_widget'),
        ('schedule', '0003_approval_without_order'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Snapshot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                        ('content', models.BinaryField()),
                        ('made_at', models.DateTimeField(verbose_name='когда сделан')),
                    ],
                ),
                migrations.CreateModel(
                    name='Fact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('approved', 'утверждено'), ('site', 'размещено на сайте'), ('board', 'показано на табло'), ('stand', 'вывешено на стенде'), ('revoked', 'отменено')], max_length=10, verbose_name='что произошло')),
                        ('title', models.CharField(max_length=300, verbose_name='документ')),
                        ('place', models.CharField(max_length=200, verbose_name='где')),
                        ('shown_from', models.DateTimeField(verbose_name='с какого момента')),
                        ('recorded_at', models.DateTimeField(verbose_name='когда записано')),
                        ('seal', models.CharField(max_length=64, verbose_name='печать записи')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто')),
                        ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.actedition', verbose_name='редакция акта')),
                        ('schedule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schedule.schedule', verbose_name='график')),
                        ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='publications.snapshot', verbose_name='снимок')),
                        ('page', models.CharField(blank=True, max_length=100, verbose_name='страница сайта')),
                    ],
                    options={
                        'ordering': ['-shown_from', '-id'],
                        'indexes': [models.Index(fields=['-shown_from', '-id'], name='fact_latest_first'), models.Index(condition=models.Q(('page', ''), _negated=True), fields=['page', '-id'], name='fact_by_page')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('schedule__isnull', False)), fields=('kind', 'schedule', 'place', 'snapshot'), name='fact_once_per_schedule'), models.UniqueConstraint(condition=models.Q(('edition__isnull', False)), fields=('kind', 'edition'), name='fact_once_per_edition'), models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('page', ''), ('schedule', None)), models.Q(('edition', None), ('page', ''), ('schedule__isnull', False)), models.Q(('edition', None), ('schedule', None), models.Q(('page', ''), _negated=True)), _connector='OR'), name='fact_is_of_one_document')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            sql="\nCREATE OR REPLACE FUNCTION publication_is_final() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RAISE EXCEPTION 'the register of publications is append-only';\nEND $$;\nCREATE TRIGGER publication_is_final BEFORE UPDATE OR DELETE ON publications_fact\n  FOR EACH ROW EXECUTE FUNCTION publication_is_final();\nCREATE TRIGGER publication_is_final BEFORE UPDATE OR DELETE ON publications_snapshot\n  FOR EACH ROW EXECUTE FUNCTION publication_is_final();\n",
            reverse_sql='\nDROP TRIGGER publication_is_final ON publications_fact;\nDROP TRIGGER publication_is_final ON publications_snapshot;\nDROP FUNCTION publication_is_final();\n',
        ),
    ]
