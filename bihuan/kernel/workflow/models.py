"""Tables of the workflow: what waits for a second person's word, and the supervision slips sent."""

from django.db import models


class Approval(models.Model):
    """Something asked that another person has to agree to: a move, an extension, a void."""

    id = models.BigIntegerField(primary_key=True)  # seq of the asking
    record_id = models.BigIntegerField(db_index=True)
    ledger = models.CharField(max_length=100)
    act = models.CharField(max_length=8)  # move | extend | void
    name = models.CharField(max_length=48, blank=True)  # of the transition or deadline
    body = models.TextField()  # values, date and reason as asked, canonical JSON
    asked_by = models.CharField(max_length=64)
    asked_on = models.CharField(max_length=10)
    decision = models.CharField(max_length=8, blank=True)  # granted | refused | lapsed
    decided_by = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=500, blank=True)
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["ledger"], name="approval_open", condition=models.Q(decision=""))
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.name} of {self.record_id}"


class Slip(models.Model):
    """A supervision slip (督办单): sent once for a rung of a deadline, and answered."""

    id = models.BigIntegerField(primary_key=True)  # seq of its issue
    record_id = models.BigIntegerField(db_index=True)
    ledger = models.CharField(max_length=100)
    deadline = models.CharField(max_length=48)
    due = models.CharField(max_length=10)
    rung = models.SmallIntegerField()  # which of the deadline's rules
    colour = models.CharField(max_length=8)
    on = models.CharField(max_length=10, db_column="on_day")
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "deadline", "due", "rung"], name="slip_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.colour} for {self.record_id}"


class SlipPerson(models.Model):
    """Somebody to whom a slip is addressed."""

    id = models.BigAutoField(primary_key=True)
    slip_id = models.BigIntegerField(db_index=True)
    person_id = models.BigIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(
                fields=["person_id"], name="slip_person_open", condition=models.Q(is_open=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.slip_id} to {self.person_id}"
