"""What config.toml may say. The descriptions here are also `docs/configuration.md`."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.config.values import (
    ClockTime,
    Contact,
    DatabaseUrl,
    Duration,
    English,
    HttpUrl,
    Interval,
    Label,
    Review,
    Schedule,
    Start,
    TitlePattern,
    Zone,
    later,
)
from bot.domain import Spending


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(_Table):
    """`[sources.NAME]`: a newsletter, under the name that its issues' keys begin with."""

    kind: str | None = Field(None, description="A file of `bot/sources/`; left out, the one of the source's name.")
    feed: HttpUrl | None = Field(None, description="Address of the feed; left out, the source's own.")
    expect: Interval | None = Field(
        None,
        description="A new issue appears within this time of the one before; when none does, it is said. Left out, as"
        " is usual for the source.",
    )


class ArxivTable(_Table):
    """`[arxiv]`: where abstracts come from."""

    url: HttpUrl = Field("https://export.arxiv.org/api/query", description="Address of the query interface.")
    patience: Duration = Field(
        timedelta(hours=12),
        description="How long after publication a digest waits for arXiv; then it goes out without the abstracts,"
        " and they are filled in by an edit.",
    )


class ServiceTable(_Table):
    """`[service]`: how `paperboy run` works."""

    schedule: Schedule = Field(
        "*/20 * * * *",
        description="When it looks for work: minute, hour, day of the month, month and weekday, as in a crontab;"
        " weekdays by name, `mon` to `sun`.",
    )
    zone: Zone = Field("UTC", description="The time zone of the schedule.")
    jitter: Duration = Field(
        timedelta(seconds=60),
        le=timedelta(minutes=10),
        description="Each time is put off by a random part of this, so that not every bot asks at once; at most 10m.",
    )
    stale_polls: int = Field(500, ge=1, description="So many polls in a row without anything new in the feed are said.")


class PriceTable(_Table):
    """`[llm.models.ID.prices]`: US dollars per million tokens, with the day and the page they were read."""

    as_of: date = Field(description="The day the prices were read.")
    source: str = Field(description="The page they were read from.")
    input: float = Field(ge=0, description="Input tokens that are neither written to nor read from the cache.")
    output: float = Field(ge=0, description="Output tokens, thinking included.")
    cache_write: float = Field(ge=0, description="Input tokens written to the five-minute cache.")
    cache_read: float = Field(ge=0, description="Input tokens read from the cache.")


class ModelTable(_Table):
    """`[llm.models.ID]`: how one model is to be asked."""

    thinking: dict[str, Any] | None = Field(
        None, description="Sent as it stands; left out, the model's default, which may be on and is billed."
    )
    effort: str | None = Field(None, description="Sent as `output_config.effort`; left out, the model's default.")
    prices: PriceTable | None = Field(None, description="Left out, the ledger shows tokens and no dollars.")


class OtherModelTable(_Table):
    """A model beside the first, at its address or another."""

    model: str = Field(description="The model's id.")
    base_url: HttpUrl | None = Field(
        None,
        description="Any server that speaks the Messages API; left out, that of `[llm]`, with its key and headers. With"
        " an address of its own it has a key of its own, the secret `judge-api-key` or `stronger-api-key`.",
    )
    headers: dict[str, str] = Field(
        default_factory=dict, description="Sent with every call, as `headers` of `[llm]`, in their place."
    )
    api_key_file: Path | None = Field(None, description="A file that holds a key of its own.")


class JudgeTable(OtherModelTable):
    """`[llm.judge]`: a second model that reads what passed the rules; left out, none does."""

    model: str = Field(description="The model's id; of another family than the first it sees more.")


class StrongerTable(OtherModelTable):
    """`[llm.stronger]`: the model that writes anew what the first one's text fails; left out, none does."""


class LlmTable(_Table):
    """`[llm]`: the model that writes. Its key is the secret `anthropic-api-key`."""

    model: str = Field(description="The model's id.")
    base_url: HttpUrl = Field("https://api.anthropic.com", description="Any server that speaks the Messages API.")
    headers: dict[str, str] = Field(
        default_factory=dict,
        description="Sent with every call; `{api_key}` stands for the key, for servers that want it as `x-api-key`.",
    )
    api_key_file: Path | None = Field(None, description="A file that holds the key.")
    concurrency: int = Field(
        12,
        ge=1,
        le=32,
        description="How many calls run side by side: a digest of ten papers has eleven. Halved for a minute where the"
        " model's server says that it is asked too much at once.",
    )
    max_tokens: int = Field(16000, ge=256, description="The most one answer may have, thinking included.")
    timeout: Duration = Field(
        timedelta(seconds=120),
        ge=timedelta(seconds=1),
        le=timedelta(seconds=120),
        description="For one call; at most 120s.",
    )
    models: dict[str, ModelTable] = Field(default_factory=dict, description="Settings by model id.")
    judge: JudgeTable | None = Field(None, description="A second model that reads what passed the rules.")
    stronger: StrongerTable | None = Field(None, description="A model that writes anew what the gate rejects.")


class BudgetTable(_Table):
    """`[budget]`: what may be spent on models. No call with a price is made that could pass it; given, all need one."""

    month: float = Field(
        Spending().month,
        gt=0,
        le=100_000,
        description="US dollars in a month, which begins with its first day in UTC; then everything waits for the"
        " next.",
    )
    digest: float = Field(
        Spending().digest,
        gt=0,
        le=100_000,
        description="US dollars for an issue in one locale, for all editions of that together; then it is held.",
    )
    reserved: float = Field(
        Spending().reserved,
        ge=0,
        lt=1,
        description="The part of the month's that is for new digests: issues older than ten days, readers' comments,"
        " saved files and models on trial stop before it.",
    )


class WindowTable(_Table):
    """`[editions.NAME.window]`: when the edition may post."""

    zone: Zone = Field("UTC", description="The time zone of every time of day in this edition.")
    opens: ClockTime = Field("00:00", description="Not before this time.")
    closes: Annotated[ClockTime | None, AfterValidator(later)] = Field(
        None,
        description="Only before this time, that of the next day where it is earlier than `opens`; left out, the end of"
        " the day.",
    )


class SourceTextTable(_Table):
    """`[editions.NAME.source_text]`: how much English stands in the post."""

    summary: English = Field("folded", description="The newsletter's text: `quote`, `folded` or `none`.")
    abstract: English = Field("folded", description="The authors' abstract: `quote`, `folded` or `none`.")


class CorrectionsTable(_Table):
    """`[editions.NAME.corrections]`: how the edition listens to its readers; left out, it does not."""

    channel: Literal["whisper", "group"] = Field(
        "group",
        description="How proposals reach the moderators: one message to `group`, each proposal a post in it, or"
        " whispers in the topic, which the account must be allowed to write. There the forum's `min_post_length`, 20"
        " unless changed, counts for a command as well; in a message it is 10.",
    )
    group: str = Field(
        "moderators", description="Who is told, and who decides beside the staff; empty, only the staff decides."
    )
    watch_days: int = Field(
        90, ge=1, le=3650, description="A topic is watched for so many days, and looked at weekly after that."
    )
    credits: bool = Field(True, description="Whether readers whose corrections were made are named in the digest.")
    calls_a_reader: int = Field(5, ge=0, description="So many comments of one reader a day are shown to the model.")
    calls_a_day: int = Field(40, ge=0, description="So many comments a day are shown to the model in all.")
    ignore: tuple[str, ...] = Field((), description="Accounts that are never listened to: other bots.")

    @model_validator(mode="after")
    def _require_readers(self) -> Self:
        if self.channel == "group" and not self.group:
            raise ValueError('a `channel` that is "group" needs the name of the `group`')
        return self


class RelatedTable(_Table):
    """`[editions.NAME.related]`: topics of the forum itself that are shown with a paper; left out, none are."""

    most: int = Field(3, ge=1, le=3, description="So many with one paper at most.")
    threshold: float = Field(
        0.5, ge=0, le=1, description="The part of the paper's telling words that a topic's title must have."
    )


class EditionTable(_Table):
    """`[editions.NAME]`: one community's delivery of one source."""

    source: str = Field("dair", description="A source by its name in `[sources.NAME]`, or a file of `bot/sources/`.")
    locale: str = Field(description="A folder of `prompts/`.")
    template: str = Field(
        "discourse.md.j2",
        description="A layout of `bot/templates/`: `NAME.md.j2` prints Markdown, `NAME.html.j2` HTML.",
    )
    publisher: str = Field(
        description="A file of `bot/publishers/`: `discourse`, `folder`, `paste`, `localization` or `webhook`."
    )
    title: TitlePattern | None = Field(
        None,
        description="The pattern of the topic's title, with `{start}`, `{end}`, `{date}`, `{title}` and `{field}` (AI"
        " or ML); left out, the locale's.",
    )
    tags: tuple[str, ...] = Field((), description="Tags of every topic; the first is the series tag.")
    topic_tags: dict[str, str] | None = Field(
        None,
        description="The forum's tag for a paper's topic, which is an English phrase, where the tag is not called like"
        " the topic; an empty one for a topic that brings none. Only tags that exist are used, those of most papers"
        " first, as many as the forum allows. An empty table goes by names alone; left out, papers bring no tags.",
    )
    start: Start = Field("next", description="`next`, `latest` or a date: the first issue the edition delivers.")
    settle: Duration = Field(timedelta(hours=3), description="How long an issue is left alone after publication.")
    review: Review | None = Field(
        None,
        description="`none`, `required` or `until 12:00`; left out, `until 12:00` for a forum and `none` elsewhere."
        " With `required` a digest goes out when a person sends it, and says that it was reviewed.",
    )
    note: str = Field("", description="A line atop every part.")
    on_failure: Literal["source", "hold"] = Field(
        "source",
        description="What becomes of an entry whose translation does not pass the checks: `source`, it goes out in"
        " English with a notice; `hold`, the digest waits for a person.",
    )
    receipt: bool = Field(
        False, description="Whether a digest shows at its end, folded, what the checks looked at and what was mended."
    )
    window: WindowTable = Field(WindowTable(), description="When it may post.")
    source_text: SourceTextTable = Field(SourceTextTable(), description="How much English is shown.")
    boxes: bool = Field(
        True, description="Whether a paper's address stands alone on its line, where a forum makes a box of it."
    )
    rules: bool = Field(False, description="Whether a line is drawn between papers; lists have none.")
    folded_abstracts: bool = Field(
        False, description="Whether each abstract is folded away, translation and all; in lists, none is."
    )
    maths: bool = Field(
        True, description="Whether the place shows formulas (on Discourse, the maths plugin); else they are plain text."
    )
    after: str = Field(
        "", description="Another edition of the same source: its topic of the same issue is waited for, and linked."
    )
    after_limit: Duration = Field(
        timedelta(hours=24), description="So long, at most, is waited for the topic of `after`, once all else is there."
    )
    grace: Duration = Field(
        timedelta(0),
        description="So long after the topic of `after` was opened its corrections are waited for.",
    )
    campaign: str = Field("", description="The `utm_source` of links to the forum; left out, they have none.")
    labels: dict[str, Label] = Field(default_factory=dict, description="Words that replace the locale's, by key.")
    related: RelatedTable | None = Field(
        None, description="Topics of the forum itself that are shown with a paper; left out, none."
    )
    corrections: CorrectionsTable | None = Field(None, description="How it listens to its readers.")


class WebTable(_Table):
    """`[web]`: the pages for moderators, served by `paperboy run`; left out, there are none."""

    host: str = Field("127.0.0.1", description="The address to listen on; put a proxy with TLS before any other.")
    port: int = Field(8471, ge=1, le=65535, description="The port of the pages.")
    url: HttpUrl | None = Field(
        None,
        description="Where moderators open the pages, by https; left out, they are opened at this machine alone. Other"
        " hosts are refused.",
    )
    local_login: bool = Field(
        False,
        description="Whether `paperboy web --login` prints a link that lets the operator in; only on loopback.",
    )
    hook_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="The port on which the forum's webhook is taken, signed with the secret"
        " `discourse-webhook-secret`; left out, none is.",
    )


class ConfigTable(_Table):
    """The whole of config.toml."""

    contact: Contact = Field(description="An address or page that feed and arXiv operators can write to.")
    state: Path = Field(Path("state"), description="The folder of the database and the lock.")
    database: DatabaseUrl | None = Field(
        None,
        description="A PostgreSQL URL without its password, which libpq takes from `PGPASSFILE` or `PGPASSWORD`; left"
        " out, SQLite in the state folder.",
    )
    clock: Path | None = Field(
        None, description="A wound clock's file, shared with a sandbox; left out, the machine's clock."
    )
    prompts: Path = Field(Path("prompts"), description="The folder of the prompts and locales.")
    sources: dict[str, SourceConfig] = Field(default_factory=dict, description="Settings by source.")
    service: ServiceTable = Field(ServiceTable(), description="How `paperboy run` works.")
    arxiv: ArxivTable = Field(ArxivTable(), description="Where abstracts come from.")
    llm: LlmTable = Field(description="The model that writes.")
    budget: BudgetTable = Field(BudgetTable(), description="What may be spent on models.")
    web: WebTable | None = Field(None, description="The pages for moderators.")
    editions: dict[str, EditionTable] = Field(min_length=1, description="Deliveries by name.")
