"""CRC-16/ARC, the LAME tag's: polynomial 0x8005 reflected, start 0, no final xor.

Started at 0 it is linear: the data as a polynomial modulo P = x^16 + x^15 + x^2 + 1.
"""

from collections.abc import Iterable

_REFLECTED = 0xA001
# P is (x + 1)(x^15 + x + 1), and the second factor is primitive, so x^32767 is 1 modulo P. Bytes
# 32767 apart count the same, and long data may be laid over itself in turns of that length: half an
# hour takes 10 ms so, and a whole second byte by byte.
_TURN = 32767


def crc16(chunks: Iterable[bytes]) -> int:
    """The CRC of all chunks joined, in memory that does not grow with their number."""
    folded, rest = 0, b""
    for chunk in chunks:
        rest += chunk
        whole = len(rest) // _TURN * _TURN
        for start in range(0, whole, _TURN):
            folded ^= int.from_bytes(rest[start : start + _TURN], "big")
        rest = rest[whole:]
    return _bytewise(folded.to_bytes(_TURN, "big") + rest if folded else rest)


def _bytewise(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = _TABLE[crc & 0xFF ^ byte] ^ crc >> 8
    return crc


def _of_byte(byte: int) -> int:
    crc = byte
    for _ in range(8):
        crc = crc >> 1 ^ (_REFLECTED if crc & 1 else 0)
    return crc


_TABLE = tuple(map(_of_byte, range(256)))
