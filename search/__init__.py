"""Queries in, hits out: embedders, indexes, fusion and the reasons for a hit."""
