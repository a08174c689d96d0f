"""Digest → Draft through a template of `bot/templates/`: what a post says, in what order, cut between papers.

The template sees a view of the digest in plain text; every value it prints is escaped for Markdown on the way out.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, TemplateNotFound
from markupsafe import Markup

from bot import cook
from bot.domain import BULLET, Digest, Draft, Edition, Link, Locale, Missing, Piece
from bot.errors import Misconfigured, Rejected

MARKER_RESERVE = 160
"""Code points left free in every part for the marker line that posting adds."""

LABEL_LENGTH = 60
"""A bullet's text before its first colon is a label when it is no longer than this."""

_BOLD = re.compile(r"(?<![A-Za-z0-9_*])\*\*(?=[^\s*])([^*{}$]{0,199}[^\s*{}$])\*\*(?![A-Za-z0-9_*])")
"""Bold that an author or a model wrote as Markdown, not two powers such as `x**2 + y**2`."""


_NOTICES = {Missing.WITHDRAWN: "withdrawn", Missing.NOT_YET: "not_yet", Missing.NOT_ON_ARXIV: "", None: ""}
"""The word that says why an abstract is missing; one that was never on arXiv is not missed."""


class _Markdown(Markup):
    """Text that is Markdown already; what Jinja2 takes for safe."""


class Layout:
    """Lays digests out in the templates that their editions name."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("bot"),
            autoescape=True,
            finalize=_escaped,  # comes first, and leaves nothing for Jinja2's own escaping, which is HTML's
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "address": lambda url: _Markdown(cook.url(url)),
            "nested": lambda text: _Markdown(re.sub(r"(?m)^(?=.)", "  ", text)),
            "prose": lambda text: _Markdown(cook.prose(_BOLD.sub(r"\\textbf{\1}", text))),
            "quoted": lambda text: _Markdown(re.sub(r"(?m)^", "> ", _tidy(text)).replace("> \n", ">\n")),
            "strong": lambda text: _Markdown(cook.strong(text)),
            "attribute": lambda text: _Markdown(re.sub(r"[\"\[\]\n]", "", text)),
        }

    def require(self, edition: Edition) -> None:
        """Raises Misconfigured where the edition's template is not there: said before a text is paid for."""
        _template(self._templates, edition)

    def draft(self, digest: Digest, locale: Locale, limit: int | None) -> Draft:
        """The parts, none longer than `limit` code points with the marker that posting adds.

        As few parts as the limit allows, and those of even length: an edit finds room in each.
        Raises: Rejected (one entry alone is longer; no title for this issue), Misconfigured (template, words).
        """
        pieces = _Pieces(self._templates, digest, locale)
        parts = _parts(pieces, digest, None if limit is None else limit - MARKER_RESERVE)
        return Draft(title=_title(digest, _Words(digest, locale)), parts=parts, tags=digest.edition.tags)

    def field(self, digest: Digest, locale: Locale, piece: Piece, name: str) -> str:
        """One named field of one entry exactly as it stands in the draft; empty where the draft has none.

        Names: `title` (the heading line), `summary`, `abstract`, `links`, `further`, each with its heading.
        """
        return _Pieces(self._templates, digest, locale).piece(name, _entry_view(digest, piece))


def _template(templates: Environment, edition: Edition) -> Template:
    try:
        return templates.get_template(edition.template)
    except TemplateNotFound as error:
        known = ", ".join(templates.list_templates(filter_func=lambda one: one.endswith(".md.j2")))
        raise Misconfigured(
            f"edition {edition.name}: there is no template {edition.template!r}; there are: {known}"
        ) from error


def _escaped(value: object) -> Markup:
    """What a template prints: Markdown as it is, anything else escaped."""
    return value if isinstance(value, Markup) else _Markdown(cook.escape(str(value)))


def _tidy(text: str) -> str:
    """Blank lines in a row become one; none stand at either end."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", str(text)).strip()


# ── from the digest to what the template sees ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bullet:
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A paragraph of one line, or a list of bullets."""

    line: str = ""
    bullets: tuple[_Bullet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A text and its English; `itemised` when its paragraphs stand as list items."""

    notice: str
    text: tuple[_Block, ...]
    english: tuple[_Block, ...]
    shown: str
    itemised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _EntryView:
    """`title` is empty where the translation has none of its own: a name is printed once."""

    number: int
    title: str
    name: str
    summary: _Section | None
    abstract: _Section | None
    paper_urls: tuple[str, ...]
    further_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _IntroView:
    sentence: str
    blocks: tuple[_Block, ...]


class _Words:
    """The texts people see: the edition's labels, else the locale's words."""

    def __init__(self, digest: Digest, locale: Locale) -> None:
        self._edition, self._locale = digest.edition, locale

    def plain(self, key: str, **facts: object) -> str:
        """The text of a key with its facts filled in; a fact that is empty takes its brackets along."""
        text = self._edition.labels.get(key) or self._locale.words.get(key)
        if text is None:
            raise Misconfigured(f"locale {self._locale.code}: no word {key!r}; add it to [words] of its locale.toml")
        for name, fact in facts.items():
            if fact == "":
                text = re.sub(rf" ?[(（]\{{{name}\}}[)）]", "", text)
            text = text.replace(f"{{{name}}}", str(fact))
        return text

    def __call__(self, key: str, **facts: object) -> Markup:
        """The same as Markdown."""
        return _escaped(self.plain(key, **facts))


class _Pieces:
    """The named pieces of one digest's post, made by the macros of its template."""

    def __init__(self, templates: Environment, digest: Digest, locale: Locale) -> None:
        template = _template(templates, digest.edition)
        self.entries = tuple(_entry_view(digest, piece) for piece in digest.pieces)
        self._macros = template.make_module(
            {
                "say": _Words(digest, locale),
                "note": digest.edition.note,
                "models": ", ".join(_models(digest)),
                "intro": _intro_view(digest),
                "contents": self.entries,
                "issue_url": _clean(digest.issue.url),
                "previous_url": digest.previous_url,
            }
        )

    def piece(self, name: str, *values: object) -> str:
        macro: Any = getattr(self._macros, name)
        return _tidy(macro(*values))


def _entry_view(digest: Digest, piece: Piece) -> _EntryView:
    shown, made = digest.edition.source_text, piece.translation
    # A week without a single bullet keeps the form of its time: each text a list item with its English below.
    itemised = not any(BULLET in one.entry.summary for one in digest.pieces)
    title = made.title.strip() if made else ""
    summary = made.summary if made else ""
    abstract = made.abstract if made else ""
    papers, further = _addresses(piece)
    notice = _NOTICES[piece.paper.missing]
    return _EntryView(
        number=piece.entry.position,
        title="" if title == piece.paper.title.strip() else title,
        name=piece.paper.title,
        summary=_section("" if made else "source_only", summary, piece.entry.summary, shown.summary, itemised),
        abstract=_section(notice, abstract, piece.paper.abstract, shown.abstract, itemised),
        paper_urls=papers,
        further_urls=further,
    )


def _section(notice: str, text: str, english: str, shown: str, itemised: bool) -> _Section | None:
    """What stands under one heading; None when that is nothing. English without a translation stands open."""
    blocks, original = _blocks(text or english), _blocks(english if text else "")
    if not blocks and not notice:
        return None
    return _Section(notice=notice, text=blocks, english=original, shown=shown, itemised=itemised)


def _intro_view(digest: Digest) -> _IntroView | None:
    intro = digest.intro
    return _IntroView(sentence=intro.title, blocks=_blocks(intro.summary)) if intro else None


def _blocks(text: str) -> tuple[_Block, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    blocks: list[_Block] = []
    for bulleted, group in groupby(lines, key=lambda line: line.startswith(BULLET)):
        if bulleted:
            blocks.append(_Block(bullets=tuple(map(_bullet, group))))
        else:
            blocks += [_Block(line=line) for line in group]
    return tuple(blocks)


def _bullet(line: str) -> _Bullet:
    """`● Label: text`. Text that a cut at the colon would break, maths or braces, has no label."""
    text = line.removeprefix(BULLET).strip()
    found = re.match(rf"(.{{1,{LABEL_LENGTH}}}?(?:: |：))\s*(?=\S)", text)
    label = found.group(1).strip() if found else ""
    if not found or label.count("$") % 2 or label.count("{") != label.count("}"):
        return _Bullet(label="", text=text)
    return _Bullet(label=label, text=text[found.end() :])


def _models(digest: Digest) -> list[str]:
    """The models whose words stand in the digest; people, who have no prompt, are not named here."""
    made = [digest.intro, *(piece.translation for piece in digest.pieces)]
    return sorted({one.by for one in made if one and one.prompt})


def _title(digest: Digest, words: _Words) -> str:
    """The topic's title in plain text. It needs a lower-case letter: Discourse down-cases a title that has none.

    Source: https://github.com/discourse/discourse/blob/main/lib/text_cleaner.rb
    """
    issue, edition = digest.issue, digest.edition
    name = re.sub(r"^\W+|\s*[:(].*$", "", issue.title)
    field = re.search(r"\b(?:AI|ML)\b", name)
    text = words.plain("title_weekly", start=f"{issue.start:%Y/%m/%d}", end=_end(issue.start, issue.end), title=name)
    if "{field}" in text and field is None:
        raise Rejected(f"{issue.key}: {issue.title!r} says neither AI nor ML; give the edition its own title_weekly")
    text = " ".join(text.replace("{field}", field.group() if field else "").split())
    if text == text.upper() != text.lower():
        raise Misconfigured(
            f"edition {edition.name}: labels.title_weekly has no lower-case letter; add a word with one"
        )
    return text


def _end(start: date, end: date) -> str:
    return f"{end:%m/%d}" if end.year == start.year else f"{end:%Y/%m/%d}"


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_ARXIV = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/([^?#]+?)(?:v\d+)?(?:\.pdf)?/?(?:[?#].*)?", re.I
)
_TWEET_HOSTS = {"x.com", "twitter.com", "mobile.twitter.com"}
_CODE_HOSTS = {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"}
_PAPER_LABEL = re.compile(r"(?:paper|preprint|(?:technical )?report|system card|pdf)\b.*", re.I)
_CODE_LABEL = re.compile(r"(?:code|github|repo(?:sitory)?)\b.*", re.I)
_TRACKING = re.compile(r"(?:utm_\w+|ecid|_hsenc|_hsmi)(?:=.*)?", re.I)


def _addresses(piece: Piece) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paper's own addresses, and the further ones: code, tweets, then the others, each as printed.

    What a link is, is said by its host for arXiv and tweets (labels are wrong there at times), then by its label,
    then by its host for code. Where nothing says paper, the first link that is neither code nor tweet stands for it.
    """
    kinds: dict[str, list[str]] = {"paper": [], "code": [], "tweet": [], "other": []}
    if piece.paper.arxiv_id:
        kinds["paper"].append(f"https://arxiv.org/abs/{piece.paper.arxiv_id}")
    for link in piece.entry.links:
        url = _clean(link.url)
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


def _clean(url: str) -> str:
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


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _parts(pieces: _Pieces, digest: Digest, limit: int | None) -> tuple[str, ...]:
    opening, closing = pieces.piece("opening"), pieces.piece("closing")
    blocks = [opening, *(pieces.piece("entry", one) for one in pieces.entries), closing]
    if limit is None:
        return ("\n\n".join(blocks) + "\n",)
    for of in range(1, len(blocks) + 1):
        frames = list(_frames(pieces, of))
        if _packed(blocks, frames, limit):
            evenest = bisect_left(range(limit), True, key=lambda size: _packed(blocks, frames, size) is not None)
            return _packed(blocks, frames, evenest) or ()
    longest = max(range(len(blocks)), key=lambda index: len(blocks[index]))
    raise Rejected(
        f"{digest.issue.key}/{longest}: {len(blocks[longest])} characters alone, and a post may have {limit};"
        " show less of the English in this edition (source_text)"
    )


def _frames(pieces: _Pieces, of: int) -> Iterator[tuple[list[str], list[str]]]:
    """What stands above and below the blocks of each of `of` parts."""
    for n in range(1, of + 1):
        above = [pieces.piece("continuing", n, of)] if n > 1 else []
        below = [pieces.piece("to_be_continued")] if n < of else []
        yield above, below


def _packed(blocks: Sequence[str], frames: Sequence[tuple[list[str], list[str]]], limit: int) -> tuple[str, ...] | None:
    """The blocks in parts of at most `limit` code points, each as full as it can be; None when they do not fit."""
    parts, left = [], list(blocks)
    for above, below in frames:
        held: list[str] = []
        while left and len("\n\n".join([*above, *held, left[0], *below])) < limit:
            held.append(left.pop(0))
        if not held:
            return None
        parts.append("\n\n".join([*above, *held, *below]) + "\n")
    return None if left else tuple(parts)
