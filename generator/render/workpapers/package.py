"""A zip archive whose entries are joined from parts that are deflated already (APPNOTE 6.3.9; RFC 1951).

Deflate streams that end on a byte can follow one another, and so can their checksums; so the rows of a sheet are deflated once, while
they are made, although what stands before them in the sheet is known last. The bytes depend on the entries alone.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import BinaryIO

_POLYNOMIAL = 0xEDB88320
_ONE, _X8 = 1 << 31, 1 << 23  # bits are in reverse: the highest is the constant term
_DAY = 1 << 5 | 1  # 1 January 1980, midnight: the first that an archive can say
_VERSION, _METHOD = 20, 8
_LARGEST = 2**32 - 1


class Deflated:
    """Bytes being deflated, with their checksum and their length."""

    def __init__(self, level: int = 6) -> None:
        self.crc = 0
        self.length = 0
        self.pieces: list[bytes] = []
        self._deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)

    def add(self, data: bytes) -> None:
        """Deflate `data` after what was added before."""
        self.crc = zlib.crc32(data, self.crc)
        self.length += len(data)
        self.pieces.append(self._deflate.compress(data))

    def end(self, *, last: bool) -> "Deflated":
        """End on a byte: the `last` part of an entry also ends its stream. Nothing is added after that."""
        self.pieces.append(self._deflate.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH))
        return self

    def inflated(self) -> bytes:
        """The bytes that were added."""
        pending = self._deflate.copy().flush(zlib.Z_FULL_FLUSH)
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(b"".join([*self.pieces, pending]))


def deflated(data: bytes, *, last: bool) -> Deflated:
    """`data` as one part of an entry."""
    part = Deflated()
    part.add(data)
    return part.end(last=last)


def joined_crc(first: int, second: int, length: int) -> int:
    """The CRC-32 of two byte strings one after the other, from theirs and the `length` of the second."""
    factor, square = _ONE, _X8
    while length:
        if length & 1:
            factor = _times(factor, square)
        square, length = _times(square, square), length >> 1
    return _times(first, factor) ^ second


def _times(a: int, b: int) -> int:
    """The product of two polynomials modulo the CRC's own."""
    product, bit = 0, _ONE
    while bit:
        if a & bit:
            product ^= b
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
        bit >>= 1
    return product


class Archive:
    """A zip archive being written to `sink`; `close` ends it."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._offset = 0
        self._directory: list[bytes] = []

    def add(self, name: str, parts: Sequence[Deflated]) -> None:
        """An entry (`name` in ASCII) of `parts`, of which the last ends the stream.

        Raises ValueError where it passes 4 GiB: Excel opens no such workbook.
        """
        crc = length = 0
        for part in parts:
            crc = joined_crc(crc, part.crc, part.length)
            length += part.length
        packed = sum(len(piece) for part in parts for piece in part.pieces)
        if max(length, self._offset + packed) > _LARGEST:
            raise ValueError(f"{name}: past 4 GiB")
        path = name.encode("ascii")
        common = struct.pack("<HHHHHIIIHH", _VERSION, 0, _METHOD, 0, _DAY, crc, packed, length, len(path), 0)
        central = struct.pack("<HHHII", 0, 0, 0, 0, self._offset)
        self._directory.append(b"PK\x01\x02" + struct.pack("<H", _VERSION) + common + central + path)
        self._write(b"PK\x03\x04" + common + path)
        for part in parts:
            for piece in part.pieces:
                self._write(piece)

    def close(self) -> None:
        """Write the directory."""
        start, count = self._offset, len(self._directory)
        for entry in self._directory:
            self._write(entry)
        self._write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, self._offset - start, start, 0))

    def _write(self, data: bytes) -> None:
        self._sink.write(data)
        self._offset += len(data)
