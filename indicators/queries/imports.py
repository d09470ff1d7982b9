"""The imports that people made: where figures can come from, what an import would change, and what undoing one would."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.masking import Audience, Shown
from indicators.models import ImportRun, Marker, Source, Value
from indicators.queries.drawing import Counts, Drawing, counts_in
from indicators.queries.previews import UNDECIDED, Preview
from indicators.queries.surroundings import limits_for
from indicators.sources.cells import MARKERS
from indicators.workflow import State
from schoolplan.kit.text import swedish_key
from units.access import paths_where
from units.models import ExternalId, Kind, Node
from units.years import SchoolYear


def may_import_for(user: Any) -> "QuerySet[Node]":
    """The municipalities whose results the person may read in."""
    found: QuerySet[Node] = Node.objects.municipalities().filter(paths_where(user, "results.import")).order_by("name")
    return found


def choices(municipality: Node) -> list[Node]:
    """The units that a place may turn out to be, in Swedish order of their names."""
    return sorted(Node.objects.within(municipality).units(), key=lambda node: swedish_key(node.name))


def runs_of(user: Any) -> "QuerySet[ImportRun]":
    """The imports that the person may see, latest first, without their contents."""
    found: QuerySet[ImportRun] = ImportRun.objects.visible_to(user).select_related("node", "uploaded_by", "undone_by")
    return found.defer("content")


@dataclass(frozen=True)
class RunLine:
    """An import in the history, with its school years and what it changed in a few words."""

    run: ImportRun
    years: str
    changed: str


def run_lines(runs: Iterable[ImportRun]) -> list[RunLine]:
    """The history, a line for each import."""
    return [_run_line(run) for run in runs]


def _run_line(run: ImportRun) -> RunLine:
    """One that was stopped changed nothing; a register of units changes no figures, and its own page tells what it did."""
    if run.source == Source.REGISTER:
        units = run.summary.get("units", 0)
        return RunLine(run, "", ngettext("%(n)s unit in the register", "%(n)s units in the register", units) % {"n": units})
    preview = Preview.from_json(run.summary)
    told = run.state in (State.PREVIEW, State.RUNNING, State.DONE, State.UNDONE)
    return RunLine(run, preview.school_year, _in_words(_clauses(preview)) if told else _("Nothing"))


@dataclass(frozen=True)
class UnitLine:
    """A place of the source: its name there, its name before, and its node as soon as it is in the tree."""

    name: str
    before: str
    node: Node | None

    @property
    def slug(self) -> str:
        """Of the unit's page; places that have none, and units that are not there yet, have no slug."""
        return self.node.slug if self.node and self.node.kind == Kind.UNIT else ""

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_renamed(self) -> bool:
        return self.before not in ("", self.name)


@dataclass(frozen=True)
class ChangedLine:
    """A published figure that is another now, both as anybody may see them."""

    unit: str
    indicator: str
    school_year: SchoolYear
    before: Shown
    after: Shown


@dataclass(frozen=True)
class Line:
    """A number with what it counts."""

    words: str
    count: int


@dataclass(frozen=True)
class ImportPage:
    """What the page of one import shows."""

    preview: Preview
    sentence: str
    rows: list[Line]
    units: list[UnitLine]
    changed: list[ChangedLine]
    cells: list[Line]
    undo: str

    @property
    def unanswered(self) -> int:
        """Places that nobody has said yet who they are."""
        return sum(question["answer"] == UNDECIDED for question in self.preview.questions)

    @property
    def more_changed(self) -> int:
        return self.preview.figures.get("changed", 0) - len(self.changed)


def import_page(run: ImportRun) -> ImportPage:
    """What an import would change or has changed, with the units that are in the tree."""
    preview = Preview.from_json(run.summary)
    return ImportPage(
        preview=preview,
        sentence=_in_words(_clauses(preview)),
        rows=_rows(preview),
        units=_units(run, preview),
        changed=_changed(run, preview),
        cells=_cells(preview) if preview.rows_total else [],
        undo=undo_words(run) if run.state == State.DONE else "",
    )


def _clauses(preview: Preview) -> list[str]:
    """“33 figures are new”, “4 have been changed by Skolverket”, and so on; what there is nothing of is left out."""
    counts: list[tuple[int, Callable[[int], str]]] = [
        (preview.figures.get("new", 0), lambda n: ngettext("%(n)s figure is new", "%(n)s figures are new", n)),
        (
            preview.figures.get("changed", 0),
            lambda n: ngettext("%(n)s is another than before", "%(n)s are others than before", n),
        ),
        (preview.figures.get("unchanged", 0), lambda n: ngettext("%(n)s is as before", "%(n)s are as before", n)),
        (preview.units_new, lambda n: ngettext("%(n)s unit is new", "%(n)s units are new", n)),
        (preview.rows.get("refused", 0), lambda n: ngettext("%(n)s row could not be read", "%(n)s rows could not be read", n)),
    ]
    return [words(count) % {"n": count} for count, words in counts if count]


def _in_words(clauses: list[str]) -> str:
    """The clauses as one sentence."""
    if not clauses:
        return _("There is nothing in it for the municipality's units.")
    return f"{', '.join(clauses)}."


def _rows(preview: Preview) -> list[Line]:
    """What becomes of every row of the source. The counts add up to all rows."""
    named = {
        "imported": _("read in: something in them is new or changed"),
        "unchanged": _("as before"),
        "refused": _("could not be read, see below"),
    }
    lines = [Line(words, preview.rows.get(name, 0)) for name, words in named.items()]
    return [*lines, *(Line(_("left out: %(reason)s") % {"reason": reason}, n) for reason, n in preview.left_out.items())]


def _units(run: ImportRun, preview: Preview) -> list[UnitLine]:
    """First what is new, then what has a new name."""
    codes = ExternalId.objects.filter(
        value__in=[unit["code"] for unit in preview.units], valid_to=None, node__path__startswith=run.node.path
    )
    nodes = {(code.system, code.value): code.node for code in codes.select_related("node")}
    lines = [UnitLine(unit["name"], unit["before"], nodes.get((unit["system"], unit["code"]))) for unit in preview.units]
    return sorted(lines, key=lambda line: (not line.is_new, not line.is_renamed, swedish_key(line.name)))


def _changed(run: ImportRun, preview: Preview) -> list[ChangedLine]:
    """The changed figures, each through the door of masking: what was, and what comes instead, as the public may see it.

    Whoever reads figures in need not be one who may see more; and what stands beside a withheld figure is withheld with it.
    """
    stored = {change["former"]: change for change in preview.changed}
    if not stored:
        return []
    former = list(Value.objects.filter(pk__in=stored).select_related("indicator", "node"))
    counting = {value.indicator.counted_by_id for value in former if value.indicator.counted_by_id}
    beside = Value.objects.current().filter(node__in={value.node_id for value in former}, indicator__in=counting)
    counts, limits = counts_in(beside), limits_for(run.node)
    written = {value.series: value for value in run.values.filter(node__in={value.node_id for value in former})}
    lines = [
        ChangedLine(
            unit=value.node.name,
            indicator=value.indicator.short_title,
            school_year=value.school_year,
            before=Drawing(counts, Audience.PUBLIC).shown(value, limits),
            after=Drawing(counts | _group(value, stored[value.pk]), Audience.PUBLIC).shown(
                _instead(value, stored[value.pk], written.get(value.series, value)), limits
            ),
        )
        for value in former
    ]
    return sorted(lines, key=lambda line: (swedish_key(line.unit), line.indicator, line.school_year))


def _group(value: Value, change: dict[str, Any]) -> Counts:
    """How many pupils there are behind what comes instead, where the source says it."""
    counted_by = value.indicator.counted_by_id
    if counted_by is None or change["group"] is None:
        return {}
    return {(value.node_id, counted_by, int(value.school_year), str(Value.Sex.ALL)): change["group"]}


def _instead(value: Value, change: dict[str, Any], like: Value) -> Value:
    """What comes in place of a value, withheld as ``like`` is: what the import has written, or until then what was."""
    return Value(
        node=value.node,
        indicator=value.indicator,
        school_year=value.school_year,
        number=None if change["number"] is None else Decimal(change["number"]),
        marker=change["marker"],
        rounded=change["rounded"],
        raw=change["raw"],
        denominator=change["denominator"],
        response_rate=None if change["response_rate"] is None else Decimal(change["response_rate"]),
        withheld_inside=like.withheld_inside,
        withheld_public=like.withheld_public,
    )


def _cells(preview: Preview) -> list[Line]:
    """How often a number and each marker stands in the source, and what it means."""
    words = [
        Line(
            _("%(marker)s: %(meaning)s") % {"marker": marker, "meaning": Marker(MARKERS[marker]).label},
            count,
        )
        for marker, count in preview.markers.items()
    ]
    return [Line(_("a number: shown where the group is large enough"), preview.values), *words]


def undo_words(run: ImportRun) -> str:
    """What undoing an import would do to the figures, in one sentence."""
    series = Value.objects.filter(
        node=OuterRef("node"),
        indicator=OuterRef("indicator"),
        school_year=OuterRef("school_year"),
        sex=OuterRef("sex"),
        revision__lt=OuterRef("revision"),
        withdrawn=False,
    )
    found = list(run.values.annotate(had=Exists(series)).values_list("current", "had"))
    counts: list[tuple[int, Callable[[int], str]]] = [
        (found.count((True, False)), lambda n: ngettext("%(n)s figure disappears", "%(n)s figures disappear", n)),
        (
            found.count((True, True)),
            lambda n: ngettext("%(n)s goes back to what it was", "%(n)s go back to what they were", n),
        ),
        (
            sum(not current for current, _had in found),
            lambda n: ngettext(
                "%(n)s stays, since a later import has changed it", "%(n)s stay, since a later import has changed them", n
            ),
        ),
    ]
    return ", ".join(words(n) % {"n": n} for n, words in counts if n)
