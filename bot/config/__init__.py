"""The only reader of config.toml, prompts/ and secrets. Every complaint names file, line, key and remedy."""

from bot.config.environment import Manager, person
from bot.config.files import Table, read_table, validated
from bot.config.loading import Config, load
from bot.config.plugins import Kind, no_such, plug_ins
from bot.config.prompts import check_labels, load_locale
from bot.config.schema import EditionTable, LlmTable, ModelTable, OtherModelTable, SourceConfig, WebTable
from bot.config.secrets import Secrets, masked

__all__ = [
    "Config",
    "EditionTable",
    "Kind",
    "LlmTable",
    "Manager",
    "ModelTable",
    "OtherModelTable",
    "Secrets",
    "SourceConfig",
    "Table",
    "WebTable",
    "check_labels",
    "load",
    "load_locale",
    "masked",
    "no_such",
    "person",
    "plug_ins",
    "read_table",
    "validated",
]
