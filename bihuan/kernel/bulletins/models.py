"""The table of bulletins. Ids are seqs of events."""

from django.db import models


class Bulletin(models.Model):
    """A bulletin: its text while it is written, and what was published of it."""

    id = models.BigIntegerField(primary_key=True)  # seq of its drafting
    unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    template = models.CharField(max_length=100, blank=True)  # pack.name
    on = models.CharField(max_length=10, db_column="on_day")
    heading = models.CharField(max_length=300)
    text = models.TextField()
    mark = models.CharField(max_length=40)  # 机关代字, in front of the number
    addressee = models.CharField(max_length=200, blank=True)
    copies = models.CharField(max_length=300, blank=True)  # 抄送
    corrects_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=10, default="draft", db_index=True)
    writers = models.TextField()  # JSON list of codes: who drafted or revised it
    reviewer = models.CharField(max_length=64, blank=True)
    signer = models.CharField(max_length=64, blank=True)
    signed_at = models.BigIntegerField(
        null=True
    )  # the log position of the figures that were signed
    reason = models.CharField(max_length=500, blank=True)  # why it came back
    year = models.IntegerField(null=True)  # of its number
    number = models.IntegerField(null=True)
    published_on = models.CharField(max_length=10, blank=True)
    published_seq = models.BigIntegerField(null=True)
    document = models.TextField(blank=True)  # as published, canonical JSON
    seq = models.BigIntegerField()  # of the last event on it

    class Meta:
        app_label = "kernel"
        constraints = [
            models.UniqueConstraint(fields=["mark", "year", "number"], name="bulletin_number")
        ]

    def __str__(self) -> str:
        return f"{self.heading} ({self.state})"
