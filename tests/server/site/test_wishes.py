"""What a request would like: encodings by their weights, and tags that are held."""

import pytest

from server.site import Wishes


@pytest.mark.parametrize(
    ("header", "gzip"),
    [
        ("", False),
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZip;Q=0.5", True),
        ("x-gzip", True),
        ("br", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity;q=1, gzip;q=0.5", False),
        ("identity;q=0.5, gzip;q=0.5", True),
        ("identity;q=0, gzip;q=0.001", True),
        ("*;q=0.5, identity;q=1", False),
        ("gzip;q=2", False),
        ("gzip;q=-1", False),
        ("gzip;q=", False),
        ("gzip;q=nan", False),
        ("gzip;level=9", True),
        (",,;, ;q=1,gzip", True),
        ("gzipped", False),
        ("q=1", False),
        ("gzip;q=1.0000", False),
        ("a," * 200 + "gzip", False),
        ("\xff\x00;q=\xff", False),
    ],
)
def test_gzip_where_it_is_welcome(header: str, gzip: bool) -> None:
    assert Wishes(accept_encoding=header).gzip is gzip


@pytest.mark.parametrize(
    ("header", "held"),
    [
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b","c"', False),
        ("a", False),
        ("*", True),
        (" * ", True),
        ('"a-gzip"', False),
        ('"x",' * 200 + '"a"', False),
    ],
)
def test_tags_are_compared_weakly(header: str, held: bool) -> None:
    assert Wishes(if_none_match=header).has('"a"') is held
