"""The dossier as one HTML file: to be read on a screen, printed, or saved, with nothing from outside."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_sans_khmer
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.export.contents import Dossier
from bot.export.pictures import Pictures
from bot.export.view import page_view
from bot.i18n.catalogue import Texts
from jobs.files.folder import EvidenceFolder

_KHMER = re.compile("[\u1780-\u17ff\u19e0-\u19ff]")
# What HTML cannot hold, and the marks that would turn the direction of a whole line.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def page(t: Texts, dossier: Dossier, evidence: EvidenceFolder, *, in_zip: bool = False) -> str:
    """The whole page in the language of `t`. Waits for the disk: call it in a thread.

    Args:
        dossier: what it holds.
        evidence: where kept pictures are; those that fit are part of the page.
        in_zip: whether the page goes into a ZIP that holds the evidence too, and so can point to it.
    """
    view = page_view(t, dossier, Pictures(evidence))
    html = _environment().get_template("dossier.html.j2").render(view=view, t=t, in_zip=in_zip)
    html = _UNFIT.sub("", html)
    font = _font() if _KHMER.search(html) else Markup("")
    return html.replace("/*font*/", font, 1)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typed"] = typed
    return environment


def typed(text: object) -> Markup:
    """Something a person typed: escaped, and isolated, so that it does not change the order of what stands beside it."""
    plain = text.unescape() if isinstance(text, Markup) else str(text)
    return Markup("<bdi>{}</bdi>").format(plain)


@lru_cache(maxsize=1)
def _font() -> str:
    """A Khmer font as part of the page, so that it looks right where none is installed."""
    [file] = sorted((Path(fontpkg_noto_sans_khmer.ROOT) / "files").glob("*.ttf"))
    data = base64.b64encode(file.read_bytes()).decode()
    return (
        '@font-face { font-family: "Dossier Khmer"; font-weight: 100 900; unicode-range: U+1780-17FF, U+19E0-19FF; '
        f'src: url("data:font/ttf;base64,{data}") format("truetype"); }}'
    )
