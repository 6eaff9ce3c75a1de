"""The address ``/account``."""

from ui.account_page import render
from ui.shell import show_page

show_page(render, page_path="account")
