"""The address ``/about``."""

from ui.about_page import render
from ui.shell import show_page

show_page(render, page_path="about")
