"""The page as a PDF, printed by a Chromium that is installed: A4 by the page's own style, page numbers, bookmarks, tags.

Chromium runs in a process group of its own, with an empty profile, without network, under a time limit; the page that it gets has
passed the gate, so it holds no script. The only bytes that differ from run to run are two dates of fixed length; they are set to a date
that the caller gives. What else the bytes depend on is the Chromium and the fonts that are installed.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, error, quoted

VARIABLE = "FILING_CHROMIUM"
"""The environment variable that names the browser."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
TIMEOUT_SECONDS = 180
NO_DATE = date(1970, 1, 1)
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:[0-9]{14}[+-][0-9]{2}'[0-9]{2}'\)")


def find_browser(environment: Mapping[str, str] = os.environ) -> str:
    """The path of the browser: `FILING_CHROMIUM`'s, else the first of the usual names on PATH. Raises InputError where there is none."""
    wanted = environment.get(VARIABLE, "")
    for name in (wanted,) if wanted else BROWSERS:
        found = shutil.which(name, path=environment.get("PATH"))
        if found:
            return found
    message = f"No Chromium was found, which --pdf needs: {quoted(wanted) if wanted else ', '.join(BROWSERS)} is not on PATH."
    raise InputError(_problem(message, f"Install Chromium, or name it: {VARIABLE}=/path/to/chromium; or build without --pdf."))


def print_page(page: bytes, browser: str, day: date | None = None, timeout: float = TIMEOUT_SECONDS) -> bytes:
    """The PDF of an XHTML page; its dates are `day` (None: 1970). Raises InputError where the browser does not print it."""
    with tempfile.TemporaryDirectory(prefix="filing-pdf-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.xhtml"), Path(folder, "page.pdf")
        source.write_bytes(page)
        command = [browser, *_FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to run as root with it
        said = _run(command, folder, timeout)
        data = target.read_bytes() if target.is_file() else b""
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        raise InputError(_problem(f"Chromium printed no PDF: {quoted(said)}.", "Look whether it runs, and whether there is space left."))
    return with_dates(data, day or NO_DATE)


def _run(command: list[str], folder: str, timeout: float) -> str:
    """Run the browser; the last line that it said. Whatever it started ends with it."""
    environment = {**os.environ, "TZ": "UTC", "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as problem:
        raise InputError(_problem(f"{quoted(command[0])} cannot be run: {problem.strerror}.", f"Name another one: {VARIABLE}=…")) from None
    try:
        _, said = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise InputError(
            _problem(f"Chromium did not print the page in {timeout:.0f} seconds.", "Try again on a quieter machine.")
        ) from None
    finally:
        _end(process)
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with code {process.returncode}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the browser and its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def with_dates(data: bytes, day: date) -> bytes:
    """The PDF with its dates set to the beginning of `day`: texts of the same length, so that nothing else moves."""
    fixed = f"(D:{day:%Y%m%d}000000+00'00')".encode()
    return _DATES.sub(lambda found: b"/" + found[1] + b" " + fixed, data)


def _problem(message: str, hint: str) -> Diagnostic:
    return error("filing.pdf", message, hint=hint)
