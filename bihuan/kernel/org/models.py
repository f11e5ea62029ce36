"""Tables of units, people, roles and accounts. Ids are the seq of the event that made the row."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class UnitVersion(models.Model):
    """Where a unit stands in the tree from a business date, as known from a log position.

    Known at position P for date D: as for RecordVersion, the row with the greatest (on, seq).
    """

    seq = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    on = models.CharField(max_length=10, db_column="on_day")
    parent_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    is_closed = models.BooleanField(default=False)

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["seq"], name="unit_version_seq")]

    def __str__(self) -> str:
        return f"{self.unit_id} from {self.on}"


class Person(models.Model):
    """Somebody who acts or answers for work. Name and contacts are sealed here as in the log."""

    id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)  # never personal: a staff number
    sealed_name = models.TextField()  # JSON; `org.reads` opens it
    position = models.CharField(max_length=120, blank=True)
    unit_id = models.BigIntegerField()
    phone = models.TextField(blank=True)  # sealed, JSON
    email = models.TextField(blank=True)  # sealed, JSON
    key_id = models.CharField(max_length=32)
    party_code = models.CharField(
        max_length=18, blank=True
    )  # credit code of the enterprise spoken for
    is_erased = models.BooleanField(default=False)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.code


class Role(models.Model):
    """A named set of acts; `scope` says whether it reaches a unit's subtree or only own records."""

    code = models.CharField(max_length=40, primary_key=True)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60)
    acts = models.TextField()  # JSON list; an act may be narrowed as `record.add@pack.ledger`
    scope = models.CharField(max_length=8)  # unit | own
    group = models.CharField(max_length=20)  # business | administrator

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.code


class Assignment(models.Model):
    """A person holds a role at a unit between two business dates."""

    id = models.BigIntegerField(primary_key=True)
    person_id = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=40)
    unit_id = models.BigIntegerField()
    from_on = models.CharField(max_length=10)
    to_on = models.CharField(max_length=10, blank=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} @{self.unit_id}"


class Delegation(models.Model):
    """A deputy also receives what is addressed to a person, between two business dates."""

    id = models.BigIntegerField(primary_key=True)
    person_id = models.BigIntegerField(db_index=True)
    deputy_id = models.BigIntegerField(db_index=True)
    from_on = models.CharField(max_length=10)
    until_on = models.CharField(max_length=10)  # the last day
    reason = models.TextField()  # sealed, JSON
    is_ended = models.BooleanField(default=False)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.person_id}"


class CalendarDay(models.Model):
    """A day that the zone declared working or free, against the State Council calendar."""

    day = models.CharField(max_length=10, primary_key=True)
    is_working = models.BooleanField()
    seq = models.BigIntegerField()
    basis = models.TextField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.day


class Account(AbstractBaseUser):
    """A login. Not a projection: password hashes never enter the log, so a rebuild keeps this table."""

    username = models.CharField(max_length=40, unique=True)
    person_id = models.BigIntegerField(null=True, unique=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    failures = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    objects = BaseUserManager["Account"]()
    USERNAME_FIELD = "username"

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.username


class LoginSession(AbstractBaseSession):
    """Somebody's stay after a login; it names its account, so that one query tells who is asking."""

    account_id = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        app_label = "kernel"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from bihuan.kernel.org.sessions import SessionStore

        return SessionStore
