"""What a release is made of: the licences of what feedbot runs on, and what a package holds."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tools import licences, release

HOUSE = Path(__file__).parent.parent
LOCK = licences.locked((HOUSE / "requirements.lock").read_text())
CHANGES = (
    "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-23\n\n### Added\n\n- A lamp.\n\n## [1.1.0] - 2026-10-01\n"
)
PAPERS = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")


def test_the_page_of_licences_is_right() -> None:
    """docs/licences.md is what `make docs` writes from the lock."""
    assert licences.page(HOUSE) == (HOUSE / "docs" / "licences.md").read_text()


def test_the_lock_holds_all_that_is_needed() -> None:
    """Each package that requirements.in names, and each that those need here, is in the lock and so on the page."""
    wanted = licences.wanted((HOUSE / "requirements.in").read_text())
    missing = {
        canonicalize_name(one.name)
        for name in LOCK
        for one in licences.needs(name)
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }

    assert set() == (missing | set(wanted)) - set(LOCK)


@pytest.mark.parametrize("name", LOCK)
def test_each_licence_goes_with_ours(name: str) -> None:
    """What feedbot runs on may be run beside what is under the MIT licence."""
    assert licences.fits(licences.licence(name))


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "Proprietary"])
def test_what_binds_more_than_the_library_does_not_fit(expression: str) -> None:
    """GPL and AGPL, also beside a free licence, and what is not known, are refused."""
    assert not licences.fits(expression)


def test_one_of_several_licences_suffices() -> None:
    """OR leaves the choice to us."""
    assert licences.fits("GPL-2.0-only OR MIT")


def test_the_changelog_knows_the_version() -> None:
    """A release has a chapter of its own with a day, and something in it."""
    release.told(CHANGES, "1.2.0")
    with pytest.raises(release.Unfit, match=r"no line `## \[1\.3\.0\] - YYYY-MM-DD`"):
        release.told(CHANGES, "1.3.0")
    with pytest.raises(release.Unfit, match=r"says nothing of 1\.1\.0"):
        release.told(CHANGES, "1.1.0")


def packed(place: Path, sdist: list[str], wheel: list[str]) -> tuple[Path, Path]:
    """An sdist and a wheel with empty files of these names."""
    files = place / "feedbot-1.2.0.tar.gz", place / "feedbot-1.2.0-py3-none-any.whl"
    with tarfile.open(files[0], "w:gz") as archive:
        for name in sdist:
            archive.addfile(tarfile.TarInfo(f"feedbot-1.2.0/{name}"), io.BytesIO())
    with zipfile.ZipFile(files[1], "w") as opened:
        for name in [*wheel, *(f"feedbot-1.2.0.dist-info/{paper}" for paper in PAPERS)]:
            opened.writestr(name, b"")
    return files


def test_packages_hold_what_git_has(tmp_path: Path) -> None:
    """A package as it should be passes; what is missing in it, and what is there by accident, is named."""
    kept = ["LICENSE", "feedbot/a.py", "feedbot/web/a.html"]
    release.whole(kept, *packed(tmp_path, [*kept, "PKG-INFO"], kept[1:]))

    with pytest.raises(release.Unfit, match=r"whl does not hold what git has:\n- feedbot/web/a\.html\n\+ notes\.txt"):
        release.whole(kept, *packed(tmp_path, [*kept, "PKG-INFO"], ["feedbot/a.py", "notes.txt"]))
    with pytest.raises(release.Unfit, match=r"tar\.gz does not hold what git has:\n\+ state/feedbot\.db"):
        release.whole(kept, *packed(tmp_path, [*kept, "PKG-INFO", "state/feedbot.db"], kept[1:]))


def test_what_is_built_twice_is_the_same(tmp_path: Path) -> None:
    """Two builds that differ in a byte are named."""
    one, other = tmp_path / "one", tmp_path / "other"
    for place in (one, other):
        place.mkdir()
        (place / "a.whl").write_bytes(b"same")
    release.same([one / "a.whl"], [other / "a.whl"])

    (other / "a.whl").write_bytes(b"Same")
    with pytest.raises(release.Unfit, match=r"not the same: a\.whl"):
        release.same([one / "a.whl"], [other / "a.whl"])


def test_what_is_released_has_its_sums(tmp_path: Path) -> None:
    """SHA256SUMS names each file as sha256sum(1) writes it, and nothing of an earlier try stays."""
    (tmp_path / "a.whl").write_bytes(b"abc")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.whl").touch()
    release.gather([tmp_path / "a.whl"], tmp_path / "out")

    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1
    assert ["SHA256SUMS", "a.whl"] == sorted(file.name for file in (tmp_path / "out").iterdir())
    assert f"{abc}  a.whl\n" == (tmp_path / "out" / "SHA256SUMS").read_text()
