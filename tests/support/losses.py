"""A small filing with a kind and a taxonomy of its own that holds what expected credit losses are computed from.

Receivables by age at four year-ends with the write-offs between them, scenarios, loss rates, the allowance's roll-forward; and a
restatement whose profit crosses zero. All its figures are made up here, for tests.
"""

from pathlib import Path

NS = "http://x.example/losses/2026"
BUCKETS = {"within-1": "WithinOneMember", "y1-2": "OneTwoMember", "y2-3": "TwoThreeMember", "y3-4": "ThreeFourMember"} | {
    "y4-5": "FourFiveMember",
    "over-5": "OverFiveMember",
}
LABELS = {"within-1": "1年以内", "y1-2": "1-2年", "y2-3": "2-3年", "y3-4": "3-4年", "y4-5": "4-5年", "over-5": "5年以上"}
BALANCES = {
    "within-1": ("8,000.00", "9,000.00", "10,000.00", "11,000.00"),
    "y1-2": ("1,500.00", "1,600.00", "1,750.00", "1,900.00"),
    "y2-3": ("600.00", "620.00", "650.00", "700.00"),
    "y3-4": ("300.00", "310.00", "320.00", "340.00"),
    "y4-5": ("150.00", "160.00", "170.00", "180.00"),
    "over-5": ("100.00", "110.00", "120.00", "130.00"),
}
WRITE_OFFS = {
    "within-1": ("0.00", "0.00", "0.00"),
    "y1-2": ("10.00", "12.00", "15.00"),
    "y2-3": ("5.00", "8.00", "6.00"),
    "y3-4": ("4.00", "3.00", "5.00"),
    "y4-5": ("2.00", "2.00", "3.00"),
    "over-5": ("0.00", "5.00", "1.00"),
}
EXPECTED = {"within-1": "0.83%", "y1-2": "4.21%", "y2-3": "10.25%", "y3-4": "19.51%", "y4-5": "35.12%", "over-5": "46.11%"}
"""As a company would print them: 0.825…, 4.205…, 10.245…, 19.514…, 35.124…, 46.112… %."""

APPLIED = {"within-1": "1.00%", "y1-2": "5.00%", "y2-3": "10.00%", "y3-4": "20.00%", "y4-5": "40.00%", "over-5": "50.00%"}
ALLOWANCES = {"within-1": "110.00", "y1-2": "95.00", "y2-3": "70.00", "y3-4": "68.00", "y4-5": "72.00", "over-5": "65.00"}
TOTAL_BALANCE, TOTAL_ALLOWANCE = "14,250.00", "480.00"
SCENARIOS = {"upside": ("20.00%", "-5.00%"), "base": ("60.00%", "3.00%"), "downside": ("20.00%", "15.00%")}
FORWARD = "3.80%"
ROLLED = {
    "portfolio": ("400.00", "160.00", "45.00", "25.00", "-10.00", "480.00"),
    "individual": ("100.00", "30.00", "0.00", "20.00", "0.00", "110.00"),
    "total": ("500.00", "190.00", "45.00", "45.00", "-10.00", "590.00"),
}
RESTATED = {
    "revenue": ("2,000,000.00", "-500,000.00", "1,500,000.00"),
    "profit": ("300,000.00", "-450,000.00", "-150,000.00"),
    "loss": ("-200,000.00", "-50,000.00", "-250,000.00"),
    "tax": ("10,000.00", "20,000.00", "30,000.00"),
}

_SETTINGS = f"""
identifier = "{NS}"
namespace = "{NS}"
location = "{NS}/"
roles = "http://x.example/role/"
prefix = "l"
version = "2026"
languages = ["zh", "en"]
name = {{ en = "Losses", zh = "预期信用损失" }}
description = {{ en = "For tests.", zh = "测试用。" }}
"""
_AXES = {
    "AgeAxis": ("AllAgesMember", *BUCKETS.values()),
    "ScenarioAxis": ("AllScenariosMember", "UpsideMember", "BaseMember", "DownsideMember"),
    "MethodAxis": ("AllMethodsMember", "PortfolioMember", "IndividualMember"),
    "CorrectionAxis": ("AfterMember", "BeforeMember", "CorrectionMember"),
}
_ITEMS = {
    "Receivables": "monetary,instant",
    "WriteOffs": "monetary,duration",
    "ExpectedRate": "percent,instant",
    "AppliedRate": "percent,instant",
    "AgedAllowance": "monetary,instant",
    "Allowance": "monetary,instant",
    "Weight": "percent,duration",
    "Adjustment": "percent,duration",
    "Provision": "monetary,duration",
    "Reversal": "monetary,duration",
    "WrittenOff": "monetary,duration",
    "OtherChange": "monetary,duration",
    "Revenue": "monetary,duration",
    "Profit": "monetary,duration",
    "Loss": "monetary,duration",
    "Tax": "monetary,duration",
}
_ROLES = {
    "ages": ("AgeAxis", ("Receivables", "WriteOffs", "ExpectedRate", "AppliedRate", "AgedAllowance")),
    "scenarios": ("ScenarioAxis", ("Weight", "Adjustment")),
    "rolled": ("MethodAxis", ("Allowance", "Provision", "Reversal", "WrittenOff", "OtherChange")),
    "restated": ("CorrectionAxis", ("Revenue", "Profit", "Loss", "Tax")),
}
KIND = f"""
title = {{ zh = "预期信用损失", en = "Expected credit losses" }}
entry_point = "{NS}/l-2026.xsd"
namespace = "{NS}"
extension = "extension"
schedules = ["receivables", "rates", "scenarios", "allowance", "restated"]

[prefixes]
l = "{NS}"
"""
_MIGRATION = """
workpaper = "migration"
chart = { series = "columns", rows = ["[ages]"], columns = ["b-2020", "b-2021"] }
row_groups = { ages = ["within-1", "y1-2", "y2-3", "y3-4", "y4-5", "over-5"] }
unit_note = "单位：万元"

[parts]
balances = ["b-2018", "b-2019", "b-2020", "b-2021"]
write_offs = ["w-2019", "w-2020", "w-2021"]
forward = "scenarios!weighted.adjustment"
expected = "rates!expected"
rows = ["within-1", "y1-2", "y2-3", "y3-4", "y4-5", "over-5"]
"""
_AGEING = """
workpaper = "ageing"

[parts]
balance = "receivables!b-2021"
rate = "applied"
reference = "expected"
allowance = "allowance"
total_balance = "receivables!total.b-2021"
total_allowance = "total.allowance"
"""
_FORWARD = """
workpaper = "forward-looking"
parts = { weight = "weight", adjustment = "adjustment", total = "weighted.adjustment", rows = ["upside", "base", "downside"] }
"""
_ROLL = """
workpaper = "roll-forward"

[parts]
opening = "opening"
provision = "provision"
reversal = "reversal"
write_off = "written-off"
other = "other"
closing = "closing"
"""
_RESTATED = """
workpaper = "restatement"
parts = { before = "before", correction = "correction", after = "after" }
chart = { kind = "bridge", rows = ["revenue", "profit", "loss"] }
"""


def _head(name: str, title: str, role: str, extra: str, form: str = "format = { scale = 4, places = 2 }") -> str:
    top = f'id = "{name}"\ntitle = "{title}"\nrole = "{role}"\nlabel_headings = "项目"\nunit = "currency"\nperiod = "year"\n{form}\n'
    return top + extra


def _column(code: str, heading: str, **more: str) -> str:
    return f'\n[[columns]]\ncode = "{code}"\nheading = "{heading}"\n' + "".join(f"{key} = {value}\n" for key, value in more.items())


def _row(code: str, label: str, **more: str) -> str:
    return f'\n[[rows]]\ncode = "{code}"\nlabel = "{label}"\n' + "".join(f"{key} = {value}\n" for key, value in more.items())


def _ages(without: str = "[]") -> str:
    rows = "".join(_row(code, LABELS[code], dimensions=f'{{ AgeAxis = "{member}" }}') for code, member in BUCKETS.items())
    return rows + _row("total", "合计", total="true", without=without)


def _schedules() -> dict[str, str]:
    percent = {"unit": '"pure"', "format": "{ percent = true, places = 2 }"}
    balances = [_column(f"b-{year}", f"{year}年末余额", concept='"Receivables"', period=f'"end-{year}"') for year in range(2018, 2022)]
    form = "{ scale = 4, places = 2, dash = 'none' }"
    write_offs = [
        _column(f"w-{year}", f"{year}年核销", concept='"WriteOffs"', period=f'"year-{year}"', format=form) for year in range(2019, 2022)
    ]
    rates = [
        _column("expected", "按迁徙率计算", concept='"ExpectedRate"', period='"end-2021"', **percent),
        _column("applied", "实际适用", concept='"AppliedRate"', period='"end-2021"', **percent),
        _column("allowance", "坏账准备", concept='"AgedAllowance"', period='"end-2021"'),
    ]
    shares = [_column(code, code, concept=f'"{name}"', **percent) for code, name in (("weight", "Weight"), ("adjustment", "Adjustment"))]
    moved = {"provision": "Provision", "reversal": "Reversal", "written-off": "WrittenOff", "other": "OtherChange"}
    changes = [
        _column("opening", "期初", concept='"Allowance"', period='"end-2020"'),
        *(_column(code, code, concept=f'"{name}"') for code, name in moved.items()),
        _column("closing", "期末", concept='"Allowance"', period='"end-2021"'),
    ]
    kinds = {"before": "BeforeMember", "correction": "CorrectionMember", "after": "AfterMember"}
    corrected = [_column(code, code, dimensions=f'{{ CorrectionAxis = "{member}" }}') for code, member in kinds.items()]
    scenarios = "".join(_row(code, code, dimensions=f'{{ ScenarioAxis = "{code.title()}Member" }}') for code in SCENARIOS)
    scenarios += _row("weighted", "加权", without='["weight"]')
    methods = "".join(_row(code, code, dimensions=f'{{ MethodAxis = "{code.title()}Member" }}') for code in ("portfolio", "individual"))
    lines = "".join(_row(code, code, concept=f'"{code.title()}"') for code in RESTATED)
    return {
        "receivables": _head("receivables", "应收账款账龄", "ages", _MIGRATION) + "".join((*balances, *write_offs)) + _ages(),
        "rates": _head("rates", "损失率", "ages", _AGEING) + "".join(rates) + _ages('["expected", "applied"]'),
        "scenarios": _head("scenarios", "前瞻性情景", "scenarios", _FORWARD) + "".join(shares) + scenarios,
        "allowance": _head("allowance", "坏账准备变动", "rolled", _ROLL) + "".join(changes) + methods + _row("total", "合计", total="true"),
        "restated": _head("restated", "更正", "restated", _RESTATED, "format = { places = 2 }") + "".join(corrected) + lines,
    }


def _tables() -> dict[str, str]:
    concepts = ["name,kind,type,period,balance,label_zh,label_en,domain,domain_role,head_usable"]
    presentation, hypercubes, members, roles = ["role,depth,name,preferred_label"], ["role,line_items,hypercube,axis,closed"], [], []
    for order, (role, (axis, items)) in enumerate(_ROLES.items(), start=1):
        name = role.title()
        roles.append(f"{role},0{order}0,{role},{role}")
        concepts += [f"{name}Abstract,abstract,,,,{role},{role},,,", f"{name}Table,hypercube,,,,{role},{role},,,"]
        concepts += [f"{name}LineItems,abstract,,,,{role},{role},,,", f"{axis},axis,,,,{axis},{axis},,,"]
        concepts += [f"{member},member,,,,{member},{member},,," for member in _AXES[axis]]
        lines = [(0, f"{name}Abstract"), (1, f"{name}Table"), (2, axis), (1, f"{name}LineItems")]
        presentation += [f"{role},{depth},{line}," for depth, line in lines]
        presentation += [f"{role},2,{item}," for item in items]
        hypercubes.append(f"{role},{name}LineItems,{name}Table,{axis},yes")
        default, *others = _AXES[axis]
        members += [f"{axis},0,{default},yes", *(f"{axis},1,{member}," for member in others)]
    concepts += [f"{name},item,{kind},,{name},{name},,," for name, kind in _ITEMS.items()]
    return {
        "concepts": "\n".join(concepts),
        "labels": "name,role,lang,text",
        "references": "name,role,standard",
        "roles": "\n".join(["code,order,definition_zh,definition_en", *roles]),
        "presentation": "\n".join(presentation),
        "hypercubes": "\n".join(hypercubes),
        "members": "\n".join(["axis,depth,name,default", *members]),
        "calculation": "role,total,part,weight",
        "anchors": "wider,narrower",
    }


def _filing() -> str:
    years = "".join(
        f"year-{y} = {{ start = {y}-01-01, end = {y}-12-31 }}\nend-{y} = {{ instant = {y}-12-31 }}\n" for y in range(2018, 2022)
    )
    names = ("receivables", "rates", "scenarios", "allowance", "restated")
    sources = "".join(f'\n[schedules.{name}]\ndocument = "文件"\nheading = "标题"\ntable = "表 {name}"\n' for name in names)
    return (
        'id = "losses"\nkind = "own"\ntitle = { zh = "预期信用损失", en = "Expected credit losses" }\nlanguages = ["zh", "en"]\n'
        'currency = "CNY"\n\n[entity]\nscheme = "http://x.example/entity"\nidentifier = "X"\nname = { zh = "某公司", en = "A company" }\n'
        f"\n[periods]\n{years}year = {{ start = 2021-01-01, end = 2021-12-31 }}\n{sources}"
    )


def _long(figures: dict[str, dict[str, str]]) -> str:
    lines = [f'{row},{column},"{value}"' for row, cells in figures.items() for column, value in cells.items() if value]
    return "\n".join(["row,column,value", *lines]) + "\n"


def _facts() -> dict[str, str]:
    totals = ("10,650.00", "11,800.00", "13,010.00", TOTAL_BALANCE)
    written = ("21.00", "30.00", "30.00")
    receivables = {
        row: {f"b-{2018 + i}": value for i, value in enumerate(balances)} | {f"w-{2019 + i}": value for i, value in enumerate(offs)}
        for row, balances, offs in ((row, BALANCES[row], WRITE_OFFS[row]) for row in BUCKETS)
    }
    receivables["total"] = {f"b-{2018 + i}": value for i, value in enumerate(totals)} | {
        f"w-{2019 + i}": value for i, value in enumerate(written)
    }
    rates = {row: {"expected": EXPECTED[row], "applied": APPLIED[row], "allowance": ALLOWANCES[row]} for row in BUCKETS}
    rates["total"] = {"allowance": TOTAL_ALLOWANCE}
    scenarios = {row: {"weight": weight, "adjustment": adjustment} for row, (weight, adjustment) in SCENARIOS.items()}
    scenarios["weighted"] = {"adjustment": FORWARD}
    moves = ("opening", "provision", "reversal", "written-off", "other", "closing")
    return {
        "receivables": _long(receivables),
        "rates": _long(rates),
        "scenarios": _long(scenarios),
        "allowance": _long({row: dict(zip(moves, values, strict=True)) for row, values in ROLLED.items()}),
        "restated": _long({row: dict(zip(("before", "correction", "after"), v, strict=True)) for row, v in RESTATED.items()}),
    }


def write_losses(folder: Path) -> Path:
    """The filing, written into `folder`, which is returned."""
    kind = folder / "own"
    (kind / "schedules").mkdir(parents=True)
    (kind / "extension" / "tables").mkdir(parents=True)
    (folder / "facts").mkdir()
    (kind / "extension" / "taxonomy.toml").write_text(_SETTINGS, encoding="utf-8")
    for name, text in _tables().items():
        (kind / "extension" / "tables" / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    (kind / "kind.toml").write_text(KIND, encoding="utf-8")
    (kind / "rules.csv").write_text("id,schedule,relation,statement,for,label_zh,label_en\n", encoding="utf-8")
    (kind / "report.xhtml.j2").write_text('{% extends "_shared/page.xhtml.j2" %}\n', encoding="utf-8")
    for name, text in _schedules().items():
        (kind / "schedules" / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "filing.toml").write_text(_filing(), encoding="utf-8")
    for name, text in _facts().items():
        (folder / "facts" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
