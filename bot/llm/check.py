"""What `doctor` asks of the model: key, model, settings and limits, without spending anything."""

from collections.abc import Iterator

from bot.errors import PaperboyError
from bot.llm.client import Client
from bot.llm.settings import ModelSettings
from bot.llm.wire import About
from bot.ports import Check

OWN = "the model's own"


def look(client: Client, settings: ModelSettings) -> Iterator[Check]:
    """One check after another; ends with the first that makes the next pointless."""
    what = f"model {settings.model} at {settings.base_url}: key and model"
    try:
        about = client.about()
    except PaperboyError as error:
        yield Check(what=what, well=False, remedy=str(error))
        return
    if about:
        yield _alive(what, about)
        yield _longest_answer(about, settings)
    else:
        yield Check(what=what, well=True)
    yield _taken(client, settings)
    for lack in client.lacks.known():
        yield Check(what=f"model {settings.model}: its server {lack}", well=True)


def _alive(what: str, about: About) -> Check:
    when = f" on {about.retires_at:%Y-%m-%d}" if about.retires_at else ""
    match about.lifecycle:
        case "retired":
            return Check(what=what, well=False, remedy="the model is retired; choose another in [llm] model")
        case "deprecated":
            return Check(what=f"{what}; it will be retired{when}, choose another before that", well=True)
        case _:
            return Check(what=what, well=True)


def _longest_answer(about: About, settings: ModelSettings) -> Check:
    longest = about.max_tokens
    well = longest is None or settings.max_tokens <= longest
    remedy = "" if well else f"the model's answers have at most {longest} tokens; lower [llm] max_tokens"
    return Check(what=f"max_tokens = {settings.max_tokens}", well=well, remedy=remedy)


def _taken(client: Client, settings: ModelSettings) -> Check:
    thinking = (settings.thinking or {}).get("type", OWN)
    what = f"thinking: {thinking}; effort: {settings.effort or OWN}"
    try:
        tried = client.try_settings()
    except PaperboyError as error:
        return Check(what=what, well=False, remedy=str(error))
    return Check(what=what if tried else f"{what} (not tried)", well=True)
