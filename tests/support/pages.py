"""Inline pages of both versions against the small taxonomy of `tests.support.reports`, made of their parts."""

from tests.support.reports import NS, URL

IX = {"1.1": "http://www.xbrl.org/2013/inlineXBRL", "1.0": "http://www.xbrl.org/2008/inlineXBRL"}
CONTEXT = """<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">ABC-1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>"""
UNIT = '<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>'
REFERENCES = f'<ix:references><link:schemaRef xlink:type="simple" xlink:href="{URL}"/></ix:references>'
RESOURCES = f"<ix:resources>{CONTEXT}{UNIT}</ix:resources>"
HEADER = f"<ix:header>{REFERENCES}{RESOURCES}</ix:header>"
NUMBER = 'name="s:Revenue" contextRef="c" unitRef="u" decimals="2"'
TEXT = 'name="s:Title" contextRef="c"'


def inline_page(body: str, *, header: str = HEADER, version: str = "1.1", head: str = "", attributes: str = 'xml:lang="en"') -> bytes:
    """A page whose body is `header`, hidden, and `body`; `head` is added to the XHTML head."""
    unseen = f'<div style="display:none">{header}</div>' if header else ""
    return f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="{IX[version]}" xmlns:s="{NS}"
  xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
  xmlns:ixt1="http://www.xbrl.org/inlineXBRL/transformation/2010-04-20"
  xmlns:ixt2="http://www.xbrl.org/inlineXBRL/transformation/2011-07-31" {attributes}><head><title>x</title>{head}</head><body>{unseen}
<div>{body}</div></body></html>""".encode()


def figure(text: str, attributes: str = "", key: str = "n") -> str:
    """An ix:nonFraction of the revenue."""
    return f'<ix:nonFraction id="{key}" {NUMBER} {attributes}>{text}</ix:nonFraction>'


def words(text: str, attributes: str = "", key: str = "t") -> str:
    """An ix:nonNumeric of the title."""
    return f'<ix:nonNumeric id="{key}" {TEXT} {attributes}>{text}</ix:nonNumeric>'
