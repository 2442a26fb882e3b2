"""Tampering with exports at random: whatever is done to one, the verifier must not call it good.

    python -m tests.record_tampering 100000 [seed]

The last entry's hash is given as the checkpoint, as the cluster's group has it. What reads as
the same record (a space between fields; `exported_at`, which is no part of it) is counted apart.
"""

import json
import sys
import time
from collections import Counter
from random import Random

from bot.verify import BrokenError, UnreadableError, report, verify
from models.rules.record import FIRST, canonical, chained
from tests.record_samples import as_bytes, rich

SOURCES = 5
SOME = (0, 1, -1, 2, 7, True, False, None, "", "yes", "no", "A", "B", [], {}, ["A"], "0" * 64)


class Tampering:
    """Good exports, and ways to spoil one."""

    def __init__(self, seed=1):
        self.chance = Random(seed)  # noqa: S311 - the same chances each time
        self.chains = [rich(seed * 100 + each) for each in range(SOURCES)]
        self.written = [chain.written() for chain in self.chains]
        self.parsed = [self.meant(each) for each in self.written]

    @staticmethod
    def meant(content):
        """What an export says, the moment of its writing left out."""
        found = json.loads(content)
        found.pop("exported_at", None)
        return json.dumps(found, sort_keys=True)

    def once(self):
        """One tampering; how it was done and what came of it."""
        number = self.chance.randrange(SOURCES)
        way = self.chance.choice(WAYS)
        content = way(self, number)
        chain = self.chains[number]
        found = judged(content, f"{len(chain.entries)}:{chain.head[:16]}")
        if found == "good" and self._same(content, number):
            found = "harmless"
        return way.__name__, found, content

    def _same(self, content, number):
        return self.meant(content) == self.parsed[number]

    # -- the file as bytes --------------------------------------------------------------------

    def change_byte(self, number):
        content = bytearray(self.written[number])
        for _ in range(self.chance.choice([1, 1, 1, 2, 5])):
            content[self.chance.randrange(len(content))] = self.chance.randrange(256)
        return bytes(content)

    def flip_bit(self, number):
        content = bytearray(self.written[number])
        content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(8)
        return bytes(content)

    def remove_bytes(self, number):
        content = self.written[number]
        begin = self.chance.randrange(len(content))
        return content[:begin] + content[begin + self.chance.choice([1, 1, 2, 10, 1000]) :]

    def insert_bytes(self, number):
        content = self.written[number]
        begin, new = self.chance.randrange(len(content)), self.chance.randbytes(3)
        copied = content[begin : begin + self.chance.randrange(40)]
        return content[:begin] + self.chance.choice([new[:1], new, copied, b" "]) + content[begin:]

    def cut_file(self, number):
        return self.written[number][: self.chance.randrange(len(self.written[number]))]

    def swap_bytes(self, number):
        content = bytearray(self.written[number])
        one, other = (self.chance.randrange(len(content)) for _ in range(2))
        content[one], content[other] = content[other], content[one]
        return bytes(content)

    def change_digit(self, number):
        """A digit for another: the most natural forgery."""
        content = bytearray(self.written[number])
        digits = [place for place, each in enumerate(content) if 48 <= each <= 57]
        content[self.chance.choice(digits)] = self.chance.randrange(48, 58)
        return bytes(content)

    # -- entries ------------------------------------------------------------------------------

    def drop_entry(self, number):
        entries = self._entries(number)
        del entries[self.chance.randrange(len(entries))]
        return self._export(number, entries, rehash=self.chance.randrange(2))

    def double_entry(self, number):
        entries = self._entries(number)
        entries.insert(self.chance.randrange(len(entries)), self.chance.choice(entries))
        return self._export(number, entries, rehash=self.chance.randrange(2))

    def swap_entries(self, number):
        entries = self._entries(number)
        one, other = self.chance.sample(range(len(entries)), 2)
        entries[one], entries[other] = entries[other], entries[one]
        return self._export(number, entries, rehash=self.chance.randrange(2))

    def cut_entries(self, number):
        entries = self._entries(number)
        return self._export(number, entries[: self.chance.randrange(len(entries))], rehash=True)

    def foreign_entry(self, number):
        entries = self._entries(number)
        other = self.chance.choice(self.chains)
        entries[self.chance.randrange(len(entries))] = dict(self.chance.choice(other.entries))
        return self._export(number, entries, rehash=self.chance.randrange(2))

    def rewrite(self, number):
        """A fact of an entry becomes another one, and every hash after it is made anew."""
        entries = self._entries(number)
        chosen = self.chance.choice(entries)
        content = json.loads(chosen["body"])
        self._change(content)
        chosen["body"] = canonical(content)
        return self._export(number, entries, rehash=True)

    def renumber(self, number):
        """An entry is taken out, and all after it are numbered and hashed anew."""
        entries = self._entries(number)
        del entries[self.chance.randrange(len(entries))]
        for seq, each in enumerate(entries, 1):
            each["body"] = canonical(json.loads(each["body"]) | {"seq": seq})
        return self._export(number, entries, rehash=True)

    def other_head(self, number):
        head = self.chance.choice([FIRST, f"{self.chance.getrandbits(256):064x}", "", None])
        return as_bytes(self.chains[number].export(head=head))

    def other_frame(self, number):
        name = self.chance.choice(["cluster", "year", "format", "entries", "head"])
        return as_bytes(self.chains[number].export(**{name: self.chance.choice(SOME)}))

    def _entries(self, number):
        return [dict(each) for each in self.chains[number].entries]

    def _export(self, number, entries, *, rehash):
        before = FIRST
        for each in entries:
            if rehash:
                each["hash"] = chained(before, each["body"])
            before = each["hash"]
        return as_bytes(self.chains[number].export(entries=entries, head=before))

    def _change(self, value):
        """Something deep inside becomes something else."""
        while True:
            places = list(value) if isinstance(value, dict) else list(range(len(value)))
            place = self.chance.choice(places)
            if isinstance(value[place], dict | list) and value[place] and self.chance.randrange(8):
                value = value[place]
                continue
            others = [each for each in SOME if repr(each) != repr(value[place])]
            value[place] = self.chance.choice(others)
            return


WAYS = (
    Tampering.change_byte, Tampering.flip_bit, Tampering.remove_bytes, Tampering.insert_bytes,
    Tampering.cut_file, Tampering.swap_bytes, Tampering.change_digit, Tampering.drop_entry,
    Tampering.double_entry, Tampering.swap_entries, Tampering.cut_entries, Tampering.foreign_entry,
    Tampering.rewrite, Tampering.renumber, Tampering.other_head, Tampering.other_frame,
)  # fmt: skip


def judged(content, *checkpoints):
    """What the verifier says; anything but these three words would be a crash."""
    try:
        report(verify(content), checkpoints, [])
    except BrokenError:
        return "broken"
    except UnreadableError:
        return "unreadable"
    return "good"


def main(count, seed=1):
    """Tamper so often, and say what came of it; whether nothing was called good."""
    began, tampering = time.perf_counter(), Tampering(seed)
    found = Counter()
    for _ in range(count):
        way, verdict, _ = tampering.once()
        found[way, verdict] += 1
    seconds = time.perf_counter() - began
    for way in WAYS:
        name = way.__name__
        print(f"{name:16}", *(f"{each} {found[name, each]:6}" for each in VERDICTS), sep="  ")
    totals = {each: sum(found[way.__name__, each] for way in WAYS) for each in VERDICTS}
    print(f"{count} tamperings in {seconds:.0f} s:", totals)
    return totals["good"] == 0


VERDICTS = ("broken", "unreadable", "harmless", "good")

if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:3])) else 1)
