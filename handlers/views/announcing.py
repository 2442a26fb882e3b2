"""Announcements: the list, and one as a unit reads and confirms it."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, File, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, comrade, office_name, small
from models.cluster import Office
from models.queries.announcing import Announced, Confirmed, Listed, unread_key

PER_PAGE = 5
LABEL = 32


def topic(announcement_id: int) -> str:
    """What the cards about an announcement are about."""
    return f"announce:{announcement_id}"


def home(t: Translator) -> tuple[Button, ...]:
    """The way home."""
    return (button(t("🏠 Home"), "home.show"),)


# -- the list ---------------------------------------------------------------------------------


def listing(
    cluster_id: int,
    cluster_name: str,
    rows: tuple[Listed, ...],
    page: int,
    t: Translator,
    *,
    may_run: bool,
    sees_all: bool,
) -> Screen:
    """The announcements, the newest first: for the offices all, for a unit its own."""
    last = max(len(rows) - 1, 0) // PER_PAGE
    page = min(page, last)
    shown = rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        lines(bold(t("📢 Announcements")), Markup("{}").format(cluster_name)),
        lines(*(_listed(each, t, sees_all=sees_all) for each in shown))
        if rows
        else t("There is no announcement yet."),
    )
    new = button(t("✍️ New announcement"), "announce.new", cluster_id, style="primary")
    return Screen(
        text,
        (
            *((new,),) * may_run,
            *((_open(each, t),) for each in shown),
            *turning("announce.list", (cluster_id,), page, last),
            home(t),
        ),
        route=pack("announce.list", cluster_id, page),
        topic=f"news:{cluster_id}",
    )


def _listed(each: Listed, t: Translator, *, sees_all: bool) -> Markup:
    facts = {"day": t.date(each.at), "title": title(each.said, each.file_name)}
    if sees_all:
        return t(
            "• %(day)s: %(title)s (%(done)s/%(all)s units have confirmed)",
            done=each.confirmed,
            all=each.units,
            **facts,
        )
    if each.mine:
        return t("• %(day)s: %(title)s (not confirmed yet)", **facts)
    return t("• %(day)s: %(title)s (confirmed)", **facts)


def title(said: str, file_name: str) -> str:
    """An announcement in a list: how it begins, or its file's name."""
    return plain(said.splitlines()[0] if said else file_name, 60)


def _open(each: Listed, t: Translator) -> Button:
    words = plain(f"{t.day(each.at)} · {title(each.said, each.file_name)}", LABEL)
    style = "primary" if each.mine else ""
    return button(words, "announce.show", each.announcement_id, style=style)


# -- what a unit reads ------------------------------------------------------------------------


def words(found: Announced, t: Translator) -> Markup:
    """An announcement as every reader of it gets it: of whom, what, by whom."""
    return content(found, found.said, t)


def content(found: Announced, said: str, t: Translator) -> Markup:
    """The same with other words of it, or a part of them."""
    return blocks(
        lines(
            bold(t("📢 Announcement · %(cluster)s", cluster=found.cluster_name)),
            small(
                t(
                    "%(office)s: %(who)s, %(when)s",
                    office=office_name(Office.HEAD, found.cluster_kind, t),
                    who=comrade(found.by, t),
                    when=t.moment(found.at),
                )
            ),
        ),
        said and Markup("{}").format(said),
        found.file_name and t("📎 Attached: %(name)s", name=found.file_name),
    )


def letter(
    found: Announced, units: tuple[int, ...], t: Translator, *, again: bool = False
) -> Screen:
    """The announcement as a message, with the button that confirms it."""
    text = blocks(
        again
        and t("Reminder: the unit has not confirmed that it has received this announcement yet."),
        words(found, t),
        small(t("Please press “Received” so that the sender knows.")),
    )
    return Screen(text, (seen_row(found, t), *file_rows(found, t)), tells=_tells(found, units, t))


def _tells(found: Announced, units: tuple[int, ...], t: Translator) -> tuple[tuple[str, str], ...]:
    """What these units are to confirm."""
    told = str(t("Received: “%(title)s”", title=title(found.said, found.file_name)))
    return tuple(
        (unread_key(found.cluster_id, found.announcement_id, unit_id), told) for unit_id in units
    )


def confirmed_letter(
    found: Announced, owing: tuple[int, ...], mine: tuple[Confirmed, ...], t: Translator
) -> Screen:
    """The message once it is confirmed; `owing`: units of the reader's that have not yet."""
    seen = (seen_row(found, t),) if owing else ()
    text = blocks(words(found, t), _confirmed(mine, t))
    return Screen(text, (*seen, *file_rows(found, t)), tells=_tells(found, owing, t))


def seen_row(found: Announced, t: Translator) -> tuple[Button, ...]:
    """The button that confirms it."""
    return (button(t("✅ Received"), "announce.seen", found.announcement_id, style="primary"),)


def file_rows(found: Announced, t: Translator) -> Rows:
    """The button that opens its file, if there is one."""
    if not found.sha256:
        return ()
    return ((button(t("📎 Open the file"), "announce.file", found.announcement_id),),)


def show(found: Announced, mine: tuple[Confirmed, ...], me: int, t: Translator) -> Screen:
    """An announcement as a member reads it; `mine`: who of the unit has confirmed it."""
    own = any(each.person_id == me for each in mine)
    return Screen(
        blocks(words(found, t), _confirmed(mine, t)),
        (
            *(() if own else (seen_row(found, t),)),
            *file_rows(found, t),
            (button(t("◀️ All announcements"), "announce.list", found.cluster_id),),
            home(t),
        ),
        route=pack("announce.show", found.announcement_id),
        topic=topic(found.announcement_id),
    )


def _confirmed(mine: tuple[Confirmed, ...], t: Translator) -> Markup:
    return lines(
        *(
            t(
                "✅ Received: %(who)s, %(when)s",
                who=comrade(each.name, t),
                when=t.moment(each.at),
            )
            for each in mine
        )
    )


def attached(found: Announced, t: Translator) -> File:
    """Its file as it is sent: a picture to be looked at, everything else to be kept."""
    return File(
        found.file_name,
        stored=found.sha256,
        kind="photo" if found.file_kind == "image" else "document",
        caption=t("📢 Announcement · %(cluster)s", cluster=found.cluster_name),
    )
