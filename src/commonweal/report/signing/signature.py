"""
A text as a self-contained page for signature: parties, numbered clauses, its hash, a line for each signature.

The page asks nothing of any other place and runs no program; it is made for A4 paper. The same text gives
the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commonweal import __version__
from commonweal.report.page.drawing.head import head
from commonweal.report.page.drawing.markup import Markup, el, join, link, page
from commonweal.terms.core.agreements import Agreement
from commonweal.terms.core.clauses import Terms
from commonweal.terms.explain.language import Language, language
from commonweal.terms.explain.prose import ProseClause, ProseParagraph, prose
from commonweal.terms.explain.prose_agreements import agreement_prose
from commonweal.terms.explain.prose_words import line, named

Ref = tuple[str, int]
_AMOUNT: Final = re.compile(r"\b([A-Z]{3}) (?=-?[0-9])")


@dataclass(frozen=True, slots=True)
class Document:
    """
    What is signed.

    Attributes
    ----------
    terms : the text; agreement : the values it is signed with, None for the bare text
    texts : every terms version that the agreement names, with its hash
    known : official names of parties, by their id
    """

    terms: Terms
    agreement: Agreement | None
    texts: Mapping[Ref, tuple[Terms, str]]
    known: Mapping[str, str]

    def who(self, party: str) -> str | None:
        """Return the id of a party after all amendments; None in the bare text, or where nobody is named."""
        if self.agreement is None:
            return None
        found = self.agreement.parties.get(party)
        for amendment in self.agreement.amendments:
            found = amendment.parties.get(party, found)
        return found

    def refs(self) -> list[Ref]:
        """Return the versions whose text is signed: the first, and those that amendments move to."""
        found = [(self.terms.name, self.terms.version)]
        for amendment in self.agreement.amendments if self.agreement else ():
            if amendment.terms is not None and amendment.version is not None:
                found.append((amendment.terms, amendment.version))
        return [ref for ref in dict.fromkeys(found) if ref in self.texts]


def signature_page(document: Document, *, language_code: str = "en") -> str:
    """
    Return a text as a page for signature.

    Raises
    ------
    UnknownLanguage : another language; NoTemplate : the language cannot say something yet
    """
    told = language(language_code)
    clauses = prose(document.terms, language=language_code)
    if document.agreement is not None:
        texts = {ref: terms for ref, (terms, _) in document.texts.items()}
        clauses += agreement_prose(
            document.agreement,
            texts,
            language_code=language_code,
            known=document.known,
            first=len(clauses) + 1,
        )
    title = _title(document)
    body = el(
        "div",
        _header(document, title, told),
        _contents(clauses, told),
        el("main", _parties(document, told), [_clause(clause) for clause in clauses], _seal(document, told)),
        el("footer", el("p", told.tell("page.made_by", version=__version__))),
        class_="sheet",
    )
    return page(head(title, "signature.css"), body, language=told.code)


def _title(document: Document) -> str:
    terms, agreement = document.terms, document.agreement
    own = line(agreement.label) or agreement.id if agreement else ""
    text = line(terms.label) or terms.name
    return f"{text}: {own}" if own else text


# ---- head -------------------------------------------------------------------------------------------


def _header(document: Document, title: str, told: Language) -> Markup:
    terms = document.terms
    return el(
        "header",
        el("p", told.tell("page.kicker"), class_="kicker"),
        el("h1", title),
        el("p", told.tell("page.ref", terms=terms.name, version=str(terms.version)), class_="ref"),
    )


def _contents(clauses: Sequence[ProseClause], told: Language) -> Markup:
    entries = [
        el("li", el("span", f"{clause.number}."), link(f"clause-{clause.number}", clause.title))
        for clause in clauses
    ]
    heading = el("h2", told.tell("page.contents"), id="contents")
    return el("nav", heading, el("ol", entries), aria_labelledby="contents")


# ---- the text ---------------------------------------------------------------------------------------


def _parties(document: Document, told: Language) -> Markup:
    heads = [told.tell("page.party"), told.tell("page.side")]
    if document.agreement is not None:
        heads.append(told.tell("page.who"))
    rows = []
    for party in document.terms.parties:
        cells = [named(party.name, party.label), told.word("sides", party.side)]
        if document.agreement is not None:
            cells.append(_who(document, party.name))
        rows.append(cells)
    heading = el("h2", told.tell("page.parties"), id="parties")
    return el("section", heading, _table(heads, rows, "parties"), aria_labelledby="parties")


def _who(document: Document, party: str) -> str:
    """Return who a party is in the agreement, by the official name where that is known."""
    id_ = document.who(party)
    return named(id_, document.known.get(id_, "")) if id_ else "–"


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], labelled_by: str, *, class_: str | None = None
) -> Markup:
    """Return a table whose first column names its rows; of a table of values the last column is figures."""
    figures = class_ is not None
    last = len(heads) - 1
    head = [
        el("th", h, scope="col", class_="n" if figures and i == last else None) for i, h in enumerate(heads)
    ]
    body = []
    for first, *others in rows:
        cells = [el("td", cell, class_="n" if figures else None) for cell in others]
        body.append(el("tr", el("th", first, scope="row"), cells))
    made = join(el("thead", el("tr", head)), el("tbody", join(*body, by="\n")), by="\n")
    return el("table", made, aria_labelledby=labelled_by, class_=class_)


def _clause(clause: ProseClause) -> Markup:
    anchor = f"clause-{clause.number}"
    heading = el("h2", f"{clause.number}. {clause.title}", id=anchor)
    return el("section", join(heading, paragraphs(clause), by="\n"), aria_labelledby=anchor)


def paragraphs(clause: ProseClause) -> Markup:
    """Return the paragraphs of a clause with their tables; a part of a page."""
    return join(*(part for paragraph in clause.paragraphs for part in _paragraph(paragraph)), by="\n")


def _paragraph(paragraph: ProseParagraph) -> Iterator[Markup]:
    item = paragraph.number.endswith(")")
    anchor = f"p-{paragraph.number}"
    number = el("span", paragraph.number, class_="no")
    yield el(
        "p",
        number,
        " ",
        el("span", _held_together(paragraph.text)),
        id=anchor,
        class_="par item" if item else "par",
    )
    if paragraph.rows:
        heads, *rows = paragraph.rows
        yield _table(heads, rows, anchor, class_="held")


def _held_together(text: str) -> str:
    """Return a text in which a currency does not part from its figure."""
    return _AMOUNT.sub("\\1\N{NO-BREAK SPACE}", text)


# ---- the end ----------------------------------------------------------------------------------------


def _seal(document: Document, told: Language) -> Markup:
    """Return the hash of each text, and a line for each signature."""
    proof = [el("h2", told.tell("page.proof"), id="proof")]
    for name, version in document.refs():
        said = told.tell("page.hash_terms", terms=f"“{name}”", version=str(version))
        proof += [el("p", said), el("code", document.texts[name, version][1], class_="mark")]
    proof.append(el("p", told.tell("page.hash_why")))
    signs = [_sign(document, party.name, party.label, told) for party in document.terms.parties]
    heading = el("h2", told.tell("page.signatures"), id="signatures")
    return join(
        el("section", proof, aria_labelledby="proof", class_="seal"),
        el("section", heading, el("div", signs, class_="signs"), aria_labelledby="signatures"),
        by="\n",
    )


def _sign(document: Document, name: str, label: str, told: Language) -> Markup:
    id_ = document.who(name) or ""
    who = document.known.get(id_) or id_ or line(label) or name
    fields = []
    for key in ("page.signature", "page.name", "page.place"):
        fields += [el("div", class_="line"), el("p", told.tell(key), class_="under")]
    return el("div", el("h3", told.tell("page.signed_by", party=who)), fields, class_="sign")
