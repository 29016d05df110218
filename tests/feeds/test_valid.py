import pytest
from hypothesis import HealthCheck, given, settings
from selectolax.lexbor import LexborHTMLParser

from feedbot.feeds import atom_rss, render
from feedbot.model import Edition
from tests.feeds import anything, checker, samples

whatever = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@pytest.mark.parametrize("format", checker.CHECKS)
def test_a_full_feed_has_no_fault(format: str) -> None:
    """A feed that says all it can breaks no rule of its format."""
    assert [] == checker.CHECKS[format](render(samples.edition(), format))


@whatever
@given(anything.editions())
def test_no_feed_has_a_fault(edition: Edition) -> None:
    """Whatever sources and config say, the documents for machines break no rule of their formats."""
    faults = {format: check(render(edition, format)) for format, check in checker.CHECKS.items()}

    assert {"atom": [], "rss": [], "json": []} == faults


@whatever
@given(anything.editions())
def test_any_glued_feed_is_feedgens_own(edition: Edition) -> None:
    """Head, fragments and tail are what feedgen writes for the whole feed, whatever media and stories are in it."""
    assert atom_rss.atom_document(edition, edition.pieces) == render(edition, "atom")
    assert atom_rss.rss_document(edition, edition.pieces) == render(edition, "rss")


@whatever
@given(anything.editions())
def test_no_page_has_what_it_should_not(edition: Edition) -> None:
    """A page has one article a piece, no script, and nothing that would be loaded or run by itself outside contents."""
    tree = LexborHTMLParser(render(edition, "html"))

    assert len(edition.pieces) == len(tree.css("main > article"))
    assert [] == tree.css("script, iframe, object, embed, form, input, base, link[rel=stylesheet]")
    assert [] == [node for node in tree.css("a") if (node.attributes.get("href") or "").startswith("javascript")]
