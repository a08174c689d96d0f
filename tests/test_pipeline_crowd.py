"""Many editions of one newsletter."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.feed import Newsletter
from bot.net import Net
from bot.pipeline import collect
from tests.fakes import FakePublisher, world

RSS = b'<rss version="2.0"><channel><title>News</title></channel></rss>'
EDITIONS = 1000


@pytest.mark.long
def test_a_thousand_editions_ask_for_their_feed_once_a_poll(tmp_path: Path, httpserver: HTTPServer) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        if request.headers.get("If-None-Match") == '"7"':
            return Response(status=304)
        return Response(RSS, content_type="application/rss+xml", headers={"ETag": '"7"'})

    httpserver.expect_request("/feed").respond_with_handler(answer)
    net = Net(contact="mailto:operator@example.org", version="1.0")
    with ExitStack() as stack:
        stack.callback(net.close)
        here = world(tmp_path, stack.enter_context)
        here.source.feed_url = httpserver.url_for("/feed")
        publisher = FakePublisher()
        editions = [replace(here.bot.editions[0], name=f"forum-{number}") for number in range(EDITIONS)]
        publishers = {edition.name: publisher for edition in editions}
        feed = Newsletter(net, here.clock)
        bot = replace(here.bot, feed=feed, editions=tuple(editions), publishers=publishers)
        for polls in (1, 2, 3):
            collect(bot)
            assert len(seen) == polls
    assert [request.headers.get("If-None-Match") for request in seen] == [None, '"7"', '"7"']
    assert here.heard.of("unchanged") == ["dair"] * 3
