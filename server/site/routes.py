"""Which path gives what: files, the three pages, and a game's links by its code. Pure."""

import re
from http import HTTPStatus
from typing import Final

from server.site.assets import NEVER_KEPT, Assets
from server.site.found import Found, text
from server.site.links import Links, join
from server.site.pages import Pages
from server.site.qr import Pictures
from server.site.wishes import Wishes

HOME: Final = "/index.html"
STAGE: Final = "/stage.html"
# Pages by the names that people see and remember.
NAMED: Final = {"/": HOME, "/valley": "/valley.html"}
# Whatever looks like a code has a stage and a link; the page says whether there is such a game.
CODED: Final = re.compile(r"/(stage|join|link|qr)/([A-Za-z0-9]{5,12})(\.svg)?")
PICTURE_KEPT: Final = "private, max-age=300"


class Site:
    """All that a browser may fetch."""

    def __init__(self, assets: Assets, links: Links = Links()) -> None:  # noqa: B008 - frozen
        self.assets = assets
        self.pages = Pages(self.assets)
        self.links, self._pictures = links, Pictures()

    def find(
        self,
        path: str,
        wishes: Wishes = Wishes(),  # noqa: B008 - frozen
        host: str = "",
        *,
        is_secure: bool = False,
        is_near: bool = False,
    ) -> Found | None:
        """What is at this path, for a request to this host; None where there is nothing."""
        coded = CODED.fullmatch(path)
        if coded is not None and bool(coded[3]) == (coded[1] == "qr"):
            origin = self.links.origin(host, is_secure=is_secure, is_near=is_near)
            return self._of_code(coded[1], coded[2].upper(), wishes, origin)
        path = NAMED.get(path, path)
        return self.pages.find(path, wishes) or self.assets.find(path, wishes)

    def draws(self, path: str, host: str, *, is_secure: bool, is_near: bool) -> bool:
        """Whether what `find` gives here is a picture that nobody has asked for of late."""
        coded = CODED.fullmatch(path)
        if coded is None or coded[1] != "qr" or not coded[3]:
            return False
        origin = self.links.origin(host, is_secure=is_secure, is_near=is_near)
        return origin is not None and join(origin, coded[2].upper()) not in self._pictures

    def _of_code(self, what: str, code: str, wishes: Wishes, origin: str | None) -> Found | None:
        if what == "stage":
            return self.pages.find(STAGE, wishes)
        if what == "join":
            kept = {"Location": f"/#{code}", "Cache-Control": NEVER_KEPT}
            return text(HTTPStatus.FOUND, f"/#{code}", **kept)
        if origin is None:
            words = "No link can be made of this server's name."
            return text(HTTPStatus.BAD_REQUEST, words)
        link = join(origin, code)
        if what == "link":
            plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": NEVER_KEPT}
            return Found(HTTPStatus.OK, plain, link.encode())
        picture = {"Content-Type": "image/svg+xml", "Cache-Control": PICTURE_KEPT}
        return Found(HTTPStatus.OK, picture, self._pictures.of(link))
