"""The text of an analysis as one whole: as it stands now, as it was handed in, and what lies between two such texts.

``records`` is its shape, the same living and frozen, so that one template draws both. ``living`` gathers it from the tables,
``frozen`` writes it as JSON and reads it back, ``comparing`` lays two of them side by side.
"""

from analyses.versions.comparing import Comparison, compare
from analyses.versions.frozen import freeze, read, read_ground
from analyses.versions.living import as_it_stands, finding_as_it_stands, with_whole_chains
from analyses.versions.records import ReadArea, ReadConclusion, ReadFinding, ReadSection, ReadVersion

__all__ = [
    "Comparison",
    "ReadArea",
    "ReadConclusion",
    "ReadFinding",
    "ReadSection",
    "ReadVersion",
    "as_it_stands",
    "compare",
    "finding_as_it_stands",
    "freeze",
    "read",
    "read_ground",
    "with_whole_chains",
]
