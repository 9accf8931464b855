"""Near-duplicates: our matches beside datasketch and rensa, on documents made here, in one run.

    python -m benchmarks.dedup [--documents 100000] [--alone] [--growth]

Documents of about 800 characters out of an invented vocabulary. Some third are in families: a text, editions with 1 to
20 % of its sentences changed (rewritten, edited inside, dropped or added), and lower levels' notices that forward it.
What is right is every pair of a family; two notices that forward one text are counted neither way. A tenth are texts
that three bodies wrote after a common one (half of the sentences), and all have boilerplate and some current phrases:
these are nobody's duplicates.
CPU seconds of whole jobs, texts in, pairs out. Peers get 128 permutations and 5-character shingles, and their pairs are
what their LSH finds at .5, which is where a pair of 20 % editions lies. A peer that is not installed is left out.

--alone: without peers. --growth: 10,000 to 1,000,000 documents, ours alone, with peak memory (the largest takes
3.6 GiB and two minutes of CPU).
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate, combinations

from corpus.dedup import Document, find_matches

Pair = tuple[str, str]
Job = Callable[[list[Document]], set[Pair]]

SUBJECTS = "教育技能产业融合学校企业培养人才质量标准改革发展支持推进建设服务管理评价资源平台机制项目课程师资实训基地"
CHARACTERS = sorted(
    {
        *SUBJECTS,
        *"专业岗位就业区域协同创新保障落实加强完善深化健全样例省市县乡村镇年月日在和与以对为将由各有关部门单位应当可以按照",
    }
)
BOILERPLATE = (
    "请结合实际认真贯彻执行。",
    "此件公开发布。",
    "本办法自发布之日起施行。",
    "各市州人民政府，省政府各厅委、各直属机构：",
)
PEER_SHINGLE, PERMUTATIONS, JACCARD = 5, 128, 0.5


class Writer:
    """Writes sentences in words of an invented vocabulary, some of them ever the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = ["".join(self._random.choices(CHARACTERS, k=2)) for _ in range(6000)]
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(6000)))
        self._current = [self._new() for _ in range(400)]

    def _new(self) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=self._random.randint(8, 26))
        words.insert(self._random.randint(2, 6), "，")
        return "".join(words) + "。"

    def sentence(self) -> str:
        return self._random.choice(self._current) if self._random.random() < 0.05 else self._new()

    def text(self) -> list[str]:
        return [self.sentence() for _ in range(self._random.randint(19, 26))]

    def edition(self, sentences: list[str]) -> list[str]:
        """1 to 20 % of the sentences changed, one at least."""
        changed = list(sentences)
        share = self._random.uniform(0.01, 0.2)
        for at in self._random.sample(range(len(changed)), max(1, int(share * len(changed)))):
            how = self._random.random()
            if how < 0.4:
                changed[at] = self.sentence()
            elif how < 0.8:
                middle = len(changed[at]) // 2
                changed[at] = changed[at][:middle] + self._random.choice(self._words) + changed[at][middle + 2 :]
            elif how < 0.9:
                changed[at] = ""
            else:
                changed[at] += self.sentence()
        return changed

    def rewritten(self, sentences: list[str]) -> list[str]:
        """What another body makes of a text: every other sentence its own."""
        return [one if self._random.random() < 0.5 else self.sentence() for one in sentences]

    def subject(self) -> str:
        return "".join(self._random.choices(self._words, k=5))


def corpus(size: int, seed: int = 7) -> tuple[list[Document], set[Pair], set[Pair]]:
    """`size` documents in an order that says nothing, the pairs that match, and those that count neither way."""
    writer, chance = Writer(seed), random.Random(seed + 1)
    documents: list[Document] = []
    right: set[Pair] = set()
    neither: set[Pair] = set()
    while len(documents) < size:
        group = list(_group(writer, chance, len(documents)))[: size - len(documents)]
        for one, other in combinations(group, 2):
            if one.kind and other.kind:
                (neither if one.kind == other.kind == "notice" else right).add((one.id, other.id))
        documents += (replace(document, kind="") for document in group)
    chance.shuffle(documents)
    return documents, right, neither


def _group(writer: Writer, chance: random.Random, first: int) -> Iterator[Document]:
    """A family, some texts after a common one, or a single text."""
    sentences, subject = writer.text(), writer.subject()
    drawn = chance.random()
    title = f"关于{subject}的意见"

    def document(number: int, body: list[str], issuer: str, called: str = title, kind: str = "") -> Document:
        head = [f"{issuer}{called}\n", BOILERPLATE[3], "\n"]
        text = "".join([*head, *body, "\n", *BOILERPLATE[:3], "\n", issuer])
        return Document(f"{first + number:09}", text, f"{issuer}{called}", issuers=(issuer,), kind=kind)

    issuer = f"样例{first % 400}省人民政府"
    if drawn < 0.18:
        yield document(0, sentences, issuer, kind="edition")
        for number in range(1, chance.choice((2, 2, 3, 4))):
            if chance.random() < 0.3:
                notice = f"现将《{issuer}{title}》转发给你们，请认真贯彻执行。\n"
                lower = f"样例{(first + number) % 3000}市人民政府"
                yield document(number, [notice, *sentences], lower, f"关于转发《{issuer}{title}》的通知", "notice")
            else:
                yield document(number, writer.edition(sentences), issuer, kind="edition")
    elif drawn < 0.22:
        for number in range(3):
            yield document(number, writer.rewritten(sentences), f"样例{(first + number) % 3000}县人民政府")
    else:
        yield document(0, sentences, issuer)


def ours(documents: list[Document]) -> set[Pair]:
    return {_pair(match.document, match.other) for match in find_matches(documents)}


def ours_by_text(documents: list[Document]) -> set[Pair]:
    return ours([Document(document.id, document.text) for document in documents])


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _shingles(text: str) -> set[str]:
    return {text[at : at + PEER_SHINGLE] for at in range(len(text) - PEER_SHINGLE + 1)}


def datasketch(documents: list[Document]) -> set[Pair]:
    peer = import_module("datasketch")
    lsh = peer.MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    found: set[Pair] = set()
    for start in range(0, len(documents), 1000):
        some = documents[start : start + 1000]
        encoded = [[shingle.encode() for shingle in _shingles(document.text)] for document in some]
        for document, sketch in zip(some, peer.MinHash.bulk(encoded, num_perm=PERMUTATIONS), strict=True):
            found.update(_pair(document.id, other) for other in lsh.query(sketch))
            lsh.insert(document.id, sketch)
    return found


def rensa(documents: list[Document]) -> set[Pair]:
    peer = import_module("rensa")
    lsh = peer.RMinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS, num_bands=32)
    found: set[Pair] = set()
    for number, document in enumerate(documents):
        sketch = peer.RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(list(_shingles(document.text)))
        found.update(_pair(document.id, documents[other].id) for other in lsh.query(sketch))
        lsh.insert(number, sketch)
    return found


def measured(job: Job, documents: list[Document]) -> tuple[float, set[Pair]]:
    start = time.process_time()
    found = job(documents)
    return time.process_time() - start, found


def compare(size: int, peers: bool) -> None:
    documents, right, neither = corpus(size)
    length = sum(len(document.text) for document in documents) / size
    print(f"{size} documents of {length:.0f} characters, {len(right)} pairs that match")
    print("                      CPU s   ratio  recall  precision   pairs")
    jobs: dict[str, Job] = {"ours": ours, "ours, text alone": ours_by_text}
    theirs: dict[str, Job] = {"datasketch": datasketch, "rensa": rensa} if peers else {}
    for name, job in theirs.items():
        if find_spec(name):
            jobs[name] = job
        else:
            print(f"{name:20}  not installed here: left out")
    base = 0.0
    for name, job in jobs.items():
        seconds, found = measured(job, documents)
        found -= neither
        base = base or seconds
        good = len(found & right)
        row = f"{good / len(right):6.4f}  {good / max(1, len(found)):9.4f}  {len(found):6}"
        print(f"{name:20}  {seconds:5.1f}  {seconds / base:6.2f}  {row}", flush=True)


def grow(size: int) -> None:
    """One size, in a process of its own, for its peak memory."""
    documents, right, neither = corpus(size)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, found = measured(ours, documents)
    found -= neither
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    good = len(found & right)
    print(
        f"{size:9}  {seconds:7.1f}  {1000 * seconds / size:15.3f}  {held / 1024:14.0f}  {peak / 1024:8.0f}"
        f"  {good / len(right):6.4f}  {good / len(found):9.4f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--growth", action="store_true", help="10,000 to 1,000,000 documents, with peak memory")
    parser.add_argument("--one-size", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_size:
        grow(options.one_size)
    elif options.growth:
        print("documents    CPU s  CPU ms/document  documents MiB  peak MiB  recall  precision", flush=True)
        for size in (10_000, 100_000, 1_000_000):
            subprocess.run([sys.executable, "-m", "benchmarks.dedup", "--one-size", str(size)], check=True)
    else:
        compare(options.documents, peers=not options.alone)


if __name__ == "__main__":
    main()
