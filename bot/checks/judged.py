"""What is said of other models' doubts and help, and of a text that no model would write; nothing is checked here."""

from collections.abc import Mapping

SAYS: Mapping[str, str] = {
    "language.judge": "A second model takes this for an error ({category}): {why} Compare ‘{target}’ with the source.",
    "structure.judge": "A second model sees something left out or added ({category}): {why} Compare the two texts.",
    "term.judge": "A second model takes ‘{target}’ for the wrong term: {why} Use the term the field uses.",
    "register.judge": "A second model takes ‘{target}’ for the wrong register: {why} Write it as the rest is written.",
    "structure.refused": "The model gave no text: {why}",
    "language.unjudged": "The second model would not read this text ({why}); only the rules have checked it. Read it.",
    "language.anew": "What the first model gave did not pass, and {model} wrote this in its place. Read it.",
    "language.no_better": "A stronger model was asked as well and gave nothing better.",
}
