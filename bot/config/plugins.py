"""Which plug-ins there are: each a file of its folder. None is imported to find out."""

import pkgutil
from pathlib import Path
from typing import Literal

from bot.config.files import nearest

Kind = Literal["sources", "publishers"]


def plug_ins(kind: Kind) -> list[str]:
    """The names in order; a file that begins with `_` is none."""
    folder = Path(__file__).parents[1] / kind
    return sorted(one.name for one in pkgutil.iter_modules([str(folder)]) if not one.name.startswith("_"))


def no_such(kind: Kind, name: str) -> str:
    """What to say of a name that is no plug-in's."""
    known = plug_ins(kind)
    return f"there is no {kind.removesuffix('s')} {name!r}; {nearest(name, known)}there are: {', '.join(known)}"
