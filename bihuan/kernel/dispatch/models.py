"""Tables of meetings, agenda items and decisions. Ids are seqs of events; facts are canonical JSON."""

from django.db import models


class Meeting(models.Model):
    """A meeting of a unit: planned, in progress, closed; with its minutes."""

    id = models.BigIntegerField(primary_key=True)  # seq of its planning
    unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    number = models.IntegerField()  # of its kind, unit and year
    on = models.CharField(max_length=10, db_column="on_day")
    time = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, default="planned")  # planned | open | closed
    chair_id = models.BigIntegerField()
    also = models.CharField(max_length=500, blank=True)  # who else sits in, as text
    followed = models.TextField(blank=True)  # the last decisions' tasks as they stood at the close
    minutes = models.TextField(blank=True)
    minutes_by = models.CharField(max_length=64, blank=True)
    signed_by = models.CharField(max_length=64, blank=True)
    signed_on = models.CharField(max_length=10, blank=True)
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["unit_id", "kind", "on"], name="meeting_unit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.unit_id}"


class MeetingPerson(models.Model):
    """Somebody who is asked to a meeting; the chair is one of them."""

    id = models.BigAutoField(primary_key=True)
    meeting_id = models.BigIntegerField(db_index=True)
    person_id = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.person_id} in {self.meeting_id}"


class AgendaItem(models.Model):
    """One thing that a meeting speaks of, as it stood when the meeting began."""

    id = models.BigAutoField(primary_key=True)
    meeting_id = models.BigIntegerField()
    number = models.IntegerField()
    source = models.CharField(max_length=8)  # figure | overdue | problem | raised
    subject = models.CharField(max_length=200, blank=True)  # `figure:key:unit`, `record:id`
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    facts = models.TextField()  # what is known of it, by source
    first_on = models.CharField(max_length=10)  # unsettled at meetings since
    outcome = models.TextField(blank=True)
    is_settled = models.BooleanField(default=False)
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(fields=["meeting_id", "number"], name="agenda_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.meeting_id}"


class Decision(models.Model):
    """What was decided on an item: a task, and the figure as it stood before."""

    id = models.BigIntegerField(primary_key=True)  # seq of the deciding
    meeting_id = models.BigIntegerField(db_index=True)
    number = models.IntegerField()  # of the agenda item
    subject = models.CharField(max_length=200, blank=True, db_index=True)
    task_id = models.BigIntegerField(unique=True)
    matter = models.CharField(max_length=200)
    lead_id = models.BigIntegerField()
    co_units = models.TextField()  # unit ids
    due = models.CharField(max_length=10)
    indicator = models.CharField(max_length=100, blank=True)
    unit_id = models.BigIntegerField(null=True)  # of the figure
    on = models.CharField(max_length=10, db_column="on_day")
    at = models.BigIntegerField(null=True, db_column="at_seq")  # the log position of the figure
    value = models.CharField(max_length=80, blank=True)
    display = models.CharField(max_length=40, blank=True)
    light = models.CharField(max_length=8, blank=True)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["indicator", "unit_id"], name="decision_figure")]

    def __str__(self) -> str:
        return f"{self.task_id} by {self.meeting_id}"
