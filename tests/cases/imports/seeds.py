"""
Files that must be refused, each for a reason of its own: made from seeds, so that no binary blob is kept.

Every seed names the message that it must end in; `bad/<topic>/diagnostics.txt` holds what is said, word by
word (`pytest tests/unit/exchange --record` writes it anew).
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

MAPPING = """
source = "s"
[constants]
instrument = "grant"
stage = "awarded"
[columns]
record = "id"
recipient = "who"
amount = "amount"
currency = "currency"
date = "day"
"""
HEAD = "id,who,amount,currency,day"


@dataclass(frozen=True)
class Seed:
    """A file that is refused: what it is called, the code that it must end in, and how it is read."""

    topic: str
    name: str
    code: str
    file: str
    data: bytes
    mapping: str = MAPPING
    reads: str = "file"  # or "mapping", "review"

    @property
    def id(self) -> str:
        return f"{self.topic}/{self.name}"


@cache
def seeds() -> tuple[Seed, ...]:
    """Return every seed, in order of topic."""
    makers: tuple[Callable[[], Iterator[Seed]], ...] = (
        encodings,
        tables,
        numbers,
        days,
        words,
        records,
        mappings,
        packed,
        spreadsheets,
        json_texts,
        ocds,
        grants,
        awards,
        reviews,
    )
    return tuple(seed for maker in makers for seed in maker())


def row(**cells: str) -> bytes:
    """Return a table of one row, with some cells in place of sound ones."""
    sound = {"id": "A-1", "who": "Steelworks", "amount": "1000", "currency": "GBP", "day": "2024-01-31"}
    made = ",".join('"' + cell.replace('"', '""') + '"' for cell in (sound | cells).values())
    return f"{HEAD}\n{made}\n".encode()


# ---- tables ------------------------------------------------------------------------------------------


def encodings() -> Iterator[Seed]:
    """Texts in no encoding, or in another than they say."""
    sound = row().decode()
    for name, data in {
        "latin-1": row(who="Ä").decode().encode("latin-1"),
        "cut-inside-a-character": row(who="é").replace("é".encode(), b"\xc3"),
        "overlong-slash": row(who="x").replace(b"x", b"\xc0\xaf"),
        "surrogate-in-utf-8": row(who="x").replace(b"x", b"\xed\xa0\x80"),
        "beyond-unicode": row(who="x").replace(b"x", b"\xf4\x90\x80\x80"),
        "lone-continuation": row(who="x").replace(b"x", b"\x80"),
        "five-byte-sequence": row(who="x").replace(b"x", b"\xf8\x88\x80\x80\x80"),
        "utf-16-of-odd-length": b"\xff\xfe" + sound.encode("utf-16-le") + b"x",
        "utf-16-lone-surrogate": b"\xff\xfe"
        + sound.replace("S", "\ud800").encode("utf-16-le", "surrogatepass"),
        "utf-16-without-a-mark": sound.encode("utf-16-le"),
        "utf-16-big-without-a-mark": sound.encode("utf-16-be"),
        "utf-32": b"\xff\xfe\x00\x00" + sound.encode("utf-32-le"),
        "zero-in-a-cell": row(who="a\0b"),
        "zero-at-the-end": row() + b"\0",
        "zero-at-the-start": b"\0" + row(),
        "jpeg": b"\xff\xd8\xff\xe0" + bytes(range(1, 200)),
        "cp1252-undefined": row(who="x").replace(b"x", b"\x81"),
    }.items():
        mapping = (
            MAPPING.replace('source = "s"', 'source = "s"\nencoding = "cp1252"')
            if "cp1252" in name
            else MAPPING
        )
        yield Seed("encodings", name, "CW7201", "t.csv", data, mapping)


def tables() -> Iterator[Seed]:
    """Texts that are no table."""
    wide = ",".join(f"c{n}" for n in range(1_001))
    for name, data in {
        "empty": b"",
        "mark-only": b"\xef\xbb\xbf",
        "spaces-only": b"   \n \n",
        "line-ends-only": b"\n\n\n",
        "head-is-below": b"\n" + row(),
        "short-row": f"{HEAD}\nA-1,Steelworks,1000\n".encode(),
        "long-row": f"{HEAD}\nA-1,Steelworks,1,000,GBP,2024-01-31\n".encode(),
        "short-then-long": f"{HEAD}\nA\nA-1,a,1,GBP,2024-01-31,x\n".encode(),
        "open-quote": f'{HEAD}\nA-1,"Steelworks,1000,GBP,2024-01-31\n'.encode(),
        "open-quote-in-the-head": b'id,"who,amount\n',
        "stray-quote-after": f'{HEAD}\nA-1,"Steel"works,1000,GBP,2024-01-31\n'.encode(),
        "quote-bomb": b'"' * 200_001,
        "odd-quotes": f"{HEAD}\nA-1,".encode() + b'"""' + b",1000,GBP,2024-01-31\n",
        "too-many-columns": f"{wide}\n".encode(),
        "too-many-cells-below": f"{HEAD}\n{wide}\n".encode(),
        "million-commas": HEAD.encode() + b"\n" + b"," * 1_000_000,
        "long-cell": row(who="x" * 65_537),
        "long-cell-of-wide-letters": row(who="é" * 40_000),
        "very-long-cell": row(who="x" * 140_000),
        "long-name-of-a-column": ("x" * 70_000 + ",who\n").encode(),
        "column-twice": b"id,who,amount,currency,day,who\nA-1,a,1,GBP,2024-01-31,b\n",
        "column-twice-but-for-spaces": b"id,who,amount,currency,day, who \nA-1,a,1,GBP,2024-01-31,b\n",
    }.items():
        yield Seed("tables", name, "CW7201", "t.csv", data)
    yield Seed(
        "tables",
        "million-rows-and-more",
        "CW7201",
        "t.csv",
        f"{HEAD}\n".encode() + b"a,b,1,GBP,\n" * 1_000_001,
    )
    yield Seed("tables", "beyond-fifty-megabytes", "CW7201", "t.csv", b"x" * (50 * 1024**2 + 1))
    for n, sign in enumerate(";\t|"):
        yield Seed(
            "tables",
            f"another-sign-{n}",
            "CW7210",
            "t.csv",
            row().replace(b'"', b""),
            MAPPING.replace("\n", f"\ndelimiter = {json.dumps(sign)}\n", 1),
        )
    for column in HEAD.split(","):
        lacking = row().replace(column.encode(), b"other", 1)
        yield Seed("tables", f"without-{column}", "CW7210", "t.csv", lacking)
        yield Seed(
            "tables",
            f"{column}-in-capitals",
            "CW7210",
            "t.csv",
            row().replace(column.encode(), column.upper().encode(), 1),
        )
    yield Seed(
        "tables",
        "two-mappings-fit-none",
        "CW7205",
        "other.csv",
        row(),
        MAPPING.replace("\n", '\nfiles = ["t-*.csv"]\n', 1),
    )
    yield Seed("tables", "unknown-columns", "CW7210", "t.csv", b"a,b\n1,2\n", "")
    yield Seed("tables", "one-word", "CW7210", "t.csv", b"hello", "")
    yield Seed(
        "tables",
        "header-row-beyond-the-end",
        "CW7201",
        "t.csv",
        row(),
        MAPPING.replace("\n", "\nheader_row = 9\n", 1),
    )


def numbers() -> Iterator[Seed]:
    """Amounts that are no numbers, each a trap into which some reader falls."""
    for name, cell in {
        "exponent": "1e400",
        "small-exponent": "1e5",
        "capital-exponent": "1E3",
        "huge-exponent": "1e999999",
        "nan": "NaN",
        "minus-nan": "-nan",
        "signalling-nan": "sNaN",
        "infinity": "Infinity",
        "inf": "inf",
        "minus-inf": "-inf",
        "arabic-digits": "١٢٣",
        "devanagari-digits": "१२३",
        "fullwidth-digits": "１２３",
        "superscript": "1²",
        "roman": "Ⅻ",
        "fraction": "½",
        "underscore": "1_000",
        "hexadecimal": "0x10",
        "octal": "0o17",
        "binary": "0b1",
        "two-points": "1.2.3",
        "point-first": ".5",
        "point-last": "5.",
        "two-signs": "--1",
        "sign-last": "1-",
        "plus-minus": "+-1",
        "space-inside": "1 000",
        "comma": "1,000",
        "comma-decimal": "1000,50",
        "thin-space": "1\u202f000",
        "apostrophe": "1'000",
        "long": "9" * 70,
        "beyond-a-quadrillion": "1000000000000001",
        "beneath-minus-a-quadrillion": "-1000000000000000.1",
        "ten-decimals": "0.1234567891",
        "many-decimals": "1." + "1" * 50,
        "sign-dollar": "$5",
        "sign-after": "5 €",
        "percent": "50%",
        "words": "Hundreds",
        "billion": "6.6 billion",
        "range": "10-20",
        "about": "~100",
        "unicode-minus": "−5",
        "en-dash": "–5",
        "bracket": "(",
        "empty-brackets": "()",
        "brackets-and-minus": "(-5)",
        "not-available": "N/A",
        "hash": "#REF!",
        "formula": "=1+1",
        "formula-at": "@SUM(1)",
        "command": "=cmd|' /C calc'!A0",
        "yes": "true",
        "none": "None",
        "date": "2024-01-31",
        "zero-width": "1\u200b0",
        "right-to-left": "\u202e001",
        "no-break-space-inside": "1\u00a0000",
        "semicolon": "1;5",
        "tab": "1\t2",
        "newline": "1\n2",
        "quote": '1"',
        "plus-only": "+",
    }.items():
        yield Seed("numbers", name, "CW7204", "t.csv", row(amount=cell))
    grouped = MAPPING + '[formats]\nthousands = ","\n'
    for name, cell in {
        "groups-of-two": "10,00,000",
        "group-of-four": "1,0000",
        "empty-group": "1,,000",
        "group-first": ",000",
        "group-after-point": "1.000,000",
        "four-before": "1000,000",
    }.items():
        yield Seed("numbers", name, "CW7204", "t.csv", row(amount=cell), grouped)
    german = MAPPING + '[formats]\nthousands = "."\ndecimal = ","\n'
    yield Seed("numbers", "english-under-german", "CW7204", "t.csv", row(amount="1,000.50"), german)
    scaled = MAPPING + "[formats]\nscale = { billion = 1000000000 }\n"
    yield Seed("numbers", "scaled-beyond", "CW7204", "t.csv", row(amount="1000001 billion"), scaled)
    yield Seed("numbers", "scale-alone", "CW7204", "t.csv", row(amount="billion"), scaled)
    yield Seed("numbers", "scaled-twice", "CW7204", "t.csv", row(amount="1 billion billion"), scaled)
    refused = MAPPING + '[formats]\nnegative = "refuse"\n'
    yield Seed("numbers", "negative-refused", "CW7204", "t.csv", row(amount="-5"), refused)
    kept = MAPPING + '[formats]\nunreadable = "keep"\n'
    yield Seed("numbers", "too-big-even-where-words-are-kept", "CW7204", "t.csv", row(amount="9" * 17), kept)


def days() -> Iterator[Seed]:
    """Cells that are no day."""
    for name, cell in {
        "30-february": "2024-02-30",
        "29-february": "2023-02-29",
        "month-13": "2024-13-01",
        "month-0": "2024-00-10",
        "day-0": "2024-01-00",
        "year-0": "0000-01-01",
        "far-back": "1799-12-31",
        "far-ahead": "2200-01-01",
        "slashes": "2024/01/31",
        "other-order": "31-01-2024",
        "words": "31 January 2024",
        "week": "2024-W05",
        "ordinal": "2024-031",
        "two-digits": "24-01-31",
        "serial-number": "45322",
        "arabic": "٢٠٢٤-٠١-٣١",
        "negative": "-2024-01-31",
        "plus": "+12024-01-31",
        "time-only": "12:00:00",
        "bad-hour": "2024-01-31T1",
        "zone-words": "2024-01-31T12:00:00 GMT",
        "empty-parts": "--",
        "month": "2024-01",
        "range": "2024-01-01/2024-02-01",
    }.items():
        yield Seed("days", name, "CW7204", "t.csv", row(day=cell))
    for form, cell in {
        "DD/MM/YYYY": "12/31/2024",
        "MM/DD/YYYY": "31/12/2024",
        "DD/MM/YY": "31/12/2024",
        "YYYYMMDD": "2024-12-31",
        "YYYY": "2024-25",
        "DD.MM.YYYY": "31/12/2024",
    }.items():
        name = "under-" + form.lower().replace("/", "-").replace(".", "_")
        yield Seed("days", name, "CW7204", "t.csv", row(day=cell), MAPPING + f'[formats]\ndate = "{form}"\n')


def words() -> Iterator[Seed]:
    """Currencies, kinds and stages that are none."""
    for name, cell in {
        "lower-case": "gbp",
        "sign": "£",
        "name": "pounds",
        "gold": "XAU",
        "none": "XXX",
        "long": "GBPP",
        "short": "GB",
        "empty": "",
        "unknown": "ZZZ",
        "two": "GBP/EUR",
        "greek": "GΒP",
    }.items():
        yield Seed("words", f"currency-{name}", "CW7204", "t.csv", row(currency=cell))
    kind = (
        MAPPING.replace('instrument = "grant"\n', "").replace("[columns]", '[columns]\ninstrument = "who"')
        + '[instruments]\nX = "grant"\n'
    )
    for name, cell in {
        "unknown": "subsidy",
        "capital": "Grant",
        "plural": "grants",
        "empty": "",
        "tax": "tax",
    }.items():
        yield Seed("words", f"kind-{name}", "CW7204", "t.csv", row(who=cell), kind)
    for field, cells in {"stage": ("paid", "", "Awarded"), "basis": ("monthly", "cumulative")}.items():
        column = MAPPING.replace('stage = "awarded"\n', "" if field == "stage" else 'stage = "awarded"\n')
        column = column.replace("[columns]", f'[columns]\n{field} = "who"')
        for cell in cells:
            yield Seed(
                "words", f"{field}-{cell or 'empty'}".lower(), "CW7204", "t.csv", row(who=cell), column
            )


def records() -> Iterator[Seed]:
    """Names of records, and records that say two things."""
    for name, cell in {
        "empty": "",
        "blank": "   ",
        "line-break": "A\nB",
        "bell": "A\x07",
        "long": "x" * 401,
        "direction": "A\u202eB",
        "zero-width": "A\u200b",
    }.items():
        yield Seed("records", name, "CW7204", "t.csv", row(id=cell))
    one = row().decode()
    for name, other in {
        "amount": row(amount="2"),
        "name": row(who="Other"),
        "day": row(day="2024-02-01"),
        "currency": row(currency="EUR"),
        "amount-unknown": row(amount=""),
    }.items():
        twice = one + other.decode().split("\n", 1)[1]
        yield Seed("records", f"twice-with-another-{name}", "CW7206", "t.csv", twice.encode())


# ---- mappings and reviews ----------------------------------------------------------------------------


def mappings() -> Iterator[Seed]:
    """Mappings that say too little, too much or nothing."""
    cut = {
        f"without-{word}": MAPPING.replace(line, "")
        for word, line in {
            "source": 'source = "s"\n',
            "instrument": 'instrument = "grant"\n',
            "stage": 'stage = "awarded"\n',
            "recipient": 'recipient = "who"\n',
            "amount": 'amount = "amount"\n',
            "currency": 'currency = "currency"\n',
        }.items()
    }
    top = {
        "no-toml": "recipient: who",
        "cut-off": MAPPING[:-3] + "\n[",
        "key-twice": MAPPING + 'date = "day"\n',
        "table-twice": MAPPING + "[columns]\n",
        "unknown-key": 'sauce = "s"\n' + MAPPING,
        "unknown-table": MAPPING + "[colums]\n",
        "other-schema": 'schema = "commonweal.mapping/9"\n' + MAPPING,
        "source-is-a-number": MAPPING.replace('"s"', "5"),
        "source-is-party": MAPPING.replace('"s"', '"party"'),
        "source-is-empty": MAPPING.replace('"s"', '""'),
        "bad-encoding": 'encoding = "latin-1"\n' + MAPPING,
        "bad-delimiter": 'delimiter = "x"\n' + MAPPING,
        "header-row-zero": "header_row = 0\n" + MAPPING,
        "header-row-text": 'header_row = "1"\n' + MAPPING,
        "header-row-yes": "header_row = true\n" + MAPPING,
        "header-row-far": "header_row = 100000\n" + MAPPING,
        "files-is-a-text": 'files = "*.csv"\n' + MAPPING,
        "files-of-numbers": "files = [1]\n" + MAPPING,
        "columns-is-a-text": 'columns = "who"\nsource = "s"\n',
        "constants-is-a-list": 'constants = []\nsource = "s"\n',
        "sheet-is-a-number": "sheet = 1\n" + MAPPING,
    }
    more = {
        "unknown-column-field": MAPPING + 'colour = "id"\n',
        "column-is-a-number": MAPPING + "title = 5\n",
        "both": MAPPING + 'stage = "id"\n',
        "bad-kind": MAPPING.replace('"grant"', '"gift"'),
        "bad-stage": MAPPING.replace('"awarded"', '"paid"'),
        "unknown-constant": MAPPING.replace("[constants]", '[constants]\nrecord = "1"'),
        "constant-amount": MAPPING.replace('amount = "amount"\n', "").replace(
            "[constants]", '[constants]\namount = "5"'
        ),
        "constant-currency": MAPPING.replace('currency = "currency"\n', "").replace(
            "[constants]", '[constants]\ncurrency = "pound"'
        ),
        "bad-basis": MAPPING.replace("[constants]", '[constants]\nbasis = "yearly"'),
        "column-of-kinds-without-words": MAPPING.replace('instrument = "grant"\n', "")
        + 'instrument = "who"\n',
        "kind-means-nothing": MAPPING + '[instruments]\nX = "gift"\n',
        "bad-scheme": MAPPING + '[identifiers]\ncompany = "id"\n',
        "scheme-is-a-number": MAPPING + "[identifiers]\nGB-COH = 5\n",
        "bad-funder-scheme": MAPPING + '[funder_identifiers]\nx = "id"\n',
        "only-is-a-text": MAPPING + '[only]\nwho = "x"\n',
        "unknown-format": MAPPING + '[formats]\ndates = "x"\n',
        "bad-date": MAPPING + '[formats]\ndate = "%Y-%m-%d"\n',
        "bad-decimal": MAPPING + '[formats]\ndecimal = ";"\n',
        "bad-thousands": MAPPING + '[formats]\nthousands = "x"\n',
        "same-signs": MAPPING + '[formats]\ndecimal = ","\nthousands = ","\n',
        "scale-of-nothing": MAPPING + '[formats]\nscale = { "" = 5 }\n',
        "times-zero": MAPPING + "[formats]\ntimes = 0\n",
        "scale-of-zero": MAPPING + "[formats]\nscale = { k = 0 }\n",
        "scale-of-half": MAPPING + "[formats]\nscale = { k = 0.5 }\n",
        "scale-of-yes": MAPPING + "[formats]\nscale = { k = true }\n",
        "scale-too-big": MAPPING + f"[formats]\nscale = {{ k = {10**16} }}\n",
        "scale-negative": MAPPING + "[formats]\nscale = { k = -1 }\n",
        "strip-is-a-text": MAPPING + '[formats]\nstrip = "$"\n',
        "round-too-fine": MAPPING + "[formats]\nround = 12\n",
        "round-negative": MAPPING + "[formats]\nround = -2\n",
        "unreadable-guess": MAPPING + '[formats]\nunreadable = "guess"\n',
        "negative-maybe": MAPPING + '[formats]\nnegative = "maybe"\n',
        "support-is-a-table": MAPPING + "[support]\n",
        "support-twice-named": MAPPING + '[[support]]\nname = "a"\n[[support]]\nname = "a"\n',
        "support-unknown-key": MAPPING + '[[support]]\nnames = "a"\n',
        "support-bad-stage": MAPPING + '[[support]]\n[support.constants]\nstage = "x"\n',
        "deep": "x = " + "[" * 5_000 + "]" * 5_000,
    }
    for name, text in (cut | top | more).items():
        yield Seed("mappings", name, "CW7205", "m.toml", text.encode(), reads="mapping")
    yield Seed("mappings", "no-utf-8", "CW7201", "m.toml", b'source = "\xff"', reads="mapping")


def reviews() -> Iterator[Seed]:
    """Review files that decide nothing, or two things."""
    head = "a,b,why,decision\n"
    for name, text in {
        "other-columns": "a,b,decision\nx,y,same\n",
        "other-order": "b,a,why,decision\n",
        "more-columns": "a,b,why,decision,by\n",
        "yes": head + "x,y,,yes\n",
        "capital": head + "x,y,,Same\n",
        "two-words": head + "x,y,,same different\n",
        "decided-twice": head + "x,y,,same\nx,y,,different\n",
        "decided-the-other-way-round": head + "x,y,,same\ny,x,,different\n",
        "different-from-itself": head + "x,x,,different\n",
        "taken-back": head + "x,y,,same\nx,y,,\n",
    }.items():
        yield Seed("reviews", name, "CW7207", "r.csv", text.encode(), reads="review")
    for name, data in {
        "short-row": head + "x,y\n",
        "open-quote": head + '"x,y,,same\n',
        "nothing": "\n\n \n",
        "zero": head + "x\0,y,,same\n",
    }.items():
        yield Seed("reviews", name, "CW7201", "r.csv", data.encode(), reads="review")


# ---- packed files ------------------------------------------------------------------------------------


def packed() -> Iterator[Seed]:
    """Files in gzip that are broken or too large."""
    sound = gzip.compress(row(), mtime=0)
    broken = bytearray(sound)
    broken[-6] ^= 0xFF
    inner = bytearray(sound)
    inner[14] ^= 0xFF
    for name, data in {
        "cut-head": sound[:5],
        "cut-body": sound[:30],
        "cut-checksum": sound[:-3],
        "wrong-checksum": bytes(broken),
        "wrong-length": sound[:-1] + b"\x77",
        "spoilt-body": bytes(inner),
        "rubbish-after": sound + b"rubbish",
        "nothing-inside": gzip.compress(b"", mtime=0),
        "bomb": gzip.compress(b"0" * 20_000_000, mtime=0),
        "bomb-of-many": gzip.compress(b"0" * 1_000_000, mtime=0) * 30,
        "unknown-method": sound[:2] + b"\x07" + sound[3:],
    }.items():
        yield Seed("packed", name, "CW7201", "t.csv.gz", data)
    yield Seed("packed", "packed-twice", "CW7201", "t.csv.gz", gzip.compress(sound, mtime=0))
    yield Seed("packed", "bad-table-inside", "CW7201", "t.csv.gz", gzip.compress(b"id,who\nx\n", mtime=0))


@cache
def workbook() -> dict[str, bytes]:
    """Return the parts of a sound spreadsheet, as small as one can be."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    links = f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" Type="{rel}/'
    rows = sheet_row(1, HEAD.split(",")) + sheet_row(2, ["A-1", "Steel", "1000", "GBP", "2024-01-31"])
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{links}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {ns} xmlns:r="{rel}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{links}worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {ns}><sheetData>{rows}</sheetData></worksheet>",
    }
    return {name: text.encode() for name, text in parts.items()}


def sheet_row(n: int, values: list[str]) -> str:
    """Return a row of a sheet whose cells are texts."""
    cells = (
        f'<c r="{chr(65 + i)}{n}" t="inlineStr"><is><t>{value}</t></is></c>' for i, value in enumerate(values)
    )
    return f'<row r="{n}">{"".join(cells)}</row>'


def zipped(parts: dict[str, bytes], more: tuple[tuple[zipfile.ZipInfo | str, bytes], ...] = ()) -> bytes:
    """Return parts as a packed file, the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed_file:
        for name, data in parts.items():
            packed_file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        for entry, data in more:
            packed_file.writestr(
                zipfile.ZipInfo(entry) if isinstance(entry, str) else entry, data, zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def changed(part: str, old: str, new: str) -> bytes:
    """Return the spreadsheet with a change in one of its parts."""
    parts = dict(workbook())
    assert old.encode() in parts[part]
    return zipped({**parts, part: parts[part].replace(old.encode(), new.encode())})


def spreadsheets() -> Iterator[Seed]:
    """Spreadsheets that are no spreadsheets, or more than that."""
    sound = zipped(workbook())
    sheet, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    link = zipfile.ZipInfo("xl/link.bin")
    link.external_attr = 0o120777 << 16
    locked = bytearray(sound)
    for at in [i for i in range(len(sound)) if sound[i : i + 4] == b"PK\x01\x02"]:
        locked[at + 8] |= 1
    lying = bytearray(sound)
    at = sound.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 7)
    many = tuple((f"xl/p{n}.bin", b"") for n in range(2_000))
    other = {k: v for k, v in workbook().items() if k != book}
    for name, data in {
        "cut-in-the-middle": sound[: len(sound) // 2],
        "cut-at-the-end": sound[:-10],
        "head-only": b"PK\x03\x04",
        "rubbish-after-the-head": b"PK\x03\x04" + b"x" * 500,
        "spoilt-directory": sound.replace(b"PK\x01\x02", b"PK\x01\x09"),
        "locked": bytes(locked),
        "lies-about-a-size": bytes(lying),
        "document-type": changed(sheet, "<worksheet", "<!DOCTYPE x><worksheet"),
        "billion-laughs": changed(sheet, "<worksheet", f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet'),
        "outside-entity": changed(
            sheet, "<worksheet", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
        ),
        "outside-document-type": changed(
            book, "<workbook", '<!DOCTYPE x SYSTEM "http://example.com/x.dtd"><workbook'
        ),
        "entity-in-the-relations": changed(
            "_rels/.rels", "<Relationships", '<!DOCTYPE r [<!ENTITY e "x">]><Relationships'
        ),
        "parameter-entity": changed(sheet, "<worksheet", '<!DOCTYPE x [<!ENTITY % p "x">]><worksheet'),
        "out-of-the-folder": zipped(workbook(), (("../evil.xml", b"<x/>"),)),
        "absolute": zipped(workbook(), (("/etc/evil", b"x"),)),
        "out-by-backslash": zipped(workbook(), (("xl\\..\\..\\evil", b"x"),)),
        "drive": zipped(workbook(), (("C:evil", b"x"),)),
        "link": zipped(workbook(), ((link, b"/etc/passwd"),)),
        "packed-inside": zipped(workbook(), (("xl/inner.zip", sound),)),
        "sheet-inside": zipped(workbook(), (("xl/inner.xlsx", sound),)),
        "program-inside": zipped(workbook(), (("xl/vbaProject.bin", b"x"),)),
        "too-many-parts": zipped(workbook(), many),
        "bomb": zipped(workbook(), (("xl/media/a.bin", b"\0" * 30_000_000),)),
        "no-workbook": zipped(other),
        "some-other-archive": zipped({"readme.txt": b"hello"}),
        "nothing-inside": zipped({}) + b"",
        "no-xml": zipped({**workbook(), sheet: b"hello"}),
        "cut-xml": changed(sheet, "</worksheet>", ""),
        "two-roots": changed(sheet, "</worksheet>", "</worksheet><worksheet/>"),
        "unbound-prefix": changed(book, "<sheets>", "<q:sheets>"),
        "unknown-encoding": zipped(
            {**workbook(), sheet: b'<?xml version="1.0" encoding="x-none"?><worksheet/>'}
        ),
        "no-sheet-part": zipped({k: v for k, v in workbook().items() if k != sheet}),
        "no-content-types": zipped({k: v for k, v in workbook().items() if k != "[Content_Types].xml"}),
        "relation-to-nothing": changed("xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet9.xml"),
        "cell-far-right": changed(sheet, 'r="A2"', 'r="AAAAAAA2"'),
        "bad-number": changed(
            sheet, '<c r="C2" t="inlineStr"><is><t>1000</t></is></c>', '<c r="C2"><v>ten</v></c>'
        ),
        "shared-string-that-is-not": changed(
            sheet, '<c r="B2" t="inlineStr"><is><t>Steel</t></is></c>', '<c r="B2" t="s"><v>9</v></c>'
        ),
        "two-sheets": changed(book, "</sheets>", '<sheet name="Two" sheetId="2" r:id="r1"/></sheets>'),
        "error-cell": changed(
            sheet, '<c r="C2" t="inlineStr"><is><t>1000</t></is></c>', '<c r="C2" t="e"><v>#N/A</v></c>'
        ),
    }.items():
        yield Seed("spreadsheets", name, "CW7202", "t.xlsx", data)
    yield Seed(
        "spreadsheets",
        "sheet-that-is-not",
        "CW7202",
        "t.xlsx",
        sound,
        MAPPING.replace("\n", '\nsheet = "Two"\n', 1),
    )
    formula = '<c r="C2"><f>1+1</f><v>2</v></c>'
    yield Seed(
        "spreadsheets",
        "formula",
        "CW7204",
        "t.xlsx",
        changed(sheet, '<c r="C2" t="inlineStr"><is><t>1000</t></is></c>', formula),
    )
    yield Seed("spreadsheets", "column-twice", "CW7201", "t.xlsx", changed(sheet, "<t>who</t>", "<t>id</t>"))
    yield Seed(
        "spreadsheets",
        "nothing-in-the-head",
        "CW7201",
        "t.xlsx",
        changed(sheet, '<row r="1">', '<row r="3">'),
    )
    yield Seed(
        "spreadsheets",
        "row-far-below",
        "CW7201",
        "t.xlsx",
        changed(sheet, '<row r="2">', '<row r="99999999">'),
    )
    yield Seed(
        "spreadsheets",
        "cell-too-long",
        "CW7201",
        "t.xlsx",
        changed(sheet, "<t>Steel</t>", f"<t>{'é' * 33_000}</t>"),
    )
    yield Seed(
        "spreadsheets",
        "too-wide",
        "CW7201",
        "t.xlsx",
        changed(sheet, "</c></row></sheetData>", '</c><c r="ZZZ2"><v>1</v></c></row></sheetData>'),
    )
    yield Seed(
        "spreadsheets",
        "amount-is-a-day",
        "CW7204",
        "t.xlsx",
        changed(sheet, "<t>1000</t>", "<t>2024-01-31</t>"),
    )


# ---- JSON --------------------------------------------------------------------------------------------


def json_texts() -> Iterator[Seed]:
    """Texts that are no JSON, or that readers understand differently."""
    for name, text in {
        "cut-off": '{"grants": [{"id": "x"',
        "nothing-after-a-colon": '{"grants": }',
        "comma-last": '{"grants": [],}',
        "comma-last-in-a-list": '{"grants": [1,]}',
        "single-quotes": "{'grants': []}",
        "no-quotes": "{grants: []}",
        "comment": '{"grants": [] /* none */}',
        "two-values": '{"grants": []} {"grants": []}',
        "line-break-in-a-text": '{"a": "x\ny"}',
        "bad-escape": '{"a": "\\x41"}',
        "cut-escape": '{"a": "\\u12"}',
        "leading-zero": '{"a": 01}',
        "plus": '{"a": +1}',
        "point-last": '{"a": 1.}',
        "hexadecimal": '{"a": 0x1}',
        "nan": '{"grants": [], "a": NaN}',
        "infinity": '{"grants": [], "a": Infinity}',
        "minus-infinity": '{"grants": [], "a": -Infinity}',
        "long-number": '{"grants": [], "a": ' + "9" * 5_000 + "}",
        "long-fraction": '{"grants": [], "a": 0.' + "1" * 200 + "}",
        "long-exponent": '{"grants": [], "a": 1e99999999999999999999}',
        "key-twice": '{"grants": [], "grants": []}',
        "key-twice-inside": '{"grants": [{"id": "a", "amountAwarded": 1, "amountAwarded": 2}]}',
        "key-twice-by-escape": '{"a": 1, "\\u0061": 2}',
        "deep-lists": "[" * 65 + "]" * 65,
        "deep-objects": '{"a":' * 70 + "1" + "}" * 70,
        "escapes-without-end": '{"a": "' + '\\"' * 500_000,
        "escapes-to-a-last-backslash": '{"a": "' + '\\"' * 500_000 + "\\",
        "very-deep": "[" * 100_000,
        "long-text": '{"grants": [], "a": "' + "x" * 70_000 + '"}',
        "only-a-bracket": "{",
        "true-in-capitals": '{"a": True}',
    }.items():
        yield Seed("json", name, "CW7203", "t.json", text.encode())
    for name, text in {
        "of-no-standard": '{"hello": 1}',
        "list-of-nothing": "[]",
        "list-of-numbers": "[1, 2]",
        "a-text": '"grants"',
        "a-number": "5",
        "null": "null",
        "empty-object": "{}",
        "grants-is-an-object": '{"grants": {}}',
        "lines-one-of-no-standard": '{"ocid": "o-1-1", "date": "2024-01-01", "id": "1"}\n{"x": 1}',
    }.items():
        yield Seed("json", name, "CW7210", "t.jsonl" if name.startswith("lines") else "t.json", text.encode())
    yield Seed(
        "json", "lines-one-cut-off", "CW7203", "t.jsonl", b'{"ocid": "o-1-1", "date": "2024-01-01"}\n{"ocid":'
    )
    yield Seed("json", "lines-none", "CW7201", "t.jsonl", b"\n\n")
    yield Seed("json", "utf-8-broken", "CW7201", "t.json", b'{"grants": [{"id": "\xff"}]}')


def put(tree: Any, path: str, value: Any) -> Any:
    """Return a tree with another value at a path (`a/0/b`); the value `...` takes it away."""
    made = deepcopy(tree)
    at = made
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in way:
        at = at[part]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return made


RELEASE: dict[str, Any] = {
    "ocid": "ocds-a-1",
    "id": "1",
    "date": "2024-01-31T00:00:00Z",
    "tag": ["award"],
    "buyer": {"id": "B", "name": "Council"},
    "parties": [{"id": "P", "name": "Steel", "identifier": {"scheme": "GB-COH", "id": "00000001"}}],
    "awards": [
        {
            "id": "1",
            "date": "2024-01-31T00:00:00Z",
            "value": {"amount": 5, "currency": "GBP"},
            "suppliers": [{"id": "P"}],
        }
    ],
    "contracts": [
        {
            "id": "1",
            "awardID": "1",
            "dateSigned": "2024-02-01T00:00:00Z",
            "value": {"amount": 5, "currency": "GBP"},
            "implementation": {
                "transactions": [{"id": "1", "date": "2024-03-01", "value": {"amount": 2, "currency": "GBP"}}]
            },
        }
    ],
}


def ocds() -> Iterator[Seed]:
    """Releases with one value that the standard does not allow."""
    paid = "contracts/0/implementation/transactions"
    wrong: dict[str, tuple[str, Any]] = {
        "ocid-empty": ("ocid", ""),
        "ocid-is-a-list": ("ocid", []),
        "ocid-is-yes": ("ocid", True),
        "ocid-with-a-bell": ("ocid", "o\x07"),
        "ocid-too-long": ("ocid", "o" * 401),
        "no-date": ("date", ...),
        "date-in-words": ("date", "yesterday"),
        "date-of-no-day": ("date", "2024-02-30T00:00:00Z"),
        "date-is-a-list": ("date", ["x"]),
        "awards-is-a-text": ("awards", "none"),
        "awards-of-texts": ("awards", ["a"]),
        "award-is-null": ("awards", [None]),
        "award-without-id": ("awards/0/id", ...),
        "award-id-is-null": ("awards/0/id", None),
        "award-id-is-an-object": ("awards/0/id", {}),
        "value-is-a-number": ("awards/0/value", 5),
        "value-is-a-list": ("awards/0/value", [5]),
        "amount-in-quotes": ("awards/0/value/amount", "5"),
        "amount-is-yes": ("awards/0/value/amount", True),
        "amount-is-a-list": ("awards/0/value/amount", [1]),
        "amount-too-big": ("awards/0/value/amount", 10**15 + 1),
        "amount-too-fine": ("awards/0/value/amount", 0.12345678912),
        "amount-too-low": ("awards/0/value/amount", -(10**16)),
        "currency-missing": ("awards/0/value/currency", ...),
        "currency-unknown": ("awards/0/value/currency", "ZZZ"),
        "currency-is-a-number": ("awards/0/value/currency", 826),
        "currency-in-small": ("awards/0/value/currency", "gbp"),
        "award-date-in-words": ("awards/0/date", "soon"),
        "award-date-far": ("awards/0/date", "9999-01-01T00:00:00Z"),
        "award-date-is-an-object": ("awards/0/date", {}),
        "suppliers-is-a-text": ("awards/0/suppliers", "Steel"),
        "suppliers-of-texts": ("awards/0/suppliers", ["Steel"]),
        "supplier-name-is-a-list": ("awards/0/suppliers/0/name", []),
        "status-is-a-list": ("awards/0/status", ["active"]),
        "title-is-an-object": ("awards/0/title", {"en": "x"}),
        "contracts-is-a-number": ("contracts", 5),
        "contract-without-id": ("contracts/0/id", ...),
        "contract-value-is-a-text": ("contracts/0/value", "5"),
        "contract-amount-in-quotes": ("contracts/0/value/amount", "5"),
        "contract-currency-unknown": ("contracts/0/value/currency", "??"),
        "signed-in-words": ("contracts/0/dateSigned", "May"),
        "award-id-of-a-contract-is-a-list": ("contracts/0/awardID", ["1"]),
        "implementation-is-a-list": ("contracts/0/implementation", []),
        "transactions-is-a-text": (paid, "x"),
        "transaction-without-id": (paid + "/0/id", ...),
        "transaction-amount-in-quotes": (paid + "/0/value/amount", "2"),
        "transaction-without-currency": (paid + "/0/value/currency", ...),
        "transaction-date-of-no-day": (paid + "/0/date", "2024-02-31"),
        "payee-is-a-text": (paid + "/0/payee", "Steel"),
        "parties-is-a-text": ("parties", "Steel"),
        "parties-of-lists": ("parties", [[]]),
        "party-identifier-is-a-text": ("parties/0/identifier", "GB-COH-1"),
        "party-scheme-is-a-number-list": ("parties/0/identifier/scheme", [1]),
        "more-identifiers-is-a-text": ("parties/0/additionalIdentifiers", "x"),
        "buyer-is-a-text": ("buyer", "Council"),
        "buyer-name-is-an-object": ("buyer/name", {}),
        "tender-is-a-list": ("tender", []),
    }
    for name, (path, value) in wrong.items():
        yield Seed("ocds", name, "CW7209", "t.json", json.dumps(put(RELEASE, path, value)).encode())
    record = {"ocid": "ocds-a-1", "compiledRelease": RELEASE}
    for name, tree in {
        "releases-is-a-text": {"releases": "x"},
        "records-of-numbers": {"records": [1]},
        "record-of-links": {"records": [{"ocid": "x", "releases": [{"url": "u"}]}]},
        "record-of-nothing": {"records": [{"ocid": "x"}]},
        "compiled-is-a-list": {"records": [{"compiledRelease": []}]},
        "second-release-bad": {"releases": [RELEASE, put(RELEASE, "date", "x")]},
        "second-record-bad": {"records": [record, put(record, "compiledRelease/ocid", "")]},
        "no-ocid": {"releases": [put(RELEASE, "ocid", ...)]},
        "one-of-a-hundred": {"releases": [RELEASE] * 99 + [put(RELEASE, "awards/0/value/amount", "5")]},
    }.items():
        yield Seed("ocds", name, "CW7209", "t.json", json.dumps(tree).encode())


GRANT: dict[str, Any] = {
    "id": "360G-x-1",
    "title": "A",
    "description": "A",
    "currency": "GBP",
    "amountAwarded": 5,
    "awardDate": "2024-01-31",
    "recipientOrganization": [{"id": "GB-COH-00000001", "name": "Steel"}],
    "fundingOrganization": [{"id": "GB-GOR-D1", "name": "Fund"}],
}


def grants() -> Iterator[Seed]:
    """Grants with one value that 360Giving does not allow."""
    wrong: dict[str, tuple[str, Any]] = {
        "no-id": ("id", ...),
        "id-empty": ("id", " "),
        "id-is-null": ("id", None),
        "id-is-a-list": ("id", []),
        "id-too-long": ("id", "x" * 500),
        "amount-in-quotes": ("amountAwarded", "5"),
        "amount-is-a-list": ("amountAwarded", [5]),
        "amount-is-yes": ("amountAwarded", True),
        "amount-too-big": ("amountAwarded", 10**16),
        "amount-too-fine": ("amountAwarded", 0.12345678912),
        "disbursed-in-quotes": ("amountDisbursed", "1"),
        "disbursed-too-big": ("amountDisbursed", 10**17),
        "currency-unknown": ("currency", "POUND"),
        "currency-is-a-list": ("currency", ["GBP"]),
        "date-in-words": ("awardDate", "last May"),
        "date-of-no-day": ("awardDate", "2023-02-29"),
        "date-other-order": ("awardDate", "31/01/2024"),
        "date-far": ("awardDate", "1066-10-14"),
        "date-is-a-number": ("awardDate", 2024),
        "recipients-is-a-text": ("recipientOrganization", "Steel"),
        "recipients-of-texts": ("recipientOrganization", ["Steel"]),
        "recipient-name-is-a-list": ("recipientOrganization/0/name", []),
        "recipient-id-is-an-object": ("recipientOrganization/0/id", {}),
        "company-number-is-yes": ("recipientOrganization/0/companyNumber", True),
        "funders-is-a-number": ("fundingOrganization", 5),
        "programme-is-a-text": ("grantProgramme", "P"),
        "programme-title-is-a-list": ("grantProgramme", [{"title": []}]),
        "place-is-a-text": ("beneficiaryLocation", "Leeds"),
        "title-is-a-list": ("title", ["A"]),
        "url-is-an-object": ("url", {}),
        "modified-is-a-list": ("dateModified", []),
    }
    for name, (path, value) in wrong.items():
        yield Seed(
            "grants", name, "CW7209", "t.json", json.dumps({"grants": [put(GRANT, path, value)]}).encode()
        )
    yield Seed("grants", "grant-is-a-text", "CW7209", "t.json", b'{"grants": ["x"]}')
    yield Seed("grants", "grant-is-null", "CW7209", "t.json", json.dumps({"grants": [GRANT, None]}).encode())
    yield Seed(
        "grants",
        "twice-with-another-amount",
        "CW7206",
        "t.json",
        json.dumps({"grants": [GRANT, put(GRANT, "amountAwarded", 6)]}).encode(),
    )
    yield Seed(
        "grants",
        "twice-with-another-name",
        "CW7206",
        "t.json",
        json.dumps({"grants": [GRANT, put(GRANT, "recipientOrganization/0/name", "X")]}).encode(),
    )
    head = "Identifier,Currency,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name\n"
    for name, line in {
        "flat-amount": "a,GBP,ten,2024-01-31,b,c",
        "flat-date": "a,GBP,10,31/01/2024,b,c",
        "flat-currency": "a,£,10,2024-01-31,b,c",
        "flat-record": ",GBP,10,2024-01-31,b,c",
    }.items():
        yield Seed("grants", name, "CW7204", "g.csv", (head + line + "\n").encode(), "")


AWARD: dict[str, Any] = {
    "generated_unique_award_id": "CONT_1",
    "category": "contract",
    "type": "D",
    "total_obligation": 5.5,
    "base_exercised_options": 6,
    "total_outlay": 1,
    "date_signed": "2024-01-31",
    "recipient": {"recipient_name": "Steel", "recipient_uei": "Z1H9VJS8NG16"},
    "awarding_agency": {"toptier_agency": {"name": "NASA"}},
    "cfda_info": [],
    "place_of_performance": {"city_name": "Iowa City"},
    "period_of_performance": {"last_modified_date": "2024-02-01"},
}


def awards() -> Iterator[Seed]:
    """Awards of USAspending with one value that its API never gives."""
    wrong: dict[str, tuple[str, Any]] = {
        "id-is-null": ("generated_unique_award_id", None),
        "id-empty": ("generated_unique_award_id", ""),
        "id-is-a-list": ("generated_unique_award_id", []),
        "category-unknown": ("category", "gift"),
        "category-is-null": ("category", None),
        "category-is-a-list": ("category", []),
        "type-is-an-object": ("type", {}),
        "obligation-in-quotes": ("total_obligation", "5"),
        "obligation-is-yes": ("total_obligation", True),
        "obligation-too-big": ("total_obligation", 10**16),
        "obligation-too-fine": ("total_obligation", 0.12345678912),
        "outlay-in-quotes": ("total_outlay", "1"),
        "options-is-a-list": ("base_exercised_options", []),
        "signed-in-words": ("date_signed", "May"),
        "signed-of-no-day": ("date_signed", "2024-02-30"),
        "recipient-is-a-text": ("recipient", "Steel"),
        "recipient-name-is-a-list": ("recipient/recipient_name", []),
        "uei-is-a-list": ("recipient/recipient_uei", []),
        "agency-is-a-text": ("awarding_agency", "NASA"),
        "top-agency-is-a-list": ("awarding_agency/toptier_agency", []),
        "programmes-is-a-text": ("cfda_info", "x"),
        "place-is-a-list": ("place_of_performance", []),
        "period-is-a-text": ("period_of_performance", "2024"),
        "description-is-a-list": ("description", []),
    }
    for name, (path, value) in wrong.items():
        yield Seed("awards", name, "CW7209", "t.json", json.dumps(put(AWARD, path, value)).encode())
    both = [AWARD, put(AWARD, "total_obligation", 7)]
    yield Seed("awards", "twice-with-another-amount", "CW7206", "t.json", json.dumps(both).encode())
    yield Seed(
        "awards",
        "second-of-a-list",
        "CW7209",
        "t.json",
        json.dumps([AWARD, {**AWARD, "generated_unique_award_id": "B", "recipient": 5}]).encode(),
    )
