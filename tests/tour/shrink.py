"""Make a screenshot small: a page has few colours, so a palette of them does, packed as well as zlib can."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
Colour = tuple[int, int, int]


def shrunk(png: bytes) -> bytes:
    """The same picture with at most 256 colours: the commonest stay, each of the others becomes the nearest of them.

    Takes what a browser writes: 8 bits a channel, RGB or RGBA, not interlaced.
    """
    width, height, kind = _header(png)
    size = 4 if kind == 6 else 3
    rows = [_pixels(row, size) for row in _rows(png, width, height, size)]
    found = Counter(pixel for row in rows for pixel in row)
    palette = [colour for colour, _ in found.most_common(MOST)]
    number = {colour: place for place, colour in enumerate(palette)}
    for colour in found.keys() - number.keys():
        number[colour] = min(range(len(palette)), key=lambda place: _distance(palette[place], colour))
    lines = b"".join(b"\0" + bytes(map(number.__getitem__, row)) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = bytes(channel for colour in palette for channel in colour)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _header(png: bytes) -> tuple[int, int, int]:
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    if (depth, interlaced) != (8, 0) or kind not in (2, 6):
        raise ValueError("not a picture as browsers write them")
    return width, height, kind


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(png: bytes, width: int, height: int, size: int) -> Iterator[bytearray]:
    """Each line with its filter undone."""
    data = zlib.decompress(b"".join(content for name, content in _chunks(png) if name == b"IDAT"))
    length, above = width * size, bytearray(width * size)
    for number in range(height):
        start = number * (length + 1)
        line = bytearray(data[start + 1 : start + 1 + length])
        _undo(data[start], line, above, size)
        yield line
        above = line


def _undo(kind: int, line: bytearray, above: bytearray, size: int) -> None:
    for place in range(len(line) if kind else 0):
        left = line[place - size] if place >= size else 0
        corner = above[place - size] if place >= size else 0
        line[place] = (line[place] + _guess(kind, left, above[place], corner)) & 255


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    wanted = left + up - corner
    return min((left, up, corner), key=lambda value: abs(wanted - value))


def _pixels(row: bytearray, size: int) -> list[Colour]:
    return list(zip(row[0::size], row[1::size], row[2::size], strict=True))


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
