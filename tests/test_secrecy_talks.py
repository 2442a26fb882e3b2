"""The same on the phone: what everybody sees, and what is stored, is the same for any choice."""

import logging
import re
from collections import Counter, defaultdict

import pytest

from bot.logs import LOG
from models.actions import casting
from models.rules.motion import Form, MotionKind, Option
from models.voting import Envelope
from tests.secrecy.looking import dump, written
from tests.secrecy.town import HALF, Chance, FixedKeys
from tests.sessions import Sitting
from tests.stage import Stage

ANSWERS = {"yes": "Đồng ý", "no": "Không đồng ý", "abstain": "Không có ý kiến"}
UNITS = ("Hải quan", "Kho bạc", "Thống kê", "Dự trữ")
CANARIES = ("chim-bói-cá", "chim-sơn-ca", "chim-chích-chòe")
ELECTIONS = ((("yes", "abstain", "no", "yes"), (2, 0, 1, 3, 0), (0, 1)),)
"""Who chooses what, in which order, the first twice; and the two who exchange."""
MASKS = (
    (re.compile(r"'(veiled|cast)': '[^']*'"), lambda hit: f"{hit[1]} of {len(hit[0])}"),
    (re.compile(r'"(veiled|cast)": "[^"]*"'), lambda hit: f"{hit[1]} of {len(hit[0])}"),
    (re.compile(r"[0-9a-f]{10,}"), lambda _: "#"),
    (re.compile(r"ballot\.(\w+):(\d+):(\d+):[\w=-]{16}"), lambda hit: f"ballot.{hit[1]}:{hit[2]}"),
    (re.compile(r"ms=[0-9.]+"), lambda _: "ms"),
)


def masked(value):
    """Without ciphertext, hashes, buttons' words, and how long it took."""
    text = value if isinstance(value, str) else repr(value)
    for pattern, put in MASKS:
        text = pattern.sub(put, text)
    return text


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request):
    """Copies of it are made within a test."""
    return request.getfixturevalue(f"{request.param}_template")


async def poll(url, *, options=()):
    """A stage with voters at their phones, before an open motion."""
    stage = Stage(url)
    stage.keys = FixedKeys(stage.keys.root)
    stage.chance = Chance(7)
    stage.app.database.close()
    stage.app = stage.new_app()
    await stage.begin()
    phones = {unit: await stage.joins(unit) for unit in UNITS}
    sitting = Sitting(stage)
    for unit in UNITS:
        sitting.by(casting.acknowledge, who=unit)
    kind = MotionKind.CHOICE if options else MotionKind.DOCUMENT
    sitting.motion_id = sitting.add(kind, Form.SECRET, options=options, terms=HALF)
    sitting.open()
    await stage.later(seconds=2)
    return stage, phones, sitting


async def vote(phone, label):
    """From the letter, or the receipt, to the receipt."""
    again = [each for each in phone.buttons if "Bỏ phiếu lại" in each]
    await phone.tap(again[0] if again else "🗳 Bỏ phiếu")
    await phone.tap(label)
    await phone.tap("Xác nhận")


async def observed(url, caplog, hands, order, pair, *, exchanged):
    """What is left behind: rows before and after the count, calls to others, final screens, log."""
    holder = list(range(len(UNITS)))
    if exchanged:
        holder[pair[0]], holder[pair[1]] = pair[1], pair[0]
    stage, phones, _ = await poll(url)
    caplog.clear()
    mine = {phones[UNITS[each]].user_id for each in pair}
    for place, number in enumerate(order):
        last = number not in order[place + 1 :]
        stage.chance.hand = holder[number] if last else (number, place)
        choice = hands[holder[number]] if last else tuple(ANSWERS)[place % 3]
        await vote(phones[UNITS[number]], ANSWERS[choice])
    before = dumped(stage)
    await stage.later(minutes=61)
    await stage.later(seconds=5)
    found = before, dumped(stage), calls(stage, mine), screens(stage), log(caplog)
    await stage.end()
    return found


def dumped(stage):
    return {name: masked(rows) for name, rows in dump(stage.database).items()}


def calls(stage, mine):
    """All that was said to each of the others, in order; to the two, how often what was done."""
    others, own = defaultdict(list), defaultdict(Counter)
    for call in stage.world.calls.after(0):
        chat = int(call["params"].get("chat_id", 0))
        if chat in mine:
            own[chat][call["method"]] += 1
        else:
            others[chat].append(masked((call["method"], call["params"], call["ok"])))
    return dict(others), dict(own)


def screens(stage):
    """What stands in every chat, the two chats included, once all have cast."""
    return {
        key: [masked(post.data) for _, post in sorted(chat.posts.items())]
        for key, chat in stage.world.chats.items()
    }


def log(caplog):
    return [masked(record.getMessage()) for record in caplog.records]


async def test_two_who_exchange_their_choices_are_not_to_be_told_apart(template, tmp_path, caplog):
    for election in ELECTIONS:
        urls = [template.copy(tmp_path) for _ in range(2)]
        with caplog.at_level(logging.DEBUG, logger=LOG.name):
            one, other = [
                await observed(url, caplog, *election, exchanged=exchanged)
                for url, exchanged in zip(urls, (False, True), strict=True)
            ]
        for url in urls:
            template.drop(url)
        for name in one[0]:
            assert (name, one[0][name]) == (name, other[0][name])
            assert (name, one[1][name]) == (name, other[1][name])
        assert one[3] == other[3]
        assert Counter(one[4]) == Counter(other[4])
        if urls[0].startswith("sqlite"):  # with one thread calls come in one order
            assert one[2] == other[2]


async def test_nothing_that_is_written_tells_which_option_was_touched(either_url):
    """Options with marked names: before the count all of them stand in the same places."""
    options = tuple(Option(f"khóa-{name}", name) for name in CANARIES)
    stage, phones, _ = await poll(either_url, options=options)
    chosen, *others = CANARIES
    for phone in phones.values():
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap(chosen)
        assert_alike(stage, chosen, others)
        await phone.tap("Xác nhận")
        assert_alike(stage, chosen, others)

    assert len(stage.rows(Envelope)) == len(UNITS)
    files = written(stage.database, stage.keys.root, stage.store.root)
    singled_out = [
        where
        for where, content in files
        if f'["khóa-{chosen}"]'.encode() in content.replace(b" ", b"")
    ]
    assert singled_out == []
    await stage.end()


def assert_alike(stage, chosen, others):
    """Each row of each table names the chosen option as often as any other."""
    for name, rows in dump(stage.database, masked=False).items():
        for row in rows:
            text = " ".join(row)
            assert {text.count(each) for each in others} == {text.count(chosen)}, name
