"""A small filing with a text: nested blocks, figures in prose, a table in its place, one behind the text, notes; its kind and taxonomy."""

from collections.abc import Mapping
from pathlib import Path

NS = "http://x.example/text/2026"

TAXONOMY = f"""
identifier = "{NS}"
namespace = "{NS}"
location = "{NS}/"
roles = "http://x.example/text/role/"
prefix = "tx"
version = "2026"
languages = ["zh", "en"]
name = {{ zh = "文字样例", en = "A text" }}
description = {{ zh = "测试用。", en = "For tests." }}
"""
TABLES: Mapping[str, str] = {
    "concepts": """
        name,kind,type,period,balance,label_zh,label_en,domain,domain_role,head_usable
        SalesAbstract,abstract,,,,销售 [摘要],Sales [abstract],,,
        SalesTable,hypercube,,,,销售 [表],Sales [table],,,
        SalesLineItems,abstract,,,,销售 [行项目],Sales [line items],,,
        Sales,item,monetary,duration,credit,销售收入,Sales,,,
        Share,item,percent,duration,,占比,Share,,,
        RegionAxis,axis,,,,地区 [轴],Region [axis],,,
        AllRegionsMember,member,,,,全部地区 [成员],All regions [member],,,
        NorthMember,member,,,,北方 [成员],North [member],,,
        SouthMember,member,,,,南方 [成员],South [member],,,
        LocationAxis,axis,,,,披露位置 [轴],Location [axis],,,
        TableMember,member,,,,表格 [成员],Table [member],,,
        NarrativeMember,member,,,,正文 [成员],Running text [member],,,
        TextAbstract,abstract,,,,正文 [摘要],Text [abstract],,,
        TextTable,hypercube,,,,正文 [表],Text [table],,,
        TextLineItems,abstract,,,,正文 [行项目],Text [line items],,,
        FiguresAbstract,abstract,,,,正文数据 [摘要],Figures [abstract],,,
        FiguresTable,hypercube,,,,正文数据 [表],Figures [table],,,
        FiguresLineItems,abstract,,,,正文数据 [行项目],Figures [line items],,,
        ReplyExplanatory,item,textBlock,duration,,回复 [文本块],Reply [text block],,,
        QuestionExplanatory,item,textBlock,duration,,问题 [文本块],Question [text block],,,
        AnswerExplanatory,item,textBlock,duration,,答复 [文本块],Answer [text block],,,
        Conclusion,item,string,duration,,结论,Conclusion,,,
        SignedOn,item,date,duration,,签署日期,Date of signature,,,
        Listed,item,boolean,duration,,是否上市,Listed,,,
        DocumentNumber,item,string,duration,,文号,Document number,,,
        FilingKind,item,enumeration,duration,,文件类型,Kind of filing,KindDomain,figures,no
        KindDomain,member,,,,类型 [域],Kinds [domain],,,
        ReplyMember,member,,,,回复 [成员],Reply [member],,,
        OpinionMember,member,,,,意见 [成员],Opinion [member],,,
        """,
    "roles": "code,order,definition_zh,definition_en\nsales,010,销售,Sales\ntext,020,正文,Text\nfigures,030,正文数据,Figures",
    "labels": "name,role,lang,text",
    "references": "name,role,standard",
    "calculation": "role,total,part,weight",
    "presentation": """
        role,depth,name,preferred_label
        sales,0,SalesAbstract,
        sales,1,SalesTable,
        sales,1,SalesLineItems,
        sales,2,Sales,
        sales,2,Share,
        text,0,TextAbstract,
        text,1,TextTable,
        text,1,TextLineItems,
        text,2,ReplyExplanatory,
        text,2,QuestionExplanatory,
        text,2,AnswerExplanatory,
        text,2,Conclusion,
        figures,0,FiguresAbstract,
        figures,1,FiguresTable,
        figures,1,FiguresLineItems,
        figures,2,Sales,
        figures,2,Share,
        figures,2,SignedOn,
        figures,2,Listed,
        figures,2,DocumentNumber,
        figures,2,FilingKind,
        """,
    "hypercubes": """
        role,line_items,hypercube,axis
        sales,SalesLineItems,SalesTable,RegionAxis
        text,TextLineItems,TextTable,RegionAxis
        figures,FiguresLineItems,FiguresTable,LocationAxis
        figures,FiguresLineItems,FiguresTable,RegionAxis
        """,
    "members": """
        axis,depth,name,default
        RegionAxis,0,AllRegionsMember,yes
        RegionAxis,1,NorthMember,
        RegionAxis,1,SouthMember,
        LocationAxis,0,TableMember,yes
        LocationAxis,1,NarrativeMember,
        KindDomain,0,KindDomain,
        KindDomain,1,ReplyMember,
        KindDomain,1,OpinionMember,
        """,
}

FILES: Mapping[str, str] = {
    "filing.toml": """
id = "small"
kind = "kind"
title = { zh = "问询函的回复", en = "Reply to an inquiry" }
languages = ["zh", "en"]
currency = "CNY"

[entity]
scheme = "http://x.example/entity"
identifier = "X1"
name = { zh = "某某股份有限公司", en = "X Corp." }

[periods]
year = { start = 2021-01-01, end = 2021-12-31 }

[schedules.identity]
document = "来函"
heading = "封面"
table = "文号"

[schedules.text]
document = "来函"
heading = "全文"
table = "全文"

[schedules.figures]
document = "来函"
heading = "正文"
table = "正文"

[schedules.sales]
document = "来函"
heading = "一、销售"
table = "分地区"

[schedules.shares]
document = "来函"
heading = "二、占比"
table = "分地区占比"

[[explained]]
name = "north-in-text"
rule = "text-north"
left = "1,234.50"
right = "1,234.56"
reason = { zh = "正文的数字少列示一位。", en = "The text shows one digit less." }

[[signatures]]
party = { zh = "某某会计师事务所", en = "X CPA" }
signatories = [{ zh = "中国注册会计师", en = "Certified public accountant" }, { zh = "项目合伙人", en = "Engagement partner" }]
""",
    "facts/identity.csv": "row,column,value\nnumber,value,上证函[2022]0001号\n",
    "facts/sales.csv": 'row,column,value\nnorth,amount,"1,234.56"\nsouth,amount,-34.56\ntotal,amount,"1,200.00"\n',
    "facts/shares.csv": "row,column,value\nnorth,share,60.00%\n",
    "facts/figures.csv": """项目,数值
北方销售,"1,234.50"
北方占比,44%
签署日期,2022年6月30日
是否上市,是
调减,-34.56
类型,意见 [成员]
""",
    "narrative/reply.md": "本回复分两部分。\n",
    "narrative/question.md": "请说明北方销售的**变化**。\n",
    "narrative/answer.md": """北方销售{figures.north.value}万元，占{figures.share.value}，
较*上年*上升 < 5%。

{sales}

原因：

- 客户增加；
- 价格 {figures.cut.value}万元：
  1. 甲；
  2. 乙。

文号[2022]1号。
""",
    "narrative/conclusion.md": "公司于{figures.signed.value}签署，上市：{figures.listed.value}，A & B。\n",
    "narrative/closing.md": "文件类型：{figures.kind.value}。\n",
    "kind/kind.toml": f"""
title = {{ zh = "回复", en = "Reply" }}
entry_point = "{NS}/tx-2026.xsd"
namespace = "{NS}"
extension = "taxonomy"
cover = "identity"
schedules = ["identity", "text", "figures", "sales", "shares"]

[prefixes]
tx = "{NS}"
""",
    "kind/rules.csv": """id,schedule,relation,statement,for,label_zh,label_en
total,sales,sum,total.amount = sum([regions].amount),,合计等于各地区之和,Regions add up
text-north,figures,equality,north.value = sales!north.amount,,正文与表一致,Text and table agree
""",
    "kind/schedules/identity.toml": """
id = "identity"
title = { zh = "文件", en = "Document" }
role = "figures"
period = "year"
label_headings = { zh = "项目", en = "Item" }

[[columns]]
code = "value"
heading = { zh = "内容", en = "Text" }

[[rows]]
code = "number"
label = { zh = "文号", en = "Number" }
concept = "DocumentNumber"
""",
    "kind/schedules/text.toml": """
id = "text"
title = { zh = "正文", en = "Text" }
role = "text"
layout = "narrative"
period = "year"

[[rows]]
code = "reply"
label = { zh = "回复正文", en = "The reply" }
concept = "ReplyExplanatory"

[[rows]]
code = "question"
label = { zh = "问题一", en = "Question 1" }
concept = "QuestionExplanatory"
level = 1

[[rows]]
code = "group"
label = ""
concept = "AnswerExplanatory"
level = 1

[[rows]]
code = "answer"
label = { zh = "一、答复", en = "I. Answer" }
concept = "AnswerExplanatory"
level = 2
dimensions = { RegionAxis = "NorthMember" }

[[rows]]
code = "conclusion"
label = { zh = "结论", en = "Conclusion" }
concept = "Conclusion"
level = 3

[[rows]]
code = "closing"
label = ""
concept = "Conclusion"
dimensions = { RegionAxis = "SouthMember" }
""",
    "kind/schedules/figures.toml": """
id = "figures"
title = { zh = "正文数据", en = "Figures in the text" }
role = "figures"
layout = "prose"
period = "year"
dimensions = { LocationAxis = "NarrativeMember" }

[[rows]]
code = "north"
label = { zh = "北方销售", en = "Sales in the north" }
concept = "Sales"
unit = "currency"
format = { scale = 4, places = 2 }
dimensions = { RegionAxis = "NorthMember" }

[[rows]]
code = "share"
label = { zh = "北方占比", en = "Share of the north" }
concept = "Share"
unit = "pure"
format = { percent = true }
dimensions = { RegionAxis = "NorthMember" }

[[rows]]
code = "signed"
label = { zh = "签署日期", en = "Signed on" }
concept = "SignedOn"

[[rows]]
code = "listed"
label = { zh = "是否上市", en = "Listed" }
concept = "Listed"

[[rows]]
code = "kind"
label = { zh = "类型", en = "Kind" }
concept = "FilingKind"

[[rows]]
code = "cut"
label = { zh = "调减", en = "Reduced by" }
concept = "Sales"
unit = "currency"
format = { scale = 4, places = 2 }
dimensions = { RegionAxis = "SouthMember" }
""",
    "kind/schedules/sales.toml": """
id = "sales"
title = { zh = "分地区销售", en = "Sales by region" }
role = "sales"
period = "year"
concept = "Sales"
unit = "currency"
unit_note = { zh = "单位：万元", en = "Unit: CNY 10,000" }
label_headings = { zh = "地区", en = "Region" }
row_groups = { regions = ["north", "south"] }

[[columns]]
code = "amount"
heading = { zh = "{year:span}销售", en = "Sales {year:span}" }
format = { scale = 4, places = 2 }

[[rows]]
code = "north"
label = { zh = "北方", en = "North" }
dimensions = { RegionAxis = "NorthMember" }

[[rows]]
code = "south"
label = { zh = "南方", en = "South" }
dimensions = { RegionAxis = "SouthMember" }

[[rows]]
code = "total"
label = { zh = "合计", en = "Total" }
total = true
""",
    "kind/schedules/shares.toml": """
id = "shares"
title = { zh = "分地区占比", en = "Shares by region" }
role = "sales"
period = "year"
concept = "Share"
unit = "pure"
label_headings = { zh = "地区", en = "Region" }

[[columns]]
code = "share"
heading = { zh = "占比", en = "Share" }
format = { percent = true, places = 2 }

[[rows]]
code = "north"
label = { zh = "北方", en = "North" }
dimensions = { RegionAxis = "NorthMember" }
""",
}


def write_filing(folder: Path) -> Path:
    """The filing, its kind and the kind's taxonomy, written into `folder`, which is returned."""
    tables = {f"kind/taxonomy/tables/{name}.csv": _stripped(text) for name, text in TABLES.items()}
    for name, text in {**FILES, **tables, "kind/taxonomy/taxonomy.toml": TAXONOMY}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _stripped(text: str) -> str:
    return "".join(f"{line.strip()}\n" for line in text.strip().splitlines())
