"""A council's Word template, checked before it dresses papers that go to members and the public.

A template comes from outside, and every reader's Word opens what is made from it. So it must hold no program, and nothing
that is fetched from elsewhere when a paper is opened (ASVS 5.0, V5.2 and V5.3): a plain web address that a reader may click
is allowed, because it fetches nothing by itself.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from committee.exports.word_file import CONTENT_TYPES, open_word
from committee.exports.word_styles import set_styles

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 500
HIGHEST_RATIO = 200
#: Below this size a part may be packed as tightly as it likes.
SMALL_PART = 1024 * 1024

#: What a file of Word 97 begins with, and a newer one that is protected by a password.
_OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_MAIN_TYPES = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
_PROGRAMS = re.compile(r"vbaproject|vbadata|activex|macroenabled", re.IGNORECASE)
_OBJECTS = re.compile(r"^word/(embeddings/|afchunk)|oleobject", re.IGNORECASE)
#: Relationships to what is opened, run or read together with a file.
_OBJECT_KINDS = frozenset(
    {"oleobject", "package", "control", "afchunk", "subdocument", "frame", "vbaproject", "attachedtemplate"}
)
#: Changes that wait for a yes or no, each with the name of who made it.
_TRACKED = frozenset(
    {
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "numberingChange",
    }
)
#: How text in XML begins, whatever the part is called: a tag, or the mark of its byte order.
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
_CLICKED = re.compile(r"(https?:|mailto:)", re.IGNORECASE)
# Fields that read another file, ask a program or run one.
_FETCHING_FIELDS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|DDE|DDEAUTO|DATABASE|IMPORT|EMBED|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, etree.XMLSyntaxError, PackageNotFoundError,
    EOFError, LookupError, NotImplementedError, RuntimeError, ValueError, AttributeError, TypeError,
)  # fmt: skip


class BadTemplate(ValueError):
    """The file cannot dress papers; the message says why, and what to do."""


def check_template(content: bytes) -> None:
    """Raise BadTemplate unless the file is a Word document or template that is safe to make papers from."""
    if not content:
        raise BadTemplate("The template is empty. Choose a Word file that ends in .docx or .dotx.")
    if len(content) > MOST_BYTES:
        raise BadTemplate(
            f"The template is larger than {MOST_BYTES // 1024**2} MB. Use smaller pictures in it and save it again."
        )
    if content.startswith(_OLD_FILE):
        raise BadTemplate(
            "The template is a file of an old version of Word, or is protected by a password. "
            "Open it in Word, take the password off and save it as a .docx or .dotx file."
        )
    # Counted before the directory is read: an endless one would be a bomb of its own.
    if content.count(_DIRECTORY_ENTRY) > MOST_PARTS:
        raise _unusual("has too many parts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive.infolist())
            _check_type(archive)
            for name in archive.namelist():
                part = archive.read(name)
                if name.endswith((".xml", ".rels")) or part.lstrip().startswith(_XML_STARTS):
                    _PartCheck(name).read(part)
        set_styles(open_word(content), "en-GB", house=True)
    except BadTemplate:
        raise
    except _DAMAGED as error:
        raise BadTemplate(
            "The template is not a Word file, or is damaged. Open it in Word and save it as a .docx or .dotx file."
        ) from error


def _unusual(what: str) -> BadTemplate:
    return BadTemplate(
        f"The template {what}, which is not how Word saves files. Open it in Word and save it as a new file."
    )


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Limits, from the directory: Python unpacks no more of a part than that says."""
    if len({part.filename for part in parts}) < len(parts):
        raise _unusual("has two parts of one name")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadTemplate(
            "The template is too large when unpacked. Use smaller pictures in it and save it again."
        )
    for part in parts:
        if part.flag_bits & 1:
            raise BadTemplate("The template is protected by a password. Take it off and save the file again.")
        if part.file_size > max(SMALL_PART, HIGHEST_RATIO * part.compress_size):
            raise _unusual("is packed far too tightly")
        if _PROGRAMS.search(part.filename):
            raise _has_program()
        if _OBJECTS.search(part.filename):
            raise _holds(part.filename)


def _holds(part: str) -> BadTemplate:
    return BadTemplate(
        f"The template holds another file ({part.rpartition('/')[2]}). Replace embedded objects by pictures in Word and "
        "save it again."
    )


def _has_program() -> BadTemplate:
    return BadTemplate(
        "The template holds macros. Save it in Word as a .docx or .dotx file, which cannot hold any."
    )


def _check_type(archive: zipfile.ZipFile) -> None:
    """Whether the file says that it is a Word document, or a template without macros."""
    if CONTENT_TYPES not in archive.namelist():
        raise BadTemplate("The template is not a Word file. Choose a file that ends in .docx or .dotx.")
    types = archive.read(CONTENT_TYPES).decode("utf-8", "replace")
    if _PROGRAMS.search(types):
        raise _has_program()
    if not any(kind in types for kind in _MAIN_TYPES):
        raise BadTemplate("The template is not a Word file. Choose a file that ends in .docx or .dotx.")


class _PartCheck:
    """Reads one part as a stream: no document type, nothing fetched, no field that reads another file."""

    def __init__(self, name: str) -> None:
        self._is_relationships = name.endswith(".rels")
        self._instruction: list[str] = []
        self._in_instruction = False

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)
        self._check_field("".join(self._instruction))

    def _refuse_document_type(self, *_: object) -> None:
        raise _unusual("contains a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if self._is_relationships and local == "Relationship":
            self._check_relationship(plain)
        elif local == "fldSimple":
            self._check_field(plain.get("instr", ""))
        elif local == "fldChar":
            self._instruction.append(" ")  # Word cuts the words of a field into pieces, never those of two
        elif local in _TRACKED and "author" in plain:
            raise BadTemplate(
                "The template has tracked changes. Accept or reject them in Word and save the file again."
            )
        elif local == "imagedata" and re.search(r"://|\\\\", plain.get("src", "")):
            raise _fetched(plain["src"])
        self._in_instruction = local == "instrText"

    def _end(self, _: str) -> None:
        self._in_instruction = False

    def _text(self, text: str) -> None:
        if self._in_instruction:
            self._instruction.append(text)

    def _check_relationship(self, relationship: dict[str, str]) -> None:
        target = relationship.get("Target", "")
        kind = relationship.get("Type", "").rpartition("/")[2].casefold()
        if relationship.get("TargetMode", "").casefold() == "external":
            if not (kind == "hyperlink" and _CLICKED.match(target)):
                raise _fetched(target)
        elif kind in _OBJECT_KINDS:
            raise _holds(target)

    def _check_field(self, instruction: str) -> None:
        if found := _FETCHING_FIELDS.search(instruction):
            raise BadTemplate(
                f"The template has the field {found.group().upper()}, which reads from elsewhere when a paper is opened. "
                "Take it out in Word and save the file again."
            )


def _fetched(target: str) -> BadTemplate:
    return BadTemplate(
        f"The template fetches something from elsewhere ({target[:80]}). Put pictures into the file itself, take links to "
        "other templates and files out in Word (File, Info, Edit Links to Files; Developer, Document Template), and save "
        "it again."
    )
