"""The address ``/document``."""

from ui.reader_page import render
from ui.shell import show_page

show_page(render, page_path="document")
