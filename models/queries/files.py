"""Which files of the store something refers to."""

from sqlmodel import Session, col, select

from models.evidence import Evidence


def known_files(session: Session) -> frozenset[str]:
    """The hashes of all files that a row knows; evidence taken away keeps its file, as its row."""
    rows = session.exec(select(Evidence.sha256).where(col(Evidence.sha256) != "").distinct()).all()
    return frozenset(rows)
