"""The address ``/users``."""

from ui.shell import show_page
from ui.users_page import render

show_page(render, page_path="users")
