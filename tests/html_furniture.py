"""What sites put around a document and into its element, in their own words: bars, pointers to other pages, news, notices.

The words are those of the trade; the documents that they name are invented.
"""

# ruff: noqa: E501 (markup as it comes)

from __future__ import annotations

# What sites put at the head and the foot of a text, in their own words.
BARS = (
    '<div class="x1">分享到：<a href="#">微信</a> <a href="#">QQ空间</a> <a href="#">新浪微博</a></div>',
    '<div><span>字体：</span><a href="#">【大</a> <a href="#">中</a> <a href="#">小】</a> <a href="javascript:window.print()">打印</a></div>',
    "<p>【打印】【关闭】</p>",
    '<p align="right">【打印本页】　【关闭窗口】　【返回顶部】</p>',
    '<div><a href="javascript:;">打印本页</a> | <a href="javascript:;">关闭窗口</a></div>',
    '<div><img src="qr.png"><p>扫一扫在手机打开当前页</p></div>',
    '<div><img src="qr.png"><span>扫一扫，手机浏览</span></div>',
    '<div><img src="qr.png">微信扫一扫：分享</div>',
    "<p>微信“扫一扫”分享至朋友圈</p>",
    "<p>用微信扫描二维码</p><p>分享至好友和朋友圈</p>",
    "<div><p>文章来源：省政府办公厅</p><p>责任编辑：张三</p></div>",
    "<div>来源：省人民政府办公厅　　浏览量：<span>1024</span>次</div>",
    "<div>信息来源：省人民政府办公厅　　点击数：<em>88</em></div>",
    "<div>字号：<a>T</a><a>T</a><a>T</a></div>",
    "<div><span>字号：</span><span>大</span><span>中</span><span>小</span></div>",
    "<div><a>A-</a> <a>A</a> <a>A+</a></div>",
    "<div>【我要纠错】</div>",
    "<p>扫描二维码，用手机查看</p>",
    '<div><a href="#">收藏</a><a href="#">打印</a><a href="#">朗读</a></div>',
    "<div>语音播报：<a>开始</a> <a>暂停</a> <a>停止</a></div>",
    "<div>阅读次数：<b>3021</b></div>",
    '<div><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/wj/">文件</a> &gt; 正文</div>',
    '<div>当前位置：<a href="/">网站首页</a>&gt;&gt;<a href="/zwgk/">政府信息公开</a>&gt;&gt;正文内容</div>',
    '<div>您的位置： <a href="/">首页</a> » <a href="/zwgk/">政策文件</a></div>',
    '<div><a href="#">繁體</a> | <a href="#">无障碍阅读</a> | <a href="#">长者模式</a></div>',
    "<div>视力保护色：<span></span><span></span></div>",
    "<p>编辑：李四　审核：王五</p>",
    "<p>初审：张三　复审：李四　终审：王五</p>",
    "<p>供稿：某处</p>",
)

HEADS = (
    "<div>索引号：　　来源：　　作者：</div>",
    "<p>【信息来源：省政府办公厅】　　【信息时间：】</p>",
)

TAILS = (
    '<div><p>上一篇：<a href="/1.html">某市关于做好防汛工作的通知</a></p><p>下一篇：<a href="/2.html">某市关于开展检查的通知</a></p></div>',
    '<div><p>前一篇：<a href="/1.html">某市关于做好防汛工作的通知</a></p><p>后一篇：<a href="/2.html">某市关于开展检查的通知</a></p></div>',
    '<ul><li>上一条：<a href="/1.html">某市关于做好防汛工作的通知</a></li><li>下一条：没有了</li></ul>',
    '<p>上一篇：没有了</p><p>下一篇：<a href="/2.html">某市关于开展检查的通知</a></p>',
    '<div><h3>相关链接</h3><ul><li><a href="/3.html">一图读懂：某市实施方案</a></li><li><a href="/4.html">某市实施方案政策解读</a></li></ul></div>',
    '<div><h4>相关解读</h4><p><a href="/3.html">关于某市实施方案的解读</a></p></div>',
    '<div><strong>政策解读：</strong><a href="/3.html">关于某市实施方案的解读</a></div>',
    '<p><strong>解读链接：</strong></p><p><a href="/3.html">关于某市实施方案的解读</a></p>',
    '<p>相关文件：<a href="/3.html">某市关于贯彻落实的意见</a></p>',
    '<div><h2>相关新闻</h2><ul><li><a href="/3.html">某市召开工作会议</a><span>2022-09-01</span></li><li><a href="/4.html">某市部署下一步工作</a><span>2022-09-02</span></li></ul></div>',
    '<div><p>推荐阅读</p><ul><li><a href="/3.html">某市召开工作会议</a></li></ul></div>',
    '<div><p>【相关阅读】</p><p><a href="/3.html">某市召开工作会议</a></p></div>',
    '<div><p>图解：<a href="/3.html">一图读懂实施方案</a></p></div>',
    "<div><p>主办：某市人民政府办公室　承办：某市大数据局</p><p>某ICP备12345678号-1　网站标识码：4300000001</p></div>",
    "<div><p>版权所有：某市人民政府　联系电话：0000-12345678</p><p>地址：某市某路1号　邮编：400000</p><p>某公网安备 43000000000001号</p></div>",
    "<div>Copyright © 2022 某市人民政府 All Rights Reserved</div>",
    "<div><p>建议使用1366*768分辨率，IE9.0以上浏览器访问</p></div>",
    '<div><a href="#">返回顶部</a></div>',
    '<div><a href="#">TOP</a></div>',
    "<div><p>您对本页面内容是否满意？</p><p><a>满意</a> <a>一般</a> <a>不满意</a></p></div>",
    "<div><p>版权声明：本网站所有内容，未经授权不得转载。</p></div>",
    "<div><p>免责声明：本网站转载信息仅供参考，如有异议请与本站联系。</p></div>",
)

_ROWS = "".join(
    f'<li><a href="/art/{n}.html">某省人民政府办公厅关于做好第{n}项重点工作的通知</a><span>2022-09-{n:02d}</span></li>'
    for n in range(1, 21)
)
_TEASERS = "".join(
    f'<dl><dt><a href="/n/{n}.html">某市召开第{n}次工作会议</a></dt><dd>会议强调，要深入贯彻落实各项决策部署，扎实做好各项工作……</dd></dl>'
    for n in range(1, 6)
)
SIDES = (
    f'<div class="kk"><h3>最新文件</h3><ul>{_ROWS}</ul></div>',
    f"<table><tr><td><b>热点信息</b></td></tr><tr><td><ul>{_ROWS}</ul></td></tr></table>",
    f'<div class="kk2"><p>要闻</p>{_TEASERS}</div>',
    f"<div>{_ROWS.replace('li>', 'p>')}</div>",
)
PROSE = (
    '<div><p>为了向您提供更好的服务，本网站使用Cookie。继续浏览本网站，即表示您同意我们使用Cookie。</p><a href="#">我知道了</a></div>',
    "<div><p>无障碍浏览说明：按Ctrl+Alt+1进入导航区，按Ctrl+Alt+2进入视窗区，按Ctrl+Alt+3进入交互区。</p></div>",
    '<div><ul><li><a href="/zf/">机构概况</a><p>本机关负责全省经济、社会、文化等工作，下设若干处室。</p></li><li><a href="/fw/">办事服务</a><p>提供个人、法人、企业等办事服务。</p></li></ul></div>',
    "<div><p>欢迎您，今天是2022年9月13日，星期二，天气晴，气温18℃。</p></div>",
)
