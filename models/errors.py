"""Refusals: expected, typed, worded once (in `handlers/views/refusals.py`), nothing changed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


class Refusal(Exception):  # noqa: N818 - the house speaks of refusals
    """An expected no. The fields of a subclass are what its sentence needs."""


# -- who you are and what you may -------------------------------------------------------------


class Stranger(Refusal):
    """No seat is known for this account: it is asked for an invitation and told nothing else."""


class WrongInvitation(Refusal):
    """No invitation has this code."""


class InvitationOver(Refusal):
    """The invitation was used, revoked or has expired; its holder needs a new one."""


@dataclass(eq=False)
class TooManyTries(Refusal):
    """Codes are being guessed from this account: it must wait until `until`."""

    until: datetime


class NotYourCluster(Refusal):
    """The thing belongs to a cluster in which the person has no seat."""


class NotYourUnit(Refusal):
    """The sheet belongs to a unit for which the person does not speak."""


class NotForYou(Refusal):
    """Another office of the cluster has this right."""


class MandateOver(Refusal):
    """The person does not speak for the unit any more."""


# -- cards and buttons ------------------------------------------------------------------------


class StaleCard(Refusal):
    """The button stands on an old card; the current one is shown instead."""


class UnknownButton(Refusal):
    """The button's payload is none of ours, or no longer."""


class NotUnderstood(Refusal):
    """The screen at hand asks for nothing that could be typed."""


class FileNotExpected(Refusal):
    """A file or picture came where the screen asks for none."""


# -- periods and sheets -----------------------------------------------------------------------


@dataclass(eq=False)
class PeriodOver(Refusal):
    """The period takes no more sheets since `at`."""

    at: datetime


class PeriodExists(Refusal):
    """This period of the year has been opened already."""


@dataclass(eq=False)
class NoCriteria(Refusal):
    """No adopted criteria table for `year`: the operator imports one."""

    year: int


@dataclass(eq=False)
class ChangedMeanwhile(Refusal):
    """A colleague (`name`) has changed item `code` since this card was shown."""

    name: str
    code: str


class SheetHandedIn(Refusal):
    """The sheet is submitted; withdraw it before changing it."""


class SheetNotHandedIn(Refusal):
    """Only a submitted sheet can be withdrawn or returned."""


@dataclass(eq=False)
class TooLateToWithdraw(Refusal):
    """The deadline `due_at` is over; the head can return the sheet."""

    due_at: datetime


class NothingToUndo(Refusal):
    """The person's last change is undone already, or somebody has changed the item since."""


@dataclass(eq=False)
class UnknownItem(Refusal):
    """`text` is no item's code or number on this screen."""

    text: str


class RemindedToday(Refusal):
    """Everyone who owes has been reminded today; tomorrow is another day."""


class NobodyOwes(Refusal):
    """Everyone has submitted: nobody is to be reminded."""


class ReasonNeeded(Refusal):
    """A return needs a reason of at least a few words."""


class AlreadyPublished(Refusal):
    """The points have been published already."""


@dataclass(eq=False)
class NotOverYet(Refusal):
    """Points are published after the deadline `due_at`, not before."""

    due_at: datetime


# -- groups -----------------------------------------------------------------------------------


class PrivateOnly(Refusal):
    """This is done in the private chat with the bot, not in a group."""


class GroupTaken(Refusal):
    """The group belongs to another cluster already."""


# -- dates ------------------------------------------------------------------------------------


@dataclass(eq=False)
class NotADate(Refusal):
    """What was typed (`shown`) is not read as a day or a moment."""

    shown: str


@dataclass(eq=False)
class NoSuchDay(Refusal):
    """The calendar has no such day: 31/02, or a weekday that the date does not fall on."""

    shown: str


@dataclass(eq=False)
class DateInPast(Refusal):
    """The moment (aware UTC) lies before the present one."""

    moment: datetime


@dataclass(eq=False)
class DateTooFar(Refusal):
    """The moment (aware UTC) lies more than two years ahead."""

    moment: datetime


# -- numbers and answers that a person types (points.py, rules/answers.py) --------------------


@dataclass(eq=False)
class NotANumber(Refusal):
    """What was typed is no number, or could be read as two ("1.000")."""

    text: str


@dataclass(eq=False)
class NegativeNumber(Refusal):
    """Results and counts are never below zero."""

    text: str


@dataclass(eq=False)
class TooManyDecimals(Refusal):
    """Two decimals are kept; a third would have to be dropped in silence."""

    text: str
    places: int


@dataclass(eq=False)
class NumberTooLarge(Refusal):
    """No result of a unit is this large; `limit` is the largest that is taken."""

    limit: Decimal


@dataclass(eq=False)
class NothingTyped(Refusal):
    """The answer is empty."""


@dataclass(eq=False)
class TextTooLong(Refusal):
    """The text has more than `limit` characters."""

    limit: int


@dataclass(eq=False)
class HiddenCharacters(Refusal):
    """The text holds line breaks, direction marks or characters without width."""


@dataclass(eq=False)
class OutOfRange(Refusal):
    """The number is above `limit`, the largest that this item can mean."""

    limit: Decimal


@dataclass(eq=False)
class WholeNumberNeeded(Refusal):
    """Events are counted in whole numbers."""

    text: str


@dataclass(eq=False)
class UnknownLevel(Refusal):
    """The item has levels 1 to `levels`; what was typed is none of them."""

    text: str
    levels: int


@dataclass(eq=False)
class YesOrNoNeeded(Refusal):
    """The item is met or not met; what was typed is neither."""

    text: str


@dataclass(eq=False)
class NotAssignable(Refusal):
    """This item cannot be marked "không giao chỉ tiêu"."""

    code: str


@dataclass(eq=False)
class TargetGiven(Refusal):
    """The target is `target` for this unit; only the head changes it."""

    target: Decimal


@dataclass(eq=False)
class TargetNeeded(Refusal):
    """No target is known for this item: type result/target (120/100)."""

    code: str


@dataclass(eq=False)
class TargetNotPositive(Refusal):
    """A share of a plan needs a plan above zero."""

    code: str


@dataclass(eq=False)
class WrongUnit(Refusal):
    """A percentage was typed where the item is measured in `unit`."""

    unit: str


@dataclass(eq=False)
class CountsNeeded(Refusal):
    """The item counts `expected` kinds of events, in order; `given` numbers were typed."""

    expected: int
    given: int


@dataclass(eq=False)
class CountedByTheSystem(Refusal):
    """This violation is counted from the system's own log, not typed. `code` is the item's."""

    code: str


class SheetEmpty(Refusal):
    """A sheet without a single answer cannot be handed in."""


# -- files ------------------------------------------------------------------------------------


@dataclass(eq=False)
class FileTooLarge(Refusal):
    """The file is larger than `limit` megabytes (2**20 bytes), the most that can be fetched."""

    limit: int


class FileEmpty(Refusal):
    """The file has no content."""


@dataclass(eq=False)
class FileKindUnknown(Refusal):
    """The content is none of the kinds taken; `found` is its extension (".exe"), if known."""

    found: str = ""


class FileDamaged(Refusal):
    """The content breaks off, or is not what its beginning promises."""


class PdfEmpty(Refusal):
    """The PDF has no page."""


@dataclass(eq=False)
class ImageTooLarge(Refusal):
    """The picture has more than `limit` million pixels."""

    limit: int


class ZipBomb(Refusal):
    """Unpacked, the document would be out of all proportion."""


class HasMacros(Refusal):
    """The document carries program code."""


class FileUnavailable(Refusal):
    """The file could not be fetched from Telegram, or not be kept, just now."""


class FileLost(Refusal):
    """The store has no file under this hash, or one that does not fit it."""


# -- evidence ---------------------------------------------------------------------------------


@dataclass(eq=False)
class EvidenceFull(Refusal):
    """An item takes at most `limit` files and links."""

    limit: int


class EvidenceGone(Refusal):
    """This file or link has been taken away, or never was."""


class NotALink(Refusal):
    """What was typed is no address of a page: http or https, a host, no password in it."""


@dataclass(eq=False)
class DecisionIncomplete(Refusal):
    """Of a decision, `missing` was not said: "number", "date", "issuer"."""

    missing: tuple[str, ...]


@dataclass(eq=False)
class DateInFuture(Refusal):
    """A decision has been issued; `day` is still to come."""

    day: date


class NothingToDescribe(Refusal):
    """A decision was named, but no file or link of this item waits for it."""


# -- workbooks --------------------------------------------------------------------------------


class NotOurWorkbook(Refusal):
    """The file is no workbook of a self-score sheet, or not one any more."""


@dataclass(eq=False)
class OtherSheetsWorkbook(Refusal):
    """The workbook belongs to sheet `sheet_id` of `unit_id`; `same_unit`: it is mine all the same.

    Ids only: whose file it is is not for everybody to know.
    """

    sheet_id: int
    unit_id: int
    same_unit: bool


class OldWorkbook(Refusal):
    """The sheet has been changed since the workbook was fetched."""


class WorkbookTooLarge(Refusal):
    """The workbook has far more rows, columns or content than a sheet has."""


class NoWorkbookChanges(Refusal):
    """The workbook says what the sheet says already."""


class CellEmpty(Refusal):
    """A number is missing beside others; nothing at all is said by 0."""


class FormulaInCell(Refusal):
    """A formula stands where a value is to be typed."""


@dataclass(eq=False)
class MarkNeeded(Refusal):
    """Only an x, or nothing, says whether the item was assigned; `text` is neither."""

    text: str


class MarkedAndAnswered(Refusal):
    """The item has a result and is marked as not assigned as well."""
