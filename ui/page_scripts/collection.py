"""The address ``/collection``."""

from ui.collection_page import render
from ui.shell import show_page

show_page(render, page_path="collection")
