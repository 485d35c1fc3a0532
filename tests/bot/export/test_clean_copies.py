"""Copies that leave the house say nothing of their maker, look the same, and what cannot be cleaned is said."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from bot.export.stripping import stripped
from sandbox.case import DARA, SREYNEANG
from tests.bot.asked import ask
from tests.bot.desk import Desk
from tests.bot.export.test_files_by_button import arrived
from tests.bot.export.test_files_by_button import content as bytes_of
from tests.bot.sent import card, fetch_files, send, sha256

SECRET = b"Dara at 11.55N 104.92E"


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def exif(order: str, orientation: int) -> bytes:
    start = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + start + struct.pack(f"{order}IH", 8, 1) + entry + b"\0" * 4 + SECRET


JFIF = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")
SEEN = segment(0xE2, b"ICC_PROFILE\0\1\1colour") + segment(0xEE, b"Adobe\0") + segment(0xDB, b"\0" * 65)
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
SCANS = SCAN + segment(0xC4, b"\0" * 17) + SCAN  # as a picture that comes in several goes has them
TURNED = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0")


def jpeg(*told: bytes, after: bytes = b"") -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(told) + SEEN + SCANS + b"\xff\xd9" + after


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*told: bytes, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(told) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"") + after


def webp(flags: int, *told: bytes) -> bytes:
    chunks = (
        b"VP8X" + struct.pack("<I", 10) + bytes([flags]) + b"\0" * 9 + b"VP8 \3\0\0\0abc\0" + b"".join(told)
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


PICTURES = [
    (jpeg(), jpeg()),
    (jpeg(segment(0xE1, exif("<", 1))), jpeg()),
    (jpeg(segment(0xE1, exif(">", 6))), jpeg(TURNED)),  # else it would lie on its side
    (jpeg(segment(0xE1, exif("<", 6))), jpeg(TURNED)),
    (jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)), jpeg()),
    (jpeg(segment(0xED, SECRET), segment(0xFE, SECRET), segment(0xE2, b"MPF\0" + SECRET)), jpeg()),
    (jpeg(after=SECRET), jpeg()),
    (
        png(
            chunk(b"tEXt", SECRET), chunk(b"eXIf", SECRET), chunk(b"iTXt", SECRET), chunk(b"tIME", b"1234567")
        ),
        png(),
    ),
    (png(chunk(b"iCCP", b"colour"), after=SECRET), png(chunk(b"iCCP", b"colour"))),
    (webp(0x1C, b"EXIF" + struct.pack("<I", len(SECRET)) + SECRET), webp(0x10)),
    (webp(0x04, b"XMP \3\0\0\0abc\0"), webp(0)),
]


@pytest.mark.parametrize(("content", "left"), PICTURES)
def test_a_picture_keeps_what_is_seen_alone(content: bytes, left: bytes) -> None:
    assert stripped(content) == left
    assert stripped(left) == left


def office(*parts: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return made.getvalue()


DOCX = office(
    ("[Content_Types].xml", b"<Types/>"),
    ("docProps/core.xml", b"<dc:creator>Dara</dc:creator>"),
    ("docProps/app.xml", b"<Company>Dara Ltd</Company>"),
    (
        "word/document.xml",
        b'<w:ins w:id="1" w:author="Dara" w:initials="Dara"><w:t>they deny it</w:t></w:ins>',
    ),
    ("word/media/image1.jpeg", jpeg(segment(0xE1, exif("<", 6)))),
    ("xl/comments1.xml", b"<authors><author>Dara</author></authors>"),
)
ODT = office(
    ("META-INF/manifest.xml", b"<manifest/>"),
    ("meta.xml", b"<meta:initial-creator>Dara</meta:initial-creator>"),
    ("content.xml", b"<office:change-info><dc:creator>Dara</dc:creator></office:change-info>they deny it"),
)


@pytest.mark.parametrize("content", [DOCX, ODT])
def test_a_document_of_an_office_keeps_its_words_alone(content: bytes) -> None:
    clean = stripped(content)
    assert clean is not None
    with zipfile.ZipFile(io.BytesIO(clean)) as copy, zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert copy.namelist() == archive.namelist()
        everything = b"".join(copy.read(name) for name in copy.namelist())
        assert {info.date_time[0] for info in copy.infolist()} == {1980}
    assert (b"Dara" in everything, b"they deny it" in everything) == (False, True)


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Dara", "/Producer": "Dara's telephone"})
    writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Dara</x:xmpmeta>"
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_pdf_keeps_its_pages_alone() -> None:
    clean = stripped(pdf())
    assert clean is not None
    assert (b"Dara" in pdf(), b"Dara" in clean, b"pypdf" in clean) == (True, False, False)
    read = PdfReader(io.BytesIO(clean))
    assert (len(read.pages), read.metadata) == (1, None)


@pytest.mark.parametrize(
    "content",
    [b"", b"words", b"GIF89a" + SECRET, b"RIFF\0\0\0\0WAVEfmt ", office(("a.txt", b"x")), b"%PDF-1.4 broken",
     jpeg()[:60], jpeg()[:-30], png()[:40], b"PK\x03\x04", b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*\0\xff\xff\xff\xff", b"ftypheic"],
)  # fmt: skip
def test_what_cannot_be_cleaned_is_said_to_be_so(content: bytes) -> None:
    assert stripped(content) is None


async def test_the_zip_says_which_is_which(desk: Desk) -> None:
    original = jpeg(segment(0xE1, exif("<", 1)))
    await ask(desk)
    for content in (original, b"a sound"):
        await send(desk, "document", content, reply_to=card(desk))
        await desk.press(DARA, "Our note")
    await fetch_files(desk)
    for count, clean in enumerate((False, True), start=1):
        if clean:
            await desk.say(SREYNEANG, "/settings clean-copies=on")
        await desk.say(DARA, "/report #mangopark zip")
        with zipfile.ZipFile(io.BytesIO(bytes_of(desk, await arrived(desk, DARA, count)))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        contents = {content for name, content in files.items() if name.startswith("evidence/")}
        assert contents == {jpeg() if clean else original, b"a sound"}
        assert sha256(jpeg() if clean else original) in files["SHA256SUMS"].decode()
        readme = re.sub(r"\s+", " ", files["README.txt"].decode())
        assert (f"the original has the SHA-256 {sha256(original)}" in readme) is clean
        assert ("FILES AS THEY CAME" in readme) is clean
        page = files["dossier-en.html"].decode()
        assert (base64.b64encode(jpeg()).decode() in page) is clean
        assert sha256(original) in page
    await desk.telegram.until(lambda: "1 file is in it as it came" in desk.last(DARA))
