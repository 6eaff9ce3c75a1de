"""The address ``/explore``."""

from ui.explore_page import render
from ui.shell import show_page

show_page(render, page_path="explore")
