"""Runs the command line as ``python -m kb.cli``."""

from kb.cli.main import main

main()
