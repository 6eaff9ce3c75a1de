"""The address ``/login``."""

from ui.login_page import render
from ui.shell import show_page

show_page(render, page_path="login")
