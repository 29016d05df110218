"""Every case, in groups that a test takes one at a time."""

from collections.abc import Mapping

from tests.hostile import (
    cases_bombs,
    cases_heavy,
    cases_items,
    cases_json,
    cases_pages,
    cases_redirects,
    cases_scripts,
    cases_wire,
    cases_xml,
)
from tests.hostile.cases import Case

GROUPS: Mapping[str, tuple[Case, ...]] = {
    "packed": cases_bombs.PACKED,
    "lengths": cases_bombs.LENGTHS,
    "silent": cases_wire.SILENT,
    "improper": cases_wire.IMPROPER,
    "statuses": cases_wire.STATUSES,
    "loops": cases_redirects.LOOPS,
    "private": cases_redirects.PRIVATE,
    "odd": cases_redirects.ODD,
    "entities": cases_xml.ENTITIES,
    "sizes": cases_xml.SIZES,
    "truncated": cases_xml.TRUNCATED,
    "characters": cases_xml.CHARACTERS,
    "charsets": cases_xml.CHARSETS,
    "others": cases_xml.OTHERS,
    "json": cases_json.JSON,
    "instead": cases_pages.INSTEAD,
    "listings": cases_pages.LISTINGS,
    "sitemaps": cases_pages.SITEMAPS,
    "items": (*cases_items.ITEMS, cases_items.TURNED),
    "scripts": cases_scripts.SCRIPTS,
    "fields": cases_scripts.FIELDS,
}
"""Cases by what they have in common; names are unique among all."""

HEAVY: Mapping[str, tuple[Case, ...]] = {"heavy": cases_heavy.HEAVY, "crowd": cases_heavy.CROWD}
"""Cases that take too much time and memory for tests; `bench/hostile.py` has them."""
