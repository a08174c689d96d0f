"""The style of a Japanese sentence by its last characters: です・ます, だ・である and casual speech."""

import re

from bot.checks.register.endings import Style

_POLITE = re.compile(
    "(?:ます|です|ました|でした|ません|でしょう|ましょう|ください|下さい|ませ|ますか|ですか|ませんか|ましたか|でしたか"
    "|でしょうか|ましょうか)$"
)
_CASUAL = re.compile(
    "(?:ちゃ|じゃ)[いうっえ]|(?:っす|だよ|だね|かな|っけ|もん|だって|よね)$|じゃん$"
    "|(?:です|ます|でした|ました|ません)[よね]$|(?:んです|って感じです)$"
    "|(?<=[しっいきれえせじべめねびけげちにぎりみ])て(?:ます|ました|ません|る)$|んで(?:ます|ました|る)$"
    "|[るたいうくすつぬぶむぐ][よねぞぜわ]$|じゃ(?:ない|ありません)(?:です)?$"
)
_PLAIN = re.compile("[うくすつぬぶむるぐただい]$|[せら]ん$")
_VERB = re.compile("(?:である|する|した|ない|れる|られる|できる|いる|なる)$")
_NO_VERB = re.compile(
    "(?:など|ほど|こと|もの|ため|とき|ところ|まま|だけ|のみ|違い|狙い|くらい|ぐらい|あいだ|ふう|いくつ|ひとつ|もう)$"
)


def style(words: str, stopped: bool) -> Style:
    """The style of a sentence's last words.

    Let pass: a noun at the end (体言止め), questions in か after a plain verb, and whatever ends in a hiragana word
    without a full stop, as a heading does.
    """
    if _CASUAL.search(words[-14:]):
        return Style.CASUAL
    if _POLITE.search(words):
        return Style.POLITE
    if _PLAIN.search(words) and not _NO_VERB.search(words):
        return Style.PLAIN if stopped or _VERB.search(words) else Style.OPEN
    return Style.OPEN
