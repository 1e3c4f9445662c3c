"""Drawings as pixels, for Word: Typst draws the SVG with the same fonts as in the PDF."""

import json
from collections.abc import Sequence

import typst

from committee.exports.fonts import font_folder

#: Sharp on paper at the width that Word shows, and small enough to send.
PIXELS_PER_INCH = 200
SOURCE = b"""
#set page(width: 17cm, height: auto, margin: 0pt)
#set text(font: "Source Sans 3")
#let drawings = json(bytes(sys.inputs.drawings))
#for (place, drawing) in drawings.enumerate() {
  if place > 0 { pagebreak() }
  image(bytes(drawing), format: "svg", width: 100%)
}
"""


def png_of(drawings: Sequence[str]) -> list[bytes]:
    """Each SVG as PNG, all in one go."""
    if not drawings:
        return []
    made = typst.compile(
        SOURCE,
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        sys_inputs={"drawings": json.dumps(drawings)},
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    return made if isinstance(made, list) else [made]
