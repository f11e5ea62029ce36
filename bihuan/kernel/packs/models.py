"""Tables of installed packs and of the parameters that a zone set for itself."""

from django.db import models


class PackVersion(models.Model):
    """A pack as installed by one event; the newest by seq is in force."""

    seq = models.BigIntegerField(primary_key=True)
    pack = models.CharField(max_length=48)
    version = models.CharField(max_length=20)
    files = models.TextField()  # JSON {path: text}

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["pack", "seq"], name="pack_version_pack")]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class ParameterValue(models.Model):
    """A value in force from a business date; for one unit's subtree, or everywhere."""

    seq = models.BigIntegerField(primary_key=True)
    pack = models.CharField(max_length=48)
    key = models.CharField(max_length=48)
    unit_id = models.BigIntegerField(null=True)
    on = models.CharField(max_length=10, db_column="on_day")
    value = models.TextField()  # JSON
    basis = models.TextField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.pack}.{self.key} from {self.on}"
