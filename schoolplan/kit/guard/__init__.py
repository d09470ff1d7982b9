"""What in a text looks like a person who should not stand there: numbers, addresses, and names of children.

Nothing is decided here: whoever typed the text corrects the words or says that they may stand. Staff named in their role are
fine, and so is the address of a function (``rektor@kommun.se``), which belongs to a post and not to a person.
"""

from schoolplan.kit.guard.held import Held
from schoolplan.kit.guard.looking import Hit, Kind, look

__all__ = ["Held", "Hit", "Kind", "look"]
