"""What is true after a storm: the database, the chats, and what people remember having done."""

import html
import re
from collections import Counter

from sqlmodel import Session, col, func, select

from bot.clock import system_clock
from bot.dispatch import Dispatcher
from models.audit import Audit
from models.people import Account
from models.post import Card, Inbox, Letter, LetterState, Mark
from tests.bench.turns import offline_bot


def is_settled(database):
    """Whether nothing waits: updates, cards, marks, letters."""

    def work(session):
        waiting = (
            select(func.count()).select_from(Inbox).where(col(Inbox.done_at).is_(None)),
            select(func.count()).select_from(Card).where(col(Card.shown) < col(Card.wanted)),
            select(func.count()).select_from(Mark),
            select(func.count()).select_from(Letter).where(Letter.state == LetterState.WAITING),
        )
        return not any(session.exec(query).one() for query in waiting)

    return database.do(work)


def examine(storm):
    """Add to the outcome what is wrong."""
    database, outcome = storm.database, storm.outcome
    database.do(lambda session: check_inbox(session, storm.deliverer.acknowledged, outcome))
    for robot in storm.robots:
        database.do(lambda session, each=robot: check_answers(session, each, outcome))
        check_card(database, robot.person, outcome)
    database.do(lambda session: check_letters(session, storm.people, outcome))


def check_inbox(session, acknowledged, outcome):
    """Everything that was acknowledged is there, done, without a bug."""
    rows = {row.update_id: row for row in session.exec(select(Inbox)).all()}
    for update_id in acknowledged - rows.keys():
        outcome.problems.append(f"update {update_id} was acknowledged and is lost")
    for row in rows.values():
        if row.done_at is None or row.error:
            outcome.problems.append(f"update {row.update_id}: {row.error or 'not done'}")


def check_answers(session, robot, outcome):
    """Each typed value is recorded once, in order; each press once, or refused aloud."""
    person_id = session.exec(
        select(Account.person_id).where(Account.user_id == robot.person.id)
    ).one()
    lines = session.exec(
        select(Audit)
        .where(Audit.person_id == person_id, Audit.verb == "answered")
        .order_by(col(Audit.id))
    ).all()
    first = [line.new["answer"]["actual"] for line in lines if line.part == "I.1.1"]
    outcome.typed += len(robot.typed)
    if [f"{float(each):.2f}" for each in first] != robot.typed:
        outcome.problems.append(f"{robot.person.id} typed {robot.typed} and {first} was recorded")
    versions = Counter((line.part, line.new["version"]) for line in lines)
    for (part, version), times in versions.items():
        if times > 1 or (version > 1 and (part, version - 1) not in versions):
            outcome.problems.append(f"{robot.person.id}: version {version} of {part} × {times}")
    check_presses(robot, lines, outcome)


def check_presses(robot, lines, outcome):
    """How often each press was recorded."""
    outcome.pressed += len(robot.presses)
    others = len([line for line in lines if line.part != "I.1.1"])
    alerts = {toast["callback_query_id"] for toast in robot.person.toasts if toast["show_alert"]}
    # An alert is lost when the bot dies before it is sent; then the card has said it.
    at_least = sum(press.query in alerts for press in robot.presses)
    at_most = sum(press.query in alerts | robot.warned for press in robot.presses)
    outcome.refused += at_least
    if not at_least <= len(robot.presses) - others <= at_most:
        outcome.problems.append(
            f"{robot.person.id}: {len(robot.presses)} presses, {others} recorded, "
            f"{at_least} to {at_most} refused"
        )


def check_card(database, person, outcome):
    """The living message shows what the database says, and that is what is true now."""
    with Session(database.engine) as session:
        card = session.get_one(Card, person.id)
        text, rows = card.screen["text"], card.screen["rows"]
        seen = person.messages.get(card.message_id)
        if seen is None:
            outcome.problems.append(f"{person.id}: the card is not in the chat")
            return
        if plain(text) != seen["text"] or keyboard(rows) != keyboard(seen["buttons"]):
            outcome.problems.append(f"{person.id}: the card shows {seen['text']!r}, not {text!r}")
        now = system_clock()
        dispatcher = Dispatcher(offline_bot(), None, "examiner")
        card.held_by = None
        dispatcher.redraw(session, person.id, now)
        fresh = card.screen
        if not text.endswith(fresh["text"]) or keyboard(rows) != keyboard(fresh["rows"]):
            outcome.problems.append(f"{person.id}: drawn {text!r}, true is {fresh['text']!r}")
        session.rollback()


def plain(text):
    """A screen's text without its marks."""
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def keyboard(rows):
    """The labels and payloads of a keyboard, stored or seen."""
    return [[(each["label"], each.get("to") or each.get("data")) for each in row] for row in rows]


def check_letters(session, people, outcome):
    """Each letter is in its chat, and no other letter is the same message."""
    accounts = dict(session.exec(select(Account.person_id, Account.user_id)).all())
    letters = [
        letter
        for letter in session.exec(select(Letter)).all()
        if letter.key.startswith("opened:storm")
    ]
    chats = {person.id: person for person in people}
    places = Counter((letter.person_id, letter.message_id) for letter in letters)
    for letter in letters:
        outcome.letters += 1
        if letter.state != LetterState.SENT:
            outcome.problems.append(f"letter {letter.key} is {letter.state}: {letter.error}")
        elif letter.message_id not in chats[accounts[letter.person_id]].messages:
            outcome.problems.append(f"letter {letter.key} is not in its chat")
    outcome.problems += [f"two letters are message {place}" for place, n in places.items() if n > 1]
    texts = {
        chats[accounts[each.person_id]].messages[each.message_id]["text"]
        for each in letters
        if each.message_id in chats[accounts[each.person_id]].messages
    }
    sent = sum(each["text"] in texts for person in people for each in person.messages.values())
    outcome.letters_twice = sent - len(letters)
