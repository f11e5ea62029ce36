"""SM3 (GB/T 32905-2016) in plain Python, for an OpenSSL that was built without it."""

from __future__ import annotations

_START = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip
_MASK = 0xFFFFFFFF


class sm3:
    """A finished hash of some bytes."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data

    def digest(self) -> bytes:
        length = len(self._data)
        padded = (
            self._data + b"\x80" + b"\x00" * (-(length + 9) % 64) + (8 * length).to_bytes(8, "big")
        )
        state: tuple[int, ...] = _START
        for start in range(0, len(padded), 64):
            state = _compress(state, padded[start : start + 64])
        return b"".join(word.to_bytes(4, "big") for word in state)

    def hexdigest(self) -> str:
        return self.digest().hex()


def _rotated(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & _MASK


def _p1(word: int) -> int:
    return word ^ _rotated(word, 15) ^ _rotated(word, 23)


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        mixed = _p1(words[j - 16] ^ words[j - 9] ^ _rotated(words[j - 3], 15))
        words.append(mixed ^ _rotated(words[j - 13], 7) ^ words[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        ss1 = _rotated((_rotated(a, 12) + e + _rotated(constant, j)) & _MASK, 7)
        ss2 = ss1 ^ _rotated(a, 12)
        if j < 16:
            ff, gg = a ^ b ^ c, e ^ f ^ g
        else:
            ff, gg = (a & b) | (a & c) | (b & c), (e & f) | (~e & g & _MASK)
        tt1 = (ff + d + ss2 + (words[j] ^ words[j + 4])) & _MASK
        tt2 = (gg + h + ss1 + words[j]) & _MASK
        a, b, c, d = tt1, a, _rotated(b, 9), c
        e, f, g, h = tt2 ^ _rotated(tt2, 9) ^ _rotated(tt2, 17), e, _rotated(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))
