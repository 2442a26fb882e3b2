"""The agreed score table in the record: agreed, published, opened again."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.access import Actor
from models.actions.record import append
from models.agreement import TableVersion
from models.queries.motions import codes_of
from models.record import RecordEntry
from models.rules.record import digest
from models.sheet import Period


def keep_agreed(
    session: Session, me: Actor, period: Period, content: Mapping[str, Any], now: datetime
) -> None:
    """Keep the table as it was agreed, and write it into the record.

    Who: `stage.agree`. When: late in its transaction. Does: adds a version that never changes, and
    an entry with every unit's final score, place and grade and the hash of the whole, which is
    posted in the group. Refuses: nothing.
    """
    session.add(
        TableVersion(
            period_id=period.id or 0,
            version=period.version,
            at=now,
            by=me.person_id,
            content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        )
    )
    units = content["units"]
    codes = codes_of(session, [each["unit"] for each in units])
    lines = [
        {"unit": codes[each["unit"]], **{name: each[name] for name in ("final", "rank", "grade")}}
        for each in units
    ]
    facts = _about(period, content) | {"units": sorted(lines, key=lambda each: each["unit"])}
    append(session, period.cluster_id, period.year, "table-agreed", facts, now, me)


def record_step(session: Session, me: Actor, period: Period, kind: str, now: datetime) -> None:
    """Write into the record that the table agreed last was published, or opened again.

    Who: `stage.publish`, `stage.confirm_reopening`. When: late in its transaction, before the
    period gets a new version. Does: adds the entry and posts it in the group; of a table agreed
    before there was a record, nothing. Refuses: nothing.
    """
    agreed = session.get(TableVersion, (period.id, period.version))
    facts = _about(period, json.loads(agreed.content)) if agreed else {}
    if facts and _is_recorded(session, period, facts):
        append(session, period.cluster_id, period.year, kind, facts, now, me)


def _is_recorded(session: Session, period: Period, facts: Mapping[str, Any]) -> bool:
    bodies = session.exec(
        select(RecordEntry.body).where(
            RecordEntry.cluster_id == period.cluster_id,
            RecordEntry.year == period.year,
            RecordEntry.kind == "table-agreed",
        )
    ).all()
    return any(facts.items() <= json.loads(body)["facts"].items() for body in bodies)


def _about(period: Period, content: Mapping[str, Any]) -> dict[str, Any]:
    return {"period": period.id, "version": content["version"], "digest": digest(content)}
