"""Skolverket's register of school units beside the tree: what differs is decided on, done, and undone.

``runs`` keeps a file with what was decided, ``changes`` does it and takes it back; what differs is found by
:mod:`indicators.queries.register`.
"""

from indicators.services.register.runs import carry_out, comparison_of, decide, preview_register, undo_register

__all__ = ["carry_out", "comparison_of", "decide", "preview_register", "undo_register"]
