"""Our taxonomy, and those of the corpus, as Arelle sees them."""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from generator.dts.author import compile_package, zip_package
from generator.dts.load import load
from generator.dts.package import open_package
from generator.dts.resolver import Resolver
from generator.model import Taxonomy
from generator.qname import CONCEPT_LABEL, CONCEPT_REFERENCE
from tests.support.arelle import run_arelle
from tests.support.shared import corpus

REPOSITORY = Path(__file__).resolve().parents[2]
OURS = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30/cni-2026-06-30.xsd"
FERC_6 = "https://eCollection.ferc.gov/taxonomy/form6/2023-04-01/form/form6/form-6_2023-04-01.xsd"
FERC_60 = "https://eCollection.ferc.gov/taxonomy/form60/2022-04-01/form/form60/form-60_2022-04-01.xsd"
EDINET = "http://disclosure.edinet-fsa.go.jp/taxonomy/jpcrp/2025-11-01/r/jpcrp020000-srs_2025-11-01_pre.xml"
IFRS = "http://xbrl.ifrs.org/taxonomy/2023-03-23/full_ifrs_entry_point_2023-03-23.xsd"

# Counts what Arelle loaded: concepts, relationships by arcrole, documents, and a sample of each concept's aspects.
PROGRAM = """
import json, sys
from arelle import Cntlr, PackageManager
cntlr = Cntlr.Cntlr(logFileName="logToBuffer", disable_persistent_config=True)
cntlr.webCache.workOffline = True
PackageManager.init(cntlr, loadPackagesConfig=False)
PackageManager.addPackage(cntlr, sys.argv[1])
PackageManager.rebuildRemappings(cntlr)
model = cntlr.modelManager.load(sys.argv[2])
arcroles = {key[0] for key in model.baseSets if key[1:] == (None, None, None) and key[0].startswith("http")}
concepts = [c for c in model.qnameConcepts.values() if (c.isItem or c.isTuple) and c.qname.localName not in ("item", "tuple")]
print(json.dumps({
    "arcroles": {a: len(model.relationshipSet(a).modelRelationships) for a in sorted(arcroles)},
    "concepts": {
        c.qname.clarkNotation: [c.baseXbrliType, c.periodType, c.balance, bool(c.isAbstract), c.isNumeric] for c in concepts
    },
    "documents": sorted(doc.uri for doc in model.urlDocs.values()),
}))
"""


@pytest.fixture(scope="module")
def our_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our package as a zip."""
    files, found = compile_package(REPOSITORY / "taxonomy")
    assert found == []
    path = tmp_path_factory.mktemp("taxonomy") / "cni-2026-06-30.zip"
    path.write_bytes(zip_package(files, "cni-2026-06-30"))
    return path


def count_in_arelle(package: Path, entry_point: str) -> dict[str, dict[str, object]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(package), entry_point], capture_output=True, text=True, check=True)
    said: dict[str, dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return said


def counted(taxonomy: Taxonomy) -> Counter[str]:
    numbers = Counter({arcrole: sum(map(len, roles.values())) for arcrole, roles in taxonomy.relationships.items()})
    numbers[CONCEPT_LABEL] = sum(map(len, taxonomy.labels.values()))
    numbers[CONCEPT_REFERENCE] = sum(map(len, taxonomy.references.values()))
    return +numbers


def compare(package: Path, entry_point: str, codes: tuple[str, ...] = (), root: Path | None = None) -> None:
    taxonomy, found = load([entry_point], Resolver([open_package(package, package.parent)], root))
    assert tuple(d.code for d in found) == codes
    theirs = count_in_arelle(package, entry_point)
    # Arcs of generic links start at roles and the like, which are no concepts: none of our relationships.
    generic = {a for a in theirs["arcroles"] if a.startswith("http://xbrl.org/arcrole/2008/element-")}
    assert counted(taxonomy) == {a: n for a, n in theirs["arcroles"].items() if a not in generic}
    ours = {
        str(c.qname): [c.base_type or None, c.period_type or None, c.balance or None, c.abstract, c.is_numeric]
        for c in taxonomy.concepts.values()
    }
    assert ours == theirs["concepts"]
    # Arelle also counts the schemas that only an xsi:schemaLocation hints at; discovery does not follow those (XBRL 2.1, 3.2).
    assert set(taxonomy.documents) <= set(theirs["documents"])
    assert len(theirs["documents"]) - len(taxonomy.documents) <= 2


@pytest.mark.oracle
def test_arelle_finds_nothing_to_say_about_our_taxonomy(our_zip: Path) -> None:
    result = run_arelle(OURS, packages=[our_zip])
    assert result.clean, str(result)


@pytest.mark.oracle
def test_a_broken_taxonomy_would_be_noticed(our_zip: Path, tmp_path: Path) -> None:
    files, _ = compile_package(REPOSITORY / "taxonomy")
    path = next(name for name in files if name.endswith("_def.xml"))
    broken = files | {path: files[path].replace(b'xbrldt:contextElement="scenario"', b"")}
    target = tmp_path / "broken.zip"
    target.write_bytes(zip_package(broken, "cni-2026-06-30"))
    assert "xbrldte:HasHypercubeMissingContextElementAttributeError" in run_arelle(OURS, packages=[target]).codes


@pytest.mark.oracle
def test_our_taxonomy_is_loaded_as_arelle_loads_it(our_zip: Path) -> None:
    compare(our_zip, OURS)


@pytest.mark.oracle
def test_ferc_form_60_is_loaded_as_arelle_loads_it() -> None:
    compare(corpus("ferc-form60-taxonomy.zip"), FERC_60)


@pytest.mark.oracle
def test_ferc_form_6_is_loaded_as_arelle_loads_it() -> None:
    # Two of its documents are web pages that say "Request Rejected": broken at the source, and Arelle says so too.
    compare(corpus("ferc-form6-taxonomy.zip"), FERC_6, ("xml.not-well-formed", "xml.not-well-formed"))


@pytest.mark.oracle
def test_edinet_2026_is_loaded_as_arelle_loads_it() -> None:
    # Its presentation of form 2 prefers 17 labels that no linkbase has; Arelle finds the same 17 (xbrl.5.2.4.2.1).
    compare(corpus("edinet-2026-taxonomy.zip"), EDINET, ("xbrl.5.2.4.2.1",) * 17)


@pytest.mark.oracle
def test_edinet_2026_entered_as_a_filer_enters_it_is_loaded_but_for_what_is_missing(tmp_path: Path) -> None:
    """The filer's own schema leads to the whole taxonomy; two label linkbases are missing at the source, and each is named once."""
    with zipfile.ZipFile(corpus("filings.zip")) as archive:
        (schema,) = [name for name in archive.namelist() if "02/submitted/XBRL/PublicDoc/" in name and name.endswith(".xsd")]
        archive.extractall(tmp_path, [name for name in archive.namelist() if name.startswith(schema.rpartition("/")[0])])
    package = corpus("edinet-2026-taxonomy.zip")
    compare(package, str(tmp_path / schema), ("filing.unresolved-document",) * 2, tmp_path)


@pytest.mark.oracle
@pytest.mark.slow
def test_ifrs_2023_is_loaded_as_arelle_loads_it() -> None:
    compare(corpus("ifrs-2023-taxonomy.zip"), IFRS)
