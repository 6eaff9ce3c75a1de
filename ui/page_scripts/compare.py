"""The address ``/compare``."""

from ui.compare_page import render
from ui.shell import show_page

show_page(render, page_path="compare")
