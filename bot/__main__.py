"""`paperboy`, and `python -m bot`."""

import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    from bot.cli import run  # noqa: PLC0415 - so that `import bot.__main__` by a tool loads nothing

    sys.exit(run())


if __name__ == "__main__":
    main()
