"""What a unit does in a movement, what the head ends it with, and the letters about it."""

from datetime import date

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, quote, small
from handlers.views.movement import facts, over_words
from models.queries.movement import MovementState, UnitProgress
from models.rules.duties import Duty, DutyKind

QUICK = (0, 25, 50, 75, 100)


def _back(found: MovementState, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back to the movement"), "movement.show", found.movement_id),)


def _heading(found: MovementState, unit: UnitProgress) -> Markup:
    return lines(bold(found.name), small(unit.name))


# -- registering ------------------------------------------------------------------------------


def join(found: MovementState, unit: UnitProgress, t: Translator) -> Screen:
    """Asks what the unit sets out to do."""
    text = blocks(
        _heading(found, unit),
        t("Goal: %(goal)s", goal=found.goal),
        unit.pledge and lines(t("Registered so far:"), quote(unit.pledge)),
        bold(t("Please type what the unit sets out to do: contents, targets, solutions.")),
    )
    args = (found.movement_id, unit.unit_id)
    return Screen(
        text,
        (_back(found, t),),
        route=pack("movement.join", *args),
        asks=pack("movement.pledged", *args),
    )


def confirm_join(found: MovementState, unit: UnitProgress, pledge: str, t: Translator) -> Screen:
    """The pledge read back; the button registers the unit."""
    args = (found.movement_id, unit.unit_id)
    text = blocks(
        _heading(found, unit),
        t("The unit registers with:"),
        quote(pledge),
        small(t("The head of the cluster sees it. To change it, type it again.")),
    )
    yes = button(t("✅ Register"), "movement.register", *args, style="primary")
    return Screen(
        text,
        ((yes,), _back(found, t)),
        route=pack("movement.joining", *args),
        asks=pack("movement.pledged", *args),
        kept={"pledge": pledge},
    )


# -- reporting --------------------------------------------------------------------------------


def ask_percent(found: MovementState, unit: UnitProgress, today: date, t: Translator) -> Screen:
    """Asks how far the unit is."""
    args = (found.movement_id, unit.unit_id)
    wanted, last = unit.answers(found.report_on, today), unit.last
    coming = None if wanted else unit.next_report(found.report_on, today)
    text = blocks(
        _heading(found, unit),
        lines(
            wanted and t("Report for %(day)s", day=t.date(wanted)),
            coming and t("Next report: by %(day)s", day=t.day(coming, today)),
            last and t("Reported so far: %(percent)s%%", percent=last.percent),
        ),
        bold(t("How much of the goal is done? Press a share, or type it: 60.")),
    )
    quick = tuple(button(f"{each}%", "movement.say", *args, each) for each in QUICK)
    return Screen(
        text,
        (quick, _back(found, t)),
        route=pack("movement.report", *args),
        asks=pack("movement.percent", *args),
    )


def ask_words(found: MovementState, unit: UnitProgress, percent: int, t: Translator) -> Screen:
    """Asks for a sentence; it can be left out."""
    args = (found.movement_id, unit.unit_id, percent)
    text = blocks(
        _heading(found, unit),
        bold(
            t("Done: %(percent)s%%. Please type in a sentence what has been done.", percent=percent)
        ),
        small(t("The report can be corrected until the next reporting day comes near.")),
    )
    bare = button(
        t("✅ Report %(percent)s%% without words", percent=percent), "movement.bare", *args
    )
    other = button(t("◀️ Another share"), "movement.report", *args[:2])
    return Screen(
        text,
        ((bare,), (other,)),
        route=pack("movement.say", *args),
        asks=pack("movement.said", *args),
    )


# -- ending -----------------------------------------------------------------------------------


def ask_why(found: MovementState, today: date, t: Translator) -> Screen:
    """Asks why it is ended."""
    text = blocks(
        bold(found.name),
        t("The movement has not begun; it is being withdrawn.")
        if today < found.starts_on
        else t("The movement ends before its last day, %(day)s.", day=t.date(found.ends_on)),
        bold(t("Please type the reason. Everybody of the cluster receives it.")),
    )
    return Screen(
        text,
        (_back(found, t),),
        route=pack("movement.end", found.movement_id),
        asks=pack("movement.why", found.movement_id),
    )


def confirm_end(found: MovementState, why: str, people: int, t: Translator) -> Screen:
    """Before it is ended, the safe way first."""
    text = blocks(
        bold(found.name),
        t("The movement is being ended. Reason:"),
        quote(why),
        t("Registrations and reports are no longer received; what was reported stays."),
        t.n("%(count)s person will be told.", "%(count)s people will be told.", people),
    )
    keep = button(t("◀️ Do not end it"), "movement.show", found.movement_id, style="primary")
    yes = button(t("⏹ End the movement"), "movement.ended", found.movement_id, style="danger")
    return Screen(
        text,
        ((keep,), (yes,)),
        route=pack("movement.ending", found.movement_id),
        kept={"why": why},
    )


# -- letters ----------------------------------------------------------------------------------


def launched_words(found: MovementState, t: Translator) -> Markup:
    """What everybody gets when a movement is launched."""
    return blocks(
        t("%(cluster)s launches an emulation movement.", cluster=found.cluster_name),
        facts(found, t),
    )


def launched(
    found: MovementState,
    absent: tuple[int, ...],
    joined: tuple[str, ...],
    today: date,
    t: Translator,
) -> Screen:
    """The launch; `absent`: units of the reader's that are to register, `joined`: that have."""
    words = t("Registering for “%(name)s”", name=found.name)
    tells = tuple((join_key(found, unit_id), str(words)) for unit_id in absent)
    text = blocks(
        launched_words(found, t),
        over_words(found, today, t),
        absent and t("Please register what your unit sets out to do."),
        lines(*(t("✅ %(unit)s has registered.", unit=unit) for unit in joined)),
    )
    look = button(t("🚩 Open the movement"), "movement.show", found.movement_id)
    rows = [
        (button(t("✍️ Register"), "movement.join", found.movement_id, each, style="primary"),)
        for each in absent[:1]
    ]
    return Screen(text, (*rows, (look,)), tells=tells)


def join_key(found: MovementState, unit_id: int) -> str:
    """The key of the duty to register."""
    thing, ref = f"join:{found.movement_id}", str(found.movement_id)
    return Duty(DutyKind.MOVEMENT, thing, ref, found.cluster_id, unit_id, found.at).key


def ended(found: MovementState, today: date, t: Translator) -> Screen:
    """It has been ended, and why."""
    text = blocks(
        t(
            "%(cluster)s: the movement “%(name)s” has been ended by the head.",
            cluster=found.cluster_name,
            name=found.name,
        ),
        over_words(found, today, t),
        t("Nothing more is to be registered or reported."),
    )
    look = button(t("🚩 Open the movement"), "movement.show", found.movement_id, style="primary")
    return Screen(text, ((look,),))
