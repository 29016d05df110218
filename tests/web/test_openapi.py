import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from feedbot.web import api, api_sources, channels, openapi, shapes, status
from tests.web.furnished import RULES, fill
from tests.web.rooms import Place, room
from tests.web.shelled import tree

HTTP = {"get", "post", "put", "delete", "patch"}
# Adding a source visits what it is given, which no test does; the tests of sources have it.
VISITS = ("POST", api_sources.PATH)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The API over four entries."""
    async with room(tmp_path, fill=fill, text=RULES) as found:
        yield found


async def test_the_document_has_each_route_and_no_other(place: Place) -> None:
    """What is served and what is described are the same methods at the same addresses."""
    served = {
        (route.method, route.path)
        for each in (api.routes, api_sources.routes, status.api, channels.api)
        for route in each(place.desk)
    }
    described = {
        (method.upper(), path)
        for path, methods in openapi.document()["paths"].items()
        for method in methods
        if method in HTTP
    }
    assert served == described


def test_the_document_is_one_of_openapi() -> None:
    """schemathesis reads it, all its schemas are JSON Schema, and nothing refers to what is not there."""
    document = openapi.document()
    names = document["components"]["schemas"]
    assert len(openapi.OPERATIONS) == len(list(schemathesis.openapi.from_dict(dict(document)).get_all_operations()))
    for each in names.values():
        Draft202012Validator.check_schema(each)
    assert set(re.findall(r"#/components/schemas/(\w+)", str(document))) == set(names)
    ids = [each.name for each in openapi.OPERATIONS]
    assert len(ids) == len(set(ids))


OPERATIONS = [each for each in openapi.OPERATIONS if (each.method, each.path) != VISITS]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_answers_are_as_described(place: Place, operation: openapi.Operation) -> None:
    """Whatever is asked, right or wrong, the answer's status, kind and shape are in the document, and never 500."""
    schema = schemathesis.openapi.from_dict(dict(openapi.document()))
    told = schema[operation.path][operation.method.lower()]
    asked = bool(operation.wants) or operation.body is not None
    await asyncio.to_thread(run, told.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE), place, CHECKS)
    if asked:
        checks = [*CHECKS, *([negative_data_rejection] if operation.strict else [])]
        wrong = told.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        await asyncio.to_thread(run, wrong, place, checks)


def run(cases: st.SearchStrategy[schemathesis.Case[Any]], place: Place, checks: list[Any]) -> None:
    """Ask what is made up, and check the answers."""

    @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def ask(case: schemathesis.Case[Any]) -> None:
        case.validate_response(case.call(base_url=place.browser.base), checks=checks)

    ask()


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "POST", "GET"])
async def test_wrong_methods_are_problems(place: Place, method: str) -> None:
    """A method that an address does not have gives 405 with those that it has."""
    for each in openapi.OPERATIONS:
        own = {one.method for one in openapi.OPERATIONS if one.path == each.path}
        path = each.path.replace("{kind}", "feed").replace("{name}", "sample")
        if method in own or path.endswith("/rules/try"):
            continue
        got = await place.raw(method, "=" + path, {} if method != "GET" else None)
        assert (405, "application/problem+json; charset=utf-8") == (got.status, got.headers["content-type"]), path
        assert own <= set(got.headers["allow"].split(", "))


async def test_people_read_the_same(place: Place) -> None:
    """The page /api has each operation and each shape, and leads to the document."""
    got = await place.browser.get("/api")
    page = tree(got)
    assert 200 == got.status
    assert [each.name for each in openapi.OPERATIONS] == [each.attributes["id"] for each in page.css("main details")]
    assert "openapi.json" in [each.text() for each in page.css("main a")]
    anchors = {each.attributes["id"] for each in page.css("[id]")}
    assert {each.attributes["href"][1:] for each in page.css('main a[href^="#"]')} <= anchors  # type: ignore[index]


@dataclass
class Sample:
    """A sample.

    Of all that there is.
    """

    moment: datetime
    length: timedelta | None
    word: Literal["a", "b"]
    among: tuple[dict[str, "Sample"], ...]


class Sent(TypedDict):
    """What is sent."""

    text: Annotated[str, {"minLength": 1, "maxLength": 5}]
    number: NotRequired[Annotated[int, {"minimum": 1, "maximum": 9}]]
    flag: NotRequired[bool]


def test_shapes_are_those_of_types() -> None:
    """A data class is an object with all its fields; lengths of time are seconds, and types may lead to themselves."""
    named: dict[str, shapes.Schema] = {}
    assert {"$ref": "#/components/schemas/Sample"} == shapes.schema(Sample, named)
    found = named["Sample"]
    assert "A sample.\n\nOf all that there is." == found["description"]
    assert ["moment", "length", "word", "among"] == found["required"]
    assert {"type": "string", "enum": ["a", "b"]} == found["properties"]["word"]
    assert {"type": "null"} == found["properties"]["length"]["anyOf"][1]
    assert "array" == found["properties"]["among"]["type"]
    with pytest.raises(TypeError):
        shapes.schema(complex, named)
    with pytest.raises(TypeError):
        shapes.schema(type("Sample", (Sample,), {"__doc__": "Another."}), named)


@given(
    st.dictionaries(
        st.sampled_from(["text", "number", "flag", "more"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False) | st.lists(st.none()),
    )
)
@settings(max_examples=100)
def test_what_fits_is_what_the_schema_says(body: dict[str, Any]) -> None:
    """Whatever is sent fits if JSON Schema says so, except for characters that no text has."""
    named: dict[str, shapes.Schema] = {}
    shapes.schema(Sent, named)
    wrong = shapes.fault(body, named["Sent"])
    whole = all(not isinstance(each, float) or not each.is_integer() for each in body.values())
    plain = not any(isinstance(each, str) and "\0" in each for each in body.values())
    if whole and plain:
        assert Draft202012Validator(named["Sent"]).is_valid(body) == (wrong is None)


@given(st.text() | st.datetimes().map(lambda each: each.isoformat() + "Z"))
@settings(max_examples=100)
def test_a_moment_has_a_zone(text: str) -> None:
    """What is read as a moment is aware; all else is none, and nothing is raised."""
    found = shapes.moment(text)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    "text", ["2026-03-14", "2026-03-14T10:00:00", "2026-13-14T10:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_moment(text: str) -> None:
    """Days, moments without a zone, and what no calendar has are no moments."""
    assert shapes.moment(text) is None
