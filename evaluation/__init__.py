"""Measures search and embedding models against judged questions and aligned sentences."""
