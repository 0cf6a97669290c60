"""Refreshes static/vendor from npm: fetches the pinned packages and writes what we serve, with a manifest.

Run `python tools/vendor.py` after changing a version below, and read the diff. Nothing is fetched at run time.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package, its pinned version, its licence, and the files of it that we serve."""

    name: str
    version: str
    licence: str
    files: tuple[str, ...]


PACKAGES = (
    Package(name="bootstrap", version="5.3.9", licence="MIT", files=("dist/css/bootstrap.min.css",)),
    Package(name="htmx.org", version="2.0.11", licence="0BSD", files=("dist/htmx.min.js",)),
)


def fetch(package: Package, folder: Path) -> Path:
    """Download a package's tarball, run nothing of it, and return its path."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    printed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return folder / printed.split()[-1]


def take(tarball: Path, file: str) -> dict[str, str]:
    """Write one file of a tarball to static/vendor and return its line in the manifest.

    The pointer to a source map goes, because the map stays behind and static file storage would look for it; so
    the digest is that of the file as it lies here.
    """
    with tarfile.open(tarball) as archive:
        member = archive.extractfile(f"package/{file}")
        if member is None:
            raise FileNotFoundError(f"{file} in {tarball.name}")
        body = SOURCE_MAP.sub(b"", member.read()).rstrip() + b"\n"
    path = VENDOR / Path(file).name
    path.write_bytes(body)
    return {"path": path.name, "from": file, "sha384": base64.b64encode(hashlib.sha384(body).digest()).decode()}


def main() -> None:
    """Refresh every package and the manifest."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    listed = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            tarball = fetch(package, Path(folder))
            files = [take(tarball, file) for file in package.files]
            listed.append(
                {"name": package.name, "version": package.version, "licence": package.licence, "files": files}
            )
    (VENDOR / "manifest.json").write_text(json.dumps({"packages": listed}, indent=2) + "\n")


if __name__ == "__main__":
    main()
