"""The command line. ``metodbank --help`` must stay instant: heavy imports stay inside the commands."""

from kb.cli.main import main

__all__ = ["main"]
