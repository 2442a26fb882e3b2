"""The manifest of a ballot: everything that is fixed about it, as it is hashed and posted."""

from collections.abc import Sequence

from sqlmodel import Session

from models.cluster import Cluster
from models.queries.motions import RollUnit, codes_of
from models.rules.motion import MotionKind, Option, method_of, read_options
from models.rules.record import digest
from models.rules.templates import unit_option
from models.voting import Elector, Motion, ReviewSession


def manifest_of(
    session: Session,
    found: ReviewSession,
    motion: Motion,
    units: Sequence[RollUnit],
    electors: Sequence[Elector],
) -> dict[str, object]:
    """Everything that is fixed about a ballot, as it is hashed and posted."""
    options = read_options(motion.options)
    before = session.get(Motion, motion.follows_id) if motion.follows_id else None
    by_unit = {each.unit_id: each for each in electors}
    return {
        "format": "thidua-motion-1",
        "ballot": motion.seal,
        "cluster": session.get_one(Cluster, motion.cluster_id).code,
        "year": found.year,
        "session": found.id,
        "motion": motion.id,
        "round": motion.round,
        "follows": before.seal if before else "",
        "kind": motion.kind.value,
        "form": motion.form.value,
        "method": method_of(motion.kind, options).value,
        "title": motion.title,
        "options": _listed(session, _told(motion, options, units)),
        "roll": [
            {
                "unit": each.code,
                "name": each.name,
                "excluded": by_unit[each.unit_id].excluded,
                "present": each.present,
                "voter": each.person_id is not None,
            }
            for each in units
        ],
        "voters_hash": digest([[each.code, each.person_id] for each in units]),
        "terms": dict(motion.terms),
        "opened_at": motion.opened_at.isoformat() if motion.opened_at else "",
        "closes_at": motion.closes_at.isoformat() if motion.closes_at else "",
        "public_key": motion.public_key,
    }


def _told(motion: Motion, options: Sequence[Option], units: Sequence[RollUnit]) -> Sequence[Option]:
    """What can be chosen; of an honour the unit that it is for, so that nobody can swap it."""
    unit_id = motion.subject.get("unit")
    if options or motion.kind is not MotionKind.HONOUR or unit_id is None:
        return options
    name = next((each.name for each in units if each.unit_id == unit_id), "")
    return (unit_option(unit_id, name),)


def _listed(session: Session, options: Sequence[Option]) -> list[dict[str, str]]:
    codes = codes_of(session, [each.unit_id for each in options if each.unit_id])
    return [
        {"key": each.key, "label": each.label, "unit": codes.get(each.unit_id or 0, "")}
        for each in options
    ]
