from pathlib import Path

import pytest

from feedbot.web.shelf import Shelf


@pytest.mark.parametrize("others", [0, 400])
async def test_pages_are_told_by_their_names(tmp_path: Path, others: int) -> None:
    """The numbers of a document's pages come smallest first, from few files and from many; others are left out."""
    for name in ("main.10.atom", "main.2.atom", "main.2.rss", "main.atom", "main.x.atom", "other.7.atom"):
        (tmp_path / name).touch()
    for number in range(others):
        (tmp_path / f"{number}{'x' * 200}").touch()
    shelf = Shelf(tmp_path)

    assert (2, 10) == await shelf.numbers("main", ".atom")
    assert (2,) == await shelf.numbers("main", ".rss")
    assert () == await shelf.numbers("none", ".atom")


async def test_a_folder_that_is_not_there_has_no_pages(tmp_path: Path) -> None:
    """Before anything was published, and where the folder was taken away, there is nothing, and nothing fails."""
    assert () == await Shelf(tmp_path / "none").numbers("main", ".atom")
