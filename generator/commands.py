"""The commands behind `generator.cli`: running, printing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from generator import __version__
from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, has_errors, quoted
from generator.locations import cache_folder, data_folder
from generator.options import Options, UsageError, plain_validate, wanted_format
from generator.pipeline.settings import Progress, Seen, Settings, silent
from generator.present import DOCUMENTS, Context, diagnostics_object, show
from generator.records import TYPE_CHECKING, replace

if TYPE_CHECKING:
    from typing import Any

USAGE = 2


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is `generator.cli`'s."""
    form = wanted_format(arguments)
    try:
        options = plain_validate(arguments) or _parsed(arguments)
        named = (*options.paths, *getattr(options, "document_set", ()))
        missing = [_unopened(path) for path in named if not _opens(path)]
        if missing:
            show(missing, form, sys.stdout, sys.stderr)
            return USAGE
        return _COMMANDS[options.command](options)
    except UsageError as problem:
        show([error("filing.usage", str(problem))], form, sys.stdout, sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as defect:  # the last resort: a defect of ours is said, not thrown at the user
        if os.environ.get("FILING_DEBUG"):
            raise
        message = f"A defect of this program: {type(defect).__name__}: {quoted(str(defect))}."
        show(
            [error("filing.internal", message, hint="Run again with FILING_DEBUG=1 and report what it prints.")],
            form,
            sys.stdout,
            sys.stderr,
        )
        return USAGE


def _parsed(arguments: Sequence[str]) -> Options:
    from generator.arguments import parse  # a hook's usual command line does without

    return parse(arguments)


def _opens(path: Path) -> bool:
    try:
        if path.is_dir():
            os.scandir(path).close()
            os.stat(os.path.join(path, "."))  # a folder may be listed and yet not searched
        else:
            os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)))  # a pipe would be waited for
    except OSError:
        return False
    return True


def _unopened(path: Path) -> Diagnostic:
    what = "cannot be opened" if os.path.lexists(path) else "does not exist"
    return error(
        "filing.path",
        f"{quoted(str(path))} {what}.",
        hint="Look at the spelling and the folder that you are in.",
        location=Location(path=str(path)),
    )


def _settings(options: Options) -> Settings:
    for path in (*options.taxonomy_package, *([options.root] if options.root else [])):
        if not path.exists():
            raise UsageError(f"{quoted(str(path))} does not exist")
    return Settings(
        packages=tuple(options.taxonomy_package),
        root=options.root,
        calc=options.calc,
        calc_severity=Severity(options.calc_severity),
        cache=cache_folder(),
        progress=_progress(),
        pdf=getattr(options, "pdf", False),
    )


def _progress() -> Progress:
    """A line on standard error that says what is being done; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        return silent

    def progress(what: str) -> None:
        print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)

    return progress


def _finished() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _validate(options: Options) -> int:
    from generator.pipeline.validate import validate

    options.paths = options.paths or list(options.document_set)  # what is named in the end
    if not options.paths:
        raise UsageError("name a PATH, or the files of a --document-set")
    given = [] if options.paths == options.document_set else options.paths
    if options.changed:
        from generator.pipeline.changed import concerned

        given = concerned(given, options.root)
    seen: list[Seen] = []
    try:
        settings = _checking(options, seen)
    except InputError as problem:
        show(problem.diagnostics, options.format, sys.stdout, sys.stderr)
        return USAGE
    found = list(validate(given, settings, options.document_set))
    if options.arelle:
        from generator.pipeline.second_opinion import second_opinion

        found += second_opinion(given, options.document_set, found, settings)
    _finished()
    show(found, options.format, sys.stdout, sys.stderr, _context(options, found, seen, settings))
    if options.format not in DOCUMENTS and given and not has_errors(found):
        print(f"{', '.join(str(p) for p in given[:3])}{' …' if len(given) > 3 else ''}: no error", file=sys.stderr)
    return int(has_errors(found))


def _checking(options: Options, seen: list[Seen]) -> Settings:
    """The settings of a check, with its profile and the filing whose explanations count. Raises InputError where these do not read."""
    settings = _settings(options)
    if options.explained is not None and not (options.explained / "filing.toml").is_file():
        raise UsageError(f"--explained: {quoted(str(options.explained))} is no folder of a filing")
    if options.profile is not None:
        from generator.pipeline.profiles import load_profile

        settings = replace(settings, profile=load_profile(options.profile, options.lang or "en"))
    if options.arelle:
        from generator.pipeline.arelle_process import require_arelle

        require_arelle()
    return replace(settings, explained=options.explained, seen=seen.append if options.format == "full" else settings.seen)


def _context(options: Options, found: Sequence[Diagnostic], seen: Sequence[Seen], settings: Settings) -> Context | None:
    """What the format needs to know besides the findings; None where it needs nothing."""
    if options.format not in ("full", "sarif", "junit"):
        return None
    language = options.lang or "en"
    context = Context(checked=[str(path) for path in options.paths], version=__version__, language=language)
    if options.format == "full":
        from generator.pipeline.details import details

        context = context._replace(details=details(found, seen, settings, options.lang))
    if options.format != "junit" and found:
        from generator.explain import meaning_of, read_meanings

        meanings = read_meanings(data_folder("templates") / "_codes")

        def meaning(code: str) -> str:
            known = meaning_of(code, meanings)
            return "" if known is None else known.zh if language == "zh" else known.en

        context = context._replace(meaning=meaning)
    return context


def _explain(options: Options) -> int:
    from generator.explain import meaning_of, near, read_families, read_meanings
    from generator.present.meanings import family_lines, meaning_lines, meaning_object

    folder = data_folder("templates") / "_codes"
    meanings = read_meanings(folder)
    if options.code is None:
        families = read_families(folder)
        if options.format == "json":
            _print_json({"families": [family._asdict() for family in families]})
        else:
            print("\n".join(family_lines(families, options.lang)))
        return 0
    known = meaning_of(options.code, meanings)
    if known is None:
        likely = near(options.code, meanings)
        hint = f"Did you mean {', '.join(likely)}?" if likely else "filing explain lists the families of codes."
        message = f"No code {quoted(options.code)} is known. {hint}"
        show([error("filing.usage", message)], options.format, sys.stdout, sys.stderr)
        return USAGE
    if options.format == "json":
        _print_json(meaning_object(options.code, known))
    else:
        print("\n".join(meaning_lines(options.code, known, options.lang)))
    return 0


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


def _build(options: Options) -> int:
    from generator.pipeline.build import build
    from generator.pipeline.validate import filing_of

    (path,) = options.paths
    built = build(filing_of(path) or (path if path.is_dir() else path.parent), options.out, _settings(options))
    _finished()
    show(built.diagnostics, options.format, sys.stdout, sys.stderr)
    if built.manifest is None:
        return 1
    if options.format not in DOCUMENTS:
        _summarize(built.manifest, options.out)
    return int(has_errors(built.diagnostics))


def _convert(options: Options) -> int:
    from generator.pipeline.convert import convert
    from generator.pipeline.sources import Misuse

    if len(options.paths) + bool(options.document_set) != 1:
        raise UsageError("name one IN, or the files of a --document-set after OUT")
    path = (*options.paths, *options.document_set)[0]
    try:
        made = convert(path, options.out, _settings(options), options.to, options.document_set)
    except Misuse as problem:
        raise UsageError(str(problem)) from None
    _finished()
    show(made.diagnostics, options.format, sys.stdout, sys.stderr)
    if options.format not in DOCUMENTS:
        for written in made.written:
            print(f"{written.path}: {written.facts} facts")
    return int(has_errors(made.diagnostics))


def _diff(options: Options) -> int:
    from generator.pipeline.diff import diff, save
    from generator.pipeline.sources import Misuse

    first, second = options.paths
    if options.out is not None and options.out.suffix.lower() not in (".xlsx", ".json"):
        raise UsageError(f"{quoted(options.out.name)} is neither .xlsx nor .json")
    try:
        compared = diff(first, second, _settings(options), options.restatement, roll_forward=False if options.no_roll_forward else None)
    except Misuse as problem:
        raise UsageError(str(problem)) from None
    if options.out is not None:
        compared = save(compared, (str(first), str(second)), options.out)
    _finished()
    if options.format == "json":
        _print_json({**diagnostics_object(compared.diagnostics), **compared.object()})
    else:
        show(
            [d for d in compared.diagnostics if d.severity is Severity.ERROR], options.format, sys.stdout, sys.stderr
        )  # the rest is validate's
        for line in compared.text(full=options.format == "full"):
            print(line)
    same = compared.difference is not None and compared.difference.same
    return int(not same or has_errors(compared.diagnostics))


def _import_workpapers(options: Options) -> int:
    from generator.pipeline.import_workpapers import import_workpapers
    from generator.pipeline.validate import filing_around, filing_of

    (path,) = options.paths
    if path.is_dir():
        raise UsageError(f"{quoted(str(path))} is a folder; name the workbook that was returned")
    folder = filing_around(path) or filing_around(Path.cwd()) if options.filing is None else filing_of(options.filing)
    if folder is None:
        named = (
            "there is no filing around the book, nor around here"
            if options.filing is None
            else f"{quoted(str(options.filing))} is no filing"
        )
        raise UsageError(f"name the folder of the filing with --filing: {named}")
    imported = import_workpapers(path, folder, options.out, _settings(options), force=options.force)
    _finished()
    if options.format == "json":
        _print_json({**diagnostics_object(imported.diagnostics), **imported.object()})
    else:
        for line in imported.text():
            print(line)
        show(imported.diagnostics, options.format, sys.stdout, sys.stderr)
        print(imported.summary, file=sys.stderr)
    return int(has_errors(imported.diagnostics))


def _build_taxonomy(options: Options) -> int:
    from generator.pipeline.taxonomy import build_taxonomy

    (folder,) = options.paths
    found = build_taxonomy(folder, options.out)
    show(found, options.format, sys.stdout, sys.stderr)
    return int(has_errors(found))


def _check_taxonomy(options: Options) -> int:
    from generator.pipeline.taxonomy import check_taxonomy

    (folder,) = options.paths
    found = check_taxonomy(folder, _settings(options))
    show(found, options.format, sys.stdout, sys.stderr)
    if options.format not in DOCUMENTS and not has_errors(found):
        print(f"{folder}: no error", file=sys.stderr)
    return int(has_errors(found))


def _missing_sources(options: Options) -> bool:
    """Whether a taxonomy that is no URL cannot be opened; says so."""
    paths = [Path(name) for name in options.sources if not name.startswith(("http://", "https://"))]
    missing = [_unopened(path) for path in paths if not _opens(path)]
    if missing:
        show(missing, options.format, sys.stdout, sys.stderr)
    return bool(missing)


def _tree(options: Options) -> int:
    from generator.pipeline.taxonomy import tree

    if _missing_sources(options):
        return USAGE
    lines, found = tree(options.sources[0], options.view, options.lang, _settings(options), options.entry_point)
    if options.format == "json":
        _print_json({**diagnostics_object(found), "tree": list(lines)})
    else:
        show(found, options.format, sys.stderr, sys.stderr)
        for line in lines:
            print(line)
    return int(has_errors(found))


def _taxonomy_page(options: Options) -> int:
    from generator.pipeline.taxonomy import write_page

    if _missing_sources(options):
        return USAGE
    found = write_page(options.sources[0], options.out, options.lang, _settings(options), options.entry_point)
    show(found, options.format, sys.stdout, sys.stderr)
    return int(has_errors(found))


def _diff_taxonomies(options: Options) -> int:
    from generator.pipeline.taxonomy import diff

    if _missing_sources(options):
        return USAGE
    first, second = options.sources
    changes, found = diff(first, second, _settings(options), options.entry_point)
    if options.format == "json":
        listed = [{"kind": change.kind, **change._asdict()} for change in changes]
        _print_json({**diagnostics_object(found), "changes": listed})
    else:
        show(found, options.format, sys.stderr, sys.stderr)
        for change in changes:
            print(str(change))
        print(f"{len(changes)} change{'' if len(changes) == 1 else 's'}", file=sys.stderr)
    return int(bool(changes) or has_errors(found))


def _summarize(manifest: dict[str, Any], out: Path) -> None:
    """What was built and where, for people."""
    outputs = manifest["outputs"]
    rules = manifest["rules"]
    parts = [
        f"{rules[key]} {key.replace('_', ' ')}"
        for key in ("exact", "within_rounding", "explained", "violated", "not_evaluated")
        if rules[key]
    ]
    print(f"{manifest['id']}: {manifest['facts']} facts; {rules['total']} rules: {', '.join(parts)}")
    for output in outputs:
        print(f"  {out / output['path']}")
    print(f"  {out / 'manifest.json'}")


_COMMANDS: Mapping[str, Callable[[Options], int]] = {
    "build": _build,
    "validate": _validate,
    "explain": _explain,
    "convert": _convert,
    "diff": _diff,
    "import-workpapers": _import_workpapers,
    "taxonomy-build": _build_taxonomy,
    "taxonomy-check": _check_taxonomy,
    "taxonomy-tree": _tree,
    "taxonomy-diff": _diff_taxonomies,
    "taxonomy-page": _taxonomy_page,
}
