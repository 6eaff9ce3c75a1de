"""The address ``/``."""

from ui.search_page import render
from ui.shell import show_page

show_page(render)
