"""Every table, imported once, so that the schema is whole for the bot, tests and migrations."""

from sqlmodel import SQLModel

from models import (
    agreement,
    appraisal,
    audit,
    award,
    calendar,
    cluster,
    criteria,
    cross,
    evidence,
    handover,
    meeting,
    news,
    people,
    post,
    record,
    reminder,
    sheet,
    voting,
)

TABLES = (
    agreement,
    appraisal,
    audit,
    award,
    calendar,
    cluster,
    criteria,
    cross,
    evidence,
    handover,
    meeting,
    news,
    people,
    post,
    record,
    reminder,
    sheet,
    voting,
)
METADATA = SQLModel.metadata
