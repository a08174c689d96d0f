"""The models of config.toml as one `Translator`: built when the first text is wanted, as most commands want none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from bot.config import Config, OtherModelTable, Secrets
from bot.domain import (
    Comment,
    Entry,
    Estimate,
    Issue,
    Locale,
    Paper,
    Reading,
    Shown,
    Translation,
    Wanted,
    price_table,
)
from bot.errors import Misconfigured
from bot.gate import Case, Found
from bot.llm import Asked, Counter, Model, ModelSettings, Prices, Shared, Trial, asking, estimate
from bot.llm.lacks import NO_KEY, is_here
from bot.ports import Asking, Author, Check

UNPRICED = "it has no prices: its tokens are counted, no dollars, and no budget stops it"


_KEYS = {
    "anthropic-api-key": "the model",
    "judge-api-key": "the second model",
    "stronger-api-key": "the stronger model",
}
"""Whose key each secret is."""


@dataclass(frozen=True)
class Writer:
    """Reads the key and builds the model's client when the first text is wanted: most commands never do.

    `trial` is the model that is tried in the first one's place; `others` are such writers.
    """

    config: Config
    shared: Shared
    trial: Trial | None = None
    others: dict[Trial, "Writer"] = field(default_factory=dict)
    _building: Lock = field(default_factory=Lock, init=False)

    @property
    def _model(self) -> Model:
        with self._building:  # the first two threads that want it get the same one
            return self._built

    @cached_property
    def _built(self) -> Model:
        llm = self.config.values.llm
        key = self._key("anthropic-api-key", llm.api_key_file, llm.base_url)
        writer = self._settings(llm.model, llm.base_url, key, llm.headers)
        judge = self._beside(writer, llm.judge, "judge-api-key") if llm.judge else None
        stronger = self._beside(writer, llm.stronger, "stronger-api-key") if llm.stronger else None
        if self.trial is None:
            for name in self.unpriced:
                self.shared.report("unpriced", name, why=UNPRICED)
            return Model(writer, self.shared, judge=judge, stronger=stronger)
        known = next((one for one in (stronger, judge) if one and one.model == self.trial.model), None)
        tried = known or self._settings(self.trial.model, llm.base_url, writer.api_key, llm.headers)
        return Model(tried, self.shared, judge=judge, trial=self.trial)

    def using(self, model: str, *, buying: bool = True) -> "Writer":
        trial = Trial(model=model, buying=buying)
        if buying:
            self._require_prices(model)
        return self.others.setdefault(trial, replace(self, trial=trial, others={}))

    def _beside(self, writer: ModelSettings, table: OtherModelTable, secret: str) -> ModelSettings:
        """At the first model's address it has that one's key and headers; at another one nobody's but its own."""
        if table.base_url is None and table.api_key_file is None:
            key = writer.api_key
        else:
            key = self._key(secret, table.api_key_file, table.base_url or writer.base_url)
        headers = table.headers if table.headers or table.base_url else self.config.values.llm.headers
        return self._settings(table.model, table.base_url or writer.base_url, key, headers)

    def _key(self, name: str, file: Path | None, base_url: str) -> str:
        """The secret of that name; a server on this machine may want none, and takes what it is sent.

        Where nothing is bought nobody is asked, and there may be none: a worker's is its own.
        """
        if self.trial and not self.trial.buying:
            return NO_KEY
        path = self.config.path(file) if file else None
        return Secrets().get(name, needed_for=_KEYS[name], file=path, instead=NO_KEY if is_here(base_url) else "")

    def _settings(self, model: str, base_url: str, api_key: str, headers: Mapping[str, str]) -> ModelSettings:
        llm = self.config.values.llm
        own = llm.models.get(model)
        return ModelSettings(
            model=model,
            api_key=api_key,
            base_url=base_url,
            headers={name: value.replace("{api_key}", api_key) for name, value in headers.items()},
            max_tokens=llm.max_tokens,
            concurrency=llm.concurrency,
            thinking=own.thinking if own else None,
            effort=own.effort if own else None,
            timeout_s=llm.timeout.total_seconds(),
            prices=self._prices_of(model),
        )

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        return self._model.translate(entry, paper, locale)

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        return self._model.introduce(issue, pieces, locale)

    def warm(self, issue_key: str, locale: Locale, texts: int) -> Sequence[str]:
        return self._model.warm(issue_key, locale, texts)

    def asking(
        self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], entry: Entry | None, locale: Locale
    ) -> Asking:
        only = self.trial.model if self.trial else ""
        return asking(self.shared.calls, issue, pieces, entry, locale, only=only)

    def repair(self, case: Case, findings: Found) -> Translation:
        return self._model.repair(case, findings)

    @property
    def stronger(self) -> Author | None:
        return self._model.stronger if self.config.values.llm.stronger and not self.trial else None

    def estimate(self, wanted: Wanted, *, closely: bool = False) -> Estimate:
        llm = self.config.values.llm
        counters, why = self._counters() if closely else ((None, None), "")
        writer = Asked(model=llm.model, prices=self._prices_of(llm.model), count=counters[0], why=why)
        second = llm.judge.model if llm.judge else None
        judging = Asked(model=second, prices=self._prices_of(second), count=counters[1], why=why) if second else None
        found = estimate(wanted, writer, judging, self.shared.calls, self.shared.clock.now(), closely=closely)
        return replace(found, stronger=llm.stronger.model if llm.stronger else "")

    def _counters(self) -> tuple[tuple[Counter | None, Counter | None], str]:
        """What counts tokens, or why there is nothing that does: no key yet."""
        try:
            return self._model.counters, ""
        except Misconfigured as error:
            return (None, None), str(error)

    @property
    def unpriced(self) -> Sequence[str]:
        llm = self.config.values.llm
        names = dict.fromkeys((llm.model, *(one.model for one in (llm.judge, llm.stronger) if one)))
        return [name for name in names if self._prices_of(name) is None]

    def _require_prices(self, model: str) -> None:
        """Raises: Misconfigured (there is a budget, and the model has no prices by which it could be kept)."""
        if "budget" in self.config.values.model_fields_set and self._prices_of(model) is None:
            raise Misconfigured(
                f"{price_table(model)}: {model} has no prices, so that nobody can keep to [budget]; give them (0 for a"
                " server of your own), or take [budget] out"
            )

    def _prices_of(self, model: str) -> Prices | None:
        own = self.config.values.llm.models.get(model)
        return Prices(**own.prices.model_dump()) if own and own.prices else None

    @property
    def judged_by(self) -> str:
        judge = self.config.values.llm.judge
        return judge.model if judge else ""

    def judge(self, case: Case) -> Found:
        return self._model.judge(case)

    def read(self, comment: Comment, shown: Sequence[Shown], locale: Locale) -> Reading:
        return self._model.read(comment, shown, locale)

    def check(self) -> Sequence[Check]:
        said = [Check(what=f"model {name}: {UNPRICED}", well=True) for name in self.unpriced]
        return [*self._model.check(), *said]

    def close(self) -> None:
        """Closes the models' connections, those that were ever asked for."""
        for one in (self, *self.others.values()):
            if "_built" in vars(one):
                one._built.close()
