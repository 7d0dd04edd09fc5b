"""
The one door to HTML: what is not `Markup` is escaped, in text, in attributes and in pictures alike.

Names, labels, sources and reasons are written by others and trusted by nobody. `el` escapes every child and
every attribute; only this module makes `Markup`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from commonweal.report.speech.phrases import filled, translated

VOID: Final = frozenset({"meta", "link", "br", "hr", "col"})
"""Elements without content."""
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
"""Controls that HTML forbids, and marks that turn the direction of what follows them."""

_ID: Final = re.compile(r'<[^<>]* id="([^"]*)"')
_LINK: Final = re.compile(r'<a href="#([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


class Markup(str):
    """Text that is HTML already. What `+` or `format` makes of it is plain text again, and is escaped."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Return a text as HTML; characters that cannot be seen show as a replacement mark."""
    return value if isinstance(value, Markup) else Markup(escape(_UNSEEN.sub("\ufffd", value), quote=True))


def join(*children: object, by: str = "") -> Markup:
    """Return several children as one, with an escaped text between them; None is left out."""
    return Markup(text(by).join(_flat(children)))


def el(tag: str, /, *children: object, **attributes: str | int | bool | None) -> Markup:
    """
    Return an element.

    Parameters
    ----------
    children : texts (escaped), `Markup`, None, or iterables of these
    attributes : `class_` and `for_` for the reserved words, `data_label` for `data-label`; None and False are
        left out, True is an attribute without value
    """
    attrs = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in VOID:
        return Markup(f"<{tag}{attrs}>")
    return Markup(f"<{tag}{attrs}>{''.join(_flat(children))}</{tag}>")


def framed(english: str, /, **blanks: object) -> Markup:
    """Return a sentence in the language that is spoken; its blanks are texts (escaped) or `Markup`."""
    return Markup(filled(text(translated(english)), {name: join(value) for name, value in blanks.items()}))


def page(head: Markup, body: Markup, *, language: str) -> str:
    """Return a whole document."""
    inner = f"{el('head', head)}\n{el('body', body)}"
    return f'<!doctype html>\n<html lang="{text(language)}">\n{inner}\n</html>\n'


class Page(NamedTuple):
    """Another page: its file, and the ids in it."""

    file: str
    ids: frozenset[str]


def ids_of(made: str) -> frozenset[str]:
    """Return every id of a page or of a part of one."""
    return frozenset(unescape(found[1]) for found in _ID.finditer(made))


def with_sound_links(made: Markup, elsewhere: Mapping[str, Page] | None = None) -> Markup:
    """
    Return a part of a page whose links inside it all lead somewhere.

    A link to `A/b/c` that is not there leads to `A/b`, else to `A`; where none of them is, its text stays.

    Parameters
    ----------
    elsewhere : pages beside this one, by the id `A` under which all of `A/b/c` is found in them
    """
    ids = ids_of(made)

    def mended(found: re.Match[str]) -> str:
        target = unquote(unescape(found[1]))
        page = (elsewhere or {}).get(target.partition("/")[0])
        known = ids if page is None or target in ids else page.ids
        while target and target not in known:
            target = target.rpartition("/")[0]
        if known is not ids and page is not None:
            return (
                f'<a href="{text(page.file + (_address(target) if target else ""))}"{found[2]}>{found[3]}</a>'
            )
        if not target:
            return found[3]
        return f'<a href="{text(_address(target))}"{found[2]}>{found[3]}</a>'

    return Markup(_LINK.sub(mended, made))


def link(anchor: str, *children: object, **attributes: str) -> Markup:
    """Return a link to an id of the page."""
    return el("a", *children, href=_address(anchor), **attributes)


def _address(anchor: str) -> str:
    return f"#{quote(anchor, safe='/:+~.-_')}"


def style(css: str) -> Markup:
    """Return a style sheet of ours as an element; it may not end itself."""
    if "</" in css:
        raise ValueError("a style sheet cannot hold an end tag")
    return Markup(f"<style>{css}</style>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-") if key != "viewBox" else key
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def _flat(children: Iterable[object]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            yield text(child)
        elif isinstance(child, Iterable):
            yield from _flat(child)
        else:
            raise TypeError(f"not a part of a page: {type(child).__name__}")
