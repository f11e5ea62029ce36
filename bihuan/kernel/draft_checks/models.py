"""Tables of draft checks and remembered phrases. Ids are seqs of events."""

from django.db import models


class DraftCheck(models.Model):
    """One check: by whom, of what text (its digest), at which position, with which verdicts."""

    id = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=64, db_column="by_person")
    unit_id = models.BigIntegerField()
    on = models.CharField(max_length=10, db_column="on_day")
    at = models.BigIntegerField(db_column="at_seq")  # the log position of its figures
    made_at = models.CharField(max_length=27)
    sha256 = models.CharField(max_length=64)
    characters = models.IntegerField()
    supported = models.IntegerField()
    contradicted = models.IntegerField()
    cannot_check = models.IntegerField()
    verdicts = models.TextField()  # canonical JSON, a list

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["by", "-id"], name="draft_check_by")]

    def __str__(self) -> str:
        return f"{self.id} by {self.by}"


class DraftPhrase(models.Model):
    """Words around a number for which a writer chose an indicator."""

    id = models.BigIntegerField(primary_key=True)
    words = models.CharField(max_length=200)  # 〔〕 stands for the number
    indicator = models.CharField(max_length=120)
    measured_in = models.CharField(max_length=20, blank=True)  # of the number it was chosen for
    unit_id = models.BigIntegerField()  # for drafts of this unit and those below it
    by = models.CharField(max_length=64, db_column="by_person")
    on = models.CharField(max_length=10, db_column="on_day")
    revoked_by = models.CharField(max_length=64, blank=True)
    revoked_on = models.CharField(max_length=10, blank=True)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["words"], name="draft_phrase_words")]

    def __str__(self) -> str:
        return f"{self.words}: {self.indicator}"
