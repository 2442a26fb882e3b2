"""The skeleton of the minutes: what happened is filled in, the rest has room to be written."""

import os
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from handlers.documents.minutes import minutes_docx, programme_points, quorum_sentence
from handlers.i18n import translator
from models.actions import rollcall, ticking
from models.actions.invited import Answer
from models.meeting import MeetingKind, Reply
from models.people import Mandate, Person, Role
from models.queries.minutes import minutes_of
from models.queries.rollcall import Roll, RollUnit, Stay, roll
from models.rules.calendar import local_date
from models.rules.quorum import Span
from tests.office import need_soffice, profile
from tests.stage import Stage
from tests.test_rollcall import TITLE, Called, at

COMES = Answer(Reply.COMES)


@pytest.fixture(scope="module")
def held(sqlite_template, tmp_path_factory):
    """A meeting of eight units as meetings go: late, sent, excused, away, gone and back."""
    stage = Stage(sqlite_template.copy(tmp_path_factory.mktemp("minutes")))
    meeting = Called(stage)
    meeting.answers("Kho bạc", Answer(Reply.SUBSTITUTE, "Trần Thị Thay", "Phó Giám đốc"))
    meeting.answers("Cục Dự trữ", Answer(Reply.EXCUSED, why="đi công tác tại Hà Nội."))
    meeting.opened()
    for unit, minute in (("Cục Thuế", -15), ("Thống kê", -10), ("Ngân hàng", -10),
                         ("Quản lý thị trường", -5), ("Hải quan", 12)):  # fmt: skip
        stay = meeting.comes(unit, minute)
    meeting.doing(ticking.tick_in, "Cục Thuế", "Kho bạc", 0, now=at(5))
    meeting.leaves("Hải quan", stay.presence_id, 60)
    meeting.doing(rollcall.end, "Cục Thuế", now=at(210))
    yield stage, meeting
    stage.database.close()


def drawn(held, locale="vi"):
    stage, meeting = held

    def work(session):
        head, today = meeting.actor(session, "Cục Thuế"), local_date(stage.clock())
        return minutes_of(session, roll(session, head, meeting.id, today))

    return minutes_docx(stage.do(work), translator(locale))


def words(content):
    """Everything that the file says, line by line."""
    document = Document(BytesIO(content))
    found = [line.text for line in document.paragraphs]
    for table in document.tables:
        found += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(found)


def test_the_minutes_say_what_happened(held):
    said = words(drawn(held))

    for part in (
        "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG TỈNH THANH HÓA",
        "CỤM THI ĐUA SỐ 10",
        "Số: ……/BB-CTĐ10",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Thanh Hóa, ngày 11 tháng 11 năm 2026",
        "BIÊN BẢN",
        TITLE,
        "1. Thời gian bắt đầu: 08:00, ngày 11 tháng 11 năm 2026.",
        "2. Địa điểm: Hội trường A.",
        "Cục Thuế Thanh Hóa (Cụm trưởng).",
        "4. Thư ký: ……",
        "đại diện 6/8 đơn vị được mời",
        "6. Vắng mặt: Cục Dự trữ Nhà nước khu vực Thanh Hóa (có lý do: đi công tác tại Hà Nội); ",
        "(không rõ lý do).",
        "đến muộn: Kho bạc Nhà nước (08:05), Cục Hải quan (08:12); ",
        "ra về trước khi kết thúc: Cục Hải quan (09:00).",
        "đủ điều kiện tiến hành theo quy chế (tối thiểu 2/3, tức 6 đơn vị) từ 08:12 đến 09:00.",
        "1. 08:00 Khai mạc",
        "3. Thống nhất điểm, suy tôn <A & B>",
        "4. Bế mạc",
        "III. KẾT LUẬN",
        "Cuộc họp kết thúc lúc 11:30, ngày 11 tháng 11 năm 2026.",
        "THƯ KÝ",
        "CHỦ TRÌ",
        "Nơi nhận:",
    ):
        assert part in said


def test_the_list_names_who_stood_for_whom_and_when(held):
    table = Document(BytesIO(drawn(held))).tables[1]
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in table.rows}

    assert len(table.rows) == 7
    assert rows["Kho bạc Nhà nước tỉnh"][2:] == [
        "Trần Thị Thay, Phó Giám đốc",
        "08:05–11:30",
        "dự thay\nmuộn 5 phút",
    ]
    assert rows["Cục Hải quan Thanh Hóa"][3:] == ["08:12–09:00", "muộn 12 phút\nra về sớm"]


def test_the_minutes_keep_the_form_of_the_decree(held):
    document = Document(BytesIO(drawn(held)))
    section, style = document.sections[0], document.styles["Normal"]

    assert (section.page_width.cm, section.page_height.cm) == pytest.approx((21, 29.7), abs=0.01)
    assert section.left_margin.cm == pytest.approx(3, abs=0.01)
    assert section.right_margin.cm == pytest.approx(2, abs=0.01)
    assert (style.font.name, style.font.size.pt) == ("Times New Roman", 14)
    assert section.different_first_page_header_footer
    assert section.header._element.findall(f".//{qn('w:fldSimple')}")
    assert document.core_properties.author == "Cụm thi đua số 10"
    sizes = {run.font.size.pt for line in document.paragraphs for run in line.runs if run.font.size}
    assert sizes <= {11, 12, 13, 14}


def test_the_minutes_are_drafted_while_the_meeting_goes_on(sqlite_url):
    stage = Stage(sqlite_url)
    meeting = Called(stage).opened()
    meeting.comes("Kho bạc", -5)
    said = words(drawn((stage, meeting)))
    stage.database.close()

    assert "Cuộc họp kết thúc lúc ……" in said
    assert "nhiều nhất 1/8 đơn vị, chưa đủ điều kiện tiến hành theo quy chế" in said


def test_the_chair_is_who_led_the_unit_on_the_day_of_the_meeting(sqlite_url):
    stage = Stage(sqlite_url)
    meeting = Called(stage).opened()

    def succeed(session):
        old = meeting.actor(session, "Cục Thuế").seat.mandate_id
        mandate = session.get(Mandate, old)
        person = Person(name="Người Kế Nhiệm")
        session.add(person)
        session.flush()
        mandate.to_on = at(0).date()
        session.add(Mandate(person_id=person.id, cluster_id=mandate.cluster_id, role=Role.LEADER,
                            unit_id=mandate.unit_id, title="Cục trưởng",
                            from_on=at(24 * 60).date()))  # fmt: skip
        return session.get(Person, mandate.person_id).name

    name = stage.do(succeed)
    stage.clock.advance(at(3 * 24 * 60) - stage.clock())
    said = words(drawn((stage, meeting)))
    stage.database.close()

    assert f"3. Chủ trì: đồng chí {name}" in said
    assert "Người Kế Nhiệm" not in said


def test_units_that_were_never_there_together_are_no_quorum(held):
    _, meeting = held
    stays = [Stay(n, "", "", own=False, span=Span(at(n), at(n + 1))) for n in range(6)]
    units = tuple(
        RollUnit(n, f"U{n}", f"U{n}", None, "", "", "", (stays[n],) if n < 6 else (), 0)
        for n in range(8)
    )
    roll_ = Roll(meeting.id, 1, "Cụm", MeetingKind.THEMATIC, TITLE, "", "", "2/3", at(0), None,
                 at(0), None, at(0), at(9), at(9), units)  # fmt: skip

    assert "cùng lúc có mặt nhiều nhất 1/8 đơn vị" in quorum_sentence(roll_, translator("vi"))


def test_a_programme_of_a_thousand_lines_does_not_hold_the_minutes_up(held):
    stage, meeting = held
    state = stage.do(
        lambda s: minutes_of(s, roll(s, meeting.actor(s, "Cục Thuế"), meeting.id, at(0).date()))
    )
    long = replace(state.roll, programme="\n".join(f"việc {n}" for n in range(1000)))
    document = Document(BytesIO(minutes_docx(replace(state, roll=long), translator("vi"))))

    assert len(document.paragraphs) < 250
    assert any("việc 999" in line.text for line in document.paragraphs)


def test_the_minutes_are_written_in_english_too(held):
    said = words(drawn(held, "en"))

    assert "MINUTES" in said
    assert "6/8 units present; the quorum of the regulations" in said


@pytest.mark.parametrize(
    ("programme", "points"),
    [
        ("", []),
        ("1. Khai mạc\n2) Báo cáo\n- Thảo luận\n• Bế mạc", ["Khai mạc", "Báo cáo", "Thảo luận",
                                                             "Bế mạc"]),
        ("08:00 Đón tiếp\n\n  I. Phần lễ  \n30 phút: nghỉ", ["08:00 Đón tiếp", "Phần lễ",
                                                             "30 phút: nghỉ"]),
    ],
    ids=["none", "bullets", "hours stay"],
)  # fmt: skip
def test_a_programmes_lines_are_the_points_of_the_minutes(programme, points):
    assert programme_points(programme) == points


def test_control_characters_from_anywhere_do_not_break_the_file(held):
    from handlers.documents.word import Paper

    paper = Paper("a", "b", "vi")
    paper.say("một\x0bhai\x00ba\ud800")

    assert "mộthaiba" in words(paper.content())


def test_an_office_programme_opens_the_minutes(held, tmp_path):
    need_soffice()
    if not (Path(shutil.which("soffice")).resolve().parent / "libswlo.so").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI's LibreOffice has no Writer")
        pytest.skip("LibreOffice has no Writer")
    path = tmp_path / "minutes.pdf"
    (tmp_path / "minutes.docx").write_bytes(drawn(held))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "minutes.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = PdfReader(path).pages

    assert len(pages) == 2
    assert "BIÊN BẢN" in pages[0].extract_text()
    assert pages[1].extract_text().lstrip().startswith("2")
