"""`filing build`: check, render, gate, publish; all outputs or none."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, InputError, has_errors
from generator.inputs import find_root
from generator.pipeline.assertions import with_assertions
from generator.pipeline.filing import check_filing
from generator.pipeline.gate import check_outputs
from generator.pipeline.manifest import input_hashes, json_bytes, manifest_object
from generator.pipeline.output import Output
from generator.pipeline.outputs import printed_report, render_outputs
from generator.pipeline.settings import Settings
from generator.present import diagnostics_object
from generator.publish import MANIFEST, check_target, publish
from generator.render.pdf import find_browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build came to: the findings, and the manifest (None: nothing was published)."""

    diagnostics: tuple[Diagnostic, ...]
    manifest: dict[str, Any] | None


def build(folder: Path, out: Path, settings: Settings) -> Built:
    """Build the filing in `folder` into the folder `out`. Where an error is found `out` stays as it was."""
    found: list[Diagnostic] = []
    try:
        check_target(out)
        browser = find_browser() if settings.pdf else None
        checked = check_filing(folder, settings)
        found += checked.diagnostics
        if has_errors(found):
            return Built(diagnostics=tuple(found), manifest=None)
        inputs = input_hashes(checked, settings.root or find_root(folder), settings.packages)
        checked = with_assertions(checked)
        outputs = render_outputs(checked, inputs, settings.progress)
        found += check_outputs(checked, outputs, settings)
        if has_errors(found):
            return Built(diagnostics=tuple(found), manifest=None)
        if browser:
            settings.progress("PDF")
            outputs.append(printed_report(checked, outputs, browser))
        report = json_bytes(diagnostics_object(found, folder))
        outputs.append(Output(role="diagnostics", path="diagnostics.json", files={"diagnostics.json": report}, is_report=False))
        manifest = manifest_object(checked, outputs, inputs)
        files = {path: data for output in outputs for path, data in output.files.items()}
        settings.progress(f"writing {out}")
        publish({**files, MANIFEST: json_bytes(manifest)}, out)
    except InputError as problem:
        return Built(diagnostics=(*found, *problem.diagnostics), manifest=None)
    return Built(diagnostics=tuple(found), manifest=manifest)
