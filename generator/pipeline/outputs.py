"""A checked filing -> the bytes of every output, in memory, nothing written yet."""

import io
from collections.abc import Mapping, Sequence

from generator import __version__
from generator.diagnostics import InputError, error, quoted
from generator.dts.author import zip_package
from generator.mapping.notes import without_notes
from generator.pipeline.filing import CheckedFiling
from generator.pipeline.output import Output
from generator.pipeline.settings import Progress
from generator.render import ixbrl, oim_csv, oim_json, pdf, workpapers, xbrl
from generator.render.report_package import report_package


def render_outputs(checked: CheckedFiling, inputs: Mapping[str, str], progress: Progress) -> list[Output]:
    """Every output that the filing wants, in the manifest's order. `inputs` maps each input file to its SHA-256."""
    name = checked.filing.id
    wanted = checked.filing.outputs
    report, taxonomy = checked.report, checked.taxonomy
    package = checked.package
    outputs = []
    if "xbrl" in wanted:
        progress("XBRL 2.1")
        sink = io.BytesIO()
        xbrl.write(report, taxonomy, sink)
        outputs.append(Output(role="xbrl", path=f"{name}.xbrl", files={f"{name}.xbrl": sink.getvalue()}))
    page = b""
    if {"ixbrl", "report-package"} & set(wanted):
        progress("inline XBRL")
        sink = io.BytesIO()
        ixbrl.write(
            report, checked.filing, checked.kind, checked.schedules, taxonomy, checked.results, checked.printed, sink, checked.narrative
        )
        page = sink.getvalue()
    if "ixbrl" in wanted:
        outputs.append(Output(role="ixbrl", path=f"{name}.xhtml", files={f"{name}.xhtml": page}))
    if "xbrl-json" in wanted:
        progress("xBRL-JSON")
        sink = io.BytesIO()
        oim_json.write(report, sink, taxonomy)
        outputs.append(Output(role="xbrl-json", path=f"{name}.json", files={f"{name}.json": sink.getvalue()}))
    if "xbrl-csv" in wanted:
        progress("xBRL-CSV")
        files = {f"{name}-csv/{path}": data for path, data in oim_csv.write(without_notes(report), name, taxonomy).items()}
        outputs.append(Output(role="xbrl-csv", path=f"{name}-csv/{name}.json", files=files, has_notes=False))
    if "report-package" in wanted:
        progress("report package")
        data = report_package(name, {f"{name}.xhtml": page}, package)
        outputs.append(Output(role="report-package", path=f"{name}.xbri", files={f"{name}.xbri": data}))
    if "taxonomy-package" in wanted and package:
        data = zip_package(package, top=f"{name}-taxonomy")
        outputs.append(Output(role="taxonomy-package", path=f"{name}-taxonomy.zip", files={f"{name}-taxonomy.zip": data}, is_report=False))
    if "workpapers" in wanted:
        progress("workpapers")
        sink = io.BytesIO()
        verdicts = workpapers.write(
            report,
            checked.filing,
            checked.kind,
            checked.schedules,
            taxonomy,
            checked.results,
            checked.printed,
            tuple(inputs.items()),
            __version__,
            sink,
            adjustments=checked.adjustments,
        )
        _refuse_other_verdicts(verdicts, checked)
        outputs.append(
            Output(role="workpapers", path=f"{name}-workpapers.xlsx", files={f"{name}-workpapers.xlsx": sink.getvalue()}, is_report=False)
        )
    return outputs


def printed_report(checked: CheckedFiling, outputs: Sequence[Output], browser: str) -> Output:
    """The PDF, printed from the page among `outputs` after the gate has passed it. Raises InputError: no page, or it does not print."""
    page = next((output.main for output in outputs if output.role == "ixbrl"), None)
    if page is None:
        hint = 'Add "ixbrl" to the outputs in filing.toml.'
        raise InputError(error("filing.pdf", "The PDF is printed from the page, which the filing does not want.", hint=hint))
    path = f"{checked.filing.id}.pdf"
    data = pdf.print_page(page, browser, checked.filing.prepared_on)
    return Output(role="pdf", path=path, files={path: data}, is_report=False)


def _refuse_other_verdicts(verdicts: Mapping[str, str], checked: CheckedFiling) -> None:
    """Raise InputError where the workbook's formulas come to another verdict than the validator: no such book may leave."""
    words = workpapers.verdict_words(checked.filing.workpapers.language)
    for result in checked.results:
        ours, theirs = words[result.verdict], verdicts.get(result.instance.id)
        if ours != theirs:
            raise InputError(
                error(
                    "filing.verdicts-differ",
                    f"The workpapers judge {quoted(result.instance.id)} as {theirs}, the validator as {ours}.",
                    hint="This is a defect of the program: please report it with the filing's tables.",
                    location=result.instance.rule.location,
                )
            )
