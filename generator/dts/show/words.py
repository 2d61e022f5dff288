"""The page's own words, in Chinese and in English."""

from collections.abc import Mapping

_TABLE = """
concepts 概念 concepts
roles 角色 roles
search 查找概念： Find a concept:
hint 标签、名称或说明 label, name or documentation
trees 层级 Trees
presentation 列报 Presentation
calculation 计算 Calculation
dimensions 维度 Dimensions
documentation 说明 Documentation
reference 参考 Reference
type 类型 Type
period 期间类型 Period type
instant 时点 instant
duration 期间 duration
balance 余额方向 Balance
debit 借 debit
credit 贷 credit
abstract 抽象 Abstract
nillable 可为空值 Nillable
yes 是 yes
no 否 no
group 替代组 Substitution group
typed 类型化域 Typed domain
default 默认成员 Default member
default-of 默认成员所属维度 Default member of
members 可取成员 Members
terseLabel 简称 Terse label
verboseLabel 全称 Verbose label
totalLabel 合计标签 Total label
periodStartLabel 期初标签 Period start label
periodEndLabel 期末标签 Period end label
negatedLabel 取负标签 Negated label
negatedTerseLabel 取负简称 Negated terse label
negatedTotalLabel 取负合计标签 Negated total label
used 所在位置 Stands in
"""


def _words(column: int) -> Mapping[str, str]:
    rows = (line.split(" ", 2) for line in _TABLE.strip().splitlines())
    return {row[0]: row[column] for row in rows}


WORDS: Mapping[str, Mapping[str, str]] = {"zh": _words(1), "en": _words(2)}
"""By language, the words by their keys."""
