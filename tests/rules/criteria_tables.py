"""Criteria tables for tests: a small one of every kind, and the sample that the bot ships."""

import copy
from functools import cache
from pathlib import Path

import yaml

from models.rules.criteria import read_table

SAMPLE = Path(__file__).parents[2] / "bot/samples/criteria/co-quan-trung-uong.yaml"

SMALL = {
    "id": "small",
    "title_vi": "Bảng tiêu chí nhỏ",
    "year": 2026,
    "scale": {"base_max": 200, "bonus_max": 50, "deduction_max": 30, "final_min": 0},
    "evidence_types": {"E1": {"vi": "Báo cáo"}, "E2": {"vi": "Nhật ký", "auto": True}},
    "periods": [
        {"code": "SK6", "name_vi": "Sơ kết", "optional_sections": ["B", "T", "II"]},
        {"code": "TK", "name_vi": "Tổng kết"},
    ],
    "sections": [
        {
            "code": "I",
            "name_vi": "Nhiệm vụ",
            "max": 120,
            "children": [
                {
                    "code": "I.1",
                    "name_vi": "Kế hoạch",
                    "kind": "group",
                    "max": 70,
                    "children": [
                        {
                            "code": "plan",
                            "name_vi": "Kế hoạch năm",
                            "kind": "proportional",
                            "max": 20,
                            "unit": "%",
                            "params": {"target": 100, "floor_rate": 0.7},
                            "evidence": ["E1"],
                        },
                        {
                            "code": "leader",
                            "name_vi": "Dẫn đầu",
                            "kind": "target_leader",
                            "max": 50,
                            "unit": "tỷ đồng",
                            "params": {"share_at_target": 0.5},
                            "na_allowed": True,
                        },
                    ],
                },
                {
                    "code": "level",
                    "name_vi": "Xếp loại",
                    "kind": "tiered",
                    "max": 30,
                    "tiers": [
                        {"vi": "Hoàn thành xuất sắc nhiệm vụ", "en": "Excellent", "points": 30},
                        {"vi": "Hoàn thành nhiệm vụ", "en": "Completed", "points": 20},
                        {"vi": "Không hoàn thành nhiệm vụ", "en": "Not completed", "points": 0},
                    ],
                },
                {
                    "code": "met",
                    "name_vi": "Đạt chuẩn",
                    "kind": "binary",
                    "max": 20,
                    "na_allowed": True,
                },
            ],
        },
        {
            "code": "II",
            "name_vi": "Phong trào",
            "max": 80,
            "children": [
                {
                    "code": "waves",
                    "name_vi": "Đợt thi đua",
                    "kind": "count",
                    "max": 15,
                    "params": {"per_unit": 7.5},
                    "na_allowed": True,
                },
                {
                    "code": "report",
                    "name_vi": "Nộp báo cáo",
                    "kind": "subtract",
                    "max": 15,
                    "violations": [
                        {
                            "code": "late_day",
                            "vi": "Mỗi ngày chậm",
                            "points": 1,
                            "cap": 10,
                            "auto_from": "submission_log",
                        },
                        {"code": "missing_doc", "vi": "Thiếu tài liệu", "points": 2},
                    ],
                    "evidence": ["E1", "E2"],
                },
                {
                    "code": "tasks",
                    "name_vi": "Việc được giao",
                    "kind": "proportional",
                    "max": 30,
                    "unit": "việc",
                    "params": {"floor_rate": 0.5},
                    "item_deductions": [
                        {"code": "overdue", "vi": "Quá hạn", "points": 1, "cap": 20}
                    ],
                },
                {
                    "code": "order",
                    "name_vi": "Kỷ cương",
                    "kind": "subtract",
                    "max": 20,
                    "violations": [
                        {"code": "reminded", "vi": "Nhắc nhở", "points": 5},
                        {"code": "complaint", "vi": "Phản ánh", "points": 3, "cap": 6},
                    ],
                },
            ],
        },
    ],
    "bonus": {
        "code": "B",
        "name_vi": "Điểm thưởng",
        "max": 50,
        "items": [
            {"code": "B.1", "name_vi": "Huân chương", "kind": "bonus", "per_unit": 20, "max": 20},
            {"code": "B.2", "name_vi": "Cờ", "kind": "bonus", "per_unit": 15, "max": 15},
            {"code": "B.3", "name_vi": "Bằng khen", "kind": "bonus", "per_unit": 10, "max": 20},
            {"code": "B.4", "name_vi": "Sáng kiến", "kind": "bonus", "per_unit": 3, "max": 12},
        ],
    },
    "deductions": {
        "code": "T",
        "name_vi": "Điểm trừ",
        "max": 30,
        "items": [
            {"code": "T.1", "name_vi": "Phê bình", "kind": "deduction", "per_unit": 10, "max": 20},
            {"code": "T.2", "name_vi": "Kỷ luật", "kind": "deduction", "per_unit": 5, "max": 20},
        ],
    },
    "grades": {
        "bands": [
            {"code": "HTXSNV", "vi": "Xuất sắc", "min_total": 90, "min_each_section": 85},
            {"code": "HTTNV", "vi": "Tốt", "min_total": 80, "min_each_section": 80},
            {"code": "HTNV", "vi": "Hoàn thành", "min_total": 70, "min_each_section": 70},
            {"code": "KHTNV", "vi": "Không hoàn thành", "min_total": 0},
        ],
    },
    "final_score": {
        "method": "agreed",
        "weights": {"self": 0.4, "standing": 0.6},
        "cross": {"reviewers_per_unit": 4, "trim_extremes_from": 4},
    },
    "ranking": {"tie_breakers": [{"by": "section", "section": "I"}, {"by": "secret_ballot"}]},
    "honours": [{"rank": 1, "code": "CTD", "vi": "Cờ thi đua", "needs_grade": "HTXSNV"}],
    "ineligibility": [{"code": "X.1", "effect": "no_flag", "vi": "Bị kỷ luật"}],
    "submission_package": [{"evidence": "E1"}],
}


def small_document(**changes):
    """A copy of the small table's document, with other values at the top."""
    return {**copy.deepcopy(SMALL), **changes}


def small_table(**changes):
    return read_table(small_document(**changes))


@cache
def _sample():
    return yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))


def sample_document():
    return copy.deepcopy(_sample())


@cache
def sample_table():
    return read_table(_sample())
