"""The address ``/contribute``."""

from ui.contribute_page import render
from ui.shell import show_page

show_page(render, page_path="contribute")
