"""A frozen version as JSON, for programs and for whoever wants to verify its hash."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from ...message import Query, View
from ...request import Profile
from .parts import Document, Receipt


@dataclass(frozen=True, kw_only=True)
class VersionExportView(View):
    """A frozen version whole. `content` is exactly what `sha256` is the hash of: the JSON of it with sorted keys and
    without spaces, in UTF-8. `named`: as in ApplicationView. `schema` is where the JSON Schema of this is published."""

    schema: str
    application_id: UUID
    profile: Profile
    title: str
    submitted_at: datetime
    submitted_by: UUID
    sha256: str
    content: dict[str, Any]
    documents: tuple[Document, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)
    receipt: Receipt | None = None


@dataclass(frozen=True, kw_only=True)
class ExportVersion(Query):
    """One frozen version, as JSON by a published schema."""

    answers: ClassVar[type[View]] = VersionExportView
    application_id: UUID
    version: int = field(metadata={"min": 1})


@dataclass(frozen=True, kw_only=True)
class ExportSchemaView(View):
    """The JSON Schema (2020-12) of an export."""

    schema: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReadExportSchema(Query):
    """The schema of exports, made from the form; open to anybody."""

    answers: ClassVar[type[View]] = ExportSchemaView
