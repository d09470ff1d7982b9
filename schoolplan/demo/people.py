"""The places and people of Lindvik. People are called by what they do: no invented person has a name."""

from dataclasses import dataclass

from analyses.templates import Words, add_default_themes, add_template, default_area, default_templates
from journal.services import SYSTEM
from schoolplan.demo.content import AREAS, PRESCHOOL_AREAS, SCHOOL_AREAS, unit_content
from schoolplan.home.demo import DEMO_DOMAIN
from units.models import Kind, MunicipalitySettings, Node, User
from units.roles import Role
from units.services import add_elsewhere, add_municipality, add_node, add_person, assign

SHOWN_FIRST = "bjorkangsskolan"

# What Lindvik is compared with: the country, and municipalities like it. The municipalities are invented.
COUNTRY = "riket"
BESIDE = [
    (COUNTRY, "Riket", "0000"),
    ("norrsunda", "Norrsunda", "9921"),
    ("asviken", "Åsviken", "9922"),
    ("granfors", "Granfors", "9923"),
    ("solvik", "Solvik", "9924"),
    ("hallamo", "Hällamo", "9925"),
    ("vretaby", "Vretaby", "9926"),
]


@dataclass
class Lindvik:
    """What the later steps of the seeding need to find."""

    municipality: Node
    areas: dict[str, Node]
    units: dict[str, Node]
    principals: dict[str, User]
    office: dict[str, User]
    beside: dict[str, Node]

    def principal_of_area(self, area: str) -> User:
        """The one who confirms the area's dialogues: the principal of its first school."""
        slug = next(row[0] for name, _title, rows in AREAS if name == area for row in rows)
        return self.principals[slug]


def make_places() -> Lindvik:
    region = Node.objects.add_root({"kind": Kind.REGION, "name": "Sjölands region", "slug": "sjolands-region"})
    municipality = add_municipality(name="Lindvik kommun", code="9900", by=SYSTEM, region=region)
    MunicipalitySettings.objects.filter(municipality=municipality).update(
        administration_name="barn- och utbildningsförvaltningen", political_body="barn- och utbildningsnämnden"
    )
    lindvik = Lindvik(municipality, {}, {}, {}, {}, {})
    for name, title, rows in AREAS:
        area = add_node(parent=municipality, kind=Kind.AREA, name=title, slug=name, by=SYSTEM)
        lindvik.areas[name] = area
        for slug, unit_name, grades, forms, code in rows:
            pupils = unit_content(name, slug).get("pupils")
            lindvik.units[slug] = add_node(
                parent=area,
                kind=Kind.UNIT,
                name=unit_name,
                slug=slug,
                grades=grades,
                forms=forms,
                pupils=pupils,
                code=code,
                by=SYSTEM,
            )
    for slug, name, code in BESIDE:
        lindvik.beside[slug] = add_elsewhere(name=name, code=code, by=SYSTEM)
    _make_people(lindvik, region)
    _make_templates(municipality)
    return lindvik


def _person(who: str, name: str, *held: tuple[Role, Node]) -> User:
    user = add_person(email=f"{who}@{DEMO_DOMAIN}", name=name, by=SYSTEM)
    for role, node in held:
        assign(user=user, node=node, role=role, by=SYSTEM)
    return user


def _make_people(lindvik: Lindvik, region: Node) -> None:
    units = lindvik.units
    first = units[SHOWN_FIRST]
    lindvik.principals[SHOWN_FIRST] = _person("rektor", f"Rektor, {first.name}", (Role.PRINCIPAL, first))
    for area, _title, rows in AREAS:
        preschools = [units[slug] for slug, _n, _g, forms, _c in rows if forms == ["FS"]]
        head = _person(
            f"rektor-forskolor-{area}",
            f"Rektor för förskolorna, {lindvik.areas[area].name}",
            *((Role.PRINCIPAL, n) for n in preschools),
        )
        for slug, name, _grades, forms, _code in rows:
            if forms == ["FS"]:
                lindvik.principals[slug] = head
            elif slug != SHOWN_FIRST:
                lindvik.principals[slug] = _person(f"rektor-{slug}", f"Rektor, {name}", (Role.PRINCIPAL, units[slug]))
    area = lindvik.areas["bjorkangen"]
    _person("bitradande-rektor", f"Biträdande rektor, {first.name}", (Role.DEPUTY, first))
    _person("administrativ-chef", "Administrativ chef, Björkängen", (Role.CHIEF, area))
    _person("medarbetare", f"Förstelärare, {first.name}", (Role.CONTRIBUTOR, first))
    _person("elevhalsa", "Elevhälsan, Björkängen", (Role.STUDENT_HEALTH, area))
    _person("utvecklingslarare", "Utvecklingslärare i matematik", (Role.DEVELOPMENT_TEACHER, units["lindviksskolan"]))
    whole = lindvik.municipality
    lindvik.office = {
        "lead": _person("utvecklingsledare", "Utvecklingsledare", (Role.DEVELOPMENT_LEAD, whole)),
        "operations": _person("verksamhetschef", "Verksamhetschef", (Role.OPERATIONS, whole)),
        "administration": _person("forvaltningschef", "Förvaltningschef", (Role.ADMINISTRATION, whole)),
        "board": _person("ledamot", "Ledamot i nämnden", (Role.BOARD, whole)),
        "administrator": _person("systemforvaltare", "Systemförvaltare", (Role.ADMINISTRATOR, whole)),
    }
    _person("regionalt-stod", "Regionalt stöd", (Role.REGION, region))


def _make_templates(municipality: Node) -> None:
    """Lindvik asks about eight areas in schools and seven in pre-schools, fewer than the default templates."""
    for default in default_templates():
        keys = PRESCHOOL_AREAS if default.words == Words.PRESCHOOL else SCHOOL_AREAS
        if default.words != Words.UPPER:
            add_template(
                municipality=municipality,
                name=default.name,
                forms=default.forms,
                areas=[default_area(key, words=default.words) for key in keys],
                sections=default.sections,
                fields=default.fields,
                by=SYSTEM,
            )
    add_default_themes(municipality=municipality, by=SYSTEM)
