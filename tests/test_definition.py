"""Definition files: every setting, every error message, and the ones that ship."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.definition import DefinitionError, Slot, load, names, read, template
from corpus.places import PROVINCES, short_name
from corpus.segment import Counting

VOCED = Path(__file__).resolve().parents[1] / "../shared/corpora/voced27.yaml"

WHOLE = """
name = "sample"
title = "样例"
queries = ["样例教育", "样例"]

[window]
first = 2020-01-01
last = 2020-12-31

[member]
basis = ["样发〔2020〕1号", "关于样例的意见"]
subject = ["样例", "教育"]
titles = ['推动样例', '样例.{0,3}教育']
leading_groups = ["领导小组"]
fewest_units = 7

[never]
kinds = ["news"]
titles = ["解读"]

[counting]
cover_units = false
lead_ins = false
titles = true

[[slot]]
no = 4
adcode = "430000"
place = "湖南"
title = "关于样例的实施意见"
doc_number = "湘样发〔2020〕2号"
issuer = "湖南省人民政府"
urls = ["http://example.org/a"]
issued = "2020-02"
published = "2020-03"
chapters = 5
sections = 20
confidence = "high"
possible = ["样例规划"]
is_basis = true
basis_waived = true

[[outside]]
adcodes = ["610000", "650000"]
places = "陕西 新疆"
reason = "样例"
"""

SLOT = '[[slot]]\nno = 1\nadcode = "000000"\nplace = "中央"\n'
SMALL = f'name = "sample"\n{SLOT}'


def test_every_setting() -> None:
    definition = read(WHOLE.encode(), "sample.toml")
    assert (definition.name, definition.title, definition.queries) == ("sample", "样例", ("样例教育", "样例"))
    assert (definition.first, definition.last) == (date(2020, 1, 1), date(2020, 12, 31))
    assert definition.basis == ("样发〔2020〕1号", "关于样例的意见")
    assert (definition.subject, definition.leading_groups) == (("样例", "教育"), ("领导小组",))
    assert [pattern.pattern for pattern in definition.titles] == ["推动样例", "样例.{0,3}教育"]
    assert (definition.fewest_units, definition.never_kinds, definition.never_titles) == (7, ("news",), ("解读",))
    assert definition.counting == Counting(cover_units=False, lead_ins=False, titles=True)
    (slot,) = definition.slots
    assert slot == Slot(
        no=4,
        adcode="430000",
        place="湖南",
        title="关于样例的实施意见",
        doc_number="湘样发〔2020〕2号",
        issuer="湖南省人民政府",
        urls=("http://example.org/a",),
        issued="2020-02",
        published="2020-03",
        chapters=5,
        sections=20,
        confidence="high",
        possible=("样例规划",),
        is_basis=True,
        basis_waived=True,
    )
    assert all(getattr(slot, field.name) for field in fields(Slot))  # so that none was forgotten here
    assert definition.sha256 == hashlib.sha256(WHOLE.encode()).hexdigest()
    assert definition.slot_of("430000") == slot
    assert definition.slot_of("110000") is None
    outside = definition.outside_of("650000")
    assert outside is not None
    assert outside.reason == "样例"
    assert definition.outside_of("430000") is None


def test_what_is_left_out() -> None:
    definition = read(SMALL.encode(), "sample.toml")
    assert (definition.first, definition.last, definition.basis, definition.titles) == (None, None, (), ())
    assert definition.counting == Counting()
    assert definition.slots[0].confidence == "unknown"


ERRORS = [
    (b"name = \xff", "sample.toml: not UTF-8 text"),
    ("name =", "sample.toml: Invalid value"),
    (SLOT, "sample.toml: it needs a name, of letters, digits and underscores"),
    (f'name = "a b"\n{SLOT}', "sample.toml: it needs a name, of letters, digits and underscores"),
    (f"name = 3\n{SLOT}", "sample.toml: it needs a name, of letters, digits and underscores"),
    ('name = "sample"', "sample.toml: it needs slots, each with a number and an adcode of its own"),
    (f"{SMALL}{SLOT}", "sample.toml: it needs slots, each with a number and an adcode of its own"),
    ('name = "sample"\nslot = 3\n', "sample.toml: slot is no list of tables; write [[slot]]"),
    ('name = "sample"\nslot = ["a"]\n', "sample.toml: slot is no list of tables; write [[slot]]"),
    (f'outside = "北京"\n{SMALL}', "sample.toml: outside is no list of tables; write [[outside]]"),
    (f"keywords = []\n{SMALL}", "sample.toml: keywords: no such setting; there are counting, member, name, never"),
    (f"{SMALL}[window]\nfrom = 2020-01-01", "sample.toml [window]: from: no such setting; there are first, last"),
    (f"{SMALL}[member]\ntitle = ''", "sample.toml [member]: title: no such setting; there are basis, fewest_units"),
    (f"{SMALL}[never]\ntitle = ''", "sample.toml [never]: title: no such setting; there are kinds, titles"),
    (f"{SMALL}[counting]\nnotes = true", "sample.toml [counting]: notes: no such setting; there are cover_units"),
    (f"{SMALL}url = ''", "sample.toml, slot 1: url: no such setting; there are adcode, basis_waived"),
    (f"{SMALL}[[outside]]\nwhy = ''", "sample.toml [[outside]]: why: no such setting; there are adcodes, places"),
    (f'{SMALL}[[outside]]\nadcodes = ["610000"]', "sample.toml [[outside]]: places, reason is missing"),
    ('name = "sample"\n[[slot]]\nno = 1', "sample.toml, slot 1: adcode, place is missing"),
    ('name = "sample"\n[[slot]]\nplace = "x"', "sample.toml, slot ?: no, adcode is missing"),
    (f"window = 3\n{SMALL}", "sample.toml: window is no table; write [window]"),
    (f"counting = 3\n{SMALL}", "sample.toml: counting is no table; write [counting]"),
    (f'{SMALL}[window]\nfirst = "2020-01-01"', "[window]: first is no day (2021-09-01, without quotes)"),
    (f"{SMALL}[window]\nlast = 2020-01-01T00:00:00", "[window]: last is no day (2021-09-01, without quotes)"),
    (f'{SMALL}[member]\nfewest_units = "ten"', "sample.toml [member]: fewest_units is no whole number"),
    (f"{SMALL}[member]\nfewest_units = true", "sample.toml [member]: fewest_units is no whole number"),
    (f'{SMALL}[member]\nbasis = "意见"', "sample.toml: basis is no list of texts"),
    (f"{SMALL}[never]\nkinds = [3]", "sample.toml: kinds is no list of texts"),
    (f'queries = "样例"\n{SMALL}', "sample.toml: queries is no list of texts"),
    (f"title = 3\n{SMALL}", "sample.toml: title is no text"),
    (f'{SMALL}urls = "http://a"', "sample.toml, slot 1: urls is no list of texts"),
    (f'{SMALL}is_basis = "yes"', "sample.toml, slot 1: is_basis is no true or false"),
    (f"{SMALL}title = 3", "sample.toml, slot 1: title is no text"),
    (f"{SMALL}[member]\ntitles = ['{'(' * 50_000}']", "is no regular expression: "),
    (f"{SMALL}[member]\ntitles = ['a{{99999999999}}']", "is no regular expression: "),
    (SMALL.replace("no = 1", "no = 0"), "sample.toml: the number of a slot is from 1 to 9999"),
    (SMALL.replace("no = 1", "no = -3"), "sample.toml: the number of a slot is from 1 to 9999"),
    (SMALL.replace("no = 1", f"no = {10**30}"), "sample.toml: the number of a slot is from 1 to 9999"),
    (f"{SMALL}[member]\ntitles = ['(']", "sample.toml [member]: '(' is no regular expression: missing )"),
]


@pytest.mark.parametrize(("text", "said"), ERRORS, ids=[said[:60] for _, said in ERRORS])
def test_what_is_wrong_is_said(text: str | bytes, said: str) -> None:
    with pytest.raises(DefinitionError, match=re.escape(said)) as error:
        read(text if isinstance(text, bytes) else text.encode(), "sample.toml")
    assert str(error.value).startswith("sample.toml")
    assert "\n" not in str(error.value)


def test_by_name_or_by_path(tmp_path: Path) -> None:
    assert names() == ["arts_edu", "voced27"]
    path = tmp_path / "sample.toml"
    path.write_text(WHOLE, encoding="utf-8")
    assert load(str(path)).name == "sample"
    assert load("voced27").name == "voced27"
    for name in ("nowhere", "../voced27", "policy_tools/x", ""):
        with pytest.raises(DefinitionError, match="arts_edu, voced27 ship; of any other"):
            load(name)
    with pytest.raises(DefinitionError, match="no such file"):
        load(str(tmp_path / "other.toml"))


def test_the_template_is_a_definition_with_every_setting() -> None:
    text = template("fresh")
    definition = read(text.encode(), "fresh.toml")
    assert (definition.name, len(definition.slots)) == ("fresh", 2)
    whole = tomllib.loads(WHOLE)
    for table in ("window", "member", "never", "counting", "outside"):
        (settings,) = whole[table] if table == "outside" else (whole[table],)
        part = text.partition(f"[{table}]")[2].partition("\n[")[0]
        assert [key for key in settings if not re.search(rf"(?m)^(# )?{key} = ", part)] == [], table
    assert [key for key in whole if not re.search(rf"(?m)^(# )?(\[*{key}\]*$|{key} = )", text)] == []


@pytest.mark.parametrize("name", names())
def test_the_places_of_a_definition_are_those_of_their_codes(name: str) -> None:
    places = {code: short_name(place) for place, code in PROVINCES.items()} | {"000000": "中央"}
    definition = load(name)
    assert [slot.no for slot in definition.slots] == list(range(1, len(definition.slots) + 1))
    assert {slot.adcode: slot.place for slot in definition.slots}.items() <= places.items()
    outside = [(code, place) for each in definition.outside for code, place in _pairs(each)]
    assert all(places[code] == place for code, place in outside)


def _pairs(outside: Any) -> list[tuple[str, str]]:
    return list(zip(outside.adcodes, outside.places.split(), strict=True))


# What the shared file calls otherwise.
_SAME = {"title": "title", "issuer": "issuer", "doc_number": "doc_number", "date_issued": "issued"}
_SAME |= {"date_published": "published", "chapters": "chapters", "sections": "sections", "confidence": "confidence"}


def test_voced27_is_the_shared_file() -> None:
    if not VOCED.is_file():
        pytest.skip("../shared/corpora is absent")
    shared = pytest.importorskip("yaml").safe_load(VOCED.read_text("utf-8"))
    definition = load("voced27")
    assert (definition.name, definition.title) == (shared["name"], shared["title"])
    first, last = shared["selection"]["issued"]
    assert definition.first is not None
    assert definition.last is not None
    assert (f"{definition.first:%Y-%m}", f"{definition.last:%Y-%m}") == (str(first), str(last))
    assert definition.basis[0] in shared["selection"]["basis"]
    for name in shared["selection"]["not_basis"]:
        assert all(basis not in name for basis in definition.basis), name
    outside = " ".join(each.places for each in definition.outside).split()
    assert set(outside) == set(re.findall(r"陕西|新疆|西藏|江西|海南", shared["rule"]))
    for document, slot in zip(shared["documents"], definition.slots, strict=True):
        assert (slot.no, slot.adcode, slot.place) == (document["no"], document["adcode"], document["jurisdiction"])
        for theirs, ours in _SAME.items():
            assert getattr(slot, ours) == (document[theirs] or type(getattr(slot, ours))()), (slot.place, theirs)
        assert list(slot.urls) == document["official_urls"], slot.place
        assert list(slot.possible) == [each["title"] for each in document["candidates"]], slot.place
        assert slot.is_basis == (slot.no == 1)
        assert slot.basis_waived == (document["jurisdiction"] == "安徽")
    wanted = ["政策解读", "图解", "新闻发布会", "答记者问", "征求意见稿", "一图读懂"]
    assert shared["selection"]["never"][0] == wanted[0]
    assert all(any(word in title for word in definition.never_titles) for title in wanted)
