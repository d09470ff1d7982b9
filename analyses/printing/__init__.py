"""The analysis on paper, for colleagues' meetings: ``booklet`` is the PDF's page, ``word`` the Word file."""

from analyses.printing.booklet import render_html
from analyses.printing.front import Front, front_of
from analyses.printing.word import render_word

__all__ = ["Front", "front_of", "render_html", "render_word"]
