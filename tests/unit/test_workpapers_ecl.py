"""Expected credit losses: rate × balance, migration matrix, forward-looking adjustment, roll-forward; against a calculation apart."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support import losses
from tests.support.filings import SAMPLES, change
from tests.support.losses import ALLOWANCES, APPLIED, BALANCES, BUCKETS, EXPECTED, ROLLED, SCENARIOS, WRITE_OFFS, write_losses
from tests.support.shared import corpus
from tests.support.special import Written, cells, checked, found, index_line, written

AGEING, MIGRATION, FORWARD, ROLL = "C-1 预期信用损失", "C-2 迁徙率矩阵", "C-3 前瞻性调整", "C-4 坏账准备变动表"
MISSING = "未提供基础数据"
CODES = list(BUCKETS)


def exact(text: str) -> Fraction:
    """A printed number; percentages as fractions."""
    number = Fraction(text.replace(",", "").rstrip("%"))
    return number / 100 if text.endswith("%") else number


def migration_rates(oldest: str = "own") -> list[list[Fraction]]:
    """Each bucket's migration rates of 2019, 2020 and 2021, by the definition; written apart from the program's."""
    balances, offs = [[exact(x) for x in BALANCES[code]] for code in CODES], [[exact(x) for x in WRITE_OFFS[code]] for code in CODES]
    rates = []
    for i in range(len(CODES)):
        if i == len(CODES) - 1:
            row = (
                [Fraction(1)] * 3
                if oldest == "full"
                else [balances[i][k] / (balances[i - 1][k - 1] + balances[i][k - 1]) for k in (1, 2, 3)]
            )
        elif i == len(CODES) - 2 and oldest == "full":
            row = [(balances[-1][k] + offs[-1][k - 1]) / (balances[i][k - 1] + balances[-1][k - 1]) for k in (1, 2, 3)]
        else:
            row = [(balances[i + 1][k] + offs[i + 1][k - 1]) / balances[i][k - 1] for k in (1, 2, 3)]
        rates.append(row)
    return rates


def loss_rates(rates: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Historical loss rates: the product of the averages from a bucket on."""
    found, product = [], Fraction(1)
    for row in reversed(rates):
        product *= sum(row, Fraction(0)) / len(row)
        found.append(product)
    return found[::-1]


def near(value: Fraction) -> object:
    return pytest.approx(float(value), rel=1e-12)


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    return write_losses(tmp_path / "filing")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(write_losses(tmp_path_factory.mktemp("ecl") / "filing"))


@pytest.fixture(scope="module")
def sample() -> Written:
    return written(SAMPLES / "qingcloud-2021-inquiry-reply")


# ---------------------------------------------------------------- ageing


def test_rate_times_balance_of_each_age_is_its_allowance(book: Written) -> None:
    total = sum(exact(BALANCES[code][-1]) for code in CODES)
    for code in CODES:
        line = book.line(AGEING, code)
        balance, rate = exact(BALANCES[code][-1]), exact(APPLIED[code])
        assert (line["账面余额"], line["适用损失率"]) == (near(balance), near(rate))
        assert line["占比"] == near(balance / total)
        assert (line["列示坏账准备"], line["复算数"]) == (near(exact(ALLOWANCES[code])), near(balance * rate))
        assert (line["差异"], line["结论"]) == (0, "一致")
    whole = book.labelled(AGEING, "合计")
    assert "ROUND(ROUND(SUMPRODUCT(" in whole.formula("复算数")
    assert (whole["账面余额"], whole["列示坏账准备"], whole["复算数"], whole["结论"]) == (14250, 480, 480, "一致")
    assert whole["适用损失率"] == near(Fraction(480, 14250))
    balance = book.labelled(AGEING, "余额合计（与列示数核对）")
    assert (balance["列示坏账准备"], balance["复算数"], balance["结论"]) == (14250, 14250, "一致")


def test_the_tolerance_is_that_of_interval_arithmetic(book: Written) -> None:
    half, tiny = Fraction(1, 200), Fraction(1, 20000)
    for code in CODES:
        line = book.line(AGEING, code)
        balance, rate, printed = exact(BALANCES[code][-1]), exact(APPLIED[code]), exact(ALLOWANCES[code])
        above = (balance + half) * (rate + tiny) - printed + half
        assert line["舍入容差"] == pytest.approx(float(above), abs=1e-5)


def test_an_allowance_beyond_rounding_is_red(filing: Path) -> None:
    change(filing / "facts" / "rates.csv", 'y4-5,allowance,"72.00"', 'y4-5,allowance,"72.02"')
    change(filing / "facts" / "rates.csv", 'over-5,allowance,"65.00"', 'over-5,allowance,"65.01"')
    book = written(filing)
    assert [(book.line(AGEING, c)["结论"], book.line(AGEING, c)["差异处理"]) for c in ("y4-5", "over-5")] == [
        ("不一致", "未解释"),
        ("舍入内一致", None),
    ]
    assert index_line(book, "C-1")[-2:] == [1, "有未解释差异"]


def test_applied_rates_stand_beside_those_from_migration(book: Written) -> None:
    heading = "按迁徙率计算的损失率（列示）"
    start = found(book.formulas[AGEING], "适用损失率与按迁徙率计算的损失率").value
    for code in CODES:
        line = book.line(AGEING, code, after=str(start))
        balance, applied, migration = exact(BALANCES[code][-1]), exact(APPLIED[code]), exact(EXPECTED[code])
        assert (line["适用损失率"], line[heading], line["适用率 − 迁徙率"]) == (near(applied), near(migration), near(applied - migration))
        assert (line["按适用率"], line["按迁徙率测算"]) == (near(balance * applied), near(balance * migration))
        assert line["差额"] == near(balance * (applied - migration))


def test_the_samples_allowance_follows_from_its_ages(sample: Written) -> None:
    first = sample.line(AGEING, "within-1")
    assert first["账面余额"] == pytest.approx(13_170.10 - 4_849.53)
    assert first.formula("账面余额").count("INDEX(") == 2
    assert str(found(sample.formulas[AGEING], "1年以内：余额由").value).endswith("推算，来源文件未直接列示。")
    assert first["列示坏账准备"] == "未单独列示"
    whole = sample.labelled(AGEING, "合计")
    assert (whole["账面余额"], whole["列示坏账准备"], whole["复算数"], whole["差异"], whole["结论"]) == (
        pytest.approx(13_170.10),
        1937.09,
        1937.09,
        0,
        "一致",
    )
    assert index_line(sample, "C-1")[2:6] == [1, 1, 0, 0]


def test_an_age_without_a_balance_is_not_computed(filing: Path) -> None:
    schedule = filing / "own" / "schedules" / "rates.toml"
    change(schedule, 'balance = "receivables!b-2021"', 'balance = "allowance!closing"')
    book = written(filing)
    for code in CODES:
        line = book.line(AGEING, code)
        assert (line["账面余额"], line["结论"], line["复算数"]) == (MISSING, MISSING, None)
    whole = book.labelled(AGEING, "合计")
    assert (whole["账面余额"], whole["复算数"], whole["结论"]) == (MISSING, None, MISSING)
    assert whole["列示坏账准备"] == 480


def test_some_ages_without_balances_leave_the_total_out(filing: Path) -> None:
    schedule = filing / "own" / "schedules" / "rates.toml"
    change(
        schedule,
        'total_allowance = "total.allowance"',
        'total_allowance = "total.allowance"\n\n[parts.instead.y1-2]\nbalance = "restated!tax.before - receivables!gone.b-2021"',
    )
    with pytest.raises(Exception, match="no row “gone”"):
        written(filing)
    change(schedule, "receivables!gone.b-2021", "scenarios!weighted.weight")
    book = written(filing)
    assert book.line(AGEING, "y1-2")["账面余额"] == MISSING
    assert book.line(AGEING, "y2-3")["复算数"] == 70
    assert book.labelled(AGEING, "合计")["复算数"] is None


# ---------------------------------------------------------------- migration


@pytest.mark.parametrize("oldest", ["own", "full"])
def test_the_matrix_is_that_of_an_independent_calculation(filing: Path, oldest: str) -> None:
    if oldest == "full":
        schedule = filing / "own" / "schedules" / "receivables.toml"
        change(schedule, 'expected = "rates!expected"', 'expected = "rates!expected"\noldest = "full"')
    book = written(filing)
    rates = migration_rates(oldest)
    historical = loss_rates(rates)
    start = str(found(book.formulas[MIGRATION], "三、").value)
    for i, code in enumerate(CODES):
        line = book.line(MIGRATION, code, after=start)
        if not (oldest == "full" and i == len(CODES) - 1):
            assert [line[f"{year}年末余额"] for year in (2019, 2020, 2021)] == [near(x) for x in rates[i]]
            assert line["平均迁徙率"] == near(sum(rates[i], Fraction(0)) / 3)
            assert line["前瞻性调整"] == near(Fraction(38, 1000))
        full = oldest == "full" and i == len(CODES) - 1
        assert line["历史损失率"] == near(historical[i])
        assert line["预期信用损失率"] == near(historical[i] * (1 if full else Fraction(1038, 1000)))


def test_printed_rates_are_compared(book: Written) -> None:
    start = str(found(book.formulas[MIGRATION], "四、").value)
    said = {code: book.line(MIGRATION, code, after=start)["结论"] for code in CODES}
    assert said == {"within-1": "舍入内一致"} | dict.fromkeys(CODES[1:], "一致")
    assert index_line(book, "C-2")[2:6] == [6, 5, 1, 0]


def test_write_offs_are_added_back_to_the_next_bucket(filing: Path) -> None:
    change(filing / "facts" / "receivables.csv", 'y1-2,w-2019,"10.00"', 'y1-2,w-2019,"90.00"')
    book = written(filing)
    line = book.line(MIGRATION, "within-1", after=str(found(book.formulas[MIGRATION], "三、").value))
    assert line["2019年末余额"] == near(Fraction(1690, 8000))
    assert line.formula("2019年末余额").startswith("=IF(C")


def test_a_year_without_write_offs_leaves_what_rests_on_it_out(filing: Path) -> None:
    change(filing / "facts" / "receivables.csv", 'y2-3,w-2020,"8.00"', 'y2-3,w-2020,"-"')
    book = written(filing)
    assert book.line(MIGRATION, "y2-3", after="二、")["2020年核销"] == MISSING
    start = str(found(book.formulas[MIGRATION], "三、").value)
    line = book.line(MIGRATION, "y1-2", after=start)
    assert [line[f"{year}年末余额"] for year in (2019, 2020)] == [near(Fraction(625, 1500)), MISSING]
    assert [line[h] for h in ("平均迁徙率", "历史损失率", "预期信用损失率")] == [MISSING] * 3
    assert book.line(MIGRATION, "within-1", after=start)["历史损失率"] == MISSING
    assert isinstance(book.line(MIGRATION, "y2-3", after=start)["预期信用损失率"], float)
    assert book.line(MIGRATION, "y1-2", after="四、")["结论"] == MISSING


def test_a_bucket_that_was_empty_has_no_rate(filing: Path) -> None:
    change(filing / "facts" / "receivables.csv", 'y3-4,b-2018,"300.00"', 'y3-4,b-2018,"0.00"')
    book = written(filing)
    line = book.line(MIGRATION, "y3-4", after=str(found(book.formulas[MIGRATION], "三、").value))
    assert (line["2019年末余额"], line["平均迁徙率"]) == ("无期初余额", MISSING)


# ---------------------------------------------------------------- forward-looking adjustment, roll-forward


def test_scenarios_are_weighted(book: Written) -> None:
    for code, (weight, adjustment) in SCENARIOS.items():
        assert book.line(FORWARD, code)["权重 × 调整"] == near(exact(weight) * exact(adjustment))
    line = book.labelled(FORWARD, "加权平均前瞻性调整")
    assert (line["列示数或合计"], line["复算数"], line["结论"]) == (0.038, 0.038, "一致")
    assert book.labelled(FORWARD, "权重合计")["结论"] == "一致"


def test_weights_that_do_not_add_up_are_red(filing: Path) -> None:
    change(filing / "facts" / "scenarios.csv", 'base,weight,"60.00%"', 'base,weight,"59.00%"')
    book = written(filing)
    line = book.labelled(FORWARD, "权重合计")
    assert (line["列示数或合计"], line["复算数"], line["结论"]) == (near(Fraction(99, 100)), 1, "不一致")
    assert book.labelled(FORWARD, "加权平均前瞻性调整")["结论"] == "不一致"


def test_without_weights_nothing_is_recomputed(filing: Path) -> None:
    schedule = filing / "own" / "schedules" / "scenarios.toml"
    change(schedule, 'weight = "weight", ', "")
    book = written(filing)
    assert book.line(FORWARD, "base")["前瞻性调整"] == 0.03
    for label in ("权重合计", "加权平均前瞻性调整"):
        line = book.labelled(FORWARD, label)
        assert (line["复算数"], line["结论"]) == (None, "未提供权重，不复算")


def test_the_allowance_rolls_forward(book: Written) -> None:
    for code, texts in ROLLED.items():
        opening, provision, reversal, written_off, other, closing = map(exact, texts)
        line = book.line(ROLL, code)
        assert line["复算数"] == near(opening + provision - reversal - written_off + other)
        assert (line["期末余额"], line["差异"], line["结论"]) == (near(closing), 0, "一致")
    assert book.line(ROLL, "portfolio").formula("复算数") == "=C10+D10-E10-F10+G10".replace("10", str(book.line(ROLL, "portfolio").row))


def test_a_roll_forward_that_does_not_close_is_red(filing: Path) -> None:
    change(filing / "facts" / "allowance.csv", 'individual,written-off,"20.00"', 'individual,written-off,"21.00"')
    book = written(filing)
    line = book.line(ROLL, "individual")
    assert (line["差异"], line["结论"], line["差异处理"]) == (1, "不一致", "未解释")
    assert index_line(book, "C-4")[2:6] == [3, 2, 0, 1]


def test_a_movement_that_the_table_lacks_is_a_dash(filing: Path) -> None:
    change(filing / "own" / "schedules" / "allowance.toml", 'other = "other"\n', "")
    book = written(filing)
    assert [(book.line(ROLL, c)["其他变动"], book.line(ROLL, c)["结论"]) for c in ("individual", "portfolio")] == [
        ("—", "一致"),
        ("—", "不一致"),
    ]


# ---------------------------------------------------------------- where a filing gives no base


def test_the_sample_says_what_it_does_not_give(sample: Written) -> None:
    for sheet, number in ((MIGRATION, "C-2"), (FORWARD, "C-3"), (ROLL, "C-4")):
        shown = sample.formulas[sheet]
        assert found(shown, MISSING).row == 9
        assert str(found(shown, "本表需要的基础数据").value).endswith("来源文件未提供，不作推算。")
        assert not [c.coordinate for c in cells(shown) if c.data_type in ("f", "n")]
        assert index_line(sample, number)[-1] == MISSING


def test_a_sample_whose_youngest_balance_is_not_given_has_no_total() -> None:
    book = written(checked(SAMPLES / "qingcloud-2021-ifrs", corpus("ifrs-2023-taxonomy.zip")))
    first, second, total = book.line(AGEING, "within-1"), book.line(AGEING, "y1-2"), book.labelled(AGEING, "合计")
    assert [first[h] for h in ("账面余额", "适用损失率", "结论", "复算数")] == [MISSING, 0.05, MISSING, None]
    assert (second["账面余额"], second["复算数"]) == (1886.72, pytest.approx(188.672))
    assert [total[h] for h in ("账面余额", "适用损失率", "结论", "复算数")] == [MISSING, MISSING, MISSING, None]
    assert index_line(book, "C-1")[-1] == MISSING


def test_a_filing_that_is_not_about_losses_says_so_in_the_index_alone() -> None:
    book = written(SAMPLES / "qingcloud-2020-ipo-reply")
    assert not [name for name in book.formulas.sheetnames if name.startswith("C-")]
    assert [index_line(book, f"C-{i}")[-1] for i in range(1, 5)] == [MISSING] * 4
    assert not [c for row in book.formulas["A 索引"].iter_rows() for c in row if c.hyperlink and "C-" in str(c.hyperlink.location)]


def test_only_portable_functions_are_used_and_every_formula_has_its_value(book: Written) -> None:
    used, formulas = set(), 0
    for name in book.formulas.sheetnames:
        if name[:2] not in ("B-", "C-", "D-"):
            continue
        for cell in cells(book.formulas[name]):
            if cell.data_type == "f":
                formulas += 1
                used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r"'[^']*'|\"[^\"]*\"", "", str(cell.value))))
                assert not str(book.values[name][cell.coordinate].value).startswith("#")
    assert used == {"SUM", "ROUND", "ABS", "IF", "COUNTIF", "INDEX", "MATCH", "SUMPRODUCT"}
    assert formulas > 300


def test_the_fixture_prints_what_it_should() -> None:
    rates = loss_rates(migration_rates())
    for code, rate in zip(CODES, rates, strict=True):
        assert abs(exact(EXPECTED[code]) - rate * Fraction(1038, 1000)) < Fraction(2, 10000), losses.LABELS[code]
