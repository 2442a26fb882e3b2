"""Every fault of a workbook in words: by its cell, and by what stands in the cell's heading."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from handlers.i18n import N_, Translator
from handlers.views import faults
from models.rules.faults import Fault

_FILE = {
    "xlsx_unreadable": N_("The file is not an Excel workbook (.xlsx), or it is damaged."),
    "xlsx_old_or_locked": N_(
        "The file is an old workbook (.xls) or has a password. Save it as .xlsx without a password."
    ),
    "xlsx_too_large": N_("The file is larger than %(limit)s MB. Send the right one."),
    "xlsx_bomb": N_("The file is too large when it is unpacked. Copy its sheets into a new one."),
    "xlsx_macros": N_("The file contains macros. Save it as .xlsx without macros."),
    "xlsx_too_many_cells": N_(
        "The sheet «%(sheet)s» is too large: at most %(rows)s rows and %(columns)s columns are "
        "read. Delete what does not belong."
    ),
    "xlsx_not_ours": N_(
        "The sheets of this file are not known (%(sheets)s). Begin with the file that is "
        "downloaded here, or with the template."
    ),
    "xlsx_other_document": N_(
        "This file holds another document: a criteria table is not a list of units, and the other "
        "way round. Choose the right file."
    ),
    "xlsx_sheet_missing": N_("The sheet «%(sheet)s» is missing. Restore it, or its name."),
    "xlsx_column_missing": N_("The column «%(heading)s» is missing. Restore it, or its heading."),
    "xlsx_column_twice": N_("The column «%(heading)s» is there twice. Keep one."),
}
_CELLS = {
    "xlsx_formula": N_("The cell holds a formula. Write the value itself."),
    "xlsx_error_value": N_("The cell holds an error of the program. Write the value itself."),
    "xlsx_ambiguous_number": N_(
        "«%(value)s» can be read as two numbers. Write it without a separator of thousands."
    ),
    "xlsx_unknown_line": N_(
        "The line «%(value)s» means nothing here. Check its name, or delete it."
    ),
    "xlsx_line_twice": N_("«%(value)s» has a value twice. Keep one."),
    "xlsx_parent_missing": N_("The item belongs to no group. Write the code of its group."),
    "xlsx_parent_unknown": N_("There is no group «%(value)s». Correct the code, or add the group."),
    "xlsx_parent_not_group": N_(
        "«%(value)s» is no group, so nothing can belong to it. Correct the code."
    ),
    "xlsx_parent_circle": N_("The groups around «%(value)s» belong to each other in a circle."),
    "xlsx_part_twice": N_("There are two such parts. Keep one."),
    "xlsx_owner_unknown": N_(
        "The code «%(value)s» is not in the list. Correct it, or add the entry."
    ),
}
_SAME_IN_CELLS = {
    "not_text": N_("This must be text. Begin with an apostrophe what looks like a date."),
    "missing_key": N_("«%(key)s» is missing. Fill in the cell."),
    "unknown_key": N_(
        "Nothing may stand in «%(key)s» for this row. Clear the cell, or change the kind of the "
        "row."
    ),
    "text_empty": N_("The cell is empty. Fill it in, or delete the row."),
    "not_true_or_false": N_("«%(value)s» is neither yes nor no. Choose one of the list."),
    "unknown_evidence": N_(
        "There is no evidence «%(value)s». Correct the code, or add it to the sheet of evidence."
    ),
    "not_a_date": N_("«%(value)s» is not a day. Write day, month and year, such as 15/11/2026."),
    "merged_in_a_circle": N_(
        "The units %(units)s merge into each other in a circle. Clear the cell of the one that "
        "goes on."
    ),
    "merged_without_end": N_(
        "The unit has merged into %(unit)s, but the day it left is missing. Fill in the day."
    ),
    "observer_with_unit": N_(
        "An observer speaks for no unit. Clear the cell, or choose another role."
    ),
    "unit_missing": N_("A person with the role «%(role)s» speaks for a unit. Fill in its code."),
    "target_undecided": N_("Give either a target or “not assigned”, not both. Correct this row."),
}
SENTENCES: Mapping[str, str] = {**_FILE, **_CELLS, **_SAME_IN_CELLS}


def sentence(fault: Fault, t: Translator) -> Markup:
    """What is wrong and what to do, without the place."""
    if fault.code in SENTENCES:
        return faults.said(SENTENCES[fault.code], fault, t)
    return faults.fault(replace(fault, path=()), t)


def cell_fault(cell: str, fault: Fault, t: Translator) -> Markup:
    """The cell, the nearest code where there is one, and the sentence; of a file, only that."""
    if not cell:
        return sentence(fault, t)
    code = fault.params.get("code")
    place = Markup("<code>{}</code>").format(cell)
    place = Markup("{} ({})").format(place, code) if code else place
    return t("%(place)s: %(sentence)s", place=place, sentence=sentence(fault, t))
