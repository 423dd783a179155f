"""Addresses of sites, as people type them."""

import pytest

from audiocoach.errors import InvalidValueError
from audiocoach.site.address import read_base_url


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://coach.example", "https://coach.example/"),
        ("https://coach.example/gym", "https://coach.example/gym/"),
        (" HTTPS://Coach.Example/Gym// ", "https://coach.example/Gym/"),
        ("http://192.168.1.7:8000/x/", "http://192.168.1.7:8000/x/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("https://müller.example/für", "https://xn--mller-kva.example/f%C3%BCr/"),
        ("https://me.github.io/a%20b/", "https://me.github.io/a%20b/"),
    ],
)
def test_an_address_is_read_with_a_slash_at_its_end(typed: str, read: str) -> None:
    assert read_base_url(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "coach.example",
        "ftp://coach.example/",
        "file:///home/me",
        "https://",
        "https:///x",
        "https://me:secret@coach.example/",
        "https://me@coach.example/",
        "https://coach.example/?feed",
        "https://coach.example/#top",
        "https://coach.example/a b/",
        "https://coach.example/a\nb/",
        "https://coach.example\\@evil.example/",
        "https://coach.example/a/../b/",
        "https://coach.example:port/",
        "https://coach.example:99999/",
        "https://-coach.example/",
        "https://coach..example/",
        "https://[::1/",
        "https://" + "a" * 2000 + ".example/",
        "https://<script>.example/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_of_a_folder_is_told(typed: str) -> None:
    with pytest.raises(InvalidValueError):
        read_base_url(typed)
