"""Every table, imported once, so that the schema is whole for the bot, tests and migrations."""

from sqlmodel import SQLModel

from models import (
    agreement,
    appraisal,
    audit,
    cluster,
    criteria,
    cross,
    evidence,
    people,
    post,
    sheet,
)

TABLES = (
    agreement,
    appraisal,
    audit,
    cluster,
    criteria,
    cross,
    evidence,
    people,
    post,
    sheet,
)
METADATA = SQLModel.metadata
