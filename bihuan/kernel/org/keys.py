"""Keys of personal data: outside database, log and backup, so that destroying one erases a person.

    $BIHUAN_HOME/keys/master.key      wraps every key; 0600
    $BIHUAN_HOME/keys/people.sqlite   key id -> wrapped key; 0600, secure_delete, no write-ahead log;
                                      other secrets of the installation lie beside them

Back the folder up on its own (`bihuan backup --keys`), and destroy old copies when a person is erased.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from bihuan.kernel.problems import Broken
from bihuan.lib.secret_files import read_or_make_secret

ERASED = "erased"
Sealed = dict[str, dict[str, str]]
_local = threading.local()


def folder() -> Path:
    return Path(settings.HOME) / "keys"


def _store() -> sqlite3.Connection:
    path = folder() / "people.sqlite"
    held = getattr(_local, "store", None)
    if held is not None and held[0] == (str(path), os.getpid()) and path.exists():
        connection: sqlite3.Connection = held[1]
        return connection
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, wrapped BLOB NOT NULL)"
    )
    _local.store = ((str(path), os.getpid()), connection)
    return connection


def _master() -> AESGCM:
    text = read_or_make_secret(folder() / "master.key", 32)
    return AESGCM(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:32])


def make_keys(count: int) -> list[str]:
    """Make keys durably and return their ids."""
    return _keep([os.urandom(32) for _ in range(count)])


def keep_secret(text: str) -> str:
    """Keep a text that may not enter the log, and return the id by which the log names it."""
    return _keep([text.encode()])[0]


def find_secret(secret_id: str) -> str:
    """Return a kept text. Raises Broken when the key store has lost it."""
    found = find_key(secret_id)
    if found is None:
        raise Broken("secret-missing", secret=secret_id)
    return found.decode()


def _keep(contents: Sequence[bytes]) -> list[str]:
    master = _master()
    rows = []
    for content in contents:
        key_id, nonce = secrets.token_hex(8), os.urandom(12)
        rows.append((key_id, nonce + master.encrypt(nonce, content, key_id.encode())))
    store = _store()
    store.execute("BEGIN IMMEDIATE")
    store.executemany("INSERT INTO keys VALUES (?, ?)", rows)
    store.execute("COMMIT")
    return [key_id for key_id, _ in rows]


def make_key() -> str:
    return make_keys(1)[0]


def destroy_keys(key_ids: Iterable[str]) -> None:
    """Destroy keys; what is sealed under them reads `erased` for ever."""
    _store().executemany("DELETE FROM keys WHERE id = ?", [[key_id] for key_id in key_ids])


def find_key(key_id: str) -> bytes | None:
    """Return a key, or None when it was destroyed."""
    return find_keys([key_id]).get(key_id)


def find_keys(key_ids: Sequence[str]) -> dict[str, bytes]:
    """Return those of some keys that are not destroyed, by id."""
    found = {}
    master = _master()
    for start in range(0, len(key_ids), 500):
        some = key_ids[start : start + 500]
        marks = ", ".join("?" * len(some))
        rows = _store().execute(f"SELECT id, wrapped FROM keys WHERE id IN ({marks})", some)  # noqa: S608
        try:
            for key_id, wrapped in rows:
                found[key_id] = master.decrypt(wrapped[:12], wrapped[12:], key_id.encode())
        except InvalidTag as error:
            raise Broken("master-key-wrong") from error
    return found


def keyed_digest(text: bytes) -> str:
    """Return a digest that only who has this folder can make, so that a value cannot be guessed by it."""
    secret = read_or_make_secret(folder() / "digest.key", 32)
    return hmac.new(secret.encode(), text, "sha256").hexdigest()


def seal(value: Any, key_id: str, name: str) -> Sealed:
    """Seal a JSON value under a key; `name` binds it to its field."""
    key = find_key(key_id)
    if key is None:
        raise Broken("key-missing", key=key_id)
    nonce = os.urandom(12)
    text = json.dumps(value, ensure_ascii=False).encode()
    data = nonce + AESGCM(key).encrypt(nonce, text, f"{key_id}:{name}".encode())
    return {"sealed": {"key": key_id, "data": base64.urlsafe_b64encode(data).decode()}}


def unseal(sealed: Mapping[str, Any], name: str) -> Any:
    """Return a sealed value, `erased` when its key was destroyed."""
    return unseal_many([sealed], name)[0]


def unseal_many(values: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """Return sealed values of one field, `erased` for each whose key was destroyed."""
    known = find_keys(key_ids(values))
    return [_unseal(sealed, known.get(sealed["sealed"]["key"]), name) for sealed in values]


def _unseal(sealed: Mapping[str, Any], key: bytes | None, name: str) -> Any:
    if key is None:
        return ERASED
    key_id = sealed["sealed"]["key"]
    data = base64.urlsafe_b64decode(sealed["sealed"]["data"])
    try:
        return json.loads(AESGCM(key).decrypt(data[:12], data[12:], f"{key_id}:{name}".encode()))
    except InvalidTag as error:
        raise Broken("sealed-broken", field=name) from error


def is_sealed_value(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"sealed"}


def key_ids(values: Sequence[Any]) -> list[str]:
    """Return the keys that some values are sealed under."""
    return list(dict.fromkeys(v["sealed"]["key"] for v in values if is_sealed_value(v)))
