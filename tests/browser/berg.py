"""Berg, a municipality that the published files and the recorded answers are about, with an administrator of its own."""

import json
from typing import Any
from urllib.parse import quote_plus

from tests.helpers.processes import ROOT, manage
from tests.indicators.sources.server import Server, of

ADMINISTRATOR = "systemforvaltare-berg"
CODE = "2326"
SCHOOLS = {"63849173": "Svenstaviks skola 7-9", "64994637": "Myrvikens skola 4-9"}
INDEPENDENT = "82304602", "Kövra Byskola"
KPIS = ("N15419", "N15505")
PERIODS = "2016,2017,2018,2019"

MADE = f"""
from journal.services import SYSTEM
from units.roles import Role
from units.services import add_municipality, add_person, assign
berg = add_municipality(name="Bergs kommun", code="{CODE}", by=SYSTEM)
person = add_person(email="{ADMINISTRATOR}@lindvik.example", name="Systemförvaltare, Berg", by=SYSTEM)
assign(user=person, node=berg, role=Role.ADMINISTRATOR, by=SYSTEM)
"""


def is_made(env: dict[str, str]) -> None:
    """The municipality without any units, and one who looks after it. The same administrator is entered with one click."""
    manage("shell", "-v0", "-c", MADE, env=env)


def recorded(path: str) -> Any:
    return json.loads((ROOT / "tests/data" / path).read_text())


def answers(server: Server) -> None:
    """Let the server answer about Berg what was recorded: of Kolada about Berg itself, of Skolverket about other schools."""
    _skolverket(server)
    _kolada(server)


def _skolverket(server: Server) -> None:
    units = [_unit(code, name, "Kommunal") for code, name in SCHOOLS.items()] + [_unit(*INDEPENDENT, "Enskild")]
    listed = {"_embedded": {"listedSchoolUnits": units}, "page": {"totalPages": 1}}
    server.set(f"school-units?page=0&size=50&geographicalAreaCode={CODE}", of({"body": listed}))
    for code, file in zip(SCHOOLS, ("mixed_all_value_types__80509560", "tilde100__20930818"), strict=True):
        server.set(f"school-units/{code}/statistics/gr", of(recorded(f"planned-educations/statistics_gr__{file}.json")["json"]))


def _unit(code: str, name: str, organiser: str) -> dict[str, Any]:
    forms = [{"code": "gr", "schoolYears": ["7", "8", "9"]}]
    return {
        "code": code,
        "name": name,
        "geographicalAreaCode": CODE,
        "principalOrganizerType": organiser,
        "typeOfSchooling": forms,
    }


def _kolada(server: Server) -> None:
    [group] = [one for one in recorded("kolada/municipality_groups.json")["values"] if ", Berg, " in one["title"]]
    places = {CODE: "Berg", "0000": "Riket"} | {member["member_id"]: member["member_title"] for member in group["members"]}
    about = [one for one in recorded("kolada/kpi.json")["values"] if one["id"] in KPIS]
    rows = [row for row in recorded("kolada/data-motala-berg-riket.json")["values"] if row["kpi"] in KPIS]
    theirs = [row for row in rows if row["municipality"] in places]
    for path, values in (
        ("municipality", [{"id": code, "title": name} for code, name in places.items()]),
        ("kpi/" + ",".join(KPIS), about),
        ("municipality_groups?title=" + quote_plus("Liknande kommuner grundskola, Berg"), [group]),
        (f"ou?municipality={CODE}", []),
        (f"data/kpi/{','.join(KPIS)}/municipality/{','.join(places)}/year/{PERIODS}", theirs),
    ):
        server.set(path, of({"values": values, "next_url": None}))
