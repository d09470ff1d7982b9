"""The written content of the demo, read from TOML; README.md in this folder describes it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"

# Rektorsområden in the order of the tree: file, name, and its units as slug, name, grades, school forms and national code.
AREAS: list[tuple[str, str, list[tuple[str, str, str, list[str], str]]]] = [
    (
        "norr",
        "Rektorsområde Norr",
        [
            ("norrbyskolan", "Norrbyskolan", "F–6", ["FSK", "GR", "FTH"], "99000001"),
            ("granasskolan", "Granåsskolan", "F–6", ["FSK", "GR", "FTH"], "99000002"),
            ("norrby-forskola", "Norrby förskola", "", ["FS"], ""),
            ("granasens-forskola", "Granåsens förskola", "", ["FS"], ""),
        ],
    ),
    (
        "sjovik",
        "Rektorsområde Sjövik",
        [
            ("sjoviksskolan", "Sjöviksskolan", "F–9", ["FSK", "GR", "FTH"], "99000003"),
            ("sjoviksgarden-forskola", "Sjöviksgården förskola", "", ["FS"], ""),
            ("strandangens-forskola", "Strandängens förskola", "", ["FS"], ""),
            ("vassvikens-forskola", "Vassvikens förskola", "", ["FS"], ""),
        ],
    ),
    (
        "bjorkangen",
        "Rektorsområde Björkängen",
        [
            ("bjorkangsskolan", "Björkängsskolan", "F–9", ["FSK", "GR", "FTH"], "99000004"),
            ("bjorkangens-forskola", "Björkängens förskola", "", ["FS"], ""),
            ("tallbackens-forskola", "Tallbackens förskola", "", ["FS"], ""),
            ("hagkullens-forskola", "Hagkullens förskola", "", ["FS"], ""),
        ],
    ),
    (
        "centrum",
        "Rektorsområde Centrum",
        [
            ("lindviksskolan", "Lindviksskolan", "7–9", ["GR"], "99000005"),
            ("kyrkangsskolan", "Kyrkängsskolan", "F–6", ["FSK", "GR", "FTH"], "99000006"),
            ("kyrkangens-forskola", "Kyrkängens förskola", "", ["FS"], ""),
            ("lindgardens-forskola", "Lindgårdens förskola", "", ["FS"], ""),
            ("lindviks-anpassade-grundskola", "Lindviks anpassade grundskola", "", ["GRS"], "99000007"),
        ],
    ),
    (
        "oster",
        "Rektorsområde Öster",
        [
            ("osterangsskolan", "Österängsskolan", "F–6", ["FSK", "GR", "FTH"], "99000008"),
            ("kvarnbackeskolan", "Kvarnbackeskolan", "F–6", ["FSK", "GR", "FTH"], "99000009"),
            ("osterangens-forskola", "Österängens förskola", "", ["FS"], ""),
            ("kvarnbackens-forskola", "Kvarnbackens förskola", "", ["FS"], ""),
        ],
    ),
]

SCHOOL_AREAS = ["norms", "safety", "knowledge", "support", "health", "influence", "home", "transition"]
PRESCHOOL_AREAS = [key for key in SCHOOL_AREAS if key != "health"]


@cache
def read(name: str) -> dict[str, Any]:
    """One of the files in ``content/``."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def unit_content(area: str, slug: str) -> dict[str, Any]:
    return next(unit for unit in read(area)["units"] if unit["slug"] == slug)
