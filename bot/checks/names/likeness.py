"""How near two names are: whether one is the other misspelt, or of another size."""

_SHORTEST = 4
"""Shorter names are alike by chance."""

_FAR = 3
_LONG, _LONGER = 6, 10


def near(one: str, other: str) -> bool:
    """Whether a reader would take one for the other: a letter off, another number, a part more or less."""
    left, right = one.casefold(), other.casefold()
    first = left.split("-")[0]
    if len(first) > 1 and first == right.split("-")[0]:
        return True
    left, right = "".join(filter(str.isalnum, left)), "".join(filter(str.isalnum, right))
    lettered = "".join(filter(str.isalpha, left))
    if len(lettered) > 1 and lettered == "".join(filter(str.isalpha, right)):
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= _SHORTEST and (short in long or distance(left, right) <= _allowed(short))


def distance(one: str, other: str) -> int:
    """Letters to add, drop or change; 4 for all that is further than 3, and where neither both first nor both last
    letters are the same.

    Source: https://en.wikipedia.org/wiki/Levenshtein_distance
    """
    if abs(len(one) - len(other)) > _FAR or not (one[:2] == other[:2] or one[-2:] == other[-2:]):
        return _FAR + 1
    row = list(range(len(other) + 1))
    for above, letter in enumerate(one, 1):
        before, row[0] = row[0], above
        for column, against in enumerate(other, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (letter != against))
    return min(row[-1], _FAR + 1)


def _allowed(short: str) -> int:
    return 1 + (len(short) >= _LONG) + (len(short) >= _LONGER)
