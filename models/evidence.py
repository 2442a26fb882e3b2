"""Evidence (*minh chứng*): what proves an item's result. Files rest outside, by their hash."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from models.base import Table, short


class EvidenceKind(StrEnum):
    """What it is by its content, or a link, which is shown and never fetched."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    IMAGE = "image"
    LINK = "link"


class Evidence(Table, table=True):
    """One file or link that a unit has put to an item of its sheet. Taken away, its row stays."""

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    code: str = Field(max_length=20)
    kind: EvidenceKind = Field(sa_column=short(EvidenceKind))
    sha256: str = Field(default="", max_length=64, index=True)
    """Of the content; of a link, of its address made comparable: nothing rests under that."""
    name: str = Field(default="", max_length=100)
    size: int = Field(default=0)
    url: str = Field(default="", max_length=1000)
    doc_number: str = Field(default="", max_length=60)
    """The decision's number and sign as it was typed: 123/QĐ-UBND."""
    doc_key: str = Field(default="", max_length=80, index=True)
    """The same for comparing: without case, accents and spaces, with the year."""
    doc_on: date | None = Field(default=None)
    issuer: str = Field(default="", max_length=200)
    later: bool = Field(default=False)
    """Added with an explanation, after the sheet was handed in."""
    by: int = Field(foreign_key="person.id")
    at: datetime
    removed_at: datetime | None = Field(default=None)
    removed_by: int | None = Field(default=None, foreign_key="person.id")
