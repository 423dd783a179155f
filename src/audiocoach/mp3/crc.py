"""CRC-16/ARC, the LAME tag's: polynomial 0x8005 reflected, start 0, no final xor.

Started at 0 it is linear: the data as a polynomial modulo P = x^16 + x^15 + x^2 + 1, its first bit
the highest coefficient. P is (x + 1)(x^15 + x + 1).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

_REFLECTED = 0xA001
_ONE = 0x8000
_TRINOMIAL, _DEGREE = 0xC001, 15
"""x^15 + x + 1, its highest coefficient in the lowest bit of 16; it is primitive."""
_PERIOD = 32767
"""x to this power is 1 modulo P: bytes so far apart count the same."""


def crc16(data: bytes | bytearray, crc: int = 0) -> int:
    """The CRC of `data` after what has the CRC `crc`.

    The lowest bit of a little-endian number is then the highest coefficient. Modulo the trinomial,
    x^15s = x^s + 1 for every power of two s, so that half of the bits fold onto the other half with
    three shifts; modulo x + 1 the sum of all coefficients is left.
    """
    bits = int.from_bytes(data, "little") ^ crc
    length, odd = 8 * len(data) + 16, bits.bit_count() & 1
    while length > _DEGREE:
        step = 1 << max(0, (length // (2 * _DEGREE - 1)).bit_length() - 1)
        folded = min((_DEGREE - 1) * step, length - _DEGREE * step)
        low = bits & (1 << folded) - 1
        bits = (bits ^ low << (_DEGREE - 1) * step ^ low << _DEGREE * step) >> folded
        length -= folded
    crc = bits << 1
    return crc ^ _TRINOMIAL if crc.bit_count() & 1 != odd else crc


class SparseCrc:
    """The CRC of long data known by the CRCs of stretches of it; what is between them is zero."""

    def __init__(self, length: int) -> None:
        """Data of `length` bytes."""
        self._length = length
        self._turn = bytearray(_PERIOD)

    def add(self, stretches: Iterable[tuple[int, int]]) -> None:
        """Stretches of that CRC that end before that byte, xored onto what is there."""
        turn, length = self._turn, self._length
        # What has such a CRC so far goes on as these two bytes would, put where it ends.
        for crc, stop in stretches:
            at = (stop - length) % _PERIOD
            turn[at] ^= crc & 0xFF
            turn[at + 1 - _PERIOD] ^= crc >> 8

    def crc16(self) -> int:
        """The CRC of the whole data."""
        return crc16(self._turn)


@lru_cache(maxsize=8)  # every track of a Builder has the same loop
def prefixes(data: bytes, step: int) -> tuple[int, ...]:
    """The CRCs of the first 0, `step`, twice `step`… bytes."""
    crcs = [0]
    for start in range(0, len(data), step):
        crcs.append(crc16(data[start : start + step], crcs[-1]))
    return tuple(crcs)


def turns(crc: int, length: int) -> Iterator[int]:
    """The CRCs of `length` bytes repeated 0, 1, 2… times, where those of once is `crc`."""
    low, high = _further(length)
    total = 0
    while True:
        yield total
        total = low[total & 0xFF] ^ high[total >> 8] ^ crc


@lru_cache(maxsize=8)
def _further(length: int) -> tuple[list[int], list[int]]:
    """What becomes of a CRC over `length` zeros more, by its low and its high byte."""
    factor = _power(8 * length)
    low, high = [0], [0]
    for bit in range(8):
        low += [image ^ _times(1 << bit, factor) for image in low]
        high += [image ^ _times(0x100 << bit, factor) for image in high]
    return low, high


def _power(exponent: int) -> int:
    """The power of x, modulo P."""
    power = _ONE
    for digit in f"{exponent:b}":
        power = _times(power, power)
        if digit == "1":
            power = _times(power, _ONE >> 1)
    return power


def _times(one: int, other: int) -> int:
    """The product modulo P; the highest bit is the coefficient of 1."""
    product = 0
    for bit in range(16):
        if other & _ONE >> bit:
            product ^= one
        one = one >> 1 ^ (_REFLECTED if one & 1 else 0)
    return product
