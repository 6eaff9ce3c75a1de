"""The address ``/review``."""

from ui.review_page import render
from ui.shell import show_page

show_page(render, page_path="review")
