"""Which earlier story a new article tells the outcome of: a verdict after an arrest, a rescue after a search."""

from array import array
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from zlib import crc32

from feedbot.model import Signature
from feedbot.rules import postings
from feedbot.text import stems

KEPT = timedelta(days=8)
MOST = 50_000
_SOONEST = timedelta(hours=1)
_LISTED = 200
_TOPICS = 24
_PRIOR = 300.0


@dataclass(slots=True, kw_only=True, eq=False)
class Told:
    entry: str
    story: str
    source: str
    at: datetime
    series: str
    template: str
    names: frozenset[int]
    sure: frozenset[int]
    heads: int
    topics: array


class Past:
    def __init__(self):
        self.told: dict[str, Told] = {}
        self.named: dict[int, dict[str, None]] = defaultdict(dict)
        self.counts: dict[int, int] = defaultdict(int)

    def enter(self, s: Signature, story: str, at: datetime):
        self.leave(s.entry)
        names = [_hash(n) for n in postings.called(s) if not n[:1].isdigit()]
        sure = frozenset(_hash(n) for n in s.names if not n[:1].isdigit())
        heads, topics = topics_of(s)
        t = Told(entry=s.entry, story=story, source=s.source, at=at, series=s.series, template=s.template,
                 names=frozenset(names), sure=sure, heads=heads, topics=array("I", topics))
        self.told[s.entry] = t
        for n in t.names:
            self.named[n][s.entry] = None
        for k in topics:
            self.counts[k] += 1

    def leave(self, entry):
        t = self.told.pop(entry, None)
        if t is None:
            return
        for n in t.names:
            del self.named[n][entry]
            if not self.named[n]:
                del self.named[n]
        for k in t.topics:
            self.counts[k] -= 1

    def expire(self, now):
        for e in [e for e, t in self.told.items() if now - t.at > KEPT]:
            self.leave(e)

    def rar(self, n, prior):
        N = len(self.told) + _PRIOR
        return max(0.0, 1 - log(n + 1 + prior * _PRIOR) / log(N + 1))

    def features(self, s: Signature):
        names = [n for n in postings.called(s) if not n[:1].isdigit()]
        sure = {_hash(n) for n in s.names}
        heads, topics = topics_of(s)
        nr = {}
        famous = postings._famous()
        for n in names:
            h = _hash(n)
            nr[h] = self.rar(len(self.named.get(h, ())), famous.get(n, stems.usual(n)))
        tr = {k: self.rar(self.counts.get(k, 0), u) for k, u in topics.items()}
        cands = {}
        for h in sorted(nr, key=lambda h: -nr[h]):
            if nr[h] < 0.15:
                continue
            for e in list(self.named.get(h, ()))[-_LISTED:]:
                cands[e] = None
        keys = list(topics)
        head = set(keys[:heads])
        cues = CUES & set(keys[:heads + 8])
        for e in cands:
            t = self.told[e]
            if s.at - t.at < _SOONEST or t.series or s.series or (t.template == s.template):
                continue
            shared = sorted((nr[h] for h in nr if h in t.names and (h in sure or h in t.sure)), reverse=True)
            if not shared:
                continue
            both = [k for k in t.topics if k in tr]
            tops = sorted((tr[k] for k in both), reverse=True)
            oldhead = list(t.topics[:t.heads])
            fewer = min(sum(nr.values()), sum(self.rar(len(self.named.get(h, ())), 0) for h in t.names))
            yield t, dict(n1=shared[0], n2=shared[1] if len(shared) > 1 else 0, n3=sum(shared[2:]),
                       kin=sum(shared) / (fewer + .3),
                       t1=tops[0] if tops else 0, t2=tops[1] if len(tops) > 1 else 0, t3=tops[2] if len(tops) > 2 else 0, trest=sum(tops[3:]),
                       old=sum(k in tr for k in oldhead) / (len(oldhead) + 1),
                       new=sum(k in set(t.topics) for k in head) / (len(head) + 1),
                       cue=float(bool(cues - set(t.topics))), hours=min(4, (s.at - t.at) / timedelta(days=1)),
                       own=float(t.source == s.source))


def _hash(w):
    return crc32(w.encode())


def topics_of(s: Signature):
    bones = {n for n in postings.called(s) if not n[:1].isdigit()}
    heads = postings.heads(s)
    found = {}
    h = 0
    for place, w in enumerate(s.terms):
        if w.isdigit():
            if len(w) < 2 or (w[:2] in ("19", "20") and len(w) == 4):
                continue
            key, u = _hash(w), 0.01 if len(w) < 4 else stems.usual(w)
        else:
            b = stems.skeleton(w)
            if b and any(n.startswith(b) or b.startswith(n) for n in bones):
                continue
            c = stems.concept(w)
            key, u = _hash(c or w), stems.usual(w)
        if key not in found:
            found[key] = u
            if place < heads:
                h = len(found)
        if len(found) >= _TOPICS:
            break
    return h, found


def _cues():
    out = set()
    for lang, line in (("ru", "суд арестовал приговор приговорил осудили признали нашли найден обнаружили спасли освободили вернулись вернули возобновили возобновил восстановили открыли завершили прекратили отменил отменили после похороны простились траур расследование причина виновный подозреваемый задержали компенсация апелляция залог обжаловал реванш уточнили возросло выписали"),
                       ("uk", "суд заарештував вирок засудили визнали знайшли знайдено виявили врятували звільнили повернулися повернули відновили відновив відкрили завершили припинили скасував скасували після похорон попрощалися траур розслідування причина винний підозрюваний затримали компенсація апеляція застава оскаржили реванш уточнили зросла виписали"),
                       ("en", "court arrested verdict sentenced convicted jailed found rescued freed released returned return resume resumes restored reopens ends after funeral mourning investigation inquiry cause suspect detained compensation appeal bail pleads toll rises cleared fined")):
        for w in line.split():
            st = stems.stem(w, lang)
            out.add(_hash(stems.concept(st) or st))
    return out


CUES = _cues()
