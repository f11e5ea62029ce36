"""Tables of notices, channels, quiet hours and the outbox."""

from django.db import models


class Notice(models.Model):
    """A sentence to a person; `behalf_id` is whose deputy the person is told it as."""

    id = models.BigIntegerField(primary_key=True)  # seq of the event that gave it
    person_id = models.BigIntegerField()
    behalf_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=120)  # record:17, figure:pack.indicator
    kind = models.CharField(max_length=40)
    text_zh = models.TextField()
    text_en = models.TextField()
    because = models.BigIntegerField()  # seq of the event it tells of
    at = models.CharField(max_length=27)
    read_at = models.CharField(max_length=27, blank=True)

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["person_id", "read_at", "id"], name="notice_person"),
            models.Index(fields=["because"], name="notice_because"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"


class Channel(models.Model):
    """A way to people beside the app. What is secret lies in the key store, named by `secret`."""

    code = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    settings = models.TextField()  # JSON object of texts
    secret = models.CharField(max_length=32)
    unit_id = models.BigIntegerField(null=True)  # people of this subtree; null: everybody
    kinds = models.TextField()  # JSON list; empty: every kind
    language = models.CharField(max_length=2)
    is_active = models.BooleanField()
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.code


class QuietHours(models.Model):
    """When channels beside the app keep silent; one row, none before it is first set."""

    id = models.SmallIntegerField(primary_key=True)  # always 1
    start = models.CharField(max_length=5)
    end = models.CharField(max_length=5)
    free_days = models.BooleanField()
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class Delivery(models.Model):
    """The outbox: one notice by one channel. Not a projection (decision 12): it meets the world."""

    notice_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    channel = models.CharField(max_length=40)
    status = models.CharField(max_length=10)  # waiting sent refused expired
    attempts = models.SmallIntegerField(default=0)
    made_at = models.CharField(max_length=27)
    next_at = models.CharField(max_length=27)
    sent_at = models.CharField(max_length=27, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(fields=["notice_id", "channel"], name="delivery_key")
        ]
        indexes = [models.Index(fields=["status", "next_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.channel}: {self.status}"
