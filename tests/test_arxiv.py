"""arXiv's answers in both formats, and its manners."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.arxiv import Arxiv, read
from bot.clock import WoundClock
from bot.errors import Rejected, Unavailable
from bot.net import Answer, Net
from tests import samples

FEED = (
    '<?xml version="1.0"?><feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">'
    "<title>arXiv Query</title>{}</feed>"
)
ENTRY = (
    "<entry><id>{scheme}://arxiv.org/abs/{id}v2</id><title>{title}</title><summary>{summary}</summary>{comment}"
    "<author><name>A. Example</name></author><author><name>B. Sample</name></author></entry>"
)
ERROR = (
    "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title>"
    "<summary>incorrect id format for x</summary></entry>"
)


def entry(id_: str, *, scheme: str = "http", title: str = "A Title", summary: str = "Text.", comment: str = "") -> str:
    said = f"<arxiv:comment>{comment}</arxiv:comment>" if comment else ""
    return ENTRY.format(id=id_, scheme=scheme, title=title, summary=summary, comment=said)


def answer(*entries: str, status: int = 200) -> Answer:
    return Answer(status=status, headers={}, body=FEED.format("".join(entries)).encode())


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", samples.SUNDAY)


@pytest.fixture
def arxiv(clock: WoundClock, httpserver: HTTPServer) -> Iterator[Arxiv]:
    net = Net(contact="mailto:operator@example.org", version="1.0")
    yield Arxiv(net, clock, url=httpserver.url_for("/api/query"))
    net.close()


def test_an_entry_is_read_by_name_whatever_its_order_or_line_breaks() -> None:
    wrapped = entry(
        "2611.90001", scheme="https", title="A Long\n  Title", summary="  First line\n  of $1\\%$.\n\nMore."
    )
    (record,) = read(answer(wrapped))
    assert (record.arxiv_id, record.title) == ("2611.90001", "A Long Title")
    assert record.abstract == "First line of $1\\%$. More."
    assert record.authors == ("A. Example", "B. Sample")


def test_old_ids_keep_their_slash_and_lose_their_version() -> None:
    (record,) = read(answer(entry("hep-th/9901001")))
    assert record.arxiv_id == "hep-th/9901001"


@pytest.mark.parametrize(
    ("summary", "comment", "withdrawn"),
    [
        ("A fine text.", "", False),
        ("A fine text.", "This paper has been withdrawn by the authors", True),
        ("This submission has been withdrawn.", "", True),
        ("We study how consent is withdrawn online.", "12 pages", False),
    ],
)
def test_a_withdrawn_paper_is_known_by_its_authors_word(summary: str, comment: str, withdrawn: bool) -> None:
    (record,) = read(answer(entry("2611.90001", summary=summary, comment=comment)))
    assert record.withdrawn == withdrawn


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<?xml version='1.0' encoding='euc-kr'?><feed/>", "not XML that can be read"),
        (b"<?xml version='1.0' encoding='klingon'?><feed/>", "not XML that can be read"),
        (b"<feed>\xff</feed>", "not XML that can be read"),
        (b"", "not XML that can be read"),
        (b"<html><p>Under maintenance</p></html>", "no Atom feed"),
        (b"<feed><entry/></feed>", "no Atom feed"),
    ],
    ids=["Korean", "unknown encoding", "a bad byte", "empty", "a page", "a feed of nobody's"],
)
def test_what_is_no_feed_is_not_taken_for_an_answer_without_papers(body: bytes, said: str) -> None:
    with pytest.raises(Unavailable, match=said) as raised:
        list(read(Answer(status=200, headers={}, body=body)))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("status", [200, 400])
def test_the_error_entry_is_an_error_under_any_status(status: int) -> None:
    with pytest.raises(Rejected, match="incorrect id format for x"):
        list(read(answer(ERROR, status=status)))


@pytest.mark.parametrize("status", [429, 406, 500, 503])
def test_a_refusal_asks_for_patience(status: int) -> None:
    with pytest.raises(Unavailable) as raised:
        list(read(Answer(status=status, headers={}, body=b"Rate exceeded.")))
    assert raised.value.retry_after == 30


def test_a_page_that_is_no_feed_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="not XML"):
        list(read(Answer(status=200, headers={}, body=b"<html><p>hello")))


def test_all_ids_of_an_issue_are_asked_for_at_once_and_malformed_ones_never(
    arxiv: Arxiv, httpserver: HTTPServer
) -> None:
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(FEED.format(entry("2611.90002") + entry("2611.90001") + entry("2611.99999")))

    httpserver.expect_request("/api/query").respond_with_handler(handler)
    ids = ["2611.90001", "2611.90002", "2611.90003", "abc", "2611.90001"]
    records = arxiv.look_up(ids)
    assert set(records) == {"2611.90001", "2611.90002"}, "matched by id, and the one arXiv does not know is absent"
    assert len(seen) == 1
    assert seen[0].args["id_list"] == "2611.90001,2611.90002,2611.90003"
    assert seen[0].args["max_results"] == "3"


def test_an_id_that_arxiv_finds_fault_with_spoils_none_of_the_others(arxiv: Arxiv, httpserver: HTTPServer) -> None:
    def handler(request: Request) -> Response:
        ids = request.args["id_list"].split(",")
        return Response(FEED.format(ERROR if "2611.90002" in ids else "".join(map(entry, ids))))

    httpserver.expect_request("/api/query").respond_with_handler(handler)
    assert set(arxiv.look_up(["2611.90001", "2611.90002", "2611.90003"])) == {"2611.90001", "2611.90003"}
    assert len(httpserver.log) == 4


def test_three_seconds_lie_between_two_requests(arxiv: Arxiv, clock: WoundClock, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/query").respond_with_data(FEED.format(""))
    for number in range(3):
        arxiv.look_up([f"2611.9000{number}"])
    assert (clock.now() - samples.SUNDAY).total_seconds() == pytest.approx(6.0, abs=0.01)


def test_no_ids_are_no_request(arxiv: Arxiv, httpserver: HTTPServer) -> None:
    assert arxiv.look_up(["not-an-id"]) == {}
    assert httpserver.log == []


def test_a_closed_arxiv_is_asked_three_times_and_given_up(
    arxiv: Arxiv, clock: WoundClock, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/query").respond_with_data("Rate exceeded.", status=429)
    with pytest.raises(Unavailable, match="HTTP 429"):
        arxiv.look_up(["2611.90001"])
    assert len(httpserver.log) == 3
    assert (clock.now() - samples.SUNDAY).total_seconds() >= 60


def test_the_recorded_answers_read_right(shared: Path) -> None:
    titles = {}
    for file in sorted((shared / "corpus" / "arxiv").glob("id_*.json")):
        recorded = json.loads(file.read_text(encoding="utf-8"))
        body = Answer(status=recorded["status_code"], headers={}, body=recorded["body"].encode())
        try:
            titles[file.name.split("_s0_")[0]] = [(record.arxiv_id, record.title) for record in read(body)]
        except Rejected as error:
            titles[file.name.split("_s0_")[0]] = [("refused", str(error))]
    assert titles["id_0000.0000"] == []
    assert titles["id_0808.05394"] == []
    assert [id_ for id_, _title in titles["id_0808.05394_1707.08567"]] == ["1707.08567"]
    assert titles["id_2104.12255v1"] == [("2104.12255", "0")]
    assert titles["id_abc"][0][0] == "refused"
    assert titles["id_astro-ph_0601001"][0][0] == "astro-ph/0601001"
    assert titles["id_quant-ph_0201082v1"][0][0] == "quant-ph/0201082"
    assert all(title for rows in titles.values() for _id, title in rows)


def test_the_recorded_query_of_many_papers_reads_right(shared: Path) -> None:
    body = (shared / "corpus" / "arxiv" / "api_query_20260802.xml").read_bytes()
    records = list(read(Answer(status=200, headers={}, body=body)))
    assert len(records) == body.count(b"<entry>")
    assert all(record.abstract and record.authors and "\n" not in record.abstract for record in records)
