from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0012_dispatch'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwedPeriod',
            fields=[
                ('record_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('ledger', models.CharField(max_length=100)),
                ('post_id', models.BigIntegerField()),
                ('period', models.CharField(max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ledger', 'post_id', 'period'), name='owed_period_once')],
            },
        ),
    ]
