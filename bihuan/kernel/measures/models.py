"""Tables of monthly numbers. `value` counts ten-thousandths, so every engine adds it exactly."""

from django.db import models


class MeasureValue(models.Model):
    """A number as it stands at the head: of a record (or, with record_id 0, of a unit)."""

    record_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    ledger = models.CharField(max_length=100)
    measure = models.CharField(max_length=48)
    period = models.CharField(max_length=7)
    value = models.BigIntegerField(null=True)
    qualifier = models.CharField(max_length=10, default="exact")
    status = models.CharField(max_length=10)
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "measure", "period", "unit_id"], name="measure_value_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.period} of {self.record_id}"


class MeasureVersion(models.Model):
    """The same number as known from a log position."""

    record_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    ledger = models.CharField(max_length=100)
    measure = models.CharField(max_length=48)
    period = models.CharField(max_length=7)
    seq = models.BigIntegerField()
    value = models.BigIntegerField(null=True)
    qualifier = models.CharField(max_length=10, default="exact")
    status = models.CharField(max_length=10)

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["seq"], name="measure_version_seq"),
            models.Index(fields=["record_id", "period"], name="measure_version_record"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.period} of {self.record_id} known at {self.seq}"


class Report(models.Model):
    """One month of one record: how far its numbers have come on the way to approved."""

    record_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    ledger = models.CharField(max_length=100)
    period = models.CharField(max_length=7)
    status = models.CharField(max_length=10)  # draft submitted checked approved locked
    reported_by = models.CharField(max_length=64)
    checked_by = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)  # what the reporter says of the numbers
    notes = models.TextField(default="{}")  # texts and files by the ledger's `notes`, as JSON
    return_reason = models.TextField(blank=True, default="")  # why it was sent back or unlocked
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["record_id", "period"], name="report_key")]
        indexes = [models.Index(fields=["ledger", "period", "status"], name="report_board")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.period} {self.status}"


class Reminder(models.Model):
    """Somebody was chased for a month that is not reported."""

    seq = models.BigIntegerField()
    record_id = models.BigIntegerField()
    period = models.CharField(max_length=7)
    person_id = models.BigIntegerField(null=True, db_index=True)
    at = models.CharField(max_length=27)
    by = models.CharField(max_length=64)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.record_id} {self.period}"


class Target(models.Model):
    """What an indicator should reach for a unit in a period."""

    seq = models.BigIntegerField(primary_key=True)
    indicator = models.CharField(max_length=100)  # pack.indicator
    unit_id = models.BigIntegerField()
    period = models.CharField(max_length=7)
    value = models.CharField(max_length=40)  # decimal text in the indicator's unit
    basis = models.TextField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.value}"
