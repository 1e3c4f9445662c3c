"""The fonts of PDFs and of drawings in Word."""

from pathlib import Path

FONT_FOLDER = Path(__file__).resolve().parents[2] / "build" / "fonts"


class FontsMissing(RuntimeError):
    """The fonts of the PDF have not been put in place."""


def font_folder() -> Path:
    """The folder of the PDF's fonts, or a sentence that says how to get them."""
    if not any(FONT_FOLDER.glob("SourceSans3*.ttf")):
        raise FontsMissing(
            f"The PDF's fonts (Source Sans 3) are not in {FONT_FOLDER}. Run bin/demo or bin/test once: "
            "both put them there."
        )
    return FONT_FOLDER
