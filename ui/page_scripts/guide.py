"""The address ``/guide``."""

from ui.guide_page import render
from ui.shell import show_page

show_page(render, page_path="guide")
