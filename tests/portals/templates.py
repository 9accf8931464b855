"""The article template of each site, from sites.yaml (`article`): container, metadata block, labels, meta elements."""

from __future__ import annotations

from tests.portals.articles import META, Template, gkmlpt_page, items, table
from tests.portals.column import Entry

_TRS = '<div class="TRS_Editor">{text}</div>'
_COLONS = items('<ul class="clearfix">', "<li>{label}：{value}</li>", "</ul>")

GOVCN_A = Template(
    '<div id="UCAP-CONTENT"><div class="trs_editor_view">{text}</div></div>',
    table("bd1", 4),
    ("发文字号", "发文机关", "成文日期", "发布日期", "标题"),
    ("firstpublishedtime",),
    title="",
)
GOVCN_B = Template(
    '<div class="pages-date">{day} 10:00 <span class="font">来源：样例网</span></div>'
    '<div id="UCAP-CONTENT">{text}</div>',
    meta=("firstpublishedtime",),
    title='<h1 id="ti">{title}</h1>',
)
GKMLPT = Template(
    "",
    table("classify", 4),
    ("文号", "发布机构", "成文日期", "发布日期", "名称"),
    ("ArticleTitle", "PubDate"),
    wrap=gkmlpt_page,
)

TEMPLATES = {
    "moe": Template(
        f'<div id="downloadContent">{_TRS}</div>',
        items('<div id="moe-policy-table">', "<p>{label}：<span>{value}</span></p>", "</div>"),
        ("发文字号", "发文机构", "生成日期", "", ""),
        ("ArticleTitle", "PubDate", "ContentSource"),
    ),
    "beijing": Template(
        f'<div id="mainText">{_TRS}</div>',
        items('<ol class="doc-info">', "<li>{label}：{value}</li>", "</ol>"),
        ("发文字号", "发文机构", "成文日期", "发布日期", ""),
        ("ArticleTitle", "PubDate"),
        title='<div class="header"><p>{title}</p></div>',
    ),
    "tianjin": Template(
        f'<div id="xlrllt">{_TRS}</div><input type="hidden" id="hid_WZFL" value="样例">',
        table(),
        meta=("ArticleTitle", "PubDate"),
    ),
    "hebei": Template(
        '<div class="xxgk_gfxwjk-xqy-neir">{text}</div>',
        items('<div class="wjct">', "<p>{label}：{value}</p>", "</div>"),
        meta=("PubDate",),
    ),
    "shanxi": Template(
        '<div class="sxgzk-detail-con">{text}</div>', table("affairs-detail-head", 4), meta=("ArticleTitle", "PubDate")
    ),
    "neimenggu": Template(
        '<div class="view TRS_UEDITOR trs_paper_default">{text}</div>',
        table("", 4),
        ("文 &nbsp; 号", "发文机构", "成文日期", "公开日期", "标题"),
        ("ArticleTitle", "PubDate"),
    ),
    "liaoning": Template(
        '<div class="content">{text}</div>',
        table(),
        meta=("ArticleTitle", "PubDate"),
        content_type="text/html",
    ),
    "jilin": Template(
        '<div class="Custom_UnionStyle">{text}</div>',
        table("zly_xxgk_head", 4),
        ("发文字号", "发文机关", "成文日期", "发布日期", "标题"),
    ),
    "heilongjiang": Template(
        "<UCAPCONTENT>{text}</UCAPCONTENT>",
        title="<h1><UCAPTITLE>{title}</UCAPTITLE></h1><p>发布时间：{day}</p>",
        meta=META,
    ),
    "shanghai": Template(
        '<div id="ivs_content" class="Article_content">{text}</div>',
        items('<ul class="info">', "<li>{label}：{value}</li>", "</ul>"),
        title='<h2 id="ivs_title">{title}</h2><small id="ivs_date">（{day}）</small>',
    ),
    "jiangsu": Template(
        '<div id="zoom">{text}</div>',
        table("xxgk_table", 4),
        ("文件编号", "发布机构", "生成日期", "公开日期", "标题"),
        ("ArticleTitle", "PubDate"),
    ),
    "zhejiang": Template(
        '<div id="zoom" class="bt_content">{text}</div>',
        items("<table>", '<tr class="xxgk-info-wh"><td>{label}：</td><td>{value}</td></tr>', "</table>"),
        ("文件编号", "发布机构", "生成日期", "", ""),
        ("ArticleTitle", "ColumnName"),
    ),
    "anhui": Template(
        '<div class="wzcon j-fontContent">{text}</div>',
        items('<div class="nr_topcon"><ul>', "<li><b>{label}：</b>{value}</li>", "</ul></div>"),
        ("文号", "发布机构", "成文日期", "发布日期", ""),
        META,
    ),
    "fujian": Template(f'<div class="article_component">{_TRS}</div>', table(), meta=("ArticleTitle", "PubDate")),
    "jiangxi": Template('<div id="zoom">{text}</div>', table(), meta=("ArticleTitle", "pubdate", "ColumnName")),
    "shandong": Template(
        '<div class="wip_art_con">{text}</div>',
        lambda facts: f'<div class="people-desc">{table()(facts)}</div>',
        ("发文字号", "发文机关", "成文日期", "发布日期", "标题"),
        ("ArticleTitle", "PubDate"),
    ),
    "henan": Template('<div id="content">{text}</div>', table("", 4)),
    "hubei": Template(
        '<div class="content_block">{text}</div>',
        items('<div class="metadata_content">', '<div class="col-xs-12">{label}：{value}</div>', "</div>"),
        ("文号", "发文单位", "成文日期", "发布日期", "名称"),
        ("ArticleTitle", "pubdate", "ColumnName"),
    ),
    "hunan": Template(
        '<div id="zoom">{text}</div>',
        items('<div class="a1">', "<font>{label}：{value}</font>", "</div>"),
        ("文号", "", "发文日期", "", ""),
        ("ArticleTitle", "ColumnName"),
        title='<div class="sp_title">{title}</div>',
    ),
    "guangdong": Template(
        '<div class="article-content">{text}</div>',
        items('<div class="introduce">', "<p>{label}：{value}</p>", "</div>"),
        ("文号", "发布机构", "成文日期", "发布日期", "名称"),
        ("ArticleTitle", "PubDate"),
    ),
    "guangxi": Template(
        f'<div class="article-con">{_TRS}</div>',
        lambda facts: f'<div class="people-desc">{table()(facts)}</div>',
        ("发文字号", "发文单位", "成文日期", "发布日期", "标题"),
    ),
    "hainan": Template(
        "<publishtime>{day} 10:00</publishtime><ucapcontent>{text}</ucapcontent>",
        table(),
        title="<h1><ucaptitle>{title}</ucaptitle></h1>",
        meta=META,
    ),
    "chongqing": Template('<div class="view TRS_UEDITOR">{text}</div>', table("", 4), meta=META),
    "sichuan": Template('<div id="cmsArticleContent">{text}</div>', table(), meta=("ArticleTitle", "ColumnName")),
    "guizhou": Template(
        '<div class="zw-con"><div class="view TRS_UEDITOR">{text}</div></div>',
        table("", 4),
        ("文号", "发布机构", "生成日期", "", "名称"),
        META,
        content_type="text/html",
    ),
    "yunnan": Template(
        '<div class="arti">{text}</div>',
        items('<div class="referencebox"><dl class="reference">', "<dt>{label}</dt><dd>{value}</dd>", "</dl></div>"),
        ("文号", "发文机关", "成文日期", "公开日期", ""),
        ("articletitle", "pubdate"),
        title="<h3>{title}</h3>",
    ),
    "xizang": Template(
        '<div class="view TRS_UEDITOR">{text}</div>',
        table("table", 4, strong=False),
        ("文号", "责任部门", "生成日期", "", ""),
        title='<div class="inptit">{title}</div>',
    ),
    "shaanxi": Template(
        '<div id="doc_left"><div class="view TRS_UEDITOR trs_paper_default trs_web">{text}</div></div>', table("", 4)
    ),
    "gansu": Template('<p>发布时间：{day}</p><div id="UCAP-CONTENT">{text}</div>'),
    "qinghai": Template(
        '<p class="t-date">{day}</p><div class="con-article">{text}</div>', table(), meta=("ArticleTitle", "PubDate")
    ),
    "ningxia": Template(
        '<div class="view">{text}</div>',
        items("<div>", '<p><span class="tt">{label}：</span><span class="value">{value}</span></p>', "</div>"),
    ),
    "xinjiang": Template(
        '<div class="gknbxq_detail">{text}</div>',
        _COLONS,
        ("文号", "发布机构", "成文日期", "发布日期", "名称"),
    ),
}


def template(site: str, entry: Entry) -> Template:
    """The template of a site's page: 国务院 and 广东 have two, told apart by the address."""
    if site == "guowuyuan":
        return GOVCN_A if "/zhengce/content/" in entry.url else GOVCN_B
    if "/gkmlpt/" in entry.url:
        return GKMLPT
    return TEMPLATES[site]
