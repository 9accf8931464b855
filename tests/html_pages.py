"""Small whole pages as the provincial systems lay them out (families.md, sites.yaml), for the tests of the reader.

The texts are invented; the containers, labels and furniture are those of the systems named.
"""

# ruff: noqa: E501 (pages as they come)

from __future__ import annotations

TITLE = "某省人民政府办公厅关于印发某省职业教育改革实施方案的通知"
NUMBER = "某政办发〔2022〕15号"
ADDRESSEE = "各市、县人民政府，省政府各部门："
COVER = "《某省职业教育改革实施方案》已经省政府同意，现印发给你们，请认真贯彻执行。"
SIGNATURE = "某省人民政府办公厅"
DATE = "2022年9月8日"
PLAN = "某省职业教育改革实施方案"
PREAMBLE = "为贯彻落实国家职业教育改革部署，推动全省职业教育高质量发展，结合我省实际，制定本实施方案。"
HEADING = "一、总体要求"
SECTION = "（一）指导思想。坚持立德树人，优化类型定位，深化产教融合、校企合作，建设现代职业教育体系。"
LAST = "（二）主要目标。到2025年，职业教育类型特色更加鲜明，技能型社会建设全面推进。"

BODY = (ADDRESSEE, COVER, SIGNATURE, DATE, "（此件公开发布）", PLAN, PREAMBLE, HEADING, SECTION, LAST)

_RIGHT = {SIGNATURE, DATE}
_CENTRE = {TITLE, NUMBER, PLAN}

HEADER = """<div class="header"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/zwfw/">政务服务</a><form><input type="text">
<select><option>标题</option><option>全文</option></select><button>搜索</button></form></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/zfwj/">政府文件</a></div>"""
FOOTER = """<div class="related"><h3>相关链接</h3><ul><li><a href="/a.html">某省职业教育改革实施方案政策解读</a></li>
<li><a href="/b.html">一图读懂</a></li></ul></div>
<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a></div><p class="btns">【打印本页】 【关闭窗口】</p>
<div class="footer"><p>主办单位：某省人民政府办公厅 承办单位：某省大数据中心</p><p>版权所有：某省人民政府 某ICP备05000000号 网站标识码：1200000000</p></div>"""


def paragraphs(lines: tuple[str, ...] = BODY) -> str:
    """The body as paragraphs of their own, indented with ideographic blanks as editors do."""
    return "".join(_paragraph(line) for line in lines)


def _paragraph(line: str) -> str:
    if line in _CENTRE:
        return f'<p style="text-align: center;"><strong>{line}</strong></p>'
    if line in _RIGHT:
        return f'<p style="text-align:right">{line}&nbsp;&nbsp;&nbsp;&nbsp;</p>'
    return f"<p>　　{line}</p>"


def page(content: str, *, title: str = f"{TITLE}_某省人民政府门户网站", meta: str = "") -> str:
    """A whole page around some content."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{meta}'
        "<style>.a{color:red}</style><script>var a = '<p>脚本里的文字，不是正文。</p>';</script></head>"
        f"<body>{HEADER}{content}{FOOTER}<script>var b = 1;</script></body></html>"
    )


META = (
    f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2022-09-13 10:20:00">'
    '<meta name="ColumnName" content="省政府办公厅文件">'
)

HEAD_LINES = (TITLE, NUMBER)

# name: (page, address, the site's (body, title, metadata) selectors)
SYSTEMS: dict[str, tuple[str, str, tuple[str, str, str]]] = {
    "国务院 A": (
        page(
            f"""<table class="bd1"><tbody><tr><td><b>索 引 号：</b></td><td>000014349/2022-00001</td><td><b>主题分类：</b></td><td>科技、教育\\教育</td></tr>
            <tr><td><b>发文机关：</b></td><td>{SIGNATURE}</td><td><b>成文日期：</b></td><td>2022年09月08日</td></tr>
            <tr><td><b>标　　题：</b></td><td colspan="3">{TITLE}</td></tr>
            <tr><td><b>发文字号：</b></td><td>{NUMBER}</td><td><b>发布日期：</b></td><td>2022年09月13日</td></tr></tbody></table>
            <table class="bd1"><tr><td><b>主 题 词：</b></td><td></td></tr></table>
            <table><tr><td class="b12c" id="UCAP-CONTENT"><div class="trs_editor_view">{paragraphs(HEAD_LINES + BODY)}</div></td></tr></table>
            <div id="qr_container">扫一扫在手机打开当前页</div>"""
        ),
        "https://www.gov.cn/zhengce/content/202209/content_1.htm",
        ("#UCAP-CONTENT, .pages_content, .trs_editor_view", "h1#ti", "table.bd1, .pctoubukuang1"),
    ),
    "北京 ol.doc-info": (
        page(
            f"""<ol class="doc-info"><li>[主题分类] 科技、教育</li><li>[发文机构] <span>{SIGNATURE}</span></li><li>[实施日期] 2022-10-01</li>
            <li>[成文日期] 2022-09-08</li><li>[发文字号] {NUMBER}</li><li>[废止日期] </li><li>[发布日期] 2022-09-13</li><li>[有效性] 有效</li></ol>
            <div class="header"><p>{TITLE}</p></div><div id="mainText"><div class="view TRS_UEDITOR trs_paper_default">{paragraphs(HEAD_LINES + BODY)}</div></div>""",
            meta=META,
        ),
        "https://www.beijing.gov.cn/zhengce/zfwj/202209/t20220913_1.html",
        ("#mainText", "div.header p", "ol.doc-info"),
    ),
    "江苏 xxgk_table": (
        page(
            f"""<table class="xxgk_table"><tr><td>信息索引号</td><td>014000319/2022-00500</td><td>生成日期</td><td>2022-09-08</td><td>公开日期</td><td>2022-09-13</td></tr>
            <tr><td>文件编号</td><td>{NUMBER}</td><td>发布机构</td><td>{SIGNATURE}</td><td>效力状况</td><td>有效</td></tr>
            <tr><td>附件下载</td><td colspan="5"></td></tr></table><div class="article_title">{TITLE}</div>
            <div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart"><p></p>{paragraphs(HEAD_LINES + BODY)}<meta name="ContentEnd"></div>""",
            meta=META,
        ),
        "http://www.jiangsu.gov.cn/art/2022/9/13/art_46144_1.html",
        ("#zoom, #Zoom, .article_content, .artile_zw", "", "table.xxgk_table"),
    ),
    "新疆 ul.clearfix": (
        page(
            f"""<ul class="clearfix"><li><b>索 引 号：</b>000000/2022-00001</li><li><b>主题分类：</b>教育</li><li><b>发布机构：</b>{SIGNATURE}</li>
            <li><b>发文字号：</b>{NUMBER}</li><li><b>名　　称：</b>{TITLE}</li><li><b>成文日期：</b>2022年09月08日</li><li><b>发布日期：</b>2022年09月13日</li></ul>
            <h1>{TITLE}</h1><div class="gknbxq_detail"><ucapcontent>{paragraphs(BODY)}</ucapcontent></div>"""
        ),
        "https://www.xinjiang.gov.cn/xinjiang/c112546/202209/0123456789abcdef0123456789abcdef.shtml",
        ("ucapcontent", "", "ul.clearfix"),
    ),
    "湖北 metadata_content": (
        page(
            f"""<div class="metadata_content"><div class="row"><div class="col-xs-12 col-sm-6"><strong>索 引 号：</strong>011043110/2022-30001</div>
            <div class="col-xs-12 col-sm-6"><strong>分　　类：</strong>教育</div><div class="col-xs-12 col-sm-6"><strong>发布机构：</strong>{SIGNATURE}</div>
            <div class="col-xs-12 col-sm-6"><strong>发文日期：</strong>2022年09月08日</div><div class="col-xs-12"><strong>文&nbsp;&nbsp;&nbsp;&nbsp;号：</strong>{NUMBER}</div>
            <div class="col-xs-12"><strong>效力状态：</strong>有效</div><div class="col-xs-12"><strong>发布日期：</strong>2022年09月13日</div></div></div>
            <h2>{TITLE}</h2><div class="article-box"><div class="TRS_Editor">{paragraphs(HEAD_LINES + BODY)}</div></div>""",
            meta=META.replace("PubDate", "pubdate"),
        ),
        "https://www.hubei.gov.cn/zfwj/ezbf/202209/t20220913_1.shtml",
        ("", "", ".metadata_content"),
    ),
    "云南 dl.reference": (
        page(
            f"""<div class="referencebox"><dl class="reference"><dt>索引号</dt><dd>53000020220913</dd></dl><dl class="reference"><dt>发布机构</dt><dd>{SIGNATURE}</dd></dl>
            <dl class="reference"><dt>公开目录</dt><dd></dd></dl><dl class="reference"><dt>成文日期</dt><dd>2022-09-08</dd></dl>
            <dl class="reference"><dt>文号</dt><dd>{NUMBER}</dd></dl><dl class="reference"><dt>公开日期</dt><dd>2022-09-13</dd></dl>
            <dl class="reference"><dt>主题词</dt><dd></dd></dl><dl class="reference"><dt>标题</dt><dd>{TITLE}</dd></dl></div>
            <div class="arti"><div class="view TRS_UEDITOR">{paragraphs(HEAD_LINES + BODY)}</div></div>""",
            meta=f'<meta name="articletitle" content="{TITLE}"><meta name="pubdate" content="2022-09-13">',
        ),
        "https://www.yn.gov.cn/zwgk/zcwj/yzfb/202209/t20220913_1.html",
        ("", "", ".referencebox dl.reference"),
    ),
    "湖南 .a1 font": (
        page(
            f"""<div class="sp_title">{TITLE}</div><div class="a1"><font>文号：{NUMBER}</font> <font>统一登记号：HNPR-2022-01015</font>
            <font>发文日期：2022年09月08日</font> <font>公开方式：主动公开</font></div>
            <div id="zoom" class="content">{paragraphs(BODY)}</div>""",
            meta=f'<meta name="ArticleTitle" content="{TITLE}">',
        ),
        "http://www.hunan.gov.cn/hnszf/xxgk/wjk/szfbgt/202209/t20220913_1.html",
        ("#zoom, .content", ".sp_title", ".a1"),
    ),
    "安徽 lonsun": (
        page(
            f"""<div class="nr_topcon"><ul><li><strong>索引号：</strong>002986061/202209-00001</li><li><strong>组配分类：</strong>省政府办公厅文件</li>
            <li><strong>发布机构：</strong>{SIGNATURE}</li><li><strong>主题分类：</strong>科技、教育</li><li><strong>有效性：</strong>有效</li><li><strong>成文日期：</strong>2022-09-08</li>
            <li><strong>名称：</strong>{TITLE}</li><li><strong>文号：</strong>{NUMBER}</li><li><strong>发布日期：</strong>2022-09-13</li></ul></div>
            <h1 class="wztit">{TITLE}</h1><div class="wzcon j-fontContent clearfix"><div class="articleCon">{paragraphs(BODY)}</div></div>""",
            meta=META,
        ),
        "https://www.ah.gov.cn/public/1681/554180001.html",
        (".articleCon, .gzk-article", "", ""),
    ),
    "黑龙江 ucap": (
        page(
            f"""<div class="xxgk_top"><table><tr><th>索引号</th><td>hlj/2022-01</td><th>主题分类</th><td>教育</td></tr><tr><th>发文机关</th><td>{SIGNATURE}</td>
            <th>成文日期</th><td>2022-09-08</td></tr><tr><th>文号</th><td>{NUMBER}</td><th>发布日期</th><td>2022-09-13 08:30</td></tr></table></div>
            <UCAPTITLE>{TITLE}</UCAPTITLE><p>来源：<PUBLISHTIME>2022-09-13</PUBLISHTIME></p><UCAPCONTENT>{paragraphs(BODY)}</UCAPCONTENT>""",
            meta=META,
        ),
        "https://www.hlj.gov.cn/hlj/c108376/202209/c00_31340001.shtml",
        ("ucapcontent, .article_content, .gzk_detail", "ucaptitle", ""),
    ),
    "上海 ivs": (
        page(
            f"""<div class="Article"><h2 id="ivs_title">{TITLE}<small class="PBtime" id="ivs_date">2022-09-13</small></h2>
            <dl><dt>发文字号：</dt><dd>{NUMBER}</dd><dt>成文日期：</dt><dd>2022年9月8日</dd></dl>
            <div class="Article_content" id="ivs_content">{paragraphs(BODY)}</div></div>"""
        ),
        "https://www.shanghai.gov.cn/nw12344/20220913/0123456789abcdef0123456789abcdef.html",
        ("#ivs_content, .Article_content", "#ivs_title", ""),
    ),
    "宁夏 span.tt": (
        page(
            f"""<div class="nx-conmtab"><p><span class="tt">索引号：</span><span class="value">640000/2022-00001</span></p><p><span class="tt">发文字号：</span>
            <span class="value">{NUMBER}</span></p><p><span class="tt">发布机构：</span><span class="value">{SIGNATURE}</span></p><p><span class="tt">成文日期：</span>
            <span class="value">2022-09-08</span></p><p><span class="tt">发布日期：</span><span class="value">2022-09-13</span></p><p><span class="tt">效力状态：</span>
            <span class="value">有效</span></p></div><h1>{TITLE}</h1><div class="view TRS_UEDITOR">{paragraphs(BODY)}</div>"""
        ),
        "https://www.nx.gov.cn/zwgk/qzfwj/202209/t20220913_1.html",
        ("", "", ""),
    ),
    "西藏 table th": (
        page(
            f"""<table class="table"><tr><td class="th">索引号</td><td class="td">00001/2022-1</td><td class="th">文　　号</td><td class="td">{NUMBER}</td></tr>
            <tr><td class="th">公开时限</td><td class="td"></td><td class="th">生成日期</td><td class="td">2022-09-08</td></tr>
            <tr><td class="th">内容分类</td><td class="td">教育</td><td class="th">责任部门</td><td class="td">{SIGNATURE}</td></tr></table>
            <div class="xz-xl-tit"><h3>{TITLE}</h3><p>发布时间：2022-09-13　来源：某省政府办公厅</p></div><div class="xz-xl-article"><div class="trs_editor_view">{paragraphs(BODY)}</div></div>""",
            meta=META,
        ),
        "https://www.xizang.gov.cn/zwgk/xxfb/zbwj/202209/t20220913_1.html",
        ("", "", "table.table"),
    ),
    "河北 wjct": (
        page(
            f"""<div class="wjct"><p><span>索引号：</span>000217777/2022-1</p><p><span>发布机构：</span>{SIGNATURE}</p><p><span>文号：</span>{NUMBER}</p>
            <p><span>成文日期：</span>2022年09月08日</p><p><span>发布日期：</span>2022年09月13日</p></div><h1>{TITLE}</h1>
            <div class="xxgk_gfxwjk-xqy-neir">{paragraphs(BODY)}</div>""",
            meta='<meta name="PubDate" content="2022-09-13">',
        ),
        "https://www.hebei.gov.cn/columns/01234567-89ab-cdef-0123-456789abcdef/202209/13/01234567-89ab-cdef-0123-456789abcdef.html",
        (".xxgk_gfxwjk-xqy-neir, .incontent, #zoom", "h1", "div.wjct"),
    ),
    "辽宁 .content": (
        page(
            f"""<div class="content"><div class="dlist_page"><h1>{TITLE}</h1><div class="info"><span>发布时间：2022年09月13日</span><span>信息来源：某省政府办公厅</span>
            <span>浏览次数：<i>120</i></span><span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span></div><div class="dlist_con">{paragraphs(HEAD_LINES + BODY)}</div></div></div>""",
            meta=META,
        ),
        "https://www.ln.gov.cn/web/zwgkx/zfwj/szfbgtwj/2022091310200012345/index.shtml",
        (".content, #zoom", "", ""),
    ),
    "生疏的系统": (
        page(
            f"""<div class="wrap"><div class="left"><div class="bt">{TITLE}</div><div class="sj">2022-09-13 10:20 来源：省政府办公厅</div>
            <div class="nr">{paragraphs(HEAD_LINES + BODY)}</div></div><div class="right"><ul><li><a href="/1.html">某省召开职业教育大会，部署重点工作</a></li></ul></div></div>"""
        ),
        "http://www.mou.gov.cn/zw/202209/t20220913_1.html",
        ("", "", ""),
    ),
}
