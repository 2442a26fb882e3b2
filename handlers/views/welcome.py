"""What a stranger sees, joining, and help."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Screen, blocks, button, lines
from handlers.views.common import bold, comrade, role_name
from models.access import Seat
from models.cluster import Office
from models.queries.people import InvitationState


def stranger(t: Translator) -> Screen:
    """All that a stranger is told."""
    return Screen(
        t(
            "Please enter the invitation code given by the head of the cluster, so that the unit "
            "can be confirmed."
        ),
        route="home.show",
    )


def confirm_joining(state: InvitationState, t: Translator) -> Screen:
    """Who the code is for; nothing has happened yet."""
    role = role_name(state.role, t)
    text = blocks(
        bold(t("Please confirm")),
        lines(
            t("The code is for %(who)s", who=comrade(state.person_name, t)),
            Markup("{} · {}").format(role, state.unit_name) if state.unit_name else role,
            Markup("{}").format(state.cluster_name),
        ),
        t("Is this right?"),
    )
    yes = button(t("Yes, this is right"), "join.accept", state.invitation_id, style="primary")
    return Screen(
        text,
        ((yes,), (button(t("No, this is a mistake"), "join.decline"),)),
        route="home.show",
        kept={"invitation": state.invitation_id},
    )


def declined(t: Translator) -> Screen:
    """The code was for somebody else."""
    return Screen(
        t("Nothing has been confirmed. Please return the code to the head of the cluster."),
        route="home.show",
    )


def help_card(seat: Seat | None, t: Translator) -> Screen:
    """What the bot does, by what this person may do."""
    points = [
        t("1. Press a button, or type the answer when a question is asked."),
        t(
            "2. Every answer is saved at once. It is safe to stop and to go on later, on any "
            "device."
        ),
        t("3. Numbers may be written with a comma or a point: 92,5 or 92.5."),
        t("4. In the list of a section several answers may be typed at once: 3=8."),
        t("5. /start always shows the present screen again."),
    ]
    if seat is not None and Office.HEAD in seat.offices:
        points.append(
            t(
                "6. The head of the cluster opens periods, follows the board, reminds and "
                "invites with the buttons of the home card."
            )
        )
    back = (button(t("🏠 Home"), "home.show"),)
    return Screen(blocks(bold(t("Help")), lines(*points)), (back,), route="help.show")
