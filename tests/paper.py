"""What a PDF prints, as one reads it."""

import pypdfium2


def pages_of(paper: bytes) -> list[str]:
    """The text of each page. PDFium reads a tenth as long as pypdf, which stays where a PDF's structure is asked."""
    with pypdfium2.PdfDocument(paper) as document:
        return [_printed(page) for page in document]


def _printed(page: pypdfium2.PdfPage) -> str:
    text: str = page.get_textpage().get_text_range()
    return text.replace("\r\n", "\n")
