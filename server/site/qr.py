"""Links as QR codes, in SVG. Pure; the pictures of the last few are kept."""

import io
from collections import OrderedDict
from typing import Final

import segno

# The pictures of so many links, each some KiB; the one not asked for longest goes first.
KEPT_MAX: Final = 256
# Modules of white around it, as the standard asks for.
BORDER: Final = 4
# A quarter may be hidden or torn and it is still read; bigger would be harder to read from afar.
CORRECTION: Final = "m"


class Pictures:
    """QR codes by the link they hold."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, link: str) -> bool:
        return link in self._kept

    def of(self, link: str) -> bytes:
        """An SVG that fills whatever room it is given; black on white in any colour scheme."""
        found = self._kept.get(link)
        if found is None:
            found = self._kept[link] = drawn(link)
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        self._kept.move_to_end(link)
        return found


def drawn(link: str) -> bytes:
    """The picture itself."""
    out = io.BytesIO()
    code = segno.make_qr(link, error=CORRECTION)
    code.save(
        out,
        kind="svg",
        border=BORDER,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    # Else the edges of neighbours blur into each other where a module is no whole number of dots.
    return out.getvalue().replace(b"<svg ", b'<svg shape-rendering="crispEdges" ', 1)
