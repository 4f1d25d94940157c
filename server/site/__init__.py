"""What a browser fetches: the client's files, its two pages, links and QR codes. No sockets."""

from server.site.assets import Assets
from server.site.found import Found
from server.site.links import Links
from server.site.routes import Site
from server.site.wishes import Wishes

__all__ = ["Assets", "Found", "Links", "Site", "Wishes"]
