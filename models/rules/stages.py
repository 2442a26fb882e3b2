"""The stages of a period, in their order (*tự chấm, thẩm định, thống nhất, khóa, công bố*)."""

from enum import StrEnum


class Stage(StrEnum):
    """How far a period has come. While scoring, the clock says whether sheets are accepted."""

    SCORING = "scoring"
    APPRAISAL = "appraisal"
    REVIEW = "review"
    LOCKED = "locked"
    PUBLISHED = "published"

    @property
    def is_open(self) -> bool:
        """The table lies open to every member."""
        return self in (Stage.REVIEW, Stage.LOCKED, Stage.PUBLISHED)

    @property
    def is_fixed(self) -> bool:
        """Nothing in it changes unless it is reopened."""
        return self in (Stage.LOCKED, Stage.PUBLISHED)
