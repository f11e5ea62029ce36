"""Tables of records. Ids are the seq of the event that made the row; JSON is canonical."""

from django.db import models

NO_DUE = "9999-12-31"  # sorts behind every day


class Record(models.Model):
    """A record as it stands at the head of the log."""

    id = models.BigIntegerField(primary_key=True)
    ledger = models.CharField(max_length=100)  # pack.ledger
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    search = models.CharField(max_length=300)  # code, title and its initials, lower case
    unit_id = models.BigIntegerField()
    # the unit's ancestors by depth, so that one index serves scope, state and order together
    u1 = models.BigIntegerField(null=True)
    u2 = models.BigIntegerField(null=True)
    u3 = models.BigIntegerField(null=True)
    u4 = models.BigIntegerField(null=True)
    u5 = models.BigIntegerField(null=True)
    u6 = models.BigIntegerField(null=True)
    state = models.CharField(max_length=48)
    on = models.CharField(max_length=10, db_column="on_day")
    last_on = models.CharField(max_length=10)  # of the last breakpoint
    party = models.CharField(
        max_length=18, blank=True
    )  # credit code whose holder may see the record
    is_void = models.BooleanField(default=False)
    updated_seq = models.BigIntegerField()
    due = models.CharField(max_length=10, default=NO_DUE)  # of the first deadline that runs
    owes = models.CharField(max_length=48, blank=True)  # the duty or role that has to move next
    data = models.TextField()

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["ledger", "code"], name="record_code")]
        indexes = [
            models.Index(
                fields=["owes", "due", "id"], name="record_owes", condition=models.Q(owes__gt="")
            ),
            # void records are looked for seldom: without them an index alone answers a count
            *(
                models.Index(
                    fields=["ledger", f"u{depth}", "updated_seq"],
                    name=f"record_u{depth}",
                    condition=models.Q(is_void=False),
                )
                for depth in (1, 2, 3, 4)
            ),
            *(
                models.Index(
                    fields=["ledger", f"u{depth}", "state", "updated_seq"],
                    name=f"record_u{depth}_state",
                    condition=models.Q(is_void=False),
                )
                for depth in (2, 3)
            ),
            # what is late in a unit, the latest first
            *(
                models.Index(
                    fields=[f"u{depth}", "due", "id"],
                    name=f"record_u{depth}_due",
                    condition=models.Q(is_void=False, due__lt=NO_DUE),
                )
                for depth in (1, 2, 3)
            ),
            models.Index(fields=["party"], name="record_party", condition=models.Q(party__gt="")),
        ]

    def __str__(self) -> str:
        return self.code


class RecordVersion(models.Model):
    """What holds of a record from a business date (`on`), as known from a log position (`seq`).

    Known at position P for date D: of the rows with seq <= P and on <= D, the one with the greatest
    (on, seq). A late fact re-emits every later breakpoint, so this one rule is always right.
    """

    record_id = models.BigIntegerField()
    on = models.CharField(max_length=10, db_column="on_day")
    seq = models.BigIntegerField()
    ledger = models.CharField(max_length=100)
    unit_id = models.BigIntegerField()
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=48)
    is_void = models.BooleanField(default=False)
    data = models.TextField()

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["record_id", "seq"], name="record_version_record"),
            models.Index(fields=["seq"], name="record_version_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} from {self.on} known at {self.seq}"


class CodeCounter(models.Model):
    """The last number given under a code prefix."""

    prefix = models.CharField(
        max_length=160, primary_key=True
    )  # ledger and the pattern's fixed part
    last = models.BigIntegerField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"


class RecordKey(models.Model):
    """A value by which a record is found: one that it alone may have, or the record it refers to."""

    record_id = models.BigIntegerField(db_index=True)
    ledger = models.CharField(max_length=100)
    field = models.CharField(max_length=48)
    value = models.CharField(max_length=200)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["ledger", "field", "value"], name="record_key_value")]

    def __str__(self) -> str:
        return f"{self.ledger}.{self.field}={self.value}"


class OwedPeriod(models.Model):
    """A stretch of time for which a post has been given its record by a rule of recurrence."""

    record_id = models.BigIntegerField(primary_key=True)  # the record that is owed
    ledger = models.CharField(max_length=100)
    post_id = models.BigIntegerField()
    period = models.CharField(max_length=10)

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(fields=["ledger", "post_id", "period"], name="owed_period_once")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.period}"


class Duty(models.Model):
    """A person answers for a record in a named way, between two business dates."""

    id = models.BigAutoField(primary_key=True)
    seq = models.BigIntegerField()
    record_id = models.BigIntegerField(db_index=True)
    ledger = models.CharField(max_length=100)
    kind = models.CharField(max_length=48)
    person_id = models.BigIntegerField()
    from_on = models.CharField(max_length=10)
    to_on = models.CharField(max_length=10, blank=True)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["person_id", "ledger", "record_id"], name="duty_person")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.record_id}"


class Deadline(models.Model):
    """A day promised for a record, as approved last; kept when it has passed or was kept."""

    id = models.BigAutoField(primary_key=True)
    record_id = models.BigIntegerField()
    ledger = models.CharField(max_length=100)
    name = models.CharField(max_length=48)
    due = models.CharField(max_length=10)
    first_due = models.CharField(max_length=10)
    met_on = models.CharField(max_length=10, blank=True)
    is_open = models.BooleanField(default=True)
    extended = models.SmallIntegerField(default=0)  # how often
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["record_id", "name"], name="deadline_name")]
        indexes = [
            models.Index(fields=["due"], name="deadline_due", condition=models.Q(is_open=True))
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.record_id} by {self.due}"


class Evidence(models.Model):
    """A stored file, named by its digest; the bytes live in BIHUAN_HOME/evidence."""

    digest = models.CharField(max_length=64, primary_key=True)
    seq = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    added_by = models.CharField(max_length=64)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.digest[:12]
