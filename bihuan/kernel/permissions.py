"""The one function that decides what a person may see and do. Pure; `org` loads the grants.

An act is `noun.verb`. A grant gives acts to a role at a unit: over the unit's whole subtree, or
(`own`) only over records in which the viewer holds a duty or is the party. Nothing is allowed that
no grant allows. `act@pack` or `act@pack.ledger` narrows an act to a pack or ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bihuan.kernel.problems import Forbidden

ACTS = frozenset(
    {
        "record.read", "record.add", "record.correct", "record.void", "record.move",
        "duty.assign", "evidence.add", "evidence.read", "sensitive.read",
        "measure.report", "measure.check", "measure.approve", "measure.lock", "measure.chase",
        "target.set", "figure.read",
        "log.read", "log.verify", "log.checkpoint",
        "unit.manage", "person.manage", "account.manage", "role.manage", "person.erase",
        "parameter.set", "calendar.set", "pack.install",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held at one unit."""

    role: str
    acts: frozenset[str]
    scope: str  # unit | own
    unit_id: int
    path: str  # of the unit, `/1/5/9/`; `/` reaches everything

    def gives(self, act: str, ledger: str) -> bool:
        if act in self.acts:
            return True
        pack = ledger.partition(".")[0]
        return bool(ledger) and (f"{act}@{ledger}" in self.acts or f"{act}@{pack}" in self.acts)


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks or acts, with every grant in force today."""

    code: str
    person_id: int = 0
    grants: tuple[Grant, ...] = ()
    party: str = ""  # the credit code of the enterprise spoken for
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(grant.role for grant in self.grants))


SYSTEM = Viewer("system", 0, (Grant("system", ACTS, "unit", 0, "/"),))
NOBODY = Viewer("nobody")


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a viewer's reading reaches in one ledger: subtrees, and own records beside them."""

    everywhere: bool
    paths: tuple[str, ...]
    own: bool

    @property
    def is_empty(self) -> bool:
        return not (self.everywhere or self.paths or self.own)

    def covers(self, path: str) -> bool:
        return self.everywhere or any(path.startswith(reach) for reach in self.paths)


def allows(
    viewer: Viewer, act: str, *, ledger: str = "", path: str = "", own: bool = False
) -> bool:
    """Decide whether the viewer may do this act on something at this unit path.

    `own` says that the thing is the viewer's own (a duty or the party); without a path, any grant
    of the act will do.
    """
    for grant in viewer.grants:
        if not grant.gives(act, ledger):
            continue
        if not path and not own:
            return True
        if grant.scope == "own":
            if own:
                return True
        elif path.startswith(grant.path):
            return True
    return False


def require(
    viewer: Viewer, act: str, *, ledger: str = "", path: str = "", own: bool = False
) -> None:
    """Raise `Forbidden` unless `allows` says yes."""
    if act not in ACTS:
        raise RuntimeError(f"unknown act {act}")
    if not allows(viewer, act, ledger=ledger, path=path, own=own):
        raise Forbidden("not-allowed", act=act)


def holds_role(viewer: Viewer, role: str, *, path: str, own: bool) -> bool:
    """Decide whether the viewer holds a role that reaches something at this path."""
    return any(
        grant.role in (role, "system")
        and (own if grant.scope == "own" else path.startswith(grant.path))
        for grant in viewer.grants
    )


def scope_of(viewer: Viewer, act: str, ledger: str = "") -> Scope:
    """Return everything that an act reaches; nested subtrees are given once."""
    paths: list[str] = []
    own = False
    for grant in sorted(viewer.grants, key=lambda grant: grant.path):
        if not grant.gives(act, ledger):
            continue
        if grant.scope == "own":
            own = True
        elif not any(grant.path.startswith(path) for path in paths):
            paths.append(grant.path)
    return Scope("/" in paths, tuple(paths), own)
