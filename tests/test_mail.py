"""Links of an e-mail: as they were written, where the redirect's own address says so."""

import json
from base64 import urlsafe_b64encode

import pytest

from bot import mail

REDIRECT = "https://substack.com/redirect"
ID = "be7c20d5-bae6-4c49-8d0f-22252bfebccf"


def token(said: object) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=") + ".6oeetudtJEh-zO1onUJ"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (f"{REDIRECT}/2/{token({'e': 'https://a.example/x?b=1&c=2', 'p': 1})}?", "https://a.example/x?b=1&amp;c=2"),
        (f"{REDIRECT}/{ID}?j={token({'e': 'https://a.example/', 'u': '8o5'})}", "https://a.example/"),
        (f"https://aletter.substack.com/redirect/2/{token({'e': 'http://a.example'})}", "http://a.example"),
    ],
)
def test_a_redirect_that_says_where_it_leads_is_left_out(url: str, target: str) -> None:
    assert mail.direct(f'<p><a href="{url}">x</a></p>') == f'<p><a href="{target}">x</a></p>'


@pytest.mark.parametrize(
    "url",
    [
        f"{REDIRECT}/{ID}?j={token({'u': '8o54n'})}",
        f"{REDIRECT}/2/{token({'e': 'javascript:alert(1)'})}",
        f"{REDIRECT}/2/{token({'e': 'https://[x'})}",
        f"{REDIRECT}/2/{token(['https://a.example'])}",
        f"{REDIRECT}/2/not-base-64-at-all",
        f"{REDIRECT}/",
        "https://substack.example/redirect/2/eyJlIjoiaHR0cHM6Ly9hLmV4YW1wbGUvIn0",
        "https://a.example/p/x",
    ],
)
def test_any_other_link_stays_as_it_is(url: str) -> None:
    html = f'<a href="{url}">x</a>'
    assert mail.direct(html) == html
