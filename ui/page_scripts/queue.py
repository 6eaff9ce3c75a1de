"""The address ``/queue``."""

from ui.queue_page import render
from ui.shell import show_page

show_page(render, page_path="queue")
