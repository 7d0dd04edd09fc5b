"""Documents of agreements are brought in line with the record, in a pass."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from commonweal.web.agreements.models import Document
from commonweal.web.record import documents
from commonweal.web.record.rows import written


def changed_documents(agreements: Collection[str], *, on: date, by: date) -> list[Document] | None:
    """
    Return the documents of agreements as the public may see them on a day; None where that is no news.

    Parameters
    ----------
    by : the day at which the site is held: what is dated after it is not there yet
    """
    made = [
        Document(
            agreement=row["agreement"],
            sha256=row["sha256"] or "",
            data=written(row),
        )
        for row in documents.rows(agreements, on=on, by=by)
    ]
    stand = list(Document.objects.values_list("data", flat=True))
    return None if stand == [one.data for one in made] else made


def store_documents(made: list[Document] | None) -> bool:
    """Store documents that are news, and return whether they are."""
    if made is None:
        return False
    Document.objects.all().delete()
    Document.objects.bulk_create(made, batch_size=500)
    return True
