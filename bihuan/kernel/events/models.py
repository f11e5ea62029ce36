"""Tables of the log. `at` and `on` are ISO texts, so that a row gives its leaf to the letter."""

from django.db import models


class Event(models.Model):
    """One thing that happened; never changed, never deleted."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=27)  # recorded, UTC, microseconds
    on = models.CharField(max_length=10, db_column="on_day")  # business date
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    body = models.TextField()  # canonical JSON
    leaf = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["subject", "seq"], name="event_subject")]

    def __str__(self) -> str:
        return f"#{self.seq} {self.verb} {self.subject}"


class TreeHead(models.Model):
    """The one row whose lock orders all writers; moves in the transaction that appends."""

    id = models.SmallIntegerField(primary_key=True)  # always 1
    size = models.BigIntegerField()
    root = models.BinaryField()
    frontier = models.BinaryField()  # the compact range from which the next root is computed
    last_at = models.CharField(max_length=27)
    algorithm = models.CharField(max_length=8)
    stamp = models.CharField(max_length=90)  # of units, packs and parameters: see newest.py

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"size {self.size}"


class TreeNode(models.Model):
    """Hash of a complete subtree of 256, 65,536 … leaves, so that a proof reads few rows."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField(db_column="node_index")
    hash = models.BinaryField()

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="tree_node")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of size and root; the same text stands in a file outside the database."""

    size = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=27)
    note = models.TextField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"


class Reader(models.Model):
    """How far a reader of the log has come; moves in the commit of what it did. No projection."""

    name = models.CharField(max_length=20, primary_key=True)
    seq = models.BigIntegerField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"


class FailedFollowUp(models.Model):
    """An event whose follow-up was refused: it is tried again and shown. No projection."""

    seq = models.BigIntegerField(primary_key=True)
    verb = models.CharField(max_length=40)
    error = models.TextField()
    attempts = models.SmallIntegerField(default=1)
    next_at = models.CharField(max_length=27)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"#{self.seq} {self.verb}: {self.error}"
