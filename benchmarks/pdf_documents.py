"""Documents of known content for benchmarks/pdf.py and the tests: what they say, and how they are to be set.

The sentences are made from word lists of our own, by a seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "paragraph", "right", "table"]


@dataclass
class Item:
    kind: Kind
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    ruled: bool = True
    spans: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first column, first row, last column, last row
    note: str = ""  # a footnote on this paragraph

    @property
    def covered(self) -> set[tuple[int, int]]:
        """The places (column, row) that a merged cell takes beyond its first."""
        return {
            (x, y)
            for x0, y0, x1, y1 in self.spans
            for x in range(x0, x1 + 1)
            for y in range(y0, y1 + 1)
            if (x, y) != (x0, y0)
        }

    def span(self, column: int, row: int) -> tuple[int, int]:
        """How many columns and rows the cell at a place takes."""
        for x0, y0, x1, y1 in self.spans:
            if (x0, y0) == (column, row):
                return x1 - x0 + 1, y1 - y0 + 1
        return 1, 1


@dataclass
class Document:
    """What a document says, and how it is to be set."""

    name: str
    title: list[str]
    items: list[Item]
    head: str = ""  # the red head
    number: str = ""
    columns: int = 1
    running: str = ""  # a running head
    paging: str = "— {} —"

    @property
    def paragraphs(self) -> list[str]:
        """Every paragraph, in order, without tables, heads and page numbers; footnotes last."""
        texts = [self.number] if self.number else []
        texts.append("".join(self.title))
        texts += [item.text for item in self.items if item.kind != "table"]
        return texts + [item.note for item in self.items if item.note]

    @property
    def tables(self) -> list[list[list[str]]]:
        return [item.rows for item in self.items if item.kind == "table"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WHO = _words(
    "各县区教育部门 各镇街办事处 市属职业院校 行业协会 试点园区 公共服务机构 承办企业 评估专家组 村级服务站 联席会议"
)
_DO = _words(
    "建立健全 统筹推进 分批开展 定期公布 逐年完善 重点支持 如实记录 及时汇总 稳步扩大 主动公开 认真核对 严格落实"
)
_WHAT = _words(
    "样例课程的开设标准 实训场地的共享办法 教师到企业实践的安排 学徒培养的协议文本 年度质量报告 "
    "经费使用台账 设备更新清单 毕业生跟踪调查 校园安全巡查记录 专业设置的调整方案 "
    "线上报名的服务流程 困难学生的资助名册"
)
_HOW = _words("按照分工 在充分调研的基础上 结合本地实际 会同有关方面 于每季度末 坚持公开透明 依托现有平台 对照任务清单")
_NOUN = _words("指标 项目 任务 平台 课程 基地 岗位 清单 标准 报告 经费 队伍")
_ADJ = _words("重点 年度 试点 专项 基础 综合 配套 骨干 示范 常规")


class Writer:
    """Makes texts by a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def clause(self) -> str:
        pick = self.random.choice
        return f"{pick(_WHO)}{pick(['要', '应当', '可以', ''])}{pick(_HOW)}{pick(_DO)}{pick(_WHAT)}"

    def sentence(self) -> str:
        text = "，".join(self.clause() for _ in range(self.random.randint(1, 3)))
        if self.random.random() < 0.3:
            text += (
                f"，到20{self.random.randint(25, 35)}年达到{self.random.randint(10, 99)}.{self.random.randint(1, 9)}%"
            )
        return text + self.random.choice("。。。；") if self.random.random() < 0.1 else text + "。"

    def paragraph(self) -> str:
        return "".join(self.sentence() for _ in range(self.random.randint(1, 5))).rstrip("；。") + "。"

    def phrase(self) -> str:
        return self.random.choice(_ADJ) + self.random.choice(_NOUN)

    def cell(self, longest: int = 24) -> str:
        roll = self.random.random()
        if roll < 0.35:
            return str(self.random.randint(1, 99_999))
        return self.phrase() if roll < 0.75 else self.clause()[:longest]

    def table(self, columns: int, rows: int, *, ruled: bool = True, merged: bool = False) -> Item:
        head = [f"{self.phrase()}{index + 1}" for index in range(columns)]
        limit = 24 if ruled else 7
        cells = [
            [f"{self.phrase()}{self.random.randint(1, 9)}", *(self.cell(limit) for _ in range(columns - 1))]
            for _ in range(rows)
        ]
        item = Item("table", rows=[head, *cells], ruled=ruled)
        if merged and rows >= 4:
            item.spans = [(0, 1, 0, 2)]
            item.rows[2][0] = ""
            if columns >= 4:
                item.spans.append((2, 0, 3, 0))
                item.rows[0][3] = ""
        return item


def document(seed: int, *, kind: str) -> Document:
    """A document of a kind: plain, red (红头), columns, ruled, unruled, notes."""
    write = Writer(seed)
    title = [f"样例市关于{write.random.choice(_DO)}", f"{write.random.choice(_WHAT)}的通知"]
    items: list[Item] = []
    made = Document(f"{kind}-{seed}", title, items, columns=2 if kind == "columns" else 1)
    if kind == "red":
        made.head, made.number = "样例市人民政府文件", f"样政发〔20{10 + seed % 15}〕{seed % 90 + 1}号"
        items.append(Item("paragraph", "各县区人民政府，市政府各部门："))
    made.running = "样例市公报" if seed % 3 == 0 else ""
    made.paging = ("— {} —", "{}", "第 {} 页")[seed % 3]
    for chapter in range(write.random.randint(3, 5)):
        items.append(Item("heading", f"{'一二三四五六'[chapter]}、{write.random.choice(_DO)}{write.phrase()}"))
        for number in range(write.random.randint(2, 4)):
            text = write.paragraph()
            if write.random.random() < 0.4:
                text = f"（{'一二三四五六'[number]}）{write.phrase()}建设。{text}"
            items.append(Item("paragraph", text))
            if kind == "notes" and number == 0:
                items[-1].note = f"{write.clause()}，数据截至上年末。"
        if kind in ("ruled", "unruled"):
            columns = write.random.randint(3, 5)
            items.append(write.table(columns, write.random.randint(4, 14), ruled=kind == "ruled", merged=seed % 2 == 0))
    if kind in ("red", "plain"):
        items.append(Item("right", "样例市人民政府"))
        items.append(Item("right", f"20{10 + seed % 15}年{seed % 12 + 1}月{seed % 27 + 1}日"))
    if kind == "unruled":
        for item in items:
            item.spans = []
    return made
