"""Every table, imported once, so that the schema is whole for the bot, tests and migrations."""

from sqlmodel import SQLModel

from models import (
    agreement,
    appraisal,
    audit,
    calendar,
    cluster,
    criteria,
    cross,
    evidence,
    meeting,
    news,
    people,
    post,
    reminder,
    sheet,
)

TABLES = (
    agreement,
    appraisal,
    audit,
    calendar,
    cluster,
    criteria,
    cross,
    evidence,
    meeting,
    news,
    people,
    post,
    reminder,
    sheet,
)
METADATA = SQLModel.metadata
