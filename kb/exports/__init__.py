"""Writes entries as files: tables, references, and sheets to print."""
