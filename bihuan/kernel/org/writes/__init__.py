"""Every way in which the organisation changes: units, people, roles, deputies, calendar days, logins."""

from bihuan.kernel.org.writes.calendar import set_calendar_day
from bihuan.kernel.org.writes.checks import check_code
from bihuan.kernel.org.writes.delegations import delegate, end_delegation
from bihuan.kernel.org.writes.logins import (
    change_own_password,
    check_password_strength,
    lock_account,
    new_password,
    open_account,
    reset_password,
)
from bihuan.kernel.org.writes.people import (
    add_people,
    add_person,
    change_person,
    erase_person,
    finish_erasures,
)
from bihuan.kernel.org.writes.roles import assign_role, define_role, end_role, install_default_roles
from bihuan.kernel.org.writes.units import (
    UNIT_KINDS,
    add_unit,
    close_unit,
    follow_tree,
    move_unit,
    rename_unit,
)

__all__ = [
    "UNIT_KINDS",
    "add_people",
    "add_person",
    "add_unit",
    "assign_role",
    "change_own_password",
    "change_person",
    "check_code",
    "check_password_strength",
    "close_unit",
    "define_role",
    "delegate",
    "end_delegation",
    "end_role",
    "erase_person",
    "finish_erasures",
    "follow_tree",
    "install_default_roles",
    "lock_account",
    "move_unit",
    "new_password",
    "open_account",
    "rename_unit",
    "reset_password",
    "set_calendar_day",
]
