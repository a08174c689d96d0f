"""The only reader of config.toml, prompts/ and secrets. Every complaint names file, line, key and remedy."""

from bot.config.files import Table, read_table, validated
from bot.config.prompts import load_locale
from bot.config.schema import Config, EditionTable, LlmTable, ModelTable, load
from bot.config.secrets import Secrets

__all__ = [
    "Config",
    "EditionTable",
    "LlmTable",
    "ModelTable",
    "Secrets",
    "Table",
    "load",
    "load_locale",
    "read_table",
    "validated",
]
