"""Every fault of a document in words: what is wrong, and what to do about it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

from markupsafe import Markup

from handlers.i18n import N_, Translator
from models.points import rounded
from models.rules.faults import Fault

_SHAPE = {
    "not_a_mapping": N_("This must be lines of the form «key: value». Check the indentation."),
    "not_a_list": N_("This must be a list. Begin each entry with a hyphen and a space."),
    "not_text": N_("This must be text. Put quotes around what looks like a number or a date."),
    "not_a_number": N_("«%(value)s» is not a number. Write digits only, such as 12.5."),
    "not_whole": N_("«%(value)s» is not a whole number. Write digits only."),
    "not_true_or_false": N_("«%(value)s» is neither true nor false. Write one of these two."),
    "missing_key": N_("«%(key)s» is missing. Add it."),
    "unknown_key": N_("«%(key)s» means nothing here. Check the spelling, or delete it."),
    "repeated_parameter": N_("«%(key)s» is given twice, under params and beside it. Keep one."),
    "unknown_choice": N_("«%(value)s» is not possible here. Choose one of: %(choices)s."),
    "text_empty": N_("The text is empty. Fill it in, or delete the line."),
    "text_too_long": N_("The text is too long. Shorten it to %(limit)s characters."),
    "text_hidden": N_("The text holds a line break or hidden characters. Type it again by hand."),
    "bad_code": N_(
        "«%(value)s» cannot be a code. Use letters without diacritics, digits, points, hyphens "
        "and underscores."
    ),
    "list_empty": N_("The list does not have enough entries. Add what is missing."),
    "too_large": N_("The file holds more than %(limit)s values. Delete what does not belong."),
    "too_deep": N_(
        "There are more than %(limit)s levels of groups. Bring the inner ones together."
    ),
    "negative": N_("«%(value)s» is below zero. Write it without the minus sign."),
    "too_many_decimals": N_("«%(value)s» has too many decimals. Round it."),
    "out_of_range": N_("«%(value)s» is out of range. Write a number from %(low)s to %(high)s."),
    "not_a_share": N_("«%(value)s» is not a share. Write a fraction such as 2/3."),
}
_CRITERIA = {
    "duplicate_code": N_("The code «%(value)s» is already taken. Choose another one."),
    "kind_not_here": N_(
        "The kind «%(kind)s» cannot stand here. Move the entry, or change its kind."
    ),
    "sum_differs": N_(
        "The entries inside add up to %(sum)s points, but the maximum is %(max)s: a difference of "
        "%(difference)s. Correct one of the two."
    ),
    "base_differs": N_(
        "The sections add up to %(sum)s points, but the scale says %(max)s: a difference of "
        "%(difference)s. Correct one of the two."
    ),
    "part_max_differs": N_(
        "The maximum here is %(max)s, but in the scale it is %(scale)s. Make them the same."
    ),
    "part_missing": N_(
        "The scale gives %(max)s points to a part that the table does not have. Add the part, or "
        "write 0 in the scale."
    ),
    "item_above_part": N_(
        "The item's maximum of %(max)s is above its part's, which is %(part)s. Lower it."
    ),
    "per_unit_above_max": N_(
        "One occasion is worth %(per_unit)s points, more than the maximum of %(max)s. Correct one "
        "of the two."
    ),
    "tier_max_differs": N_(
        "The best level is worth %(tier)s points, but the maximum is %(max)s. Make them the same."
    ),
    "tiers_not_descending": N_(
        "Levels go from best to worst, so %(tier)s points cannot come after %(above)s. Put them in "
        "order."
    ),
    "duplicate_words": N_("Another level is called «%(value)s» too. Rename one of them."),
    "cap_below_points": N_(
        "The cap of %(cap)s is below one violation's %(points)s points. Correct one of the two."
    ),
    "violation_above_max": N_(
        "One violation costs %(points)s points, more than the maximum of %(max)s. Correct one of "
        "the two."
    ),
    "unknown_evidence": N_(
        "The evidence «%(value)s» is not among evidence_types. Add it there, or correct the code."
    ),
    "evidence_not_sendable": N_(
        "Evidence is required here, but the unit could send none of what is listed. List a kind of "
        "evidence that is not automatic, or delete this line."
    ),
    "unknown_section": N_("There is no section «%(value)s». Correct the code."),
    "unknown_grade": N_("There is no grade «%(value)s». Correct the code."),
    "bands_not_descending": N_(
        "Grades go from best to worst, so %(value)s%% cannot come after %(above)s%%. Put them in "
        "order."
    ),
    "last_band_not_zero": N_(
        "The last grade asks for %(value)s%%, so a unit below it would have no grade. Write 0."
    ),
    "weights_differ": N_("The weights add up to %(sum)s. Change them so that they add up to 1."),
    "weights_missing": N_("A weighted final score needs weights. Add them, or change the method."),
    "trim_unused": N_(
        "The aggregate «%(value)s» does not use this number. Delete it, or write drop_extremes."
    ),
}
_ROSTER = {
    "not_a_date": N_("«%(value)s» is not a day. Write year, month and day, such as 2026-11-15."),
    "bad_slug": N_(
        "«%(value)s» cannot be a code. Use small letters without diacritics, and digits, with "
        "hyphens between the words."
    ),
    "bad_short_name": N_(
        "«%(value)s» cannot end a document's number. Use letters and digits without spaces, such "
        "as CTĐ10."
    ),
    "too_few_units": N_(
        "Units listed: %(count)s; a cluster has at least %(limit)s. Add what is missing."
    ),
    "too_many_units": N_("Units listed: %(count)s; a cluster has at most %(limit)s. Divide it."),
    "duplicate_unit_code": N_(
        "The unit code «%(value)s» is already taken. Delete the repetition, or choose another code."
    ),
    "duplicate_unit_name": N_(
        "The unit %(unit)s is called «%(value)s» too. Delete the repetition, or write the name out."
    ),
    "duplicate_unit_short_name": N_(
        "The unit %(unit)s has the short name «%(value)s» too. Choose another one."
    ),
    "unknown_unit": N_("There is no unit «%(value)s». Correct the code, or add the unit."),
    "dates_reversed": N_(
        "It ends on %(to)s, before it begins on %(from)s. Correct one of the two."
    ),
    "former_names_out_of_order": N_(
        "Former names go from the oldest on, so %(until)s cannot come after %(above)s. Put them in "
        "order."
    ),
    "merged_into_self": N_("A unit cannot merge into itself. Name the unit that took it in."),
    "merged_in_a_circle": N_(
        "The units %(units)s merge into each other in a circle. Delete merged_into from the one "
        "that goes on."
    ),
    "merged_without_end": N_(
        "The unit has merged into %(unit)s, but the day it left is missing. Fill in «to»."
    ),
    "term_overlaps": N_(
        "The unit %(unit)s holds the office «%(office)s» from %(from)s to %(to)s too. End one term "
        "before the next begins."
    ),
    "no_head": N_("No unit is head from %(from)s to %(to)s. Add a term for these days."),
    "office_outside_membership": N_(
        "The unit %(unit)s is a member from %(from)s to %(to)s only. Bring the term within these "
        "days."
    ),
    "person_outside_membership": N_(
        "The unit %(unit)s is a member from %(from)s to %(to)s only. Bring the person's days "
        "within these."
    ),
    "observer_with_unit": N_(
        "An observer speaks for no unit. Delete «unit», or choose another role."
    ),
    "unit_missing": N_("A person with the role «%(role)s» speaks for a unit. Fill in «unit»."),
    "duplicate_person": N_("«%(value)s» is listed twice in the same role. Delete the repetition."),
    "target_undecided": N_(
        "Give either a value or «not_assigned: true», not both. Correct this target."
    ),
    "duplicate_target": N_(
        "The unit %(unit)s already has a target for %(criterion)s. Delete the repetition."
    ),
}
_YAML = {
    "yaml_too_large": N_(
        "The file is larger than %(limit)s KB. Send the right one, or shorten it."
    ),
    "yaml_not_utf8": N_("The file is not text in UTF-8. Save it with the encoding UTF-8."),
    "yaml_syntax": N_(
        "Line %(line)s cannot be read. Check indentation, colons and quotation marks there and "
        "just above."
    ),
    "yaml_alias": N_("Line %(line)s refers to another place with «*». Write the content out."),
    "yaml_too_deep": N_("Line %(line)s is more than %(limit)s levels deep. Check the indentation."),
    "yaml_duplicate_key": N_("«%(key)s» is given twice. Keep one."),
}
_SENTENCES: Mapping[str, str] = {**_SHAPE, **_CRITERIA, **_ROSTER, **_YAML}

_NUMBERS = frozenset(
    {"limit", "count", "sum", "max", "difference", "scale", "part", "per_unit"}
    | {"tier", "above", "cap", "points"}
)
_DAYS = frozenset({"from", "to", "until", "above"})


def fault(fault: Fault, t: Translator) -> Markup:
    """Where it is, counting entries from 1, and the sentence: "units › 3 › name: The text …"."""
    sentence = said(_SENTENCES[fault.code], fault, t)
    return (
        t("%(place)s: %(sentence)s", place=_place(fault), sentence=sentence)
        if fault.path
        else sentence
    )


def said(message: str, fault: Fault, t: Translator) -> Markup:
    """A sentence with the fault's params in it, as people write them."""
    params = {name: _shown(name, value, t) for name, value in fault.params.items()}
    return t(message, **params)


def _place(fault: Fault) -> Markup:
    """The path as its keys stand in the file, with the nearest code where there is one."""
    steps = (str(step + 1) if isinstance(step, int) else step for step in fault.path)
    code = fault.params.get("code")
    place = Markup("<code>%s</code>") % " › ".join(steps)
    return Markup("%s (%s)") % (place, code) if code else place


def _shown(name: str, value: str, t: Translator) -> str:
    """Days and amounts as people write them; everything else as it stands in the file."""
    if name in _DAYS and not value:
        return t("the present")
    if name in _DAYS:
        with suppress(ValueError):
            return t.date(date.fromisoformat(value))
    if name in _NUMBERS and not value:
        return t("without limit")
    return _amount(value, t) if name in _NUMBERS else value


def _amount(value: str, t: Translator) -> str:
    """A share may have more decimals than points have: it stays as it is."""
    with suppress(InvalidOperation):
        number = Decimal(value)
        return t.points(number) if number == rounded(number) else value
    return value
