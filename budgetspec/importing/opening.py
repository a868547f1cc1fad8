"""Opens whatever a user has: a submission as it is, or a printed document of any format, made into one.

Which of a user's files is what is told by its first bytes, never by its name. Most are submissions: what imports the others takes
its time to load, and is loaded when there is one.
"""

from __future__ import annotations

from collections.abc import Mapping

from budgetspec.importing.formats import Kind, is_printed, kind_of
from budgetspec.importing.forms import Form
from budgetspec.reader import Reading, read


def opened(data: bytes, forms: Mapping[str, Form], *, max_bytes: int) -> Reading:
    """Read a file of any format that can be imported; a printed document becomes a submission of the form that fits it."""
    kind = kind_of(data) if len(data) <= max_bytes else Kind.JSON
    if kind is Kind.JSON:
        return taken(read(data, max_bytes=max_bytes), forms)
    from budgetspec.importing.submitting import of_file  # noqa: PLC0415 - see above

    return of_file(kind, data, forms)


def taken(reading: Reading, forms: Mapping[str, Form]) -> Reading:
    """Take JSON for what it is: a submission, which stays, or the printed form."""
    if not is_printed(reading.value):
        return reading
    from budgetspec.importing.submitting import of_json  # noqa: PLC0415 - see above

    return of_json(reading, forms)
