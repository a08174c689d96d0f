"""What is said of a second model's doubts, and of a text that the model would not write; nothing is checked here."""

from collections.abc import Mapping

SAYS: Mapping[str, str] = {
    "language.judge": "A second model takes this for an error ({category}): {why} Compare ‘{target}’ with the source.",
    "structure.judge": "A second model sees something left out or added ({category}): {why} Compare the two texts.",
    "term.judge": "A second model takes ‘{target}’ for the wrong term: {why} Use the term the field uses.",
    "register.judge": "A second model takes ‘{target}’ for the wrong register: {why} Write it as the rest is written.",
    "structure.refused": "The model gave no text: {why}",
    "language.unjudged": "The second model would not read this text ({why}); only the rules have checked it. Read it.",
}
