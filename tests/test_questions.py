"""The twenty questions of docs/questions.md, asked of a small corpus on both databases; the answers are checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.database import ask, open_database, ready
from tests.conftest import POSTGRES, ROOT, postgres_url
from tests.small_corpus import NAME, fill

PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
QUESTIONS = {
    int(number): query
    for number, query in re.findall(r"^### (\d+)\. .+\n(?:(?!```).*\n)*```sql\n((?:(?!```).*\n)+)```", PAGE, re.M)
}
# `...` is a value that depends on how the archive compresses, or a hash; any will do.
ANSWERS: dict[int, list[tuple[Any, ...]]] = {
    1: [
        ("4-3-1-1", "推进样例试点", "每个市建设两个试点。"),
        ("4-3-1-2", "推进样例试点", "试点期为两年。"),
        ("4-3-2-1", "加强产教融合", "企业可以办学。"),
        ("4-3-2-2", "加强产教融合", "学校可以办企业。"),
        ("4-3-2-3", "加强产教融合", "省级财政给予补助。"),
    ],
    2: [
        (1, 0, "一、", "总体要求", "", "", 1),
        (2, 1, "二、", "完善体系", "（一）", "健全样例制度", 2),
        (3, 1, "三、", "深化改革", "（一）", "推进样例试点", 2),
        (3, 2, "三、", "深化改革", "（二）", "加强产教融合", 3),
    ],
    3: [("4-3-2-1", "企业可以办学。"), ("4-3-2-2", "学校可以办企业。"), ("4-3-2-3", "省级财政给予补助。")],
    4: [(2, 1, "健全样例制度", "（省教育厅牵头）"), (3, 2, "加强产教融合", "（省教育厅、省财政厅负责）")],
    5: [("hunan:6734625b25a4", "http://www.hunan.gov.cn/sample3.html", "hunan/r0005-20261124-001.warc.gz", ..., ...)],
    6: [(1, "国务院", 1), (2, "北京市", 2)],
    7: [(1, "国务院", 1, 6, 16.7), (2, "北京市", 2, 5, 40.0), (4, "湖南省", 0, 8, 0.0)],
    8: [("1-1-0-1", "坚持产教融合，办好样例学校。"), ("2-1-0-1", "深化产教融合和校企合作。")],
    9: [("1-1-0-2", "到2025年，样例体系基本建成。"), ("2-1-0-2", "到2025年，样例体系基本建成。")],
    10: [("1-1-0-2", "2-1-0-2", "北京市", "到2025年，样例体系基本建成。")],
    11: [(1, "国务院", 6, 3, 2), (2, "北京市", 5, 2, 2), (4, "湖南省", 8, 3, 3)],
    12: [(1, "国务院", 11.8, 16), (2, "北京市", 10.8, 16), (4, "湖南省", 7.8, 10)],
    13: [("总体要求", 2)],
    14: [(1, "国务院", 1, 1), (2, "北京市", 2, 1), (4, "湖南省", 2, 1)],
    15: [
        ("2021-10-12", 1, "国务院", "关于推动样例教育发展的意见", "样发〔2021〕1号"),
        ("2022-03-01", 2, "北京市人民政府", "北京市样例教育实施方案", "京样发〔2022〕3号"),
        ("2022-06-01", 4, "湖南省人民政府", "湖南省样例教育实施方案", "湘样发〔2022〕8号"),
    ],
    16: [
        ("removed", "3-1-1", "每个市建设一个试点。"),
        ("added", "3-1-1", "每个市建设两个试点。"),
        ("added", "3-2-3", "省级财政给予补助。"),
    ],
    17: [("second", 1, "湖南省样例教育实施方案", 1, 2)],
    18: [
        (3, "河北", "blocked", 0, "2026-11-03T05:00:00Z", "a challenge page answered"),
        (5, "广东", "missing", 1, None, None),
        (6, "广西", "not crawled", 0, None, None),
    ],
    19: [("440000", "广东省", "interpretation", 1)],
    20: [("hebei", "河北省", "2026-11-03T05:00:00Z", "blocked", "a challenge page answered")],
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with the small corpus."""
    folder: Path = tmp_path_factory.mktemp("questions")
    url = f"sqlite:///{folder / 'corpus.db'}" if request.param == "sqlite" else postgres_url()
    engine = ready(open_database(url))
    fill(engine, folder / "archive")
    engine.dispose()
    yield url
    if request.param != "sqlite":
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


def test_there_are_twenty() -> None:
    assert list(QUESTIONS) == list(range(1, 21))
    assert sorted(ANSWERS) == list(QUESTIONS)
    assert PAGE.count("```sql") == len(QUESTIONS)


@pytest.mark.parametrize("number", QUESTIONS)
def test_a_question_has_its_answer(filled: str, number: int) -> None:
    with ask(filled, QUESTIONS[number].strip().rstrip(";").replace("'voced27'", f"'{NAME}'"), 20.0) as (_, rows):
        found = [tuple(str(cell) if hasattr(cell, "isoformat") else cell for cell in row) for row in rows]
    wanted = ANSWERS[number]
    assert len(found) == len(wanted)
    for row, answer in zip(found, wanted, strict=True):
        assert row == tuple(cell if known is ... else known for cell, known in zip(row, answer, strict=True))
