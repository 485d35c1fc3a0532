"""A copy of a file without what it says of its maker: place, camera, program, author, comments (pure).

Nothing that is seen changes: pictures are not compressed anew. What a file is, is read from its first bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain

LARGEST_UNPACKED = 200_000_000  # bytes
_ORIENTATION = 0x0112
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_OF_PNG = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD"),
    *(b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"cICP"),
}
# In documents of offices: the parts that tell of the maker, with what is left of each, and where else names stand.
_ABOUT = {
    "docProps/core.xml": b'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0"?><office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"/>',
}
_NAMES = re.compile(
    rb'(?<=[\s:](?:author|userId|userid)=")[^"]*|(?<=[\s:]initials=")[^"]*|(?<=<author>)[^<]*|(?<=<dc:creator>)[^<]*'
)
_OFFICE = ("[Content_Types].xml", "META-INF/manifest.xml")


def stripped(content: bytes) -> bytes | None:
    """The same without it; None where that cannot be done, for it is of another sort, or broken."""
    for start, without in _SORTS:
        if content.startswith(start):
            try:
                return without(content)
            except Exception:  # noqa: BLE001 - whatever a stranger's file does to a reader, it is said to be as it came
                return None
    return None


def _jpeg(content: bytes) -> bytes:
    return b"".join(_segments(content))


def _segments(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker where one should be")
        marker = content[at + 1]
        if marker == 0xFF:  # a filling
            at += 1
            continue
        if marker == 0xD9:  # what stands behind the end is no part of the picture
            yield content[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        segment = content[at:end]
        if marker == 0xE1 and (turned := _turned(segment)):
            yield turned
        if not _tells(marker, segment):
            yield segment
        at = end
        if marker == 0xDA:
            found = _NEXT_MARKER.search(content, at)
            if found is None:
                raise ValueError("it has no end")
            yield content[at : found.start()]
            at = found.start()


def _tells(marker: int, segment: bytes) -> bool:
    if marker == 0xE2:
        return not segment[4:].startswith(b"ICC_PROFILE\0")
    return marker == 0xFE or (
        0xE0 <= marker <= 0xEF and marker != 0xEE and not segment[4:].startswith(b"JFIF\0")
    )


def _turned(segment: bytes) -> bytes:
    """What is left of EXIF: which way up the picture is, where it is not as it is stored."""
    if not segment[4:].startswith(b"Exif\0\0"):
        return b""
    tiff = segment[10:]
    order = "<" if tiff.startswith(b"II") else ">"
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    for number in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
        if tag == _ORIENTATION and 2 <= value <= 8:
            kept = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, value, 0, 0)
            return struct.pack(">HH", 0xFFE1, 8 + len(kept)) + b"Exif\0\0" + kept
    return b""


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("it has no end")
        if kind in _OF_PNG:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    if content[8:12] != b"WEBP":
        raise ValueError("something else than a picture")
    kept, at = bytearray(b"WEBP"), 12
    while at < len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        chunk = bytearray(content[at : at + 8 + length + length % 2])
        if kind == b"VP8X":
            chunk[8] &= 0xFF ^ 0x0C  # it says that there is EXIF, or XMP
        if kind not in (b"EXIF", b"XMP "):
            kept += chunk
        at += len(chunk)
    return b"RIFF" + struct.pack("<I", len(kept)) + bytes(kept)


def _office(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w") as copy:
        if not set(_OFFICE) & set(archive.namelist()):
            raise ValueError("no document of an office")
        if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
            raise ValueError("too much")
        for info in archive.infolist():
            part = archive.read(info)
            part = _ABOUT.get(info.filename) or stripped(part) or part
            if info.filename.endswith(".xml"):
                part = _NAMES.sub(b"", part)
            copy.writestr(zipfile.ZipInfo(info.filename), part, info.compress_type)
    return made.getvalue()


def _pdf(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter  # late: few files need it
    from pypdf.generic import DictionaryObject, StreamObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.metadata = None
    for held in chain(writer._objects, (writer._root_object,)):
        if isinstance(held, DictionaryObject):
            for key in ("/Metadata", "/PieceInfo"):
                held.pop(key, None)
        if isinstance(held, StreamObject) and held.get("/Filter") == "/DCTDecode":
            held._data = stripped(held._data) or held._data
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


_SORTS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\xff\xd8\xff", _jpeg),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"RIFF", _webp),
    (b"PK\x03\x04", _office),
    (b"%PDF-", _pdf),
)
