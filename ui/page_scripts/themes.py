"""The address ``/themes``."""

from ui.shell import show_page
from ui.themes_page import render

show_page(render, page_path="themes")
