"""山东省: 大汉 policy library and columns; http, because the https handshake fails."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, HanwebColumn, Rows, jsearchfront

_PORTAL = "http://www.shandong.gov.cn"
_DETAIL = "/jpaas-jpolicy-web-server/front/info/detail?iid={}"
_NO_UNIT = "the unit's id, read from the page where it shows"


def _column(id: str, column: str, unit: str = "", unverified: str = "", portal: str = _PORTAL) -> HanwebColumn:
    url = f"{portal}/col/col{column}/index.html"
    return HanwebColumn(id, url, column=column, unit=unit, web="410", unverified=unverified)


SHANDONG = Site(
    name="shandong",
    title="山东省",
    adcode="370000",
    prefixes=("鲁政发", "鲁政办发", "鲁政字", "鲁政办字"),
    sources=(
        Endpoint(
            "jpolicy",
            f"{_PORTAL}/jpaas-jpolicy-console-server/interface/getPolicyByOrgId",
            Fields("data.list", url="iid", address=_DETAIL, date="publishDate", total="data.total"),
            family="F6e",
            query={
                "title": "",
                "year": "",
                "category": "1",
                "orgId": "",
                "validity": "",
                "pageNo": "{page}",
                "pageSize": "20",
                "sortKey": "publish_date",
            },
            size=20,
            unverified="the name of the total",
        ),
        _column("col320658", "320658", unverified=f"{_NO_UNIT}; from abroad the data proxy answers nothing"),
        _column("zcwj_jpage", "107851", "283644"),
        _column("gz", "266672", "509505"),
        _column("gfx", "314852", unverified=_NO_UNIT),
        _column("gongbao", "100618", unverified=_NO_UNIT),
        _column("edu_11984", "11984", unverified="教育厅: scheme and ids", portal="http://edu.shandong.gov.cn"),
        Endpoint(
            "sd_dosearch",
            f"{_PORTAL}/jpaas-jpolicy-web-server/front/info/do-search",
            Fields("data.bean.results", url="infoid", address=_DETAIL, date="publishdate", number="issue"),
            kind="search",
            family="F6e",
            query={"title": "{text}", "pageNo": "{page}", "pageSize": "10", "sortKey": "publishdate", "analysis": "1"},
            size=10,
            method="POST",
            unverified="the answer's shape was seen on jinan.gov.cn",
        ),
        jsearchfront(
            "sd_cate",
            f"{_PORTAL}/jsearchfront/interfaces/cateSearch.do",
            website="370000000088000",
            asked={"cateid": "18021", "tpl": "2204", "sortFields": ""},
            size=12,
        ),
        Endpoint(
            "sd_module",
            f"{_PORTAL}/module/search/index.jsp",
            Rows(),
            kind="search",
            family="F6a",
            query={"i_columnid": "107851", "field_1218": "{text}"},
            pages=1,
            unverified="rows, paging, and whether it still answers (2022)",
        ),
    ),
    article=Article(body=".wip_art_con, .main_content, .wz_zhuti, #zoom", metadata=".people-desc table"),
    hosts=("www.shandong.gov.cn",),
    delay=1.0,
)
