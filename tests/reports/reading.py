"""Papers as text."""

import io

from docx import Document


def words(made: bytes) -> str:
    """All words of a DOCX, tables too."""
    body = Document(io.BytesIO(made)).element.body
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
        for paragraph in body.iter()
        if paragraph.tag.endswith("}p")
    ).replace("\N{NO-BREAK SPACE}", " ")
