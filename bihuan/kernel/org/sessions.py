"""Sessions in the database: one query tells who asks, with which grants, under which definitions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from bihuan.kernel.events import newest
from bihuan.kernel.org.models import Account, LoginSession
from bihuan.kernel.org.reads import GRANTS_COLUMNS, GRANTS_JOINED, viewer_of_rows
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import NOBODY, Viewer

ACCOUNT = ("id", "password", "username", "person_id", "is_active", "must_change_password")
READ = (
    f"SELECT s.session_data, h.stamp, {', '.join(f'c.{name}' for name in ACCOUNT)}, {GRANTS_COLUMNS} "  # noqa: S608
    "FROM kernel_loginsession s JOIN kernel_treehead h ON h.id = 1 LEFT JOIN kernel_account c ON c.id = s.account_id "
    f"LEFT JOIN kernel_person p ON p.id = c.person_id {GRANTS_JOINED} "
    "WHERE s.session_key = %s AND s.expire_date > %s"
)


class SessionStore(DatabaseSessions):
    """A stay after a login, with the account and the viewer that it belongs to."""

    account: Account | None = None
    viewer: Viewer = NOBODY

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        session: LoginSession = super().create_model_instance(data)  # type: ignore[assignment]
        session.account_id = data.get(SESSION_KEY)
        return session

    def load(self) -> dict[str, Any]:
        day = clock.today().isoformat()
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(READ, [day, day, self.session_key, now])
            rows = cursor.fetchall()
        if not rows:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(rows[0][0])
        newest.remember(rows[0][1])
        self._recognise(data, rows)
        return data

    def _recognise(self, data: dict[str, Any], rows: list[tuple[Any, ...]]) -> None:
        """Set account and viewer, unless the login is locked or its password has changed since."""
        held = rows[0][2 : 2 + len(ACCOUNT)]
        if held[0] is None or str(held[0]) != str(data.get(SESSION_KEY)):
            return
        account: Account = Account.from_db("default", ACCOUNT, (*held[:4], *map(bool, held[4:])))
        same = constant_time_compare(
            data.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()
        )
        if not account.is_active or not same:
            return
        self.account = account
        grants = [row[2 + len(ACCOUNT) :] for row in rows]
        if grants[0][0] is not None:
            self.viewer = viewer_of_rows(grants)
