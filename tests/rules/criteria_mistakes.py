"""Mistakes in the small criteria table, one at a time, with the fault each must be told as."""

GONE = object()
PLAN = ("sections", 0, "children", 0, "children", 0)
LEADER = ("sections", 0, "children", 0, "children", 1)
LEVEL = ("sections", 0, "children", 1)
MET = ("sections", 0, "children", 2)
WAVES = ("sections", 1, "children", 0)
REPORT = ("sections", 1, "children", 1)
TASKS = ("sections", 1, "children", 2)
ORDER = ("sections", 1, "children", 3)
CROSS = ("final_score", "cross")
BANDS = ("grades", "bands")

# What is changed, to what, the fault it makes, and where, if that is another place.
MISTAKES = [
    (("title_vi",), 5, "not_text"),
    (("title_vi",), "  ", "text_empty"),
    (("title_vi",), "x" * 301, "text_too_long"),
    (("title_vi",), "a\u202eb", "text_hidden"),
    (("title_vi",), "a\nb", "text_hidden"),
    (("title_vi",), GONE, "missing_key"),
    (("title_vi",), None, "missing_key"),
    (("tittle",), "Bảng", "unknown_key"),
    (("id",), "Bảng tiêu chí", "bad_code"),
    (("id",), "x" * 61, "text_too_long"),
    (("year",), "2026", "not_whole"),
    (("year",), True, "not_whole"),
    (("year",), 26, "out_of_range"),
    (("scale",), [], "not_a_mapping"),
    (("scale", "decimals"), 3, "out_of_range"),
    (("scale", "rounding"), "down", "unknown_choice"),
    (("scale", "may_exceed_base"), "có", "not_true_or_false"),
    (("scale", "base_max"), 199.99, "base_differs"),
    (("scale", "base_max"), "nhiều", "not_a_number"),
    (("scale", "base_max"), float("nan"), "not_a_number"),
    (("scale", "base_max"), True, "not_a_number"),
    (("scale", "base_max"), 10**5000, "not_a_number"),
    (("scale", "final_min"), -1, "negative"),
    (("scale", "bonus_max"), 60, "part_max_differs", ("bonus", "max")),
    (("scale", "bonus_max"), GONE, "part_max_differs", ("bonus", "max")),
    (("scale", "deduction_max"), None, "part_max_differs", ("deductions", "max")),
    (("deductions", "max"), None, "part_max_differs"),
    (("bonus",), GONE, "part_missing"),
    (("deductions",), GONE, "part_missing"),
    (("bonus", "items"), [], "list_empty"),
    (("bonus", "items", 0, "kind"), "count", "kind_not_here"),
    (("bonus", "items", 0, "kind"), None, "missing_key"),
    (("bonus", "items", 0, "max"), 50.01, "item_above_part"),
    (("bonus", "items", 0, "per_unit"), 20.01, "per_unit_above_max"),
    (("bonus", "items", 0, "na_allowed"), True, "unknown_key"),
    (("bonus", "items", 0, "code"), "plan", "duplicate_code"),
    (("sections",), {}, "not_a_list"),
    (("sections",), [], "list_empty"),
    (("sections", 0), "I", "not_a_mapping"),
    (("sections", 0, "kind"), "tiered", "unknown_choice"),
    (("sections", 0, "max"), 121, "sum_differs"),
    (("sections", 0, "children", 0, "max"), 69.99, "sum_differs"),
    (("sections", 0, "children", 0, "kind"), None, "missing_key"),
    (("sections", 0, "children", 0, "kind"), ["group"], "unknown_choice"),
    (("sections", 0, "children", 0, "children"), [], "list_empty"),
    ((*PLAN, "code"), "level", "duplicate_code", (*LEVEL, "code")),
    ((*PLAN, "code"), "Mã 1", "bad_code"),
    ((*PLAN, "code"), 1.1, "not_text"),
    ((*PLAN, "max"), 20.01, "sum_differs", ("sections", 0, "children", 0, "max")),
    ((*PLAN, "max"), 20.001, "too_many_decimals"),
    ((*PLAN, "max"), 0, "out_of_range"),
    ((*PLAN, "kind"), "bonus", "kind_not_here"),
    ((*PLAN, "kind"), "propotional", "unknown_choice"),
    ((*PLAN, "params", "floor_rate"), 70, "out_of_range"),
    ((*PLAN, "params", "floor_rate"), -0.1, "negative"),
    ((*PLAN, "params", "target"), 0, "out_of_range"),
    ((*PLAN, "params", "per_unit"), 1, "unknown_key"),
    ((*PLAN, "floor_rate"), 0.7, "repeated_parameter"),
    ((*PLAN, "evidence", 0), "E9", "unknown_evidence"),
    ((*PLAN, "evidence_required"), "có", "not_true_or_false"),
    ((*MET, "evidence_required"), True, "evidence_not_sendable"),
    (("bonus", "items", 0, "evidence_required"), True, "evidence_not_sendable"),
    (("deductions", "items", 0, "evidence_required"), True, "unknown_key"),
    (("sections", 0, "evidence_required"), True, "unknown_key"),
    ((*PLAN, "verifier"), "boss", "unknown_choice"),
    ((*PLAN, "na_allowed"), 1, "not_true_or_false"),
    ((*LEADER, "params", "share_at_target"), GONE, "missing_key"),
    ((*LEADER, "params"), [], "not_a_mapping"),
    ((*LEVEL, "tiers"), GONE, "missing_key"),
    ((*LEVEL, "tiers", 0, "points"), 29, "tier_max_differs"),
    ((*LEVEL, "tiers", 0, "points"), 31, "tier_max_differs"),
    ((*LEVEL, "tiers", 1, "points"), 30, "tiers_not_descending"),
    ((*LEVEL, "tiers", 1, "points"), -1, "negative"),
    ((*LEVEL, "tiers", 2, "vi"), "HOÀN THÀNH nhiệm vụ", "duplicate_words"),
    ((*MET, "tiers"), [], "unknown_key"),
    ((*WAVES, "params"), GONE, "missing_key", (*WAVES, "params", "per_unit")),
    ((*WAVES, "params", "per_unit"), 15.01, "per_unit_above_max"),
    ((*REPORT, "violations", 0, "cap"), 0.5, "cap_below_points"),
    ((*REPORT, "violations", 0, "auto_from"), "diary", "unknown_choice"),
    ((*REPORT, "violations", 1, "code"), "late_day", "duplicate_code"),
    ((*REPORT, "violations", 1, "points"), 15.5, "violation_above_max"),
    ((*REPORT, "violations", 1, "points"), 0, "out_of_range"),
    ((*TASKS, "item_deductions", 0, "points"), -1, "negative"),
    ((*ORDER, "violations"), [], "list_empty"),
    (("periods",), GONE, "missing_key"),
    (("periods", 1, "code"), "SK6", "duplicate_code"),
    (("periods", 0, "optional_sections", 0), "IX", "unknown_section"),
    ((*BANDS, 1, "min_total"), 90, "bands_not_descending"),
    ((*BANDS, 1, "min_each_section"), 85.01, "bands_not_descending"),
    ((*BANDS, 1, "min_total"), 101, "out_of_range"),
    ((*BANDS, 1, "code"), "HTXSNV", "duplicate_code"),
    ((*BANDS, 3, "min_total"), 1, "last_band_not_zero"),
    ((*BANDS, 3, "min_each_section"), 1, "last_band_not_zero"),
    (("honours", 0, "needs_grade"), "TOT", "unknown_grade"),
    (("honours", 0, "rank"), 0, "out_of_range"),
    (("ineligibility", 0, "effect"), "fired", "unknown_choice"),
    (("ranking", "tie_breakers", 0, "section"), "IV", "unknown_section"),
    (("ranking", "tie_breakers", 0, "section"), GONE, "missing_key"),
    (("final_score", "weights", "self"), 0.5, "weights_differ", ("final_score", "weights")),
    (("final_score", "weights", "boss"), 0, "unknown_choice"),
    (("final_score",), {"method": "weighted"}, "weights_missing", ("final_score", "weights")),
    ((*CROSS, "aggregate"), "average", "unknown_choice"),
    ((*CROSS, "aggregate"), "median", "trim_unused", (*CROSS, "trim_extremes_from")),
    ((*CROSS, "aggregate"), "default", "trim_unused", (*CROSS, "trim_extremes_from")),
    ((*CROSS, "trim_extremes_from"), 2, "out_of_range"),
    ((*CROSS, "min_received"), 0, "out_of_range"),
    ((*CROSS, "min_received"), 5, "out_of_range"),
    ((*CROSS, "min_received"), 2.5, "not_whole"),
    ((*CROSS, "items"), "some", "unknown_choice"),
    (("submission_package", 0, "evidence"), "E9", "unknown_evidence"),
    (("evidence_types", "Mẫu 1"), {"vi": "Mẫu"}, "bad_code"),
    (("evidence_types",), [], "not_a_mapping"),
    (("evidence_types", "E1", "decision"), "có", "not_true_or_false"),
    (("evidence_types", "E1", "formats"), ["exe"], "unknown_choice", None),
    (("ballot_defaults",), {"quorum": "3/2"}, "not_a_share", ("ballot_defaults", "quorum")),
    (("ballot_defaults",), {"quorum": 0.5}, "not_a_share", ("ballot_defaults", "quorum")),
    (("ballot_defaults",), {"pass": {"basis": "moods"}}, "unknown_choice", None),
    (("not_assigned_rule",), {"treatment": "forget"}, "unknown_choice", None),
    (("score_layers",), [{"code": "top", "name_vi": "x"}], "unknown_choice", None),
    (("adopted_by",), {"legal_basis_vi": "Luật"}, "not_a_list", None),
]


def changed(document, path, value):
    """`document` with `value` at `path`; GONE takes the key away."""
    *way, last = path
    inside = document
    for step in way:
        inside = inside[step]
    if value is GONE:
        del inside[last]
    else:
        inside[last] = value
    return document
