"""The bytes of an event that the Merkle tree hashes: canonical JSON of all that the row says."""

import json

_quote = json.encoder.encode_basestring  # the C encoder's own quoting, non-ASCII kept


def leaf_bytes(seq: int, at: str, on: str, actor: str, verb: str, subject: str, body: str) -> bytes:
    """Return the leaf of an event whose body is already canonical JSON (keys in RFC 8785 order)."""
    return (
        f'{{"actor":{_quote(actor)},"at":{_quote(at)},"body":{body},"on":{_quote(on)},'
        f'"seq":{seq},"subject":{_quote(subject)},"verb":{_quote(verb)}}}'
    ).encode()
