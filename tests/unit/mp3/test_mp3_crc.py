"""The CRC of the Info frame: folded by chunks, it equals that computed bit by bit."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.mp3.crc import SparseCrc, crc16


def bit_by_bit(data: bytes) -> int:
    def shifted(crc: int, _: int) -> int:
        return crc >> 1 ^ (0xA001 if crc & 1 else 0)

    return reduce(lambda crc, byte: reduce(shifted, range(8), crc ^ byte), data, 0)


def streamed(chunks: list[bytes]) -> int:
    """Of all of them joined, from that of each."""
    crc, stop = SparseCrc(sum(map(len, chunks))), 0
    for chunk in chunks:
        stop += len(chunk)
        crc.add([(crc16(chunk), stop)])
    return crc.crc16()


def test_the_check_value_of_the_catalogue() -> None:
    assert crc16(b"123456789") == 0xBB3D


def test_nothing_has_crc_zero() -> None:
    assert crc16(b"") == streamed([]) == streamed([b""]) == 0


@given(st.binary(max_size=300))
def test_folding_equals_bit_by_bit(data: bytes) -> None:
    assert crc16(data) == bit_by_bit(data)


@given(st.lists(st.binary(max_size=50)))
def test_where_chunks_are_cut_does_not_matter(chunks: list[bytes]) -> None:
    assert streamed(chunks) == crc16(b"".join(chunks))


@pytest.mark.parametrize("length", [4_095, 32_767, 65_535, 100_000])
def test_long_data(length: int) -> None:
    data = (b"a pattern of 23 bytes -" * (length // 23 + 1))[:length]
    cut = length // 3
    assert crc16(data) == streamed([data[:cut], data[cut:]]) == bit_by_bit(data)


@given(st.integers(0, 70_000), st.binary(max_size=40))
def test_zeros_in_front_do_not_count(zeros: int, data: bytes) -> None:
    assert crc16(bytes(zeros) + data) == crc16(data)
