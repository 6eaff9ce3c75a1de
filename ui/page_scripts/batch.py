"""The address ``/batch``."""

from ui.batch_page import render
from ui.shell import show_page

show_page(render, page_path="batch")
