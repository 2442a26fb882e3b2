"""What is owed, in words: said one way on home cards, in reminders and in lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, button, lines
from handlers.views.calendar_words import step_name
from handlers.views.common import deadline, period_name, small
from models.rules.duties import Duty, DutyKind


@dataclass(frozen=True, slots=True)
class Names:
    """How units and clusters are called; `clusters` only where the reader has several."""

    units: Mapping[int, str]
    clusters: Mapping[int, str] = field(default_factory=dict)


NO_NAMES = Names({})
"""Where nobody has to be named."""


def duty_name(duty: Duty, names: Names, t: Translator) -> Markup:
    """What is owed, as a noun."""
    return {
        DutyKind.SHEET: _sheet,
        DutyKind.APPRAISAL: _appraisal,
        DutyKind.ANSWER: _answer,
        DutyKind.CROSS: _cross,
        DutyKind.INVITATION: _invitation,
        DutyKind.MEETING: _meeting,
        DutyKind.DOCUMENT: _document,
        DutyKind.MOVEMENT: _movement,
        DutyKind.BALLOT: _ballot,
    }[duty.kind](duty, names, t)


def thing_name(duty: Duty, t: Translator) -> Markup:
    """What several units owe, without what differs between them."""
    if duty.kind is DutyKind.CROSS:
        return t("Cross-scoring, %(period)s", period=_period(duty, t))
    if duty.kind is DutyKind.APPRAISAL:
        return t("Appraisal, %(period)s", period=_period(duty, t))
    if duty.kind is DutyKind.ANSWER:
        return t("Questions and explanations without an answer")
    if duty.kind is DutyKind.BALLOT:
        return t("Voting: %(title)s", title=duty.about["title"])
    return duty_name(duty, NO_NAMES, t)


def _period(duty: Duty, t: Translator) -> Markup:
    return period_name(duty.about["code"], duty.about["year"], t)


def _sheet(duty: Duty, _names: Names, t: Translator) -> Markup:
    return t("Self-score sheet, %(period)s", period=_period(duty, t))


def _appraisal(duty: Duty, _names: Names, t: Translator) -> Markup:
    return t.n(
        "Appraisal, %(period)s: %(count)s sheet waits",
        "Appraisal, %(period)s: %(count)s sheets wait",
        duty.about["count"],
        period=_period(duty, t),
    )


def _answer(duty: Duty, names: Names, t: Translator) -> Markup:
    unit = names.units.get(duty.about["unit"], "")
    if duty.about["what"] == "question":
        return t("Answer to the appraiser's question")
    if duty.about["what"] == "explanation":
        return t("Answer to the explanation of %(unit)s", unit=unit)
    return t("Answer to the objection about %(unit)s", unit=unit)


def _cross(duty: Duty, names: Names, t: Translator) -> Markup:
    unit = names.units.get(duty.about["unit"], "")
    return t("Cross-scoring of %(unit)s, %(period)s", unit=unit, period=_period(duty, t))


def _invitation(duty: Duty, _names: Names, t: Translator) -> Markup:
    return t("Answer to the invitation: %(title)s", title=duty.about["title"])


def _meeting(duty: Duty, _names: Names, t: Translator) -> Markup:
    return t("Meeting: %(title)s", title=duty.about["title"])


def _document(duty: Duty, _names: Names, t: Translator) -> Markup:
    return step_name(duty.about["code"], t)


def _movement(duty: Duty, _names: Names, t: Translator) -> Markup:
    if duty.about["what"] == "join":
        return t("Registration for the movement “%(name)s”", name=duty.about["name"])
    return t("Progress report of the movement “%(name)s”", name=duty.about["name"])


def _ballot(duty: Duty, _names: Names, t: Translator) -> Markup:
    return t(
        "Voting: %(left)s/%(all)s contents to be voted on",
        left=duty.about["left"],
        all=duty.about["all"],
    )


def duty_lines(duty: Duty, names: Names, now: datetime, t: Translator) -> Markup:
    """A duty of one's own: what, how far, until when; in which cluster, if there are several."""
    cluster = names.clusters.get(duty.cluster_id, "")
    return lines(
        Markup("<b>{}</b>").format(duty_name(duty, names, t)),
        cluster and Markup("{}").format(cluster),
        duty.kind is DutyKind.SHEET
        and t(
            "The unit has completed %(done)s/%(all)s items.",
            done=duty.about["done"],
            all=duty.about["all"],
        ),
        _until(duty, now, t),
    )


def first_duty(duty: Duty, names: Names, now: datetime, t: Translator) -> Markup:
    """What comes next, on a home card; in which cluster, if it is another one than the card's."""
    cluster = names.clusters.get(duty.cluster_id, "")
    return lines(
        t("➡️ <b>Next:</b> %(what)s", what=duty_name(duty, names, t)),
        cluster and small(Markup("{}").format(cluster)),
        small(_until(duty, now, t)),
    )


def _until(duty: Duty, now: datetime, t: Translator) -> Markup:
    if duty.kind is DutyKind.MEETING:
        return t("Begins at %(when)s", when=t.moment(duty.due_at))
    return deadline(duty.due_at, now, t)


def duty_button(duty: Duty, names: Names, t: Translator, *, first: bool) -> Button:
    """Opens exactly the thing to do."""
    style = "primary" if first else ""
    label = Markup("▶️ {}").format(_verb(duty, names, t))
    name, *args = _way(duty)
    return button(label, name, *args, style=style)


def _verb(duty: Duty, names: Names, t: Translator) -> Markup:
    return {
        DutyKind.SHEET: t("Do the self-scoring"),
        DutyKind.APPRAISAL: t("Appraise the sheets"),
        DutyKind.ANSWER: t("Answer now"),
        DutyKind.CROSS: t("Score %(unit)s", unit=names.units.get(duty.about.get("unit", 0), "")),
        DutyKind.INVITATION: t("Answer the invitation"),
        DutyKind.MEETING: t("See the meeting"),
        DutyKind.DOCUMENT: t("See what is to be done"),
        DutyKind.MOVEMENT: t("Open the movement"),
        DutyKind.BALLOT: t("Vote"),
    }[duty.kind]


def _way(duty: Duty) -> tuple[str, ...]:
    """The route that does it, with its arguments."""
    if duty.kind is DutyKind.ANSWER:
        return {
            "question": ("explaining.question", str(duty.about["first"])),
            "explanation": ("appraisal.exchange", str(duty.about["first"])),
            "objection": ("objections.objections", duty.ref),
        }[duty.about["what"]]
    if duty.kind is DutyKind.DOCUMENT:
        return ("calendar.step", str(duty.cluster_id), *duty.ref.split(":"))
    if duty.kind in (DutyKind.INVITATION, DutyKind.MEETING):
        return ("invited.show", duty.ref, "0", str(duty.unit_id))  # at any version, for that unit
    return (_ROUTES[duty.kind], duty.ref)


_ROUTES = {
    DutyKind.SHEET: "sheet.show",
    DutyKind.APPRAISAL: "appraisal.show",
    DutyKind.CROSS: "cross.task",
    DutyKind.MOVEMENT: "movement.show",
    DutyKind.BALLOT: "ballot.list",
}
