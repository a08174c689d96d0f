"""The addresses of an entry: which are the paper's own, which are further reading, and how they are printed."""

import re
from urllib.parse import urlsplit

from bot import cook
from bot.domain import Link, Piece

_ARXIV = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/([^?#]+?)(?:v\d+)?(?:\.pdf)?/?(?:[?#].*)?", re.I
)
_TWEET_HOSTS = {"x.com", "twitter.com", "mobile.twitter.com"}
_CODE_HOSTS = {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"}
_PAPER_LABEL = re.compile(r"(?:paper|preprint|(?:technical )?report|system card|pdf)\b.*", re.I)
_CODE_LABEL = re.compile(r"(?:code|github|repo(?:sitory)?)\b.*", re.I)
_TRACKING = re.compile(r"(?:utm_\w+|ecid|_hsenc|_hsmi)(?:=.*)?", re.I)


def addresses(piece: Piece) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paper's own addresses, and the further ones: code, tweets, then the others, each as printed.

    What a link is, is said by its host for arXiv and tweets (labels are wrong there at times), then by its label,
    then by its host for code. Where nothing says paper, the first link that is neither code nor tweet stands for it.
    """
    kinds: dict[str, list[str]] = {"paper": [], "code": [], "tweet": [], "other": []}
    if piece.paper.arxiv_id:
        kinds["paper"].append(f"https://arxiv.org/abs/{piece.paper.arxiv_id}")
    for link in piece.entry.links:
        url = clean(link.url)
        if cook.url(url) and not any(url in urls for urls in kinds.values()):
            kinds[_kind(link, url)].append(url)
    if not kinds["paper"]:
        kinds["paper"], kinds["other"] = kinds["other"][:1], kinds["other"][1:]
    return tuple(kinds["paper"]), (*kinds["code"], *kinds["tweet"], *kinds["other"])


def _kind(link: Link, url: str) -> str:
    host = _host(url)
    if host == "arxiv.org":
        return "paper"
    if host in _TWEET_HOSTS:
        return "tweet"
    if _PAPER_LABEL.match(link.label.strip()):
        return "paper"
    if _CODE_LABEL.match(link.label.strip()) or host in _CODE_HOSTS:
        return "code"
    return "other"


def clean(url: str) -> str:
    """The address without what only tracks readers, and arXiv's and X's in their one form."""
    arxiv = _ARXIV.fullmatch(url.strip())
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv.group(1)}"
    address, mark, fragment = url.strip().partition("#")
    path, _, query = address.partition("?")
    if _host(path) in _TWEET_HOSTS:
        return re.sub(r"(?i)^https?://[^/]+", "https://x.com", path)
    kept = "&".join(one for one in query.split("&") if one and not _TRACKING.fullmatch(one))
    return path + (f"?{kept}" if kept else "") + mark + fragment


def _host(url: str) -> str:
    """The host in lower case without `www.`; empty where the URL has none that can be read."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
