"""Notices, channels, outbox, delegations; the log's reader starts at what happens from now on."""

from typing import Any

from django.db import migrations, models


def start_here(apps: Any, schema_editor: Any) -> None:
    head = apps.get_model("kernel", "TreeHead").objects.first()
    if head is not None:
        apps.get_model("kernel", "Reader").objects.create(name="handlers", seq=head.size)


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_month_notes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('code', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=80)),
                ('settings', models.TextField()),
                ('secret', models.CharField(max_length=32)),
                ('unit_id', models.BigIntegerField(null=True)),
                ('kinds', models.TextField()),
                ('language', models.CharField(max_length=2)),
                ('is_active', models.BooleanField()),
                ('seq', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('person_id', models.BigIntegerField(db_index=True)),
                ('deputy_id', models.BigIntegerField(db_index=True)),
                ('from_on', models.CharField(max_length=10)),
                ('until_on', models.CharField(max_length=10)),
                ('reason', models.TextField()),
                ('is_ended', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='FailedFollowUp',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('verb', models.CharField(max_length=40)),
                ('error', models.TextField()),
                ('attempts', models.SmallIntegerField(default=1)),
                ('next_at', models.CharField(max_length=27)),
            ],
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('start', models.CharField(max_length=5)),
                ('end', models.CharField(max_length=5)),
                ('free_days', models.BooleanField()),
                ('seq', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='email',
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notice_id', models.BigIntegerField()),
                ('person_id', models.BigIntegerField()),
                ('channel', models.CharField(max_length=40)),
                ('status', models.CharField(max_length=10)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('made_at', models.CharField(max_length=27)),
                ('next_at', models.CharField(max_length=27)),
                ('sent_at', models.CharField(blank=True, max_length=27)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'next_at'], name='delivery_due')],
                'constraints': [models.UniqueConstraint(fields=('notice_id', 'channel'), name='delivery_key')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('person_id', models.BigIntegerField()),
                ('behalf_id', models.BigIntegerField(null=True)),
                ('subject', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=40)),
                ('text_zh', models.TextField()),
                ('text_en', models.TextField()),
                ('because', models.BigIntegerField()),
                ('at', models.CharField(max_length=27)),
                ('read_at', models.CharField(blank=True, max_length=27)),
            ],
            options={
                'indexes': [models.Index(fields=['person_id', 'read_at', 'id'], name='notice_person'), models.Index(fields=['because'], name='notice_because')],
            },
        ),
        migrations.RunPython(start_here, migrations.RunPython.noop),
    ]
