"""Talks in the cluster's group: linking, the pinned status card, what a group never learns."""

from bot.playground.acts import migrate, press, say, set_member
from models.cluster import Cluster
from models.post import Card
from tests.databases import OTHER_CLUSTER
from tests.test_board import POINTS, everybody_submits
from tests.test_sheet import at_item
from tests.test_submission import SUBMIT, submits, to_check

LINK = "🔗 Gắn nhóm này với cụm"
SECRETS = ("Hải quan", "Cụm thi đua số 10", "Thanh Hóa", "Tổng kết")


class Group:
    """The cluster's group, as its members see it."""

    def __init__(self, stage, *phones):
        self.stage = stage
        members = [phone.user_id for phone in phones]
        self.chat = stage.world.chats[stage.world.add_group("Nhóm của cụm", members)]

    async def says(self, phone, text):
        say(self.stage.world, phone.person, self.chat, text)
        await self.stage.settle()

    async def press(self, phone, label=LINK):
        press(self.stage.world, phone.person, self.chat, self.posts[-1].id, label)
        await self.stage.settle()

    async def forges(self, phone, data):
        """A press with a payload of one's own making."""
        body = {
            "id": self.stage.world.open_query(phone.person, self.chat),
            "from": phone.person.user(),
            "message": self.posts[-1].data,
            "chat_instance": "1",
            "data": data,
        }
        self.stage.world.updates.push("callback_query", body, ("user", phone.user_id))
        await self.stage.settle()

    @property
    def posts(self):
        """What the bot has written."""
        bot = self.stage.world.bot_id
        return [post for _, post in sorted(self.chat.posts.items()) if post.sender == bot
                and "text" in post.data]  # fmt: skip

    @property
    def card(self):
        """The pinned card; before anything is pinned, what was written last."""
        pinned = [post for post in self.posts if post.id in self.chat.pins[-1:]]
        return (pinned or self.posts[-1:])[0].data["text"]


async def linked(stage, *phones):
    """The head's group, linked to the cluster."""
    head = await stage.head()
    group = Group(stage, head, *phones)
    await stage.settle()
    await group.press(head)
    return head, group


def chat_of_cluster(stage, code="cum-10-thanh-hoa"):
    return stage.rows(Cluster, code=code)[0].group_chat_id


async def test_the_bot_greets_a_group_without_naming_anything(either_stage):
    head = await either_stage.head()
    either_stage.open_period()
    group = Group(either_stage, head)
    await either_stage.settle()

    assert "đề nghị Cụm trưởng" in group.card
    assert not any(word in group.card for word in SECRETS)
    assert len(group.posts) == 1


async def test_the_head_links_the_group_and_the_card_is_pinned(either_stage):
    head, group = await linked(either_stage)

    assert "Cụm thi đua số 10" in group.card
    assert "Hiện chưa mở đợt tự chấm điểm" in group.card
    assert len(group.posts) == 1
    assert group.chat.pins[-1] == group.posts[-1].id

    await group.says(head, "/start@thidua_playground_bot")

    assert chat_of_cluster(either_stage) == group.chat.id


async def test_who_is_not_head_is_refused_by_an_alert_and_the_group_learns_nothing(stage):
    member = await stage.joins("Cục Hải quan")
    stranger = stage.stranger()
    group = Group(stage, member, stranger)
    await stage.settle()
    for phone, said in ((member, "do Cụm trưởng"), (stranger, "mã tham gia")):
        await group.press(phone)

        assert said in phone.toast
        assert phone.person.toasts[-1].show_alert
        assert not any(word in group.card for word in SECRETS)
    assert chat_of_cluster(stage) is None


async def test_linking_twice_changes_nothing(stage):
    head = await stage.head()
    group = Group(stage, head)
    await stage.settle()
    press(stage.world, head.person, group.chat, group.posts[-1].id, LINK)
    press(stage.world, head.person, group.chat, group.posts[-1].id, LINK)
    await stage.settle()

    assert chat_of_cluster(stage) == group.chat.id
    assert len(group.posts) == 1


async def test_the_status_card_follows_by_itself_and_holds_no_points(stage):
    _, group = await linked(stage)
    phone = await at_item(stage, 1)
    await stage.later(seconds=5)

    assert "0/8 đơn vị đã nộp" in group.card
    assert "⬜ Cục Hải quan" in group.card

    await phone.tap("95%")
    await to_check(phone)
    await phone.tap(SUBMIT)
    await stage.later(seconds=5)

    assert "1/8 đơn vị đã nộp" in group.card
    assert "✅ Cục Hải quan" in group.card
    assert len(group.posts) == 1
    assert not POINTS.search(group.card)


async def test_not_even_published_points_stand_in_the_group(stage):
    head, phones = await everybody_submits(stage)
    group = Group(stage, head, phones[1])
    await stage.settle()
    await group.press(head)
    await head.send("/start")
    await head.tap("📊")
    await head.tap("➡️ Chốt")
    await head.tap("✅ Chốt")
    await head.tap("➡️ Mở bảng điểm")
    await head.tap("📂")
    await stage.later(days=9)
    for label in ("➡️ Thống nhất", "🔒", "➡️ Công bố", "📣"):
        await head.tap(label)
    await stage.later(seconds=5)

    assert "Đã công bố" in group.card
    assert not POINTS.search(group.card)
    assert "95" not in group.card


async def test_commands_in_a_group_show_its_card_and_never_somebodys_own(stage):
    phone = await submits(stage)
    _, group = await linked(stage, phone)
    await stage.later(seconds=5)
    for text in ("/start@thidua_playground_bot", "/settings@thidua_playground_bot", "92,5",
                 "/help@thidua_playground_bot"):  # fmt: skip
        await group.says(phone, text)

        assert "1/8 đơn vị đã nộp" in group.card
        assert not POINTS.search(group.card)
        assert "đ/c" not in group.card
    buttons = group.posts[-1].data["reply_markup"]["inline_keyboard"]

    assert [button.get("url") for row in buttons for button in row] == [
        "https://t.me/thidua_playground_bot?start"
    ]


async def test_a_private_button_pressed_in_a_group_is_refused(stage):
    head = await stage.head()
    stage.open_period()
    group = Group(stage, head)
    await stage.settle()
    await group.forges(head, "board.show:1")

    assert "tin nhắn riêng với bot" in head.toast
    assert not any(word in group.card for word in SECRETS)


async def test_the_card_goes_on_in_the_supergroup_that_the_group_has_become(either_stage):
    _, group = await linked(either_stage)
    new = migrate(either_stage.world, group.chat)
    await either_stage.settle()
    group.chat = either_stage.world.chats[new]
    await submits(either_stage)
    for _ in range(3):
        await either_stage.later(seconds=5)

    assert chat_of_cluster(either_stage) == new
    assert "1/8 đơn vị đã nộp" in group.card
    assert len(group.posts) == 1
    assert [row.chat_id for row in either_stage.rows(Card) if row.chat_id < 0] == [new]


async def test_a_group_that_removes_the_bot_is_the_clusters_no_more(stage):
    head, group = await linked(stage)
    set_member(stage.world, group.chat, stage.world.bot_id, "kicked", by=head.user_id)
    await stage.settle()

    assert chat_of_cluster(stage) is None

    await submits(stage)
    await stage.later(seconds=5)

    assert not [row for row in stage.rows(Card) if row.chat_id < 0 and not row.dead]


async def test_a_second_clusters_head_cannot_take_the_group(stage):
    _, group = await linked(stage)
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    group.chat.members[other.user_id] = "member"
    await group.forges(other, "group.link")

    assert "đã gắn với cụm, khối khác" in other.toast
    assert chat_of_cluster(stage, OTHER_CLUSTER) is None
    assert "Cụm thi đua số 10" in group.card


async def test_another_group_takes_over_and_the_former_one_says_nothing_more(stage):
    head, former = await linked(stage)
    stage.open_period()
    await stage.later(seconds=5)
    group = Group(stage, head)
    await stage.settle()
    await group.press(head)
    await stage.later(seconds=5)

    assert chat_of_cluster(stage) == group.chat.id
    assert "0/8 đơn vị đã nộp" in group.card
    assert not any(word in former.card for word in SECRETS)
