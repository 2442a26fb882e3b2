"""The figures and words of the departments' bloc in the demo; every result as people type it.

Made up, but for the first four ranks, which are those of the bloc's news of 2019.
"""

DECLARED = {
    "Liên minh Hợp tác xã": {"I.1.2": "118/100", "I.1.4": "56/50", "III.2.3": "11", "B.3": "1"},
    "Cục Thống kê": {"I.1.1": "99.5", "I.1.2": "116/100", "I.1.4": "53.5/50", "B.4": "2"},
    "Cục Thuế": {"I.1.1": "98.5", "I.1.2": "112/100", "I.1.4": "1085/1000", "B.3": "1"},
    "Kho bạc Nhà nước": {"I.1.2": "112.6/100", "I.1.4": "54/50", "B.4": "2"},
    "Văn phòng UBND": {"I.1.1": "97", "I.1.2": "109/100", "I.3.2": "2", "III.1.3": "1"},
    "Sở Tài chính": {"I.1.1": "98", "I.1.2": "110/100", "I.2.1": "2", "B.4": "1"},
    "Sở Nội vụ": {"I.1.2": "106/100", "I.1.4": "51/50", "I.2.3": "1 0", "II.1.1": "2"},
    "Sở Tư pháp": {"I.1.1": "95", "I.1.2": "107/100", "III.2.2": "2", "III.1.2": "4"},
    "Thanh tra tỉnh": {"I.1.1": "95", "I.1.2": "103/100", "I.4.1": "1 0"},
    "Ngân hàng Nhà nước": {"I.1.1": "94", "I.1.2": "101/100", "II.2.1": "2", "T.4": "1"},
}
"""Unit -> item -> what it typed, where that is not the most."""
PROVEN = {
    "Liên minh Hợp tác xã": (
        ("I.1.1", "xac-nhan-ket-qua-nam.pdf", ""),
        ("B.3", "bang-khen-bo.pdf", "Số 915/QĐ-BKHĐT ngày 02/07/2026 của Bộ Kế hoạch và Đầu tư"),
    ),
    "Cục Thống kê": (("B.4", "sang-kien.pdf", "Số 310/QĐ-UBND ngày 05/02/2026 của UBND tỉnh"),),
    "Cục Thuế": (
        ("I.1.4", "so-thu-ngan-sach.png", ""),
        ("B.3", "bang-khen-tinh.png", "Số 1204/QĐ-UBND ngày 18/06/2026 của UBND tỉnh"),
    ),
    "Kho bạc Nhà nước": (("B.4", "cong-nhan.pdf", "Số 88/QĐ-KBNN ngày 14/04/2026 của Kho bạc"),),
}
"""Unit -> item, file, the decision it is. Sở Tài chính claims B.4 without any paper."""
CROSSED = {
    "Cục Thuế": {"I.2.3": ("27", "Một văn bản phối hợp trả lời chậm")},
    "Kho bạc Nhà nước": {"III.1.2": ("24", "Một phong trào chưa có báo cáo kết quả")},
    "Sở Tư pháp": {"II.3.2": ("16", "Phiếu thu mới xác nhận được 80% mức đăng ký")},
}
"""Scored unit -> item -> points and comment of the first of its raters."""
CHANGED = {
    "Cục Thuế": {"I.2.3": ("24", "Hai văn bản phối hợp trả lời quá thời hạn")},
    "Sở Tài chính": {"I.3.3": ("23.5", "Tỷ lệ theo hệ thống một cửa là 84,6%")},
    "Sở Tư pháp": {"II.3.2": ("16", "Mới có chứng từ cho 80% mức đăng ký")},
    "Ngân hàng Nhà nước": {"III.3.3": ("8", "Hai nội dung giao ước chưa hoàn thành")},
}
"""Unit -> item -> what was recognised instead, and why."""
EXPLAINED = ("Cục Thuế", "I.2.3", "Một văn bản nhận sau khi đã hết hạn ghi trong văn bản")
CONCEDED = ("27", "Đã đối chiếu sổ văn bản đến: chỉ một văn bản trả lời chậm")
OBJECTED = (
    ("Sở Tư pháp", "Sở Tư pháp", "II.3.2", "Đề nghị tính thêm phiếu thu nộp ngày 30/10/2026"),
    ("Sở Tài chính", "Liên minh Hợp tác xã", "III.2.3", "Đề nghị đối chiếu lại số tin, bài"),
)
"""Who objects, about whose item: the first waits for the head, the second for the deputy, as nobody
answers for their own unit."""
