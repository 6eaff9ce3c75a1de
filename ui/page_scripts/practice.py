"""The address ``/practice``."""

from ui.practice_page import render
from ui.shell import show_page

show_page(render, page_path="practice")
