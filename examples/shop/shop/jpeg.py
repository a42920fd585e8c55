"""A baseline JPEG encoder (ITU-T T.81): three components without subsampling, one pair of Huffman tables.

Blocks are remembered by content. The shop's pictures are mostly flat, so few of their blocks are ever transformed;
this is what makes pure Python fast enough.
"""

from __future__ import annotations

import math
import struct
from functools import lru_cache

Planes = tuple[bytearray, bytearray, bytearray]

# T.81 Annex K.1: quantisation of luminance and chrominance, row by row.
_LUMINANCE = (16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
              14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
              49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99)  # fmt: skip
_CHROMINANCE = (17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
                47, 66, 99, 99, 99, 99, 99, 99) + (99,) * 32  # fmt: skip

# T.81 Annex K.3: how many codes there are of each length, and their symbols.
_DC_COUNTS = bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
_DC_SYMBOLS = bytes(range(12))
_AC_COUNTS = bytes((0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125))
_AC_SYMBOLS = bytes.fromhex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f0"
    "2433627282090a161718191a25262728292a3435363738393a43444546474849"
    "4a535455565758595a636465666768696a737475767778797a83848586878889"
    "8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5"
    "c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
)
_END_OF_BLOCK = 0x00
_SIXTEEN_ZEROS = 0xF0

# T.81 figure 5: diagonals, each walked against the one before.
_ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))

_COSINES = [
    [(math.sqrt(0.125) if u == 0 else 0.5) * math.cos((2 * x + 1) * u * math.pi / 16) for x in range(4)] for u in range(8)
]


def encode(planes: Planes, width: int, height: int, quality: int = 82) -> bytes:
    """A JPEG file of three planes (Y, Cb, Cr) of width times height bytes each."""
    tables = [_scaled(_LUMINANCE, quality), _scaled(_CHROMINANCE, quality)]
    used = (tables[0], tables[1], tables[1])
    blocks = [_blocks(plane, width, height) for plane in planes]
    bits: list[str] = []
    before = [0, 0, 0]
    for unit in zip(*blocks):
        for component, block in enumerate(unit):
            dc, ac_bits = _coded(block, used[component])
            bits.append(_dc_bits(dc - before[component]))
            bits.append(ac_bits)
            before[component] = dc
    return b"".join((_head(width, height, tables), _packed("".join(bits)), b"\xff\xd9"))


def _head(width: int, height: int, tables: list[tuple[int, ...]]) -> bytes:
    """Everything before the coded picture: the segments APP0, DQT, SOF0, DHT and SOS."""
    components = b"".join(bytes((number, 0x11, min(number - 1, 1))) for number in (1, 2, 3))
    return b"".join((
        b"\xff\xd8",
        _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        *(_segment(0xDB, bytes((n, *(table[i] for i in _ZIGZAG)))) for n, table in enumerate(tables)),
        _segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + components),
        _segment(0xC4, b"\x00" + _DC_COUNTS + _DC_SYMBOLS),
        _segment(0xC4, b"\x10" + _AC_COUNTS + _AC_SYMBOLS),
        _segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00"),
    ))  # fmt: skip


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _scaled(table: tuple[int, ...], quality: int) -> tuple[int, ...]:
    """The table at a quality of 1 to 100, by the convention of the Independent JPEG Group."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(255, max(1, (value * percent + 50) // 100)) for value in table)


def _blocks(plane: bytearray, width: int, height: int) -> list[bytes]:
    """The plane in blocks of eight by eight, left to right and down; the last column and row are repeated to fill."""
    columns = -(-width // 8)
    rows = []
    for y in range(-(-height // 8) * 8):
        start = min(y, height - 1) * width
        row = bytes(plane[start : start + width])
        rows.append(row + row[-1:] * (columns * 8 - width))
    return [
        b"".join([row[x : x + 8] for row in rows[y : y + 8]])
        for y in range(0, len(rows), 8)
        for x in range(0, columns * 8, 8)
    ]


@lru_cache(maxsize=50_000)
def _coded(block: bytes, table: tuple[int, ...]) -> tuple[int, str]:
    """The quantised DC coefficient of a block, and the bits of its 63 others."""
    coefficients = _transformed(block)
    values = [round(coefficients[i] / table[i]) for i in _ZIGZAG]
    bits = []
    zeros = 0
    for value in values[1:]:
        if value == 0:
            zeros += 1
            continue
        while zeros > 15:
            bits.append(_AC_CODES[_SIXTEEN_ZEROS])
            zeros -= 16
        size = abs(value).bit_length()
        bits.append(_AC_CODES[zeros << 4 | size] + _magnitude(value, size))
        zeros = 0
    if zeros:
        bits.append(_AC_CODES[_END_OF_BLOCK])
    return values[0], "".join(bits)


def _transformed(block: bytes) -> list[float]:
    """The two-dimensional cosine transform of a block, level-shifted by 128."""
    if block.count(block[0]) == 64:
        return [(block[0] - 128) * 8.0] + [0.0] * 63
    rows = [_cosine([value - 128 for value in block[y : y + 8]]) for y in range(0, 64, 8)]
    columns = [_cosine(column) for column in zip(*rows)]
    return [column[v] for v in range(8) for column in columns]


def _cosine(s: list[int] | tuple[float, ...]) -> list[float]:
    """The orthonormal transform of eight samples: even coefficients from sums, odd ones from differences."""
    sums = (s[0] + s[7], s[1] + s[6], s[2] + s[5], s[3] + s[4])
    differences = (s[0] - s[7], s[1] - s[6], s[2] - s[5], s[3] - s[4])
    result = []
    for u, (c0, c1, c2, c3) in enumerate(_COSINES):
        p0, p1, p2, p3 = differences if u % 2 else sums
        result.append(c0 * p0 + c1 * p1 + c2 * p2 + c3 * p3)
    return result


@lru_cache(maxsize=5_000)
def _dc_bits(difference: int) -> str:
    size = abs(difference).bit_length()
    return _DC_CODES[size] + _magnitude(difference, size)


def _magnitude(value: int, size: int) -> str:
    """The extra bits of T.81 F.1.2: a negative value is written less one, in its low bits."""
    if size == 0:
        return ""
    return format(value if value > 0 else value + (1 << size) - 1, f"0{size}b")


def _codes(counts: bytes, symbols: bytes) -> dict[int, str]:
    """Huffman codes by symbol, as T.81 Annex C derives them from counts and symbols."""
    codes: dict[int, str] = {}
    code = 0
    remaining = iter(symbols)
    for length, count in enumerate(counts, start=1):
        for _ in range(count):
            codes[next(remaining)] = format(code, f"0{length}b")
            code += 1
        code <<= 1
    return codes


def _packed(bits: str) -> bytes:
    """Bits as bytes, filled up with ones, and a zero stuffed after every 0xFF."""
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")


_DC_CODES = _codes(_DC_COUNTS, _DC_SYMBOLS)
_AC_CODES = _codes(_AC_COUNTS, _AC_SYMBOLS)
