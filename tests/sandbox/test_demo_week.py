"""The demo's week and its Korean: everybody sees them first, so they keep what the bot asks of any translation."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from pathlib import Path
from typing import Any

import pytest

from bot.checks import Kind, Pair, check
from bot.config import load_locale

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "bot" / "sandbox" / "demo"
WEEK: dict[str, Any] = tomllib.loads((DEMO / "week.toml").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = tomllib.loads((DEMO / "answers.ko.toml").read_text(encoding="utf-8"))
PAPERS: list[dict[str, Any]] = WEEK["papers"]
LOCALE = load_locale(ROOT / "prompts", "ko")
KOREAN: dict[int, dict[str, Any]] = {table["position"]: table for table in ANSWERS["papers"]}

FIELDS = ("summary", "abstract")
PAIRS = [pytest.param(paper, field, id=f"{paper['position']}-{field}") for paper in PAPERS for field in FIELDS]
each_pair = pytest.mark.parametrize(("paper", "field"), PAIRS)

MATHS = re.compile(r"\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)")
URL = re.compile(r"https?://\S*[\w/]", re.ASCII)
NUMBER = r"(?<![\w.])\d[\d,]*(?:\.\d+)?"
ENGLISH_SIZES = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ENGLISH_NUMBER = re.compile(rf"({NUMBER})(?: ?(K|M|B|million|billion|trillion)\b)?")
UNITS = "(?:[천억조]|만(?!큼))"
KOREAN_NUMBER = re.compile(NUMBER + rf"(?:{UNITS}+(?: \d[\d,]*{UNITS}*)*)?")
KOREAN_SIZES = {"천": 10**3, "만": 10**4, "억": 10**8, "조": 10**12}

# Written as words in English: the figures a Korean sentence may show for them.
WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "triple": 3,
    "third": 3,
    "quarters": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ninth": 9,
    "tenth": 10,
    "forty": 40,
    "orders of magnitude": 100,
}

# Spelled out or scaled in English, so that no reading of digits finds them: position, English, Korean.
SCALES = [
    (1, "one ninth", "9분의 1"),
    (2, "seven of nine", "9개 주제 중 7개"),
    (2, "two thirds", "3분의 2"),
    (3, "by half", "절반"),
    (3, "all but one of eight", "8개 중 1개를 제외한 모든"),
    (3, "#1", "1위"),
    (4, "two orders of magnitude more", "100배 많은"),
    (5, "half of all retractions", "번복의 절반"),
    (5, "three quarters", "4분의 3"),
    (6, "two centimeters", "2센티미터"),
    (6, "forty", "40개"),
    (6, "$14 ", "14달러"),
    (7, "Fewer than half", "절반에 못 미치는"),
    (8, "quadratic", "제곱에 비례"),
    (9, "less than a third", "3분의 1도 되지 않는"),
    (10, "$250", "250달러"),
    (10, "$32,000", "3만 2천 달러"),
    (10, "less than half", "절반에 못 미치고"),
    (10, "$71,500", "7만 1,500달러"),
    (10, "$11,900", "1만 1,900달러"),
    (10, "a tenth of the size", "10분의 1"),
]

NAMES = {
    1: ("Ledgermoth", "ErrandTrail", "8×H100"),
    2: ("Dodamori-7B", "KoJaDesk"),
    3: ("JamoWeave", "BPE", "C++"),
    4: ("Tacticwright", "ProofPaddock", "Lean 4", "x<y"),
    5: ("Murmurette", "DrizzleTalk", "<pause>"),
    6: ("Thimblegrasp", "PantryShelf-40", "C++"),
    7: ("Quietlapse", "@here"),
    8: ("Skimwell", "8×H100"),
    9: ("Siftharrow", "Mirefallow"),
    10: ("Tidewrack Labs", "PDF"),
}
WITH_DIGITS = re.compile(r"\b(?:Dodamori-7B|PantryShelf-40|Lean 4|8×H100|3D)(?![0-9A-Za-z])")

TRAPS = [
    "105K samples",
    "1.2 trillion tokens",
    "a 7B model",
    "8×H100",
    "3.5×",
    "from 61.2% to 78.9%",
    r"$O(n \log n)$",
    r"$\alpha = 0.7$",
    r"$18\%$",
    "<pause>",
    "x<y",
    "C++",
    "@here",
    "#1",
    r"\textbf{",
    r"\emph{",
    "``bigger stores''",
]


def english(paper: dict[str, Any], field: str) -> str:
    """The source as the bot reads it: a bulleted summary is a lead and one line a bullet."""
    if field == "abstract":
        return str(paper.get("abstract", ""))
    return "\n".join([paper["lead"], *(f"● {label}: {text}" for label, text in paper["bullets"])])


def korean(paper: dict[str, Any], field: str) -> str:
    return str(KOREAN[paper["position"]][field]).strip()


def prose(text: str) -> str:
    """The text without what stays as it is: formulas, addresses, names that hold digits."""
    for kept in (MATHS, URL, WITH_DIGITS):
        text = kept.sub(" ", text)
    return text


def value(digits: str, *scales: int) -> Decimal:
    return Decimal(digits.replace(",", "")) * prod(scales)


def english_figures(text: str) -> set[Decimal]:
    """105K and 1.2 trillion are 105,000 and 1,200,000,000,000."""
    return {value(digits, ENGLISH_SIZES[size]) for digits, size in ENGLISH_NUMBER.findall(prose(text))}


def korean_figures(text: str) -> set[Decimal]:
    """`10만 5천` is 105,000: every group of digits times the units that follow it, added up."""
    return {korean_value(found[0]) for found in KOREAN_NUMBER.finditer(prose(text))}


def korean_value(written: str) -> Decimal:
    groups = re.findall(r"(\d[\d,]*(?:\.\d+)?)([천만억조]*)", written)
    return sum((value(digits, *(KOREAN_SIZES[unit] for unit in units)) for digits, units in groups), Decimal(0))


def words_as_figures(text: str) -> set[Decimal]:
    return {Decimal(amount) for word, amount in WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}


def sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from re.split(r"(?<=[.?!])\s+", line.split(": ", 1)[1] if line.startswith("● ") else line)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1조 2천억", 1_200_000_000_000),
        ("10만 5천", 105_000),
        ("7만 1,500", 71_500),
        ("3억 5천만", 350_000_000),
        ("1,200만", 12_000_000),
        ("78.9", Decimal("78.9")),
        ("2만큼", 2),
    ],
)
def test_korean_numbers_are_read_by_value(written: str, amount: Decimal) -> None:
    assert korean_figures(f"모두 {written} 개") == {Decimal(amount)}


@pytest.mark.parametrize(
    ("written", "amount"),
    [("105K", 105_000), ("1.2 trillion", 1_200_000_000_000), ("1.5B", 1_500_000_000), ("32,000", 32_000)],
)
def test_english_numbers_are_read_by_value(written: str, amount: int) -> None:
    assert english_figures(f"some {written} of them.") == {Decimal(amount)}


def test_the_week_has_ten_papers_in_order() -> None:
    assert [paper["position"] for paper in PAPERS] == list(range(1, 11))
    assert [table["position"] for table in ANSWERS["papers"]] == list(range(1, 11))


def test_seven_papers_have_four_bullets_and_three_a_paragraph() -> None:
    assert [len(paper["bullets"]) for paper in PAPERS] == [4] * 7 + [0] * 3


def test_the_last_bullet_says_why_it_matters() -> None:
    for paper in PAPERS[:7]:
        assert paper["bullets"][-1][0] == "Why it matters"
        assert korean(paper, "summary").splitlines()[-1].startswith("● 왜 중요한가: ")


def test_the_issue_says_that_it_is_made_up_and_is_of_a_sunday() -> None:
    issue = WEEK["issue"]
    assert "made up" in issue["notice"]
    assert issue["published"].utcoffset() is not None
    assert issue["published"].isoweekday() == 7
    assert issue["subtitle"].endswith(f"- {issue['published'].day})")


def test_arxiv_ids_are_ones_that_do_not_exist() -> None:
    assert [paper.get("arxiv_id") for paper in PAPERS] == [f"2611.9000{n}" for n in range(1, 10)] + [None]
    for paper in PAPERS[:9]:
        assert paper["arxiv_id"] in paper["links"][0][1]


def test_only_the_paper_that_is_not_on_arxiv_lacks_a_record() -> None:
    for paper in PAPERS:
        assert ({"title", "authors", "abstract"} <= paper.keys()) == ("arxiv_id" in paper)


def test_authors_are_plainly_invented() -> None:
    invented = {"Example", "Sample", "Placeholder", "Specimen", "Mockup", "Dummy"}
    assert {author.split(". ")[1] for paper in PAPERS[:9] for author in paper["authors"]} <= invented


def test_links_lead_to_nobody() -> None:
    hosts = {re.sub(r"https://([^/]+)/.*", r"\1", url) for paper in PAPERS for _, url in paper["links"] if url}
    assert {host for host in hosts if not host.endswith(".example")} == {"arxiv.org", "x.com"}
    tweets = [url for paper in PAPERS for label, url in paper["links"] if label == "Tweet"]
    assert all(url == "" or url.startswith("https://x.com/example/") for url in tweets)


def test_the_links_hold_the_anomalies_a_parser_meets() -> None:
    labels = [[label for label, _ in paper["links"]] for paper in PAPERS]
    urls = [url for paper in PAPERS for _, url in paper["links"]]
    assert ["Paper", "Code", "Tweet"] in labels
    assert urls.count("") == 1
    assert any("utm_source=" in url for url in urls)
    assert any("/pdf/" in url for url in urls)
    assert any(re.search(r"v\d$", url) for url in urls)


@pytest.mark.parametrize("trap", TRAPS)
def test_the_week_holds_the_trap(trap: str) -> None:
    assert any(trap in english(paper, field) for paper in PAPERS for field in FIELDS)


@each_pair
def test_a_text_is_as_long_as_the_newsletter_prints_it(paper: dict[str, Any], field: str) -> None:
    length = len(english(paper, field))
    if field == "abstract":
        assert length == 0 or 900 <= length <= 1500
    else:
        assert 1000 <= length <= 1700 if paper["bullets"] else 450 <= length <= 1000


@each_pair
def test_the_korean_has_the_lines_of_the_english(paper: dict[str, Any], field: str) -> None:
    def shape(text: str) -> list[bool]:
        return [line.startswith("● ") for line in text.splitlines()]

    assert shape(korean(paper, field)) == shape(english(paper, field))


@each_pair
def test_a_bullet_has_a_label_of_its_own(paper: dict[str, Any], field: str) -> None:
    for line in korean(paper, field).splitlines():
        if line.startswith("● "):
            assert re.match(r"● [^:]{2,24}: \S", line), line


@each_pair
def test_every_number_is_there_by_value_and_none_is_added(paper: dict[str, Any], field: str) -> None:
    source, target = english(paper, field), korean(paper, field)
    wanted, found = english_figures(source), korean_figures(target)
    assert wanted <= found, f"missing: {wanted - found}"
    assert found <= wanted | words_as_figures(source), f"added: {found - wanted - words_as_figures(source)}"


@pytest.mark.parametrize(("position", "source", "target"), SCALES)
def test_a_quantity_in_words_keeps_its_value(position: int, source: str, target: str) -> None:
    paper = PAPERS[position - 1]
    in_both = [(source in english(paper, field), target in korean(paper, field)) for field in FIELDS]
    assert (True, True) in in_both
    assert (True, False) not in in_both


@each_pair
def test_formulas_are_verbatim(paper: dict[str, Any], field: str) -> None:
    assert sorted(MATHS.findall(korean(paper, field))) == sorted(MATHS.findall(english(paper, field)))


@each_pair
def test_a_formula_is_followed_by_a_space(paper: dict[str, Any], field: str) -> None:
    text = korean(paper, field)
    assert all(text[found.end()] in " ,." for found in MATHS.finditer(text))


@each_pair
def test_addresses_are_verbatim_and_stand_free(paper: dict[str, Any], field: str) -> None:
    text = korean(paper, field)
    assert URL.findall(text) == URL.findall(english(paper, field))
    assert all(text[found.end()] == " " for found in URL.finditer(text))


@each_pair
def test_commands_of_tex_are_kept(paper: dict[str, Any], field: str) -> None:
    command = re.compile(r"\\(?:textbf|emph)\{")
    assert command.findall(korean(paper, field)) == command.findall(english(paper, field))


@each_pair
def test_names_are_verbatim(paper: dict[str, Any], field: str) -> None:
    for name in NAMES[paper["position"]]:
        assert (name in english(paper, field)) == (name in korean(paper, field)), name


@each_pair
@pytest.mark.parametrize("literal", ["<pause>", "x<y", "@here", "C++", "8×H100"])
def test_a_literal_stands_as_often_as_in_the_english(paper: dict[str, Any], field: str, literal: str) -> None:
    assert korean(paper, field).count(literal) == english(paper, field).count(literal)


def test_every_name_stands_somewhere() -> None:
    for paper in PAPERS:
        text = korean(paper, "summary") + korean(paper, "abstract")
        assert [name for name in NAMES[paper["position"]] if name not in text] == []


@each_pair
def test_no_latin_word_is_in_the_korean_that_is_not_in_the_english(paper: dict[str, Any], field: str) -> None:
    words = set(re.findall(r"[A-Za-z]+", english(paper, field)))
    singular = {word.removesuffix("s") for word in words}
    assert set(re.findall(r"[A-Za-z]+", korean(paper, field))) <= words | singular


@each_pair
def test_every_sentence_is_in_the_polite_style(paper: dict[str, Any], field: str) -> None:
    for sentence in sentences(korean(paper, field)):
        assert re.search(r"(니다\.|까요\?|\\emph\{없습니다\}\.)$", sentence), sentence


@each_pair
def test_nothing_is_dropped_or_padded(paper: dict[str, Any], field: str) -> None:
    source, target = english(paper, field), korean(paper, field)
    if source:
        assert 0.48 <= len(target) / len(source) <= 0.72
    counts = [len(list(sentences(text))) for text in (source, target)]
    assert abs(counts[0] - counts[1]) <= 4


@each_pair
def test_the_gate_finds_nothing_in_what_the_model_says_in_the_end(paper: dict[str, Any], field: str) -> None:
    names = (paper["name"], paper.get("title", paper["name"]))
    pair = Pair(
        key="k", kind=Kind(field), source=english(paper, field), target=korean(paper, field), locale=LOCALE, names=names
    )
    assert list(check(pair)) == []


@pytest.mark.parametrize("mistake", ANSWERS["mistakes"], ids=["a number", "a company"])
def test_the_gate_finds_each_mistake_that_the_model_makes_at_first(mistake: dict[str, Any]) -> None:
    paper, field = PAPERS[mistake["position"] - 1], mistake["field"]
    wrong = korean(paper, field).replace(mistake["right"], mistake["wrong"])
    (found,) = check(Pair(key="k", kind=Kind(field), source=english(paper, field), target=wrong, locale=LOCALE))
    assert found.target_span in mistake["wrong"]


def test_a_title_is_translated_unless_it_is_only_a_name() -> None:
    for paper in PAPERS:
        shown, title = paper.get("title", paper["name"]), KOREAN[paper["position"]]["title"]
        assert title.split(":")[0] == paper["name"] or "arxiv_id" not in paper
        assert bool(re.search("[가-힣]", title)) == (" " in shown)
    assert sum(" " not in paper.get("title", paper["name"]) for paper in PAPERS) == 1


def test_topics_are_a_few_english_phrases() -> None:
    for table in ANSWERS["papers"]:
        assert 2 <= len(set(table["topics"])) == len(table["topics"]) <= 5
        assert all(topic.isascii() and topic == topic.strip() for topic in table["topics"])


def test_the_intro_is_one_sentence_and_three_paragraphs() -> None:
    intro = ANSWERS["intro"]
    assert len(list(sentences(intro["headline"]))) == 1
    assert len(intro["paragraphs"]) == 3
    for paragraph in intro["paragraphs"]:
        assert 2 <= len(list(sentences(paragraph))) <= 4
    assert all(
        re.search(r"니다\.$", sentence)
        for text in (intro["headline"], *intro["paragraphs"])
        for sentence in sentences(text)
    )


def test_the_intro_quotes_every_entry_by_its_name_once() -> None:
    quoted = re.findall("“([^”]+)”", " ".join(ANSWERS["intro"]["paragraphs"]))
    assert sorted(quoted) == sorted(paper["name"] for paper in PAPERS)


def test_a_sentence_of_the_intro_has_no_number_that_the_entries_it_names_do_not_have() -> None:
    for sentence in sentences("\n".join(ANSWERS["intro"]["paragraphs"])):
        named = [paper for paper in PAPERS if f"“{paper['name']}”" in sentence]
        assert korean_figures(sentence) <= set().union(*(korean_figures(korean(paper, "summary")) for paper in named))


def test_nothing_is_dated() -> None:
    text = " ".join([*ANSWERS["intro"]["paragraphs"], *(english(p, f) + korean(p, f) for p in PAPERS for f in FIELDS)])
    assert re.findall(r"\b20\d\d\b|recent(?:ly)?\b|this week|최근|오늘|올해|이번 주", text) == []
