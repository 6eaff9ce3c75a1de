"""The address ``/edit``."""

from ui.edit_page import render
from ui.shell import show_page

show_page(render, page_path="edit")
