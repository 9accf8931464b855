"""What two documents are to each other: the rules, one pair at a time.

Text alone cannot tell. Real city documents by different governments share .95 of their letters, real editions of one
law .36; so who issued what, under which name and number, decides, and the text confirms. Figures are of
`tests/test_dedup_real.py`, in passages of 12 letters (`shares.PASSAGE`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.matching import LEVELS, Document, Match, Method, Relation
from corpus.matching.naming import Mention, Naming, calls, contradict, like, same_issuer, same_place
from corpus.matching.shares import Shares

SAME = 0.9
"""Share of both that copies have in common: two portals' furniture (source, editor, a missing signature) is less than a
tenth of a document of a page, and the rest must be the same letter by letter."""

NAMED_EDITION = 0.3
"""Share of either in two editions under one name and issuer: .49 for the remotest of six editions of one law, under .1
for texts on different subjects."""

EDITION = 0.7
"""Share of both in two editions where only the text speaks, and nothing against it: a fifth of the sentences replaced
leaves .8 of a long text, .7 of a short one."""

EXCERPT, EXCERPT_OF = 0.95, 0.75
"""An excerpt has this share of its letters in the whole, and the whole at most that in the excerpt. A new edition that
only adds, by a third or more, is taken for one too: the text cannot tell."""

CARRIED = 0.8
"""Share of the forwarded text in a document that says it forwards: the carried copy may lose its head and annexes."""

CARRIED_SILENTLY = 0.97
"""The same where only the levels say who forwards whom: bodies that rewrite another's text as their own share up to
.95."""


@dataclass(frozen=True)
class Named:
    """A document with its names, and whether it is by the only body that bears its title, its number."""

    document: Document
    naming: Naming
    sole_title: bool = True
    sole_number: bool = True

    @cached_property
    def forwarding(self) -> Mention | None:
        """Where it says that it forwards."""
        return self.naming.first("forwards")

    @cached_property
    def rank(self) -> int:
        """0 for the central level and up from there; -1 where it is not known."""
        return LEVELS.index(self.document.level) if self.document.level else -1


@dataclass(frozen=True, slots=True)
class Identity:
    """That two documents can be one, by their names. named: what says that they are; sure: whatever their texts."""

    method: Method
    reason: str
    named: bool = True
    sure: bool = False


_OWN = LEVELS.index("provincial")  # the lowest level that has a portal of its own here

_OPEN = Identity("passages", "nothing else speaks against it", named=False)


def relate(one: Named, other: Named, shares: Shares) -> Match | None:
    """The relation of two documents, the most telling where several hold; None where none does."""
    if shares.identical:
        return _match(one, other, "same_text", "text", 1.0, "the same text, letter by letter")
    return (
        _about(one, other, shares)
        or _about(other, one, shares.turned())
        or _forwards(one, other, shares)
        or _forwards(other, one, shares.turned())
        or _same(one, other, shares)
        or _implements(one, other)
        or _implements(other, one)
    )


def rests_on_text(one: Named, other: Named) -> bool:
    """Whether what two documents have in common can speak for a relation; where not, `relate` looks at names alone.

    Texts that are identical are not meant: they are told without comparing.
    """
    return (
        identity(one, other) is not None
        or _may_be_draft(one, other)
        or _may_be_draft(other, one)
        or _may_carry(one, other)
        or _may_carry(other, one)
    )


def identity(one: Named, other: Named) -> Identity | None:
    """What address, number, issuers and title say of two documents being one; None where they say that they are two."""
    a, b = one.naming.name, other.naming.name
    if one.document.url and one.document.url == other.document.url:
        return Identity("address", f"the same address {one.document.url}", sure=True)
    if one.naming.role != other.naming.role:
        return None
    issuer = same_issuer(a.issuers, b.issuers)
    same_title = bool(a.core) and a.core == b.core
    if a.number and a.number == b.number and (same_title or issuer is not False):
        return Identity("number", f"both are {a.number}", sure=same_title or issuer is True)
    numbers_differ = bool(a.number and b.number) and a.number != b.number
    if issuer is False or (numbers_differ and not same_title):
        return None
    # A regulation keeps its title when it is issued anew; 关于做好…工作的通知 comes every year.
    own_name = not a.core.startswith("关于")
    if same_title and (own_name or (issuer and not numbers_differ)):
        return Identity("title", f"the same title {a.core}")
    return _OPEN if not a.core or not b.core or like(a.core, b.core) else None


def _same(one: Named, other: Named, shares: Shares) -> Match | None:
    found = identity(one, other)
    if found is None:
        return None
    if shares.least >= SAME and shares.same_core:
        reason = f"the same but for their ends, {_percent(shares.least)} of both; {found.reason}"
        return _match(one, other, "same_text", "passages", shares.least, reason)
    for whole, part, seen in ((other, one, shares), (one, other, shares.turned())):
        if seen.of_document >= EXCERPT and seen.of_other <= EXCERPT_OF:
            reason = f"{_percent(seen.of_document)} of it is {_percent(seen.of_other)} of the other; {found.reason}"
            return _match(part, whole, "excerpt_of", "passages", seen.of_document, reason)
    in_common = f"{_percent(shares.of_document)} and {_percent(shares.of_other)} in common"
    if found.named and (shares.most >= NAMED_EDITION or found.sure):
        return _match(one, other, "other_edition", found.method, shares.least, f"{found.reason}; {in_common}")
    if shares.least >= EDITION:
        return _match(one, other, "other_edition", "passages", shares.least, f"{in_common}; {found.reason}")
    return None


def _about(one: Named, other: Named, shares: Shares) -> Match | None:
    """An interpretation of the other, or its draft, by name; a draft also by text, by a body of the same place."""
    role = one.naming.role
    if role not in ("interprets", "drafts") or other.naming.role in ("interprets", "drafts"):
        return None
    relation: Relation = "interpretation_of" if role == "interprets" else "draft_of"
    if mention := _naming(one, other, role):
        return _match(one, other, relation, "citation", 1.0, f"names it: {_quote(mention.words)}")
    if not _may_be_draft(one, other):
        return None
    final = other.naming.name.core
    titles = [mention.name.core for mention in one.naming.mentions if mention.name.core]
    unlike = bool(final and titles) and not any(like(title, final) for title in titles)
    if shares.most >= (NAMED_EDITION if final in titles else SAME if unlike else EDITION):
        reason = f"a draft by its title, {_percent(shares.most)} in common"
        return _match(one, other, relation, "passages", shares.most, reason)
    return None


def _may_be_draft(one: Named, other: Named) -> bool:
    final = other.naming.role not in ("interprets", "drafts")
    return one.naming.role == "drafts" and final and same_place(one.naming.name.issuers, other.naming.name.issuers)


def _forwards(one: Named, other: Named, shares: Shares) -> Match | None:
    """A notice that carries the other's text, or that says it forwards it."""
    if not _may_carry(one, other):
        return None
    carried = f"{_percent(shares.of_other)} of the other's text stands in it"
    if mention := _naming(one, other, "forwards"):
        return _match(one, other, "forwards", "citation", 1.0, f"names it: {_quote(mention.words)}; {carried}")
    says = one.forwarding
    if says and (contradict(says.name, other.naming.name) or other.naming.role in ("interprets", "drafts")):
        return None
    if says and other.forwarding is None and shares.of_other >= CARRIED:
        reason = f"says that it forwards: {_quote(says.words)}; {carried}"
        return _match(one, other, "forwards", "passages", shares.of_other, reason)
    if one.rank > other.rank >= 0 and shares.of_other >= CARRIED_SILENTLY:
        reason = f"{carried}, and its level is lower ({one.document.level}, {other.document.level})"
        return _match(one, other, "forwards", "passages", shares.of_other, reason)
    return None


def _may_carry(one: Named, other: Named) -> bool:
    """Whether one can forward the other's text, by what it says of itself or by their levels."""
    return (one.forwarding is not None or one.rank > other.rank >= 0) and _can_forward(one, other)


def _can_forward(one: Named, other: Named) -> bool:
    """One's title or opening speaks, the issuers are not the same, and the other was there before."""
    if same_issuer(one.naming.name.issuers, other.naming.name.issuers) and one.naming.role != "forwards":
        return False
    return one.naming.name != other.naming.name and not _later(other.document, one.document)


def _implements(one: Named, other: Named) -> Match | None:
    if not one.naming.mentions or other.naming.role in ("interprets", "drafts"):
        return None
    mention = _naming(one, other, "implements")
    if mention is None or _later(other.document, one.document):
        return None
    return _match(one, other, "implements", "citation", 1.0, f"names it: {_quote(mention.words)}")


def _naming(one: Named, other: Named, how: str) -> Mention | None:
    """Where one names the other so; a document that shares its name with the other cannot.

    Of the bearers of one title on the site that names it, the portal's own is meant, and no city's.
    """
    own = other.naming.name
    if how in ("interprets", "drafts") and one.document.site and other.document.site:
        here = one.document.site == other.document.site and (other.sole_title or other.rank <= _OWN)
        sole_title = here or _names_its_place(other)
    else:
        sole_title = other.sole_title and (how == "interprets" or _names_its_place(other))
    for mention in one.naming.mentions:
        if mention.how == how and calls(mention.name, own, sole_title=sole_title, sole_number=other.sole_number):
            return mention
    return None


def _names_its_place(named: Named) -> bool:
    """Whether a title says whose it is without its issuer, as 湖南省…条例 does, or is a central one.

    关于…的实施意见 of some province, when it is the only one here, is not what every city's bare title means.
    """
    name = named.naming.name
    central = any(issuer.startswith(("国务院", "中共中央", "中央", "全国人")) for issuer in name.issuers)
    return not name.core.startswith("关于") or central or named.document.level == "central"


def _later(one: Document, other: Document) -> bool:
    """Whether one is known to have been written after the other."""
    return bool(one.written_on and other.written_on and one.written_on > other.written_on)


def _match(one: Named, other: Named, relation: Relation, method: Method, score: float, reason: str) -> Match:
    return Match(one.document.id, other.document.id, relation, method, round(score, 4), reason)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _quote(words: str) -> str:
    """Words short enough for a reason."""
    return words if len(words) <= 120 else f"{words[:119]}…"
