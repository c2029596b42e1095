"""The catalogue of datasets: what there is to ask for (domain 10.1)."""

from dataclasses import dataclass, field

from ..message import Listing, Query, View
from ..request import Access

OPT_OUT_ADDRESS = "https://www.nhs.uk/your-nhs-data-matters"  # S3-15, unless HAVEN_OPT_OUT_ADDRESS names another


@dataclass(frozen=True, kw_only=True)
class FieldView(View):
    """One field. `sensitivity`: direct, quasi, sensitive, legal or ordinary. `treatment`, how it leaves: keep, drop
    (never), justify (only with a reason), person or local (a pseudonym of the project), or a derivation: shift,
    month, age, birth_year, year_of, area, fiscal_year. `group` names the numbered fields that belong together.
    `reason`: whoever asks for it gives a reason of at least so many characters (X-DATA1); 0: none is needed."""

    name: str
    sensitivity: str = "ordinary"
    treatment: str = "keep"
    description: str = ""
    codes: str = ""
    group: str = ""
    reason: int = 0


@dataclass(frozen=True, kw_only=True)
class UseCondition(View):
    """One condition on the use of a dataset: a term of the Data Use Ontology, such as DUO:0000006 (HMB), what it means,
    and its parameter, if it has one. Machine-readable, and matched with what an application declares."""

    code: str
    short: str
    meaning: str
    parameter: str = ""


@dataclass(frozen=True, kw_only=True)
class DatasetRow(View):
    """One dataset in a list."""

    dataset: str
    name: str
    grain: str
    coverage: str
    refresh: str
    sensitive: bool
    complexity: str
    description: str = ""
    field_count: int = 0
    access: tuple[Access, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DatasetView(View):
    """One dataset with its fields and everything that decides how it may be asked for. `access`: the services by which
    it can be reached (S2-34). `held`: this installation's Analysis Data Core can produce it; `not_held` names the
    fields for which it has no source."""

    dataset: str
    name: str
    description: str
    controller: str
    grain: str
    coverage: str
    year_from: int
    rolling_years: int = 0
    refresh: str
    sensitive: bool
    classification: str
    gates: tuple[str, ...] = ()
    complexity: str
    size_band: str
    quality_notes: str
    caveats: str
    opt_out_note: str
    opt_out_address: str = OPT_OUT_ADDRESS
    retention: str
    metadata_version: str
    elements: tuple[str, ...] = ()
    access: tuple[Access, ...] = ()
    held: bool = True
    not_held: tuple[str, ...] = ()
    use_conditions: tuple[UseCondition, ...] = ()
    fields: tuple[FieldView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DatasetsView(View):
    """A page of datasets."""

    rows: tuple[DatasetRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListDatasets(Listing):
    """Datasets whose id, name, description or fields hold every word of `q`; open to everybody."""

    answers = DatasetsView
    q: str = field(default="", metadata={"max": 100})
    sensitive: bool | None = None
    complexity: str = field(default="", metadata={"max": 10})


@dataclass(frozen=True, kw_only=True)
class ReadDataset(Query):
    """One dataset by its catalogue id; open to everybody."""

    answers = DatasetView
    dataset: str = field(metadata={"min": 1, "max": 40})
