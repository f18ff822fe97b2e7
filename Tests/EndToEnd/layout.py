"""Lays papers out by Debian's weasyprint, and says as JSON what it complains of and what does not fit its page.

Run by the interpreter that weasyprint belongs to: `python3 layout.py PDF FILE.html…`. All papers are printed into the one
PDF: its faces are cut down once, which is what takes the time.
"""
import json
import logging
import pathlib
import sys

import weasyprint


class Complaints(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())


def refuse(address, *arguments, **options):
    raise ValueError(f"a paper fetches nothing: {address}")


def outside(page):
    """Words that reach over the paper's margins; the margins' own boxes, which hold number and page, do not count."""
    paper = page._page_box
    left, right = paper.content_box_x(), paper.content_box_x() + paper.width
    bottom = paper.content_box_y() + paper.height
    return [
        one.text[:60] for part in body(paper) for one in part.descendants() if getattr(one, "text", None) and (
            one.position_x < left - 1 or one.position_x + one.width > right + 1 or one.position_y > bottom + 1)]


def body(paper):
    return [part for part in paper.children if type(part).__name__ != "MarginBox"]


def first_words(page):
    texts = (getattr(one, "text", None) for part in body(page._page_box) for one in part.descendants())
    return next((text.strip() for text in texts if text and text.strip()), "")


def main(pdf, files):
    complaints = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.handlers = [complaints]
    logger.setLevel(logging.WARNING)
    documents = []
    for name in files:
        complaints.said = []
        html = weasyprint.HTML(
            string=pathlib.Path(name).read_text(encoding="utf-8"), base_url="about:blank", url_fetcher=refuse, media_type="print")
        document = html.render()
        documents.append(document)
        print(json.dumps({
            "file": pathlib.Path(name).name, "complaints": complaints.said,
            "begins": [first_words(page) for page in document.pages],
            "outside": [text for page in document.pages for text in outside(page)]}, ensure_ascii=False))
    pages = [page for document in documents for page in document.pages]
    documents[0].copy(pages).write_pdf(pdf)


main(sys.argv[1], sys.argv[2:])
