"""The samples, built for measuring, and the commands that are compared."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = ("qingcloud-2020-ipo-reply", "qingcloud-2021-inquiry-reply")
FILING = str(Path(sys.executable).parent / "filing")


def arelle(file: Path, packages: Path, scratch: Path) -> list[str]:
    """The command by which Arelle loads and validates `file` offline, an exit code saying what it found."""
    command = [
        sys.executable,
        "-m",
        "arelle.CntlrCmdLine",
        "--file",
        str(file),
        "--packages",
        str(packages),
        "--validate",
        "--calc",
        "c11r",
    ]
    command += ["--validateDuplicateFacts", "inconsistent"]  # off by default; an inconsistent duplicate is an error of ours
    return [*command, "--workOffline", "--validationExitCode", "--disablePersistentConfig", "--xdgConfigHome", str(scratch)]


def built(sample: str, folder: Path) -> Path:
    """The folder with all outputs of a sample, made below `folder`. Raises CalledProcessError."""
    out = folder / sample
    subprocess.run([FILING, "build", str(REPOSITORY / "samples" / sample), "-o", str(out)], check=True, stdout=subprocess.DEVNULL)
    return out
