"""The words that pages label their metadata with, and the field that each names. How labels are found: `metadata`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Field = Literal["title", "doc_number", "issuers", "written_on", "published_on", "index_number", "subject", "validity"]

# For each field the labels that name it, the surest first; a later label speaks only where no earlier one has a value.
# From sites.yaml of the project's evidence and the 政府信息公开 practice; 生成日期 is the day a record was made, on
# many sites the day of upload, so a date that the document itself prints goes before it.
LABELS: Mapping[Field, tuple[str, ...]] = {
    "index_number": ("索引号", "信息索引号", "索取号", "信息索引", "索引", "统一编号"),
    "subject": ("主题分类", "主题类别", "信息分类", "组配分类", "信息类别", "所属主题", "内容分类"),
    "issuers": (
        *(
            "发文机关",
            "发文单位",
            "发文机构",
            "发文部门",
            "制定机关",
            "制发机关",
            "制发单位",
            "颁布单位",
            "印发机关",
            "印发单位",
            "发文主体",
        ),
        *("发布机构", "发布机关", "发布单位", "发布部门", "公开机构", "公开主体", "公开责任部门", "责任部门"),
    ),
    "title": ("公文名称", "文件名称", "文件标题", "信息名称", "标题", "名称", "题名"),
    "doc_number": ("发文字号", "发文文号", "公文文号", "文件编号", "文件号", "发文号", "公文字号", "文号", "字号"),
    "written_on": (
        *("成文日期", "成文时间", "签发日期", "印发日期", "制发日期", "发文日期", "发文时间", "颁布日期"),
        *("生成日期", "生成时间", "产生日期"),
    ),
    "published_on": (
        "发布日期",
        "发布时间",
        "公开日期",
        "公开时间",
        "公布日期",
        "公布时间",
        "上网日期",
        "上网时间",
        "发布于",
        "日期",
    ),
    "validity": (
        "效力状态",
        "效力状况",
        "有效性",
        "公文时效",
        "时效性",
        "时效状态",
        "有效状态",
        "信息有效性",
        "文件状态",
        "是否有效",
        "效力",
        "时效",
    ),
}
# Labels that end the value before them and say nothing that is kept.
OTHER_LABELS = (
    *(
        "主题词",
        "关键词",
        "关键字",
        "体裁分类",
        "服务对象",
        "公开方式",
        "公开形式",
        "公开范围",
        "公开时限",
        "公开类别",
        "公开属性",
        "公开程序",
        "载体类型",
    ),
    *(
        "信息来源",
        "文章来源",
        "稿件来源",
        "来源",
        "稿源",
        "作者",
        "责任编辑",
        "编辑",
        "浏览次数",
        "浏览量",
        "访问量",
        "点击数",
        "点击次数",
        "点击量",
    ),
    *(
        "阅读次数",
        "阅读量",
        "字体大小",
        "字体",
        "字号大小",
        "分享到",
        "分享",
        "打印",
        "实施日期",
        "生效日期",
        "施行日期",
        "废止日期",
        "失效日期",
    ),
    *(
        "有效期",
        "语种",
        "语言",
        "登记号",
        "统一登记号",
        "内容概述",
        "概述",
        "更新时间",
        "更新日期",
        "视力保护色",
        "保护视力色",
        "文件类型",
        "发文种类",
    ),
    *(
        "备注",
        "审核",
        "校对",
        "所属栏目",
        "栏目",
        "信息格式",
        "关联文件",
        "文件下载",
        "规范性文件编号",
        "联系电话",
        "发布级别",
        "地区",
        "领域",
    ),
)
# Everyday words: labels only before a colon or at the end of a line.
WEAK_LABELS = frozenset(
    {
        "标题",
        "名称",
        "题名",
        "日期",
        "索引",
        "效力",
        "时效",
        "字号",
        "来源",
        "作者",
        "编辑",
        "语言",
        "分享",
        "打印",
        "字体",
        "栏目",
        "备注",
        "审核",
        "校对",
        "概述",
        "地区",
        "领域",
        "责任部门",
    }
)
# In any text, and the calendar's of a page as well: a label only before a colon, and asked for a day last of all.
UNSURE_LABELS = ("日期",)
