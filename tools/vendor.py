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
from dataclasses import dataclass, field
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
VENDOR = TOOLS.parent / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*")
SASS = "1.108.2"
STYLE_TEXT = re.compile(r'^ *(?:const|var) css_\w+(?:\$\d+)? = ("(?:[^"\\]|\\.)*");', re.MULTILINE)
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package, its pinned version, its licence, and the files of it that we serve.

    `renamed` names files whose own name is taken; `styles` is a script out of which the style sheet is taken that it
    would put into the page, which our Content-Security-Policy forbids, and the name that this gets. `parts` is a
    Sass file of ours, beside this one, that names the parts of the package we take, and the name of what it becomes.
    `pictures` is a folder of SVG files named by countries' codes, and the folder here that gets them.
    """

    name: str
    version: str
    licence: str
    files: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    styles: tuple[str, str] | None = None
    parts: tuple[str, str] | None = None
    pictures: tuple[str, str] | None = None


def calendar(part: str) -> Package:
    """Return one part of FullCalendar: its script for browsers, and its style sheet as a file."""
    script = "index.global.min.js"
    return Package(
        name=f"@fullcalendar/{part}",
        version="6.1.21",  # from 6.1.22 on it warns in the console that there is a version 7
        licence="MIT",
        files=(script,),
        renamed={script: f"fullcalendar-{part}.min.js"},
        styles=("index.global.js", f"fullcalendar-{part}.css"),
    )


PACKAGES = (
    Package(name="bootstrap", version="5.3.9", licence="MIT", parts=("bootstrap.scss", "bootstrap.min.css")),
    Package(name="idiomorph", version="0.8.0", licence="0BSD", files=("dist/idiomorph.min.js",)),
    Package(name="htmx.org", version="2.0.11", licence="0BSD", files=("dist/htmx.min.js",)),
    Package(
        name="uplot",
        version="1.6.32",
        licence="MIT",
        files=("dist/uPlot.iife.min.js", "dist/uPlot.min.css"),
    ),
    Package(
        name="dejavu-fonts-ttf",  # for the pictures of contests: no page asks a browser for it
        version="2.37.3",
        licence="Bitstream Vera",
        files=("ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf"),
    ),
    Package(name="country-flag-icons", version="1.6.20", licence="MIT", pictures=("3x2", "flags")),
    *(calendar(part) for part in ("core", "daygrid", "timegrid", "list")),
)


def fetch(package: Package, folder: Path) -> Path:
    """Download a package's tarball, run nothing of it, and return its path."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    printed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return folder / printed.split()[-1]


def read(tarball: Path, file: str) -> bytes:
    """Return one file of a tarball."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile(f"package/{file}")
        if member is None:
            raise FileNotFoundError(f"{file} in {tarball.name}")
        return member.read()


def style_sheet(script: str) -> bytes:
    """Return the style sheet inside a script, without fonts in data: addresses, which our policy forbids too."""
    texts = [json.loads(text) for text in STYLE_TEXT.findall(script)]
    if not texts:
        raise ValueError("the script holds its style sheet in another way now")
    return FONT_FACE.sub("", "\n".join(texts)).encode()


def pictures(tarball: Path, folder: str) -> list[str]:
    """Return the paths of the pictures of countries, by codes of two letters, in a folder of a tarball."""
    with tarfile.open(tarball) as archive:
        paths = [name.removeprefix("package/") for name in archive.getnames()]
    return sorted(path for path in paths if re.fullmatch(rf"{folder}/[A-Z]{{2}}\.svg", path))


def compiled(tarball: Path, sheet: str) -> bytes:
    """Return the style sheet that a Sass file of ours makes of a package's parts."""
    folder = tarball.parent
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    options = ["--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps", "--quiet"]
    command = [
        "npx",
        "--yes",
        f"sass@{SASS}",
        *options,
        f"--load-path={folder / 'package' / 'scss'}",
        str(TOOLS / sheet),
    ]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


def keep(name: str, source: str, body: bytes) -> dict[str, str]:
    """Write a file to static/vendor and return its line in the manifest.

    The pointer to a source map goes, because the map stays behind and static file storage would look for it; so
    the digest is that of the file as it lies here. Fonts stay as they are.
    """
    if not name.endswith(".ttf"):
        body = SOURCE_MAP.sub(b"", body).rstrip() + b"\n"
    (VENDOR / name).write_bytes(body)
    return {"path": name, "from": source, "sha384": base64.b64encode(hashlib.sha384(body).digest()).decode()}


def take(package: Package, tarball: Path) -> list[dict[str, str]]:
    """Write what we serve of a package, and return its lines in the manifest."""
    kept = [keep(package.renamed.get(file, Path(file).name), file, read(tarball, file)) for file in package.files]
    if package.styles:
        source, name = package.styles
        kept.append(keep(name, source, style_sheet(read(tarball, source).decode())))
    if package.parts:
        source, name = package.parts
        kept.append(keep(name, f"tools/{source}", compiled(tarball, source)))
    if package.pictures:
        source, folder = package.pictures
        (VENDOR / folder).mkdir(exist_ok=True)
        kept += [keep(f"{folder}/{Path(path).name}", path, read(tarball, path)) for path in pictures(tarball, source)]
    return kept


def main() -> None:
    """Refresh every package and the manifest."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    listed = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            tarball = fetch(package, Path(folder))
            files = take(package, tarball)
            listed.append(
                {"name": package.name, "version": package.version, "licence": package.licence, "files": files}
            )
    (VENDOR / "manifest.json").write_text(json.dumps({"packages": listed}, indent=2) + "\n")


if __name__ == "__main__":
    main()
