"""The address ``/map``."""

from ui.map_page import render
from ui.shell import show_page

show_page(render, page_path="map")
