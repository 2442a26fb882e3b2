"""The offline verifier: agrees with the product's counts, finds every fault, never falls over."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import verify
from models.rules.record import canonical, digest
from tests.record_samples import (
    BEGIN,
    CLUSTER,
    Chain,
    about,
    as_bytes,
    closing,
    lots,
    manifest_of,
    random_vote,
    rich,
    share,
    table,
    terms,
)
from tests.record_tampering import Tampering, judged

YES_NO = [["yes"]] * 5 + [["no"]] * 2 + [["abstain"]]


def said(content, *checkpoints, fingerprints=()):
    return "\n".join(verify.report(verify.verify(content), checkpoints, fingerprints))


def fault(chain):
    """What is wrong with a well-chained record."""
    with pytest.raises(verify.BrokenError) as caught:
        verify.verify(chain.written())
    return str(caught.value)


# -- what is right --------------------------------------------------------------------------------


def test_a_record_with_something_of_everything_is_good():
    chain = rich()
    count = len(chain.entries)
    words = said(chain.written(), f"{count}:{chain.head[:16]}", f"3:{chain.entries[2]['hash']}")

    assert f"ĐẠT: nhật ký {CLUSTER} năm 2026, {count} mục" in words
    assert f"Mốc {count} khớp" in words
    assert "Mốc 3 khớp" in words
    assert "honour-decided, handover" in words
    assert "Chưa đối chiếu" not in words


def test_an_empty_record_is_good_and_says_what_was_not_compared():
    words = said(Chain().written())

    assert "0 mục" in words
    assert "Chưa đối chiếu với mốc nào" in words


@pytest.mark.parametrize("seed", range(10))
def test_both_countings_agree_on_a_thousand_elections(seed):
    chain = Chain(1000 + seed)
    for _ in range(100):
        random_vote(chain)

    assert "200 mục" in said(chain.written())


def test_the_fingerprint_of_an_envelope_is_found_in_its_vote():
    chain = Chain()
    manifest = chain.open(method="approve", title="Đề nghị tặng Cờ thi đua")
    chain.close(manifest, YES_NO)
    prints = json.loads(chain.entries[-1]["body"])["facts"]["fingerprints"]
    unit, mark = next(iter(prints.items()))

    assert "Đề nghị tặng Cờ thi đua" in said(chain.written(), fingerprints=[f"{unit}:{mark[:10]}"])
    with pytest.raises(verify.BrokenError, match="không thấy phong bì"):
        said(chain.written(), fingerprints=[f"{unit}:{'0' * 10}"])
    with pytest.raises(verify.UnreadableError):
        said(chain.written(), fingerprints=[f"{unit}:{mark[:9]}"])


# -- the chain ------------------------------------------------------------------------------------

ENTRY = {"seq": 1, "cluster": CLUSTER, "year": 2026, "kind": "paper", "by": None,
         "at": "2026-11-09T01:30:00+00:00",
         "facts": {"number": 1, "code": "BB", "subject": "session:1"}}  # fmt: skip
BODY = canonical(ENTRY)


def test_the_body_that_the_others_are_spoilt_from_is_good():
    assert "1 mục" in said(Chain().put(BODY).written())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (BODY.replace(",", ", ", 1), "dạng chuẩn"),
        (BODY.replace('"seq":1', '"seq":1.0'), "không nguyên"),
        (BODY.replace('"seq":1', '"seq":1e0'), "không nguyên"),
        (BODY.replace('"seq":1', '"seq":NaN'), "không nguyên"),
        (BODY.replace('"seq":1', '"seq":-0'), "dạng chuẩn"),
        (BODY.replace('"seq":1', '"seq":2'), "số thứ tự"),
        (BODY.replace('"seq":1', '"seq":true'), "số thứ tự"),
        (BODY.replace('"year":2026', '"year":2025'), "năm khác"),
        (BODY.replace(CLUSTER, "cum-11"), "cụm khác"),
        (BODY.replace('"number":1', '"number":1,"number":1'), "cùng tên"),
        (BODY.replace('"code":"BB"', '"code":"\\u0042B"'), "dạng chuẩn"),
        (BODY.replace('"BB"', '"e\u0302"'), "dạng chuẩn"),
        (BODY.replace('"by":null', '"by":{}'), "thiếu trường"),
        (BODY.replace('"year":2026}', '"year":2026,"zz":1}'), "thừa trường"),
        (BODY.replace("T01:30:00+00:00", "T01:30:00"), "múi giờ"),
        (BODY.replace("2026-11-09T", "hôm qua"), "không đúng mẫu"),
        (BODY.replace('"number":1', '"number":0'), "số văn bản"),
        ("[" * 100_000, "không đọc được"),
        ("9" * 10_000, "không đọc được"),
        ("[]", "không đúng mẫu"),
        ("", "không đọc được"),
    ],
)
def test_a_body_in_another_form_is_broken(body, why):
    words = fault(Chain().put(body))

    assert words.startswith("Mục số 1: ")
    assert why in words


def test_the_first_broken_entry_is_named():
    chain = rich()
    chain.entries[6]["body"] = chain.entries[6]["body"].replace("2026", "2027", 1)

    assert fault(chain) == "Mục số 7: mã băm không khớp với nội dung"


def test_what_cannot_be_seen_without_a_checkpoint_is_seen_with_it():
    chain = rich()
    mark = f"{len(chain.entries)}:{chain.head[:16]}"
    shorter = as_bytes(chain.export(entries=chain.entries[:-1], head=chain.entries[-2]["hash"]))
    rewritten = rich(2)
    while len(rewritten.entries) < len(chain.entries):
        rewritten.add("handover", {})

    for content in (shorter, rewritten.written()):
        assert "ĐẠT" in said(content)
        assert judged(content, mark) == "broken"


@pytest.mark.parametrize("mark", ["", "1", "1:abc", "x:0000000000000000", "0:0000000000000000",
                                  "1:0000000000000000", "99999:0000000000000000"])  # fmt: skip
def test_a_checkpoint_that_does_not_fit_is_never_good(mark):
    assert judged(rich().written(), mark) in ("broken", "unreadable")


@pytest.mark.parametrize("content", [
    b"", b"\xff", b"{}", b"[]", b"null", b"[" * 100_000, b'{"format": "thidua-record-2"}',
    b"\xef\xbb\xbf" + Chain().written(), Chain().written().replace(b'"year"', b'"Year"'),
    Chain().written().replace(b"2026", b"2026.0", 1), Chain().written() + b"x",
    Chain().written().replace(b'"cluster"', b'"year": 2026, "cluster"'),
])  # fmt: skip
def test_what_is_no_export_cannot_be_read(content):
    assert judged(content) == "unreadable"


# -- votes ----------------------------------------------------------------------------------------


def voted(change=None, *, form="secret", ballots=YES_NO, after=(), **manifest):
    """A counted vote, one of whose facts is changed before it is chained."""
    chain = Chain()
    usual = {"method": "approve", "form": form, "absent": ("don-vi-08",) if form == "open" else ()}
    opened = chain.open(**usual | manifest)
    facts = closing(chain.chance, opened, ballots)
    if change:
        change(facts)
    chain.add("closed", facts)
    for kind, following in after:
        chain.add(kind, following | {"ballot": opened["ballot"]})
    return chain


def put(*path, value):
    """A change: what stands at this path becomes the value, or what it makes of it."""

    def change(facts):
        place = facts
        for step in path[:-1]:
            place = place[step]
        old = place.get(path[-1]) if isinstance(place, dict) else place[path[-1]]
        place[path[-1]] = value(old) if callable(value) else value

    return change


def more(old):
    return old + 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("manifest_hash", value="0" * 64), "bản khai"),
        (put("turnout", value=lambda old: old[:-1]), "dấu vết phong bì không khớp"),
        (put("turnout", value=lambda old: [*old[:-1], "don-vi-99"]), "không có trong danh sách"),
        (put("turnout", value=lambda old: old[::-1]), "không theo thứ tự"),
        (put("turnout", value=lambda old: [*old, old[0]]), "lặp lại"),
        (put("fingerprints", value=dict), "ok"),
        (put("fingerprints", "don-vi-01", value="abc"), "dấu vết"),
        (put("present", value=7), "có mặt ít hơn"),
        (put("present", value=9), "có mặt lớn hơn"),
        (put("present", value="8"), "có mặt"),
        (put("ballots", value=lambda old: old[:-1]), "số lá phiếu"),
        (put("ballots", 0, value=["no"]), "số phiếu"),
        (put("ballots", 0, value=["no", "yes"]), "số phiếu không hợp lệ"),
        (put("ballots", 0, value="no"), "số phiếu"),
        (put("ballots", value=None), "không đúng mẫu"),
        (put("result", "votes", "yes", value=more), "số phiếu"),
        (put("result", "valid", value=more), "số phiếu hợp lệ"),
        (put("result", "valid", value=2), "thừa trường ballots"),
        (put("result", "invalid", value=more), "số phiếu không hợp lệ"),
        (put("result", "abstain", value=more), "không có ý kiến"),
        (put("result", "sizes", "entitled", value=more), "số đơn vị"),
        (put("result", "sizes", "cast", value=more), "số đơn vị"),
        (put("result", "sizes", "present", value=more), "số đơn vị"),
        (put("result", "elected", value=[]), "được thông qua"),
        (put("result", "elected", value=["no"]), "được thông qua"),
        (put("result", "needs", value=[]), "số phiếu cần đạt"),
        (put("result", "needs", 0, "votes", value=lambda old: old - 1), "số phiếu cần đạt"),
        (put("result", "needs", 0, "votes", value=True), "số phiếu cần đạt"),
        (put("result", "places", value={"A": 1}), "thứ hạng"),
        (put("result", "tied", value=["yes"]), "bằng phiếu"),
        (put("result", "seats_left", value=1), "còn phải chọn"),
        (put("result", "decided_by", value="lot"), "cách xử lý"),
        (put("result", "further", value="run_off"), "việc tiếp theo"),
        (put("result", "candidates", value=["A"]), "vòng sau"),
        (put("result", "comment", value=""), "thừa trường comment"),
        (put("said", value=""), "thừa trường said"),
        (put("result", value=None), "không đúng mẫu"),
        (put("ballot", value="f" * 32), "chưa được mở"),
        (put("ballot", value=[]), "chưa được mở"),
    ],
)
def test_a_secret_vote_that_does_not_add_up_is_broken(change, why):
    rules = terms(thresholds=[share(">", 1, 2, "entitled")])
    chain = voted(change, terms=rules)

    if why == "ok":  # the change changes nothing: what the others are spoilt from is good
        assert "2 mục" in said(chain.written())
    else:
        assert why in fault(chain)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("votes", "don-vi-01", "marks", value=["no", "yes"]), "số phiếu"),
        (put("votes", "don-vi-01", "written", value=None), "ok"),
        (put("votes", "don-vi-08", "written", value=False), "không có người bỏ phiếu"),
        (put("votes", "don-vi-01", "said", value="x"), "thừa trường said"),
        (put("votes", "don-vi-01", value={"marks": ["yes"]}), "thiếu trường written"),
        (put("turnout", value=lambda old: old[:-1]), "biểu quyết không khớp"),
        (put("votes", value=[]), "không đúng mẫu"),
    ],
)
def test_an_open_vote_that_does_not_add_up_is_broken(change, why):
    chain = voted(change, form="open")

    if why == "ok":
        assert "2 mục" in said(chain.written())
    else:
        assert why in fault(chain)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("counts", "option:yes", value=more), "cộng lại không khớp"),
        (put("counts", "issued", value=7), "phiếu giấy không khớp"),
        (put("counts", "issued", value=9), "phát ra nhiều hơn"),
        (put("counts", "invalid", value=more), "cộng lại không khớp"),
        (put("counts", "collected", value=-1), "không đúng mẫu"),
        (put("counts", "option:maybe", value=1), "thừa trường"),
    ],
)
def test_a_paper_vote_that_does_not_add_up_is_broken(change, why):
    assert "2 mục" in said(voted(form="paper").written())
    assert why in fault(voted(change, form="paper"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("result", "votes", "yes", value=more), "cộng lại không khớp"),
        (put("result", "votes", value={"yes": 3}), "không đúng mẫu"),
        (put("result", "valid", value=9), "thiếu trường ballots"),
        (put("result", "valid", value=6), "hợp lệ lớn hơn"),
        (put("ballots", value=[["yes"]] * 5), "thừa trường ballots"),
    ],
)
def test_sums_of_few_ballots_must_be_possible(change, why):
    few = [["yes"], ["yes"], ["no"], ["no"], ["no"]]

    assert "2 mục" in said(voted(ballots=few).written())
    assert why in fault(voted(change, ballots=few))


def test_sums_of_choices_must_be_possible():
    ballots = [["A", "B"], ["A"], [], [], []]
    rules = {"method": "choose", "terms": terms(seats=2), "ballots": ballots}

    assert "2 mục" in said(voted(**rules).written())
    for spoilt in ({"A": 3, "B": 1, "C": 0}, {"A": 1, "B": 0, "C": 0}, {"A": 2, "B": 2, "C": 1}):
        assert "cộng lại không khớp" in fault(voted(put("result", "votes", value=spoilt), **rules))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("result", "votes", value={"yes": 3, "no": 0, "abstain": 0}), "quá ít"),
        (put("result", "valid", value=3), "quá ít"),
        (put("result", "elected", value=["maybe"]), "phương án không có"),
        (put("result", "further", value="again"), "bước tiếp theo"),
        (put("result", "seats_left", value=-1), "số ghế"),
        (put("result", "seats_left", value=1), "không có căn cứ"),
        (put("result", "elected", value=["no"]), "không hợp với cách bỏ phiếu"),
        (put("result", "sizes", "cast", value=more), "số đơn vị"),
        (put("fingerprints", value={}), "không khớp danh sách"),
        (put("present", value=9), "có mặt"),
        (put("ballots", value=[["yes"]] * 3), "thừa trường ballots"),
        (put("turnout", value=None), "danh sách sai mẫu"),
    ],
)
def test_of_very_few_secret_ballots_nothing_is_told_but_what_was_decided(change, why):
    few = [["yes"], ["yes"], ["no"]]

    assert "2 mục" in said(voted(ballots=few).written())
    assert why in fault(voted(change, ballots=few))


def test_a_vote_without_its_quorum_must_not_be_counted():
    chain = voted(ballots=[["yes"]] * 5, terms=terms(quorum=[2, 3]))

    assert "không đủ số đơn vị" in fault(chain)


def test_an_excluded_unit_must_not_have_voted():
    chain = Chain()
    proposal = {"kind": "honour", "method": "approve", "keys": ["A"]}
    opened = chain.open(**proposal)
    rules = terms(own_unit="excluded")
    whole = chain.open(**proposal, excluded=["don-vi-01"], terms=rules)
    facts = closing(chain.chance, opened, YES_NO)
    chain.add("closed", facts | {"ballot": whole["ballot"], "manifest_hash": digest(whole)})

    assert "don-vi-01 không được bỏ phiếu này" in fault(chain)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("closed", None),
        ("void", {"why": "no_quorum"}),
        ("extended", {"closes_at": "2027-01-01T00:00:00+00:00"}),
        ("opened", None),
    ],
)
def test_nothing_of_a_vote_follows_its_count(kind, facts):
    chain = voted()
    again = json.loads(chain.entries[{"closed": 1, "opened": 0}.get(kind, 0)]["body"])["facts"]
    chain.add(kind, again if facts is None else facts | {"ballot": again["ballot"]})

    assert fault(chain).startswith("Mục số 3: phiếu này")


def test_nothing_of_a_vote_follows_its_being_void():
    chain = Chain()
    opened = chain.open(method="approve")
    chain.add("void", {"ballot": opened["ballot"], "why": "key_lost"})
    chain.add("closed", closing(chain.chance, opened, YES_NO))

    assert "«đã hủy»" in fault(chain)


def test_the_clock_ends_no_vote_before_its_time():
    whole = voted()
    opened, closed = (json.loads(each["body"])["facts"] for each in whole.entries)
    void = {"ballot": opened["ballot"], "why": "no_quorum"}
    for kind, facts in (("closed", closed), ("void", void)):
        for by, seconds, good in ((None, 59, False), (None, 60, True), ("cuc-thue", 1, True)):
            chain = Chain()
            chain.add("opened", opened)
            at = (BEGIN + timedelta(seconds=seconds)).isoformat()
            chain.add(kind, facts, by=by, at=at)

            words = said(chain.written()) if good else fault(chain)
            assert ("2 mục" if good else "trước thời hạn") in words


@pytest.mark.parametrize(
    ("rules", "absent", "votes", "good"),
    [
        (terms(), (), 8, True),
        (terms(), (), 7, False),
        (terms(), ("don-vi-08",), 7, True),  # nobody of that unit has joined
        (terms(absent="none"), (), 7, False),
    ],
)
def test_nobody_ends_a_vote_while_others_may_still_cast(rules, absent, votes, good):
    chain = Chain()
    opened = chain.open(method="approve", terms=rules, absent=absent,
                        closes_at=(BEGIN + timedelta(days=2)).isoformat())  # fmt: skip
    chain.close(opened, [["yes"]] * votes, by="cuc-thue")

    words = said(chain.written()) if good else fault(chain)
    assert ("2 mục" if good else "chưa đủ đơn vị bỏ phiếu") in words


def test_more_time_is_given_before_the_end():
    for minutes, good in ((1, False), (5, True)):
        chain = Chain()
        opened = chain.open(closes_at=(BEGIN + timedelta(minutes=minutes)).isoformat())
        later = (BEGIN + timedelta(hours=1)).isoformat()
        chain.add("extended", {"ballot": opened["ballot"], "closes_at": later})

        words = said(chain.written()) if good else fault(chain)
        assert ("2 mục" if good else "sau khi đã hết thời hạn") in words


def test_a_motion_is_opened_once_and_at_the_moment_it_says():
    chain = voted()
    chain.open(motion=1)
    assert "đã được mở phiếu một lần" in fault(chain)
    whole = manifest_of("ab" * 16, BEGIN - timedelta(days=3))
    chain = Chain().add("opened", {"ballot": "ab" * 16, "manifest": whole,
                                   "manifest_hash": digest(whole)})  # fmt: skip
    assert "thời điểm mở phiếu" in fault(chain)


@pytest.mark.parametrize(
    ("kind", "own", "excluded", "good"),
    [
        ("honour", "excluded", ["don-vi-01"], True),
        ("honour", "excluded", [], False),
        ("honour", "excluded", ["don-vi-02"], False),
        ("honour", "allowed", ["don-vi-01"], False),
        ("choice", "excluded", ["don-vi-01"], False),
    ],
)
def test_only_the_unit_that_an_honour_is_for_is_left_out(kind, own, excluded, good):
    chain = Chain()
    chain.open(kind=kind, method="approve", keys=["A"], excluded=excluded,
               terms=terms(own_unit=own))  # fmt: skip

    words = said(chain.written()) if good else fault(chain)
    assert ("1 mục" if good else "trái với thể lệ") in words


@pytest.mark.parametrize(
    ("form", "absent", "good"),
    [("open", "none", False), ("open", "cast", True), ("paper", "cast", False),
     ("paper", "written", True)],
)  # fmt: skip
def test_written_opinions_are_counted_only_where_the_rules_take_them(form, absent, good):
    chain = Chain()
    opened = chain.open(method="approve", form=form, terms=terms(absent=absent))
    facts = closing(chain.chance, opened, YES_NO)
    if form == "paper":
        facts["counts"]["written"] = 1
    else:
        facts["votes"]["don-vi-03"]["written"] = True
    chain.add("closed", facts)

    words = said(chain.written()) if good else fault(chain)
    assert ("2 mục" if good else "ý kiến bằng văn bản") in words


SHARE = terms(thresholds=[share(">=", 70, 100, "entitled")])
TIED = {"elected": [], "seats_left": 1, "further": "lot", "candidates": ["A", "B"],
        "tied": ["A", "B"]}  # fmt: skip


@pytest.mark.parametrize(
    ("result", "rules", "why"),
    [
        ({"elected": ["A"]}, terms(), "ok"),
        ({"elected": ["A"]}, SHARE, "không thể đạt tỷ lệ"),
        ({"elected": ["A"]}, terms(min_yes=5), "không thể đạt tỷ lệ"),
        ({"elected": ["A", "B"]}, terms(), "nhiều hơn số được chọn"),
        ({"elected": ["A", "B"]}, terms(ties=["share"]), "ok"),
        ({"elected": ["B", "A"]}, terms(ties=["share"]), "không hợp với cách"),
        (
            {"elected": ["A", "B", "C"]},
            terms(ties=["share"], thresholds=[share(">=", 1, 4, "entitled")]),
            "không thể đạt tỷ lệ",
        ),
        ({"elected": []}, terms(), "số ghế còn lại"),
        ({"elected": [], "seats_left": 1}, terms(), "không có căn cứ"),
        (TIED | {"further": "second_round", "tied": []}, SHARE, "ok"),
        (TIED, terms(), "không có căn cứ"),
        (TIED, terms(ties=["lot"]), "ok"),
        (TIED | {"candidates": ["A"], "tied": ["A"]}, terms(ties=["lot"]), "bằng phiếu"),
        (TIED | {"elected": ["A"]}, terms(ties=["lot"], seats=2), "không hợp với cách"),
    ],
)
def test_very_few_secret_ballots_decide_only_what_they_can(result, rules, why):
    few = {"tied": [], "candidates": [], "seats_left": 0, "further": "", **result}

    def change(facts):
        facts["result"] |= few

    chain = voted(change, method="choose", ballots=[["A"]] * 4, terms=rules)
    if why == "ok":
        assert "dưới 5 lá, không tính lại được số phiếu: 1." in said(chain.written())
    else:
        assert why in fault(chain)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"format": "thidua-motion-2"}, "phiên bản"),
        ({"form": "shouted"}, "hình thức"),
        ({"method": "dice"}, "cách bỏ phiếu"),
        ({"round": 0}, "số vòng"),
        ({"options": [{"key": "A", "label": "A", "unit": "A"}] * 2}, "lặp lại"),
        ({"options": [{"key": "A"}]}, "thiếu trường"),
        ({"roll": []}, "danh sách đơn vị"),
        ({"public_key": ""}, "khóa niêm phong"),
        ({"voters_hash": "x"}, "người bỏ phiếu"),
        ({"closes_at": "2020-01-01T00:00:00+00:00"}, "trước khi mở"),
        ({"cluster": "cum-11"}, "cụm khác"),
        ({"follows": "0" * 32}, "chưa được mở"),
        ({"terms": terms(seats=0)}, "được chọn"),
        ({"terms": terms(quorum=[1, 0])}, "tham dự"),
        ({"terms": terms(quorum=[1])}, "không đúng mẫu"),
        ({"terms": terms(thresholds=[share(">", 1, 0)])}, "ngưỡng"),
        ({"terms": terms(thresholds=[share("<", 1, 2)])}, "ngưỡng"),
        ({"terms": terms(ties=["age"])}, "cách xử lý"),
        ({"terms": {"seats": 1}}, "thiếu trường"),
        ({"title": 1}, "tên phiếu"),
        ({"options": [{"key": "A", "label": None, "unit": ""}]}, "phương án"),
        ({"title": "Tên khác"}, "ok"),
    ],
)
def test_a_manifest_that_declares_nonsense_is_broken(changed, why):
    chain = Chain()
    chain.open(**changed)

    if why == "ok":
        assert "1 mục" in said(chain.written())
    else:
        assert why in fault(chain)


def test_a_manifest_and_its_hash_belong_together():
    chain = Chain()
    whole = manifest_of(chain.new_seal(), chain.at)
    chain.add("opened", {"ballot": whole["ballot"], "manifest": whole | {"title": "Khác"},
                         "manifest_hash": digest(whole)})  # fmt: skip

    assert "bản khai (manifest) không khớp" in fault(chain)


SWAPPED = [{"key": "A", "label": "Đơn vị A", "unit": "don-vi-07"},
           {"key": "B", "label": "Đơn vị B", "unit": "don-vi-02"}]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"keys": ["A", "C"]}, "phương án"),
        ({"options": SWAPPED}, "phương án không như"),
        ({"kind": "deputy"}, "loại nội dung"),
        ({"round": 3}, "số vòng"),
        ({"terms": terms(seats=2)}, "số được chọn"),
        ({}, "ok"),
    ],
)
def test_a_further_round_is_the_one_that_the_result_asked_for(changed, why):
    chain = Chain()
    first = chain.open(kind="head")
    chain.close(first, [["A"], ["B"]] * 4)
    rest = {"kind": "head", "keys": ["A", "B"], "round": 2, "follows": first["ballot"]}
    chain.open(**rest | changed)

    assert ("3 mục" in said(chain.written())) if why == "ok" else (why in fault(chain))


def test_a_vote_has_one_further_round_unless_that_is_void():
    chain = Chain()
    first = chain.open(kind="head")
    chain.close(first, [["A"], ["B"]] * 4)
    rest = {"kind": "head", "keys": ["A", "B"], "round": 2, "follows": first["ballot"]}
    second = chain.open(**rest)
    chain.add("void", {"ballot": second["ballot"], "why": "key_lost"})
    chain.close(chain.open(**rest), [["A"]] * 8)

    words = said(chain.written())
    assert "Phiếu bị hủy, không có kết quả: 1." in words
    chain.open(**rest)
    assert "đã có vòng sau" in fault(chain)


def test_no_round_follows_a_clear_result():
    chain = voted(method="choose", ballots=[["A"]] * 8)
    before = json.loads(chain.entries[0]["body"])["facts"]["ballot"]
    chain.open(keys=["A", "B"], round=2, follows=before)

    assert "không cần vòng sau" in fault(chain)


# -- lots, tables, honours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        ("lot-committed", {"commitment": "0" * 64}, "cam kết"),
        ("lot-committed", {"source": "khác"}, "cam kết"),
        ("lot-committed", {"keys": ["A"]}, "danh sách bốc thăm"),
        ("lot-drawn", {"order": ["B", "A", "A"]}, "thứ tự bốc thăm"),
        ("lot-drawn", {"drawn": "  "}, "chưa có số"),
        ("lot-drawn", {"drawn": None}, "không đúng mẫu"),
    ],
)
def test_a_lot_that_was_not_committed_to_is_broken(kind, change, why):
    whole = Chain()
    lots(whole)
    chain = Chain()
    for entry in whole.entries:
        found = json.loads(entry["body"])
        chain.add(found["kind"], found["facts"] | (change if found["kind"] == kind else {}))

    assert why in fault(chain)


def test_a_lot_is_drawn_once_and_after_its_list():
    chain = Chain()
    tied = lots(chain)
    drawn = json.loads(chain.entries[-1]["body"])["facts"]
    chain.add("lot-drawn", drawn)

    assert "đã bốc thăm rồi" in fault(chain)
    early = Chain()
    early.entries = chain.entries[:2]
    early.add("lot-drawn", drawn | {"ballot": tied["ballot"]})
    assert "chưa cam kết" in fault(early)


def line(unit, final, rank):
    return {"unit": unit, "final": final, "rank": rank, "grade": ""}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([("a", "10", 1), ("b", "10.0", 1), ("c", "9", 3)], "ok"),
        ([("a", "10", None), ("b", "9", 1), ("c", None, None)], "ok"),
        ([("a", "10", 1), ("b", "10.0", 1), ("c", "9", 2)], "thứ hạng của c"),
        ([("a", "9", 1), ("b", "10", 2)], "thứ hạng của a"),
        ([("a", None, 1)], "không có điểm"),
        ([("a", "NaN", 1)], "điểm không đúng mẫu"),
        ([("a", "mười", 1)], "không đúng mẫu"),
        ([("a", "10", 1), ("a", "10", 1)], "lặp lại"),
    ],
)
def test_places_follow_the_points(lines, why):
    chain = Chain().add("table-agreed", about(1, 1) | {"units": [line(*each) for each in lines]})

    assert ("1 mục" in said(chain.written())) if why == "ok" else (why in fault(chain))


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([("table-published", 1)], "khác bảng đã thống nhất"),
        ([("table-agreed", 1), ("table-agreed", 2)], "chưa được mở lại"),
        ([("table-agreed", 2), ("table-reopened", 2), ("table-agreed", 2)], "không mới hơn"),
        ([("table-agreed", 1), ("table-published", 2)], "khác bảng"),
        ([("table-agreed", 1), ("table-reopened", 1), ("table-reopened", 1)], "chưa được thống"),
    ],
)
def test_tables_are_agreed_published_and_reopened_in_this_order(steps, why):
    chain = Chain()
    for kind, version in steps:
        if kind == "table-agreed":
            table(chain, version)
        else:
            chain.add(kind, about(1, version))

    assert why in fault(chain)


def test_nobody_is_honoured_or_elected_by_a_vote_that_did_not_pass():
    against = voted(ballots=[["no"]] * 8)
    ballot = json.loads(against.entries[0]["body"])["facts"]["ballot"]
    against.add("honours", {"proposals": [
        {"unit": "don-vi-01", "code": "CTD", "rank": 1, "ballot": ballot}]})  # fmt: skip

    assert "không có ai, không gì được chọn" in fault(against)


def test_a_deputy_is_not_elected_by_the_vote_for_the_head():
    chain = voted(method="choose", kind="head", ballots=[["A"]] * 8)
    ballot = json.loads(chain.entries[0]["body"])["facts"]["ballot"]
    chain.add("elected", {"office": "deputy", "unit": "don-vi-01", "from": "2027-01-01",
                          "to": "2027-12-31", "ballot": ballot})  # fmt: skip

    assert "chức danh" in fault(chain)


def test_only_who_was_elected_takes_the_office():
    chain = voted(method="choose", kind="head", ballots=[["A"]] * 8)
    ballot = json.loads(chain.entries[0]["body"])["facts"]["ballot"]
    term = {"office": "head", "from": "2027-01-01", "to": "2027-12-31", "ballot": ballot}
    chain.add("elected", term | {"unit": "don-vi-02"})

    assert "không phải đơn vị trúng cử" in fault(chain)


def test_a_vote_gives_an_office_once():
    chain = voted(method="choose", kind="head", ballots=[["A"]] * 8)
    ballot = json.loads(chain.entries[0]["body"])["facts"]["ballot"]
    term = {"office": "head", "from": "2027-01-01", "to": "2027-12-31", "ballot": ballot}
    chain.add("elected", term | {"unit": "don-vi-01"})

    assert "3 mục" in said(chain.written())
    chain.add("elected", term | {"unit": "don-vi-01"})
    assert "đã được dùng" in fault(chain)


@pytest.mark.parametrize(
    ("kind", "unit", "why"),
    [("honour", "don-vi-01", "ok"), ("honour", "don-vi-02", "không phải đơn vị được thông qua"),
     ("document", "don-vi-01", "không về khen thưởng")],
)  # fmt: skip
def test_an_honour_is_proposed_for_the_unit_that_was_voted_on(kind, unit, why):
    chain = voted(kind=kind, keys=["A"], ballots=[["yes"]] * 8)
    ballot = json.loads(chain.entries[0]["body"])["facts"]["ballot"]
    line = {"unit": unit, "code": "CTD", "rank": 1, "ballot": ballot}
    chain.add("honours", {"proposals": [line, line | {"ballot": ""}]})

    if why == "ok":
        assert "không dựa trên phiếu nào: 1." in said(chain.written())
    else:
        assert why in fault(chain)


def test_a_kind_of_entry_that_nobody_knows_is_named():
    chain = Chain().add("closed ", {}).add("handover", {})

    assert "CHÚ Ý: có loại mục mà quy tắc không nêu: «closed »" in said(chain.written())


def test_a_papers_number_is_given_once():
    paper = {"number": 1, "code": "BB", "subject": "session:1"}
    other = paper | {"subject": "session:2"}
    assert "cùng một số" in fault(Chain().add("paper", paper).add("paper", other))
    new_year = Chain().add("paper", paper).add("paper", other, at="2026-12-31T17:00:00+00:00")
    assert "2 mục" in said(new_year.written())
    chain = Chain().add("paper", paper).add("paper", paper | {"number": 2})

    assert "hai số" in fault(chain)


# -- two exports ----------------------------------------------------------------------------------


def test_a_newer_export_holds_all_of_the_older():
    chain = rich()
    old = verify.verify(chain.written())
    chain.add("handover", {})
    new = verify.verify(chain.written())

    assert "thêm 1 mục" in verify.compare(old, new)[0]
    with pytest.raises(verify.BrokenError, match="thiếu 1 mục"):
        verify.compare(new, old)
    with pytest.raises(verify.BrokenError, match="Mục số 9: khác với tệp cũ"):
        verify.compare(verify.verify(changed_from(chain, 9)), new)
    with pytest.raises(verify.BrokenError, match="cùng một cụm"):
        verify.compare(verify.verify(Chain().written(year=2025)), new)


def changed_from(chain, seq):
    """The same record up to an entry, and another one from there."""
    other = Chain()
    other.entries = chain.entries[: seq - 1]
    return other.add("handover", {}).written()


# -- alone ----------------------------------------------------------------------------------------


@pytest.fixture
def alone(tmp_path):
    """The verifier in a folder of its own, run by a Python that sees nothing else."""
    program = tmp_path / "kiem-tra-nhat-ky.py"
    program.write_bytes(Path(verify.__file__).read_bytes())
    chain = rich()
    (tmp_path / "good.json").write_bytes(chain.written())
    (tmp_path / "bad.json").write_bytes(chain.written().replace(b"Suy", b"Sua", 1))
    (tmp_path / "text.json").write_bytes(b"xin ch\xc3\xa0o")

    def run(*words):
        ended = subprocess.run(
            [sys.executable, "-I", "-S", program.name, *words],
            cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        assert not ended.stderr
        return ended.returncode, ended.stdout.decode()

    return run, f"{len(chain.entries)}:{chain.head[:16]}"


def test_it_runs_with_nothing_but_python(alone):
    run, mark = alone

    assert run("verify", "good.json", "--checkpoint", mark)[0] == 0
    assert run("verify", "good.json", f"--checkpoint={mark}", "3:" + "0" * 16)[0] == 1
    assert run("verify-diff", "good.json", "good.json")[0] == 0
    code, words = run("verify", "bad.json")
    assert code == 1
    assert words.startswith("HỎNG. Mục số ")
    for wrong in (("verify", "text.json"), ("verify", "none.json"), ("verify", "."), (), ("x",),
                  ("verify",), ("verify", "good.json", "bad.json"), ("verify-diff", "good.json"),
                  ("verify", "good.json", "--help"),
                  ("verify", "good.json", "--checkpoint", "1")):  # fmt: skip
        code, words = run(*wrong)
        assert code == 2, wrong
        assert words.startswith("KHÔNG ĐỌC ĐƯỢC: ")


# -- whatever it is given -------------------------------------------------------------------------


def test_no_tampering_is_called_good():
    tampering = Tampering(7)
    good = [found for found in (tampering.once() for _ in range(2000)) if found[1] == "good"]

    assert not good


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall(content):
    assert judged(content) == "unreadable"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(verify.KINDS), st.randoms(use_true_random=False), ANYTHING)
def test_no_facts_make_it_fall(kind, chance, value):
    """Well-chained entries whose facts hold anything anywhere."""
    chain = Chain()
    for entry in GOOD.entries:
        found = json.loads(entry["body"])
        facts = found["facts"]
        if found["kind"] == kind:
            place = chance.choice(sorted(facts))
            facts[place] = value
        chain.add(found["kind"], facts)

    assert judged(chain.written()) in ("good", "broken")


def test_every_deep_change_of_facts_is_judged():
    tampering = Tampering(11)
    for _ in range(300):
        assert judged(tampering.rewrite(0)) in ("good", "broken")


GOOD = rich(5)
