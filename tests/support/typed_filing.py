"""A small filing with a kind and a taxonomy of its own, whose cells are dates, yes and no, members, texts and figures, with notes."""

from pathlib import Path

NS = "http://x.example/typed/2026"

SETTINGS = f"""
identifier = "{NS}"
namespace = "{NS}"
location = "{NS}/"
roles = "http://x.example/role/"
prefix = "t"
version = "2026"
languages = ["zh", "en"]
name = {{ en = "Typed cells", zh = "各类单元格" }}
description = {{ en = "For tests.", zh = "测试用。" }}
"""
TABLES = {
    "concepts": """
        name,kind,type,period,balance,label_zh,label_en,domain,domain_role,head_usable
        ParticularsAbstract,abstract,,,,客户情况,Particulars,,,
        ParticularsTable,hypercube,,,,客户情况表,Table,,,
        ParticularsLineItems,abstract,,,,项目,Line items,,,
        CustomerAxis,typed-axis,,,,客户,Customer,CustomerName,,
        CustomerName,typed-domain,string,,,,,,,
        EntityStatus,item,enumeration,instant,,存续状态,Status,StatusDomain,statuses,no
        Markets,item,enumerationSet,instant,,市场,Markets,MarketDomain,statuses,no
        FoundingDate,item,date,instant,,成立时间,Founded,,,
        ListingMonth,item,gYearMonth,instant,,上市月份,Month of listing,,,
        IsSued,item,boolean,instant,,是否被诉,Whether sued,,,
        RegisteredCapital,item,monetary,instant,,注册资本,Capital,,,
        Reduction,item,monetary,duration,,调减,Reduction,,,
        Remark,item,string,duration,,备注,Remark,,,
        StatusDomain,member,,,,状态,Statuses,,,
        ActiveMember,member,,,,存续,Active,,,
        OperatingMember,member,,,,在业,Operating,,,
        ActingMember,member,,,,代管,In operation,,,
        MarketDomain,member,,,,市场范围,All markets,,,
        NorthMember,member,,,,华北,North,,,
        SouthMember,member,,,,华南,South,,,
        """,
    "labels": """
        name,role,lang,text
        ActiveMember,terse,en,Alive
        ActingMember,terse,en,Operating
        """,
    "references": "name,role,standard",
    "roles": """
        code,order,definition_zh,definition_en
        particulars,010,客户情况,Particulars of customers
        statuses,020,枚举值域,Domains of enumerations
        """,
    "presentation": """
        role,depth,name,preferred_label
        particulars,0,ParticularsAbstract,
        particulars,1,ParticularsTable,
        particulars,2,CustomerAxis,
        particulars,1,ParticularsLineItems,
        particulars,2,EntityStatus,
        particulars,2,Markets,
        particulars,2,FoundingDate,
        particulars,2,ListingMonth,
        particulars,2,IsSued,
        particulars,2,RegisteredCapital,
        particulars,2,Reduction,
        particulars,2,Remark,
        """,
    "hypercubes": "role,line_items,hypercube,axis,closed\nparticulars,ParticularsLineItems,ParticularsTable,CustomerAxis,yes",
    "members": """
        axis,depth,name,default
        StatusDomain,0,StatusDomain,
        StatusDomain,1,ActiveMember,
        StatusDomain,1,OperatingMember,
        StatusDomain,1,ActingMember,
        MarketDomain,0,MarketDomain,
        MarketDomain,1,NorthMember,
        MarketDomain,1,SouthMember,
        """,
    "calculation": "role,total,part,weight",
    "anchors": "wider,narrower",
}
KIND = f"""
title = {{ zh = "种类", en = "Kind" }}
entry_point = "{NS}/t-2026.xsd"
namespace = "{NS}"
extension = "extension"
schedules = ["particulars"]

[prefixes]
t = "{NS}"
"""
SCHEDULE = """
id = "particulars"
title = { zh = "客户情况", en = "Particulars" }
role = "particulars"
period = "end"
label_headings = { zh = "客户", en = "Customer" }

[[columns]]
code = "status"
heading = { zh = "状态", en = "Status" }
concept = "EntityStatus"
merged = true

[[columns]]
code = "markets"
heading = { zh = "市场", en = "Markets" }
concept = "Markets"
format = { dash = "nil" }

[[columns]]
code = "founded"
heading = { zh = "成立时间", en = "Founded" }
concept = "FoundingDate"

[[columns]]
code = "listed"
heading = { zh = "上市月份", en = "Listed" }
concept = "ListingMonth"
format = { dash = "none" }

[[columns]]
code = "sued"
heading = { zh = "被诉", en = "Sued" }
concept = "IsSued"

[[columns]]
code = "capital"
heading = { zh = "注册资本（万元）", en = "Capital (CNY 10,000)" }
concept = "RegisteredCapital"
unit = "currency"
format = { scale = 4, places = 2 }

[[columns]]
code = "reduction"
heading = { zh = "调减（元）", en = "Reduced by (CNY)" }
concept = "Reduction"
period = "year"
unit = "currency"
format = { places = 2, dash = "zero", negative = "words" }

[[columns]]
code = "remark"
heading = { zh = "备注", en = "Remark" }
concept = "Remark"
period = "year"
format = { dash = "none" }

[[rows]]
open = "customers"
dimension = "CustomerAxis"
"""
FILING = """
id = "typed"
kind = "own"
title = { zh = "各类单元格", en = "Typed cells" }
languages = ["zh", "en"]
currency = "CNY"

[entity]
scheme = "http://x.example/entity"
identifier = "X"
name = { zh = "某公司", en = "A company" }

[periods]
end = { instant = 2025-12-31 }
year = { start = 2025-01-01, end = 2025-12-31 }

[schedules.particulars]
document = "文件"
heading = "标题"
table = "表"

[[schedules.particulars.rows.customers]]
code = "a"
label = "甲公司"

[[schedules.particulars.rows.customers]]
code = "b"
label = "乙公司"

[[schedules.particulars.rows.customers]]
code = "c"
label = "丙公司"

[[schedules.particulars.notes]]
mark = "注1"
cells = ["a.sued"]
text = { zh = "甲公司涉诉一件，标的 < 10 元。", en = "One suit." }

[[schedules.particulars.notes]]
mark = "注2"
cells = ["*.capital", "a.sued"]
text = { zh = "资本为登记数。", en = "As registered." }
"""
HEAD = "客户,状态,市场,成立时间,上市月份,被诉,注册资本（万元）,调减（元）,备注"
ROWS = (
    '甲公司,存续,华北、华南,1992-06-18,2018年4月,注 1,"1,234.50 注2","77,188,386.15","合同1：30 日内付款\n合同2：A & B < C"',
    "乙公司,,华北,2018/4/21,-,否,10.00,-,",
    "丙公司,Alive,—,2003年5月13日,2011-07,是,0.00,1.00,=无",
)


def cells(text: str) -> str:
    """An indented table without its indentation."""
    return "".join(f"{line.strip()}\n" for line in text.strip().splitlines())


def write_typed_filing(folder: Path, rows: tuple[str, ...] = ROWS) -> Path:
    """The filing, written into `folder`, which is returned; `rows` are the lines of its one table."""
    kind = folder / "own"
    (kind / "schedules").mkdir(parents=True)
    (kind / "extension" / "tables").mkdir(parents=True)
    (folder / "facts").mkdir()
    (kind / "extension" / "taxonomy.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (kind / "extension" / "tables" / f"{name}.csv").write_text(cells(text), encoding="utf-8")
    (kind / "kind.toml").write_text(KIND, encoding="utf-8")
    (kind / "rules.csv").write_text("id,schedule,relation,statement,for,label_zh,label_en\n", encoding="utf-8")
    (kind / "report.xhtml.j2").write_text('{% extends "_shared/page.xhtml.j2" %}\n', encoding="utf-8")
    (kind / "schedules" / "particulars.toml").write_text(SCHEDULE, encoding="utf-8")
    (folder / "filing.toml").write_text(FILING, encoding="utf-8")
    (folder / "facts" / "particulars.csv").write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return folder
