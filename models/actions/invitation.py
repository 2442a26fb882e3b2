"""Inviting people, and joining by an invitation."""

import hashlib
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.post import mark, owe
from models.audit import note
from models.errors import InvitationOver, NotYourCluster, TooManyTries, WrongInvitation
from models.people import Account, Invitation, Mandate, Person, WrongCode
from models.queries.people import InvitationState, invitation_state

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L, U: codes are read aloud and typed by hand."""


CODE_LENGTH = 10


VALID_FOR = timedelta(days=14)


MAX_TRIES = 5


TRY_WINDOW = timedelta(hours=1)


def _letters(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def looks_like_code(text: str) -> bool:
    """Whether a text may be meant as a code; a greeting is not, and is no wrong try."""
    letters = _letters(text)
    return len(letters) == CODE_LENGTH and letters.isascii()


def hash_of(code: str) -> str:
    """What rests in the database of a code, however it was typed (case, dashes, spaces)."""
    return hashlib.sha256(_letters(code).encode()).hexdigest()


def invite(
    session: Session, me: Actor | None, mandate_id: int, now: datetime, chance: Random
) -> str:
    """Make a one-time code for somebody who has a mandate; earlier codes for it end.

    Who: the cluster's head; the operator (`me` is none). When: the mandate exists. Does: stores
    the code's hash and returns the code, which is not kept anywhere. Refuses: NotForYou,
    NotYourCluster.
    """
    mandate = session.get(Mandate, mandate_id)
    if mandate is None:
        raise NotYourCluster
    if me is not None:
        access.require(me, mandate.cluster_id, Right.INVITE)
    revoke(session, me, mandate_id, now)
    code = "".join(chance.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    session.add(
        Invitation(
            code_hash=hash_of(code),
            mandate_id=mandate_id,
            made_by=me.person_id if me else None,
            made_at=now,
            expires_at=now + VALID_FOR,
        )
    )
    note(
        session,
        now,
        "invited",
        f"mandate:{mandate_id}",
        cluster_id=mandate.cluster_id,
        unit_id=mandate.unit_id,
        person_id=me.person_id if me else None,
    )
    return f"{code[:5]}-{code[5:]}"


def revoke(session: Session, me: Actor | None, mandate_id: int, now: datetime) -> None:
    """End every open invitation to a mandate.

    Who: the cluster's head; the operator. When: any time. Does: marks them revoked.
    Refuses: NotForYou, NotYourCluster.
    """
    mandate = session.get(Mandate, mandate_id)
    if mandate is None:
        raise NotYourCluster
    if me is not None:
        access.require(me, mandate.cluster_id, Right.INVITE)
    session.execute(
        update(Invitation)
        .where(
            col(Invitation.mandate_id) == mandate_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )


def present_code(
    session: Session, user_id: int, code: str, now: datetime, today: date
) -> InvitationState:
    """What the code invites to, for its holder to confirm.

    Who: anybody. When: five wrong tries an hour at most. Does: counts a wrong try.
    Refuses: WrongInvitation, InvitationOver, TooManyTries.
    """
    tries = session.get(WrongCode, user_id)
    if tries and tries.tries >= MAX_TRIES and now < tries.since + TRY_WINDOW:
        raise TooManyTries(tries.since + TRY_WINDOW)
    found = invitation_state(session, hash_of(code), now, today)
    if found is None:
        raise WrongInvitation
    state, good = found
    if not good:
        raise InvitationOver
    return state


def count_wrong_code(session: Session, user_id: int, now: datetime) -> None:
    """Remember a wrong try (outside the refused change, which is rolled back).

    Who: anybody. When: a code was refused. Does: counts within an hour. Refuses: nothing.
    """
    tries = session.get(WrongCode, user_id)
    if tries is None:
        session.add(WrongCode(user_id=user_id, since=now, tries=1))
    elif now >= tries.since + TRY_WINDOW:
        tries.since, tries.tries = now, 1
    else:
        tries.tries += 1


def accept(session: Session, user_id: int, invitation_id: int, now: datetime) -> int:
    """Take the mandate that an invitation offers; the account belongs to its person from now on.

    Who: the holder of the code, after confirming. When: the invitation is good. Does: uses the
    invitation; a known account keeps its person and receives the mandate. Returns the person.
    Refuses: InvitationOver.
    """
    used = session.execute(
        update(Invitation)
        .where(
            col(Invitation.id) == invitation_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(Invitation.mandate_id), col(Invitation.made_by))
    ).first()
    if used is None:
        raise InvitationOver
    mandate = session.get_one(Mandate, used.mandate_id)
    person_id = _seat_account(session, user_id, mandate)
    session.get_one(Person, person_id).seat_id = mandate.id
    session.execute(delete(WrongCode).where(col(WrongCode.user_id) == user_id))
    note(
        session,
        now,
        "joined",
        f"mandate:{mandate.id}",
        cluster_id=mandate.cluster_id,
        unit_id=mandate.unit_id,
        person_id=person_id,
    )
    if used.made_by:
        owe(session, now, "joined", str(invitation_id), [used.made_by], mandate=mandate.id)
    topics = f"people:{mandate.cluster_id}", f"cluster:{mandate.cluster_id}"
    mark(session, *topics, by=person_id)
    return person_id


def _seat_account(session: Session, user_id: int, mandate: Mandate) -> int:
    """The account's person, who now holds the mandate.

    A code gives this mandate and nothing else: whoever takes it is somebody of their own, unless
    the person was only ever named for this mandate and has not joined.
    """
    account = session.exec(
        select(Account).where(Account.channel == "telegram", Account.user_id == user_id)
    ).first()
    if account is not None:
        account.unreachable_at = None
        mandate.person_id = account.person_id
        return account.person_id
    if not _only_named(session, mandate):
        named = session.get_one(Person, mandate.person_id)
        person = Person(name=named.name, locale=named.locale)
        session.add(person)
        session.flush()  # the mandate and the account need the person's id
        mandate.person_id = person.id or 0
    session.add(Account(person_id=mandate.person_id, user_id=user_id))
    return mandate.person_id


def _only_named(session: Session, mandate: Mandate) -> bool:
    joined = session.exec(select(Account.id).where(Account.person_id == mandate.person_id)).first()
    others = session.exec(
        select(Mandate.id).where(Mandate.person_id == mandate.person_id, Mandate.id != mandate.id)
    ).first()
    return joined is None and others is None
