"""CRC-16/ARC, the LAME tag's: polynomial 0x8005 reflected, start 0, no final xor.

Started at 0 it is linear: the data as a polynomial modulo P = x^16 + x^15 + x^2 + 1.
"""

from collections.abc import Iterable, Iterator

_REFLECTED = 0xA001
_ONE = 0x8000
# P is (x + 1)(x^15 + x + 1), and the second factor is primitive, so x^32767 is 1 modulo P. Bytes
# 32767 apart count the same, and long data may be laid over itself in turns of that length: half an
# hour takes 10 ms so, and a whole second byte by byte.
_TURN = 32767


class Crc16:
    """The CRC of all chunks joined, in memory that does not grow with their number."""

    def __init__(self) -> None:
        self._folded, self._rest = 0, b""

    def add(self, chunk: bytes) -> None:
        """One chunk more."""
        data = self._rest + chunk
        whole = len(data) // _TURN * _TURN
        for start in range(0, whole, _TURN):
            self._folded ^= int.from_bytes(data[start : start + _TURN], "big")
        self._rest = data[whole:]

    @property
    def value(self) -> int:
        """Of the chunks so far."""
        folded, rest = self._folded, self._rest
        return _bytewise(folded.to_bytes(_TURN, "big") + rest if folded else rest)


def crc16(chunks: Iterable[bytes]) -> int:
    """The CRC of all chunks joined."""
    crc = Crc16()
    for chunk in chunks:
        crc.add(chunk)
    return crc.value


class SparseCrc:
    """The CRC of long data known by the CRCs of stretches of it; what is between them is zero."""

    def __init__(self, length: int) -> None:
        """Data of `length` bytes."""
        self._length = length
        self._turn = bytearray(_TURN)

    def add(self, crc: int, stop: int) -> None:
        """A stretch of that CRC that ends before byte `stop`, xored onto what is there."""
        # What has this CRC so far goes on as these two bytes would, put where it ends.
        at = (stop - self._length) % _TURN
        self._turn[at] ^= crc & 0xFF
        self._turn[(at + 1) % _TURN] ^= crc >> 8

    def crc16(self) -> int:
        """The CRC of it all."""
        return _bytewise(self._turn)


def prefixes(data: bytes, step: int) -> Iterator[int]:
    """The CRCs of the first 0, `step`, twice `step`… bytes."""
    crc = 0
    for start in range(0, len(data), step):
        yield crc
        crc = _bytewise(data[start : start + step], crc)
    yield crc


def turns(crc: int, length: int) -> Iterator[int]:
    """The CRCs of `length` bytes repeated 0, 1, 2… times, where those of once is `crc`."""
    low, high = _further(length)
    total = 0
    while True:
        yield total
        total = low[total & 0xFF] ^ high[total >> 8] ^ crc


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


def _bytewise(data: bytes | bytearray, crc: int = 0) -> int:
    for byte in data:
        crc = _TABLE[crc & 0xFF ^ byte] ^ crc >> 8
    return crc


def _of_byte(byte: int) -> int:
    crc = byte
    for _ in range(8):
        crc = crc >> 1 ^ (_REFLECTED if crc & 1 else 0)
    return crc


_TABLE = tuple(map(_of_byte, range(256)))
