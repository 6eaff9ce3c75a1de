"""The address ``/curate``."""

from ui.curate_page import render
from ui.shell import show_page

show_page(render, page_path="curate")
