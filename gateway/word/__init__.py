"""A Word document as paragraphs: written from them, and read back as them. No more of the format than that: styles for
headings, and text."""

from .read import Unfit, paragraphs
from .write import Paragraph, document

__all__ = ["Paragraph", "Unfit", "document", "paragraphs"]
