"""What all tables have in common: columns that are never empty, and the way between a noun and its row."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def needed(name: str, kind: Any, *more: Any, **options: Any) -> Column[Any]:
    """A column that is never empty."""
    return Column(name, kind, *more, nullable=False, **options)


def columns(table: Table, noun: "type[DataclassInstance]") -> list[Column[Any]]:
    """The columns that keep a noun's fields, in the fields' order."""
    return [table.c[field.name] for field in fields(noun)]


def row(noun: "DataclassInstance") -> dict[str, Any]:
    """A noun's fields by name."""
    return {field.name: getattr(noun, field.name) for field in fields(noun)}
