from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from handlers.documents.paper.letterhead import Letterhead
from handlers.documents.paper.score_annexes import roman
from handlers.documents.paper.score_paper import paper_data, score_table_pdf
from handlers.documents.paper.score_picture import picture_count, picture_data, score_table_picture
from handlers.documents.paper.sheet_paper import sheet_pdf
from handlers.documents.paper.sheet_picture import sheet_picture
from handlers.documents.scorebook.book import score_table_workbook
from models.points import ZERO
from models.rules.kinds import Layer
from models.rules.stages import Stage
from tests.papers import (
    EN,
    HOSTILE,
    SECRETS,
    VI,
    assert_telegram_takes_it,
    secretive,
    size_of,
    text_of,
)
from tests.score_tables import NOW, sample_table, score_table, sheet_view

HEAD = Letterhead(
    "Cụm thi đua số 10",
    "Hội đồng Thi đua - Khen thưởng tỉnh Thanh Hóa",
    place="Thanh Hóa",
    sign="CTĐ10",
    dated=NOW.date(),
    head="Lê Văn Bình",
    secretary="Trần Thị Hoa",
)


@pytest.mark.parametrize("units", [0, 1, 8, 30])
def test_every_picture_of_the_table_is_a_photo_for_telegram(units):
    table = score_table(units)

    for leaf in range(picture_count(table)):
        assert_telegram_takes_it(score_table_picture(table, VI, NOW, leaf))


def test_a_picture_keeps_to_what_a_phone_shows_without_shrinking_it():
    table = score_table(30)
    heights = [size_of(score_table_picture(table, VI, NOW, leaf))[1] for leaf in range(3)]

    assert picture_count(table) == 3
    assert max(heights) < 1500


@pytest.mark.parametrize("units", [1, 10, 11, 23, 30])
def test_every_unit_stands_on_exactly_one_picture_in_order(units):
    table = score_table(units)
    leaves = [picture_data(table, VI, NOW, leaf) for leaf in range(picture_count(table))]

    assert [row["name"] for leaf in leaves for row in leaf["rows"]] == [
        row.short_name for row in table.rows
    ]


def test_there_is_no_picture_behind_the_last():
    with pytest.raises(IndexError):
        picture_data(score_table(10), VI, NOW, 1)


def test_a_difference_is_told_by_its_sign_not_by_colour_alone():
    table = score_table(1)
    row = replace(
        table.rows[0], layers={Layer.SELF: Decimal("950.00"), Layer.STANDING: Decimal("937.50")}
    )
    cells = picture_data(replace(table, rows=(row,)), VI, NOW)["rows"][0]["cells"]

    assert [(each["points"], each["difference"]) for each in cells] == [
        ("950,00", ""),
        ("–", ""),
        ("937,50", "−12,50"),
        ("–", ""),
    ]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.REVIEW, "Dự kiến"),
        (Stage.LOCKED, "Đã thống nhất"),
        (Stage.PUBLISHED, "Đã công bố"),
    ],
)
def test_the_table_says_how_final_it_is(stage, words):
    table = score_table(3, stage=stage)

    assert picture_data(table, VI, NOW)["state"].startswith(words)
    assert words in text_of(score_table_pdf(table, VI, NOW))


def test_the_paper_names_motto_units_ranks_and_who_signs():
    table = score_table(8)
    text = text_of(score_table_pdf(table, VI, NOW, HEAD))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG TỈNH THANH HÓA",
        "CỤM THI ĐUA SỐ 10",
        "BẢNG TỔNG HỢP ĐIỂM",
        "Thanh Hóa, ngày 28 tháng 11 năm 2026",
        "TM. CỤM THI ĐUA SỐ 10",
        "THƯ KÝ",
        "Lê Văn Bình",
        "Trần Thị Hoa",
        "đồng hạng",
        "phiên bản 2",
    ):
        assert words in text
    for row in table.rows:
        assert row.name in text
        assert f"{row.rank}" in text
        assert VI.points2(row.final) in text


def test_the_paper_prints_what_decided_a_tie_and_which_grounds_stand():
    table = score_table(8)
    text = text_of(score_table_pdf(table, VI, NOW))

    assert f"{table.rows[1].name}: xét khi bằng điểm theo tiêu chí điểm phần I cao hơn." in text
    assert f"{table.rows[-1].name}: không xét; K.1. Cơ quan hoặc người đứng đầu bị kỷ luật" in text
    assert "Đề nghị tặng Cờ thi đua của Chính phủ" in text


def test_each_part_has_an_annex_across_the_page_whose_pages_count_from_one():
    table = score_table(30, 60)
    pages = PdfReader(BytesIO(score_table_pdf(table, VI, NOW))).pages
    across = [page for page in pages if page.mediabox.width > page.mediabox.height]
    upright = [page for page in pages if page.mediabox.width < page.mediabox.height]
    begun = [page for page in across if "(Kèm theo" in page.extract_text()]

    assert len(upright) <= 4
    assert [page.extract_text().splitlines()[1] for page in begun] == [
        f"Phụ lục {roman(number)}" for number in range(1, 6)
    ]
    assert {page.extract_text().splitlines()[0] for page in begun} == {"1"}
    assert all("Tiêu chí" in page.extract_text() for page in begun)


def test_every_item_and_every_units_final_points_are_in_the_annexes():
    table = score_table(12)
    text = text_of(score_table_pdf(table, VI, NOW))

    for item in table.table.items:
        assert item.name_vi in text
    for row in table.rows:
        scored = [item for item in row.items.values() if item.final is not None]
        assert all(VI.points2(item.final) in text for item in scored)


def test_fonts_are_the_ones_shipped_and_are_embedded():
    reader = PdfReader(BytesIO(score_table_pdf(score_table(8), VI, NOW, HEAD)))
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[below["/BaseFont"]] = below["/FontDescriptor"].get_object()

    assert len(fonts) >= 3
    for name, descriptor in fonts.items():
        assert "LiberationSerif" in name
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("t", [VI, EN], ids=lambda t: t.locale)
def test_the_same_input_at_the_same_moment_is_the_same_bytes(t):
    table, view = score_table(8), sheet_view()
    drawn = [
        lambda: score_table_picture(table, t, NOW),
        lambda: score_table_pdf(table, t, NOW, HEAD),
        lambda: score_table_workbook(table, t, NOW),
        lambda: sheet_pdf(view, t, NOW),
        lambda: sheet_picture(view, t, NOW),
    ]

    for each in drawn:
        assert each() == each()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_taken_for_markup(name):
    table = score_table(4, names=lambda number: (f"{name} {number}", f"{name} {number}"))
    wanted = normalize("NFC", f"{name} 0")
    text = text_of(score_table_pdf(table, VI, NOW, Letterhead(name, head=name)))

    assert wanted.replace(" ", "") in text.replace(" ", "")
    assert_telegram_takes_it(score_table_picture(table, VI, NOW))


@pytest.mark.parametrize("shown", [(Layer.SELF,), (Layer.SELF, Layer.STANDING), ()])
def test_a_layer_that_the_reader_may_not_see_is_nowhere(shown):
    table = secretive(shown)
    said = str(picture_data(table, VI, NOW)) + str(paper_data(table, VI, NOW))
    said += text_of(score_table_pdf(table, VI, NOW))

    for layer, words in (
        (Layer.CROSS, "Chấm chéo"),
        (Layer.STANDING, "Thẩm định"),
        (Layer.AGREED, "Thống nhất"),
    ):
        assert (words in said) == (layer in shown)
    for layer, points in SECRETS.items():
        assert (VI.points2(points) in said) == (layer in shown)
    assert ("lý do kín" in said) == (Layer.STANDING in shown)
    assert "613,13" not in said  # the difference between a hidden layer and a shown one


def test_what_is_not_told_yet_is_a_dash_not_a_nought():
    table = secretive((Layer.SELF,))
    rows = [replace(row, rank=None, tied=False, honour="", grade="") for row in table.rows]
    first = picture_data(replace(table, rows=tuple(rows)), VI, NOW)["rows"][0]

    assert (first["rank"], first["final"]) == ("–", "–")


def test_equals_that_await_a_ballot_and_leads_that_depend_on_the_method_are_said():
    table = replace(score_table(8), undecided=("CTD_CP",), sensitive=True)
    text = text_of(score_table_pdf(table, VI, NOW))

    for words in (
        "«Đề nghị tặng Cờ thi đua của Chính phủ»: các đơn vị đồng hạng, chờ bỏ phiếu.",
        "Thứ tự dẫn đầu thay đổi theo cách tổng hợp điểm chấm chéo.",
    ):
        assert words in text
        assert words in picture_data(table, VI, NOW)["remarks"]


def test_an_honour_is_never_said_as_if_it_had_been_awarded():
    whole = sample_table()
    plain = replace(whole.honours[0], vi="Cờ thi đua của Chính phủ", en="")
    table = score_table(4, table=replace(whole, honours=(plain, *whole.honours[1:])))

    assert "Đề nghị: Cờ thi đua của Chính phủ" in text_of(score_table_pdf(table, VI, NOW))


def test_what_lateness_takes_has_a_column_only_where_somebody_was_late():
    table = score_table(3)
    late = replace(table.rows[0], late_points=Decimal("4.50"))

    assert "Nộp chậm" not in text_of(score_table_pdf(table, VI, NOW))
    text = text_of(score_table_pdf(replace(table, rows=(late, *table.rows[1:])), VI, NOW))
    assert "Nộp chậm" in text
    assert "−4,50" in text


def test_both_languages_are_complete_and_keep_their_own_figures():
    table = score_table(3)
    first = VI.points2(table.rows[0].final), EN.points2(table.rows[0].final)

    assert first[0] in text_of(score_table_pdf(table, VI, NOW))
    assert first[1] in text_of(score_table_pdf(table, EN, NOW))
    assert "SOCIALIST REPUBLIC OF VIET NAM" in text_of(score_table_pdf(table, EN, NOW))


def test_a_difference_of_nothing_has_no_sign():
    table = score_table(1)
    row = replace(table.rows[0], layers=dict.fromkeys(Layer, ZERO))
    cells = picture_data(replace(table, rows=(row,)), VI, NOW)["rows"][0]["cells"]

    assert {each["difference"] for each in cells} == {""}
