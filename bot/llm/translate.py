"""Task `translate`: one entry's title, summary and abstract, and its topics.

The source text is laid out so, and recorded answers depend on every byte of it; `summary:` and `abstract:` are left
out, with the blank line before them, where there is none:

    name: what the newsletter calls the paper
    title: the paper's title

    summary:
    the lead
    ● Label: text

    abstract:
    the authors' abstract
"""

from bot.domain import BULLET, Entry, Locale, Paper, Translation
from bot.llm.ask import Asker
from bot.llm.question import Malformed, Question, parsed
from bot.llm.shape import STRING, STRINGS, Answered, Line, Prose, schema

TASK = "translate"

MOST_TOPICS = 5

SCHEMA = schema({"title": STRING, "summary": STRING, "abstract": STRING, "topics": STRINGS})


class Translated(Answered):
    """The answer as the model gives it."""

    title: Line
    summary: Prose
    abstract: Prose
    topics: tuple[Prose, ...]


def source(entry: Entry, paper: Paper) -> str:
    """What is translated, in the layout above."""
    return laid_out(f"name: {entry.name}\ntitle: {paper.title}", summary=entry.summary, abstract=paper.abstract)


def laid_out(head: str, *, summary: str, abstract: str) -> str:
    """The sections after the head, as above."""
    sections = [head]
    if summary:
        sections.append(f"summary:\n{summary}")
    if abstract:
        sections.append(f"abstract:\n{abstract}")
    return "\n\n".join(sections)


def read(text: str, entry: Entry, paper: Paper) -> Translated:
    """The answer, with its summary line for line as the source's and at most five topics. Raises: Malformed."""
    return fitting(parsed(Translated, text), summary=entry.summary, abstract=paper.abstract)


def fitting(answer: Translated, *, summary: str, abstract: str) -> Translated:
    """The answer to these two source texts in the form of `read`. Raises: Malformed."""
    lines = "\n".join(_lines(answer.summary))
    _same_lines(summary, lines)
    if bool(answer.abstract) != bool(abstract):
        wanted = "is missing" if abstract else "has no source and must be empty"
        raise Malformed(f"abstract: {wanted}")
    topics = dict.fromkeys(" ".join(topic.split()) for topic in answer.topics if topic)
    return answer.model_copy(update={"summary": lines, "topics": tuple(topics)[:MOST_TOPICS]})


def question_of(entry: Entry, paper: Paper, locale: Locale) -> Question[Translated]:
    """What is asked for an entry's text in a locale."""
    return Question(
        task=TASK,
        key=f"{entry.key}@{locale.code}",
        locale=locale,
        source=source(entry, paper),
        schema=SCHEMA,
        read=lambda text: read(text, entry, paper),
    )


def translate(asker: Asker, entry: Entry, paper: Paper, locale: Locale) -> Translation:
    """The first version of an entry's text in a locale. Raises: as `Asker.ask`."""
    question = question_of(entry, paper, locale)
    answer = asker.ask(question)
    return Translation(
        entry=entry.key,
        locale=locale.code,
        title=answer.value.title,
        summary=answer.value.summary,
        abstract=answer.value.abstract,
        topics=answer.value.topics,
        by=answer.by,
        prompt=question.prompt,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _same_lines(source_text: str, answer: str) -> None:
    ours, theirs = _bullets(source_text), _bullets(answer)
    if ours != theirs:
        raise Malformed(
            f"summary: has {len(theirs)} lines, {sum(theirs)} of them bullets, where the source has {len(ours)} and"
            f" {sum(ours)}, in this order"
        )


def _bullets(text: str) -> list[bool]:
    return [line.startswith(BULLET) for line in _lines(text)]
