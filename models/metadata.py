"""Every table, imported once, so that the schema is whole for the bot, tests and migrations."""

from sqlmodel import SQLModel

from models import audit, cluster, criteria, people, post, sheet

TABLES = (audit, cluster, criteria, people, post, sheet)
METADATA = SQLModel.metadata
