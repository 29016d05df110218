"""Makes a release in dist/VERSION and tries it as a stranger would: docs/releasing.md. Uploads nothing.

Wheel and sdist are built twice from what is committed and must be the same byte for byte; they hold what git has and
nothing else. The wheel is installed beside the lock, with hashes, into a fresh environment outside the tree, and fed an
article there.
"""

# ruff: noqa: S603, T201 - runs programs of its own choosing, and talks to who makes the release

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

HOUSE = Path(__file__).parent.parent
HEADLINE = "The ferry runs again from Monday"
ARTICLE = f"""{HEADLINE}
After eleven weeks in the dock the small ferry crosses the bay again. The first boat leaves the northern pier at six in
the morning, and children ride free until the end of the month.
"""


class Unfit(Exception):  # noqa: N818 - said of a release, not an error of the program
    """Why this cannot be released, in a sentence for who wanted to."""


def run(*command: str | Path, at: Path, **variables: str) -> str:
    """What a command prints. Raises Unfit with its words if it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=at, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unfit(f"`{' '.join(map(str, command))}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def version(house: Path) -> str:
    """The version that the package says it has."""
    text = (house / "feedbot" / "__init__.py").read_text()
    (said,) = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return str(said)


def told(changelog: str, name: str) -> None:
    """Raise Unfit unless the changelog has a chapter for this version with a day, and lines in it."""
    chapter = re.search(
        rf"^## \[{re.escape(name)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if chapter is None:
        raise Unfit(f"CHANGELOG.md has no line `## [{name}] - YYYY-MM-DD`; rename its chapter [Unreleased]")
    if not re.search(r"^- ", chapter[1], re.MULTILINE):
        raise Unfit(f"CHANGELOG.md says nothing of {name}")


def clean(house: Path, name: str) -> None:
    """Raise Unfit unless everything is committed, the changelog knows the version and no tag has its name."""
    if changed := run("git", "status", "--porcelain", at=house):
        raise Unfit(f"not everything is committed:\n{changed}")
    told((house / "CHANGELOG.md").read_text(), name)
    if run("git", "tag", "--list", f"v{name}", at=house):
        raise Unfit(f"v{name} is out already; raise __version__ in feedbot/__init__.py")


def build(house: Path, place: Path) -> list[Path]:
    """The sdist and the wheel of what is committed, the wheel made from the sdist, in a folder of their own."""
    tree = place / "tree"
    tree.mkdir(parents=True)
    run("git", "archive", "--output", place / "tree.tar", "HEAD", at=house)
    with tarfile.open(place / "tree.tar") as packed:
        packed.extractall(tree, filter="data")
    moment = run("git", "log", "-1", "--format=%ct", at=house).strip()
    python = (sys.executable, "-m", "build", "--no-isolation", "--outdir", place / "dist", tree)
    run(*python, at=place, SOURCE_DATE_EPOCH=moment)
    return sorted((place / "dist").iterdir())


def digest(file: Path) -> str:
    """A file's SHA-256, in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def same(one: Iterable[Path], other: Iterable[Path]) -> None:
    """Raise Unfit if what was built twice differs."""
    if odd := [a.name for a, b in zip(one, other, strict=True) if (a.name, digest(a)) != (b.name, digest(b))]:
        raise Unfit(f"built twice, and not the same: {', '.join(odd)}")


def differences(has: Iterable[str], should: Iterable[str]) -> list[str]:
    """What a package has too much (+) and what it lacks (-), in the order of names."""
    has, should = set(has), set(should)
    return [f"{'+' if name in has else '-'} {name}" for name in sorted(has ^ should)]


def whole(kept: Sequence[str], sdist: Path, wheel: Path) -> None:
    """Raise Unfit unless the sdist is what git keeps, and the wheel the package's part of it with its papers."""
    stem = "-".join(wheel.name.split("-")[:2])
    with tarfile.open(sdist) as packed:
        inside = [name.partition("/")[2] for name in packed.getnames()]
    papers = [
        f"{stem}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    ]
    ours = [name for name in kept if name.startswith("feedbot/") and not name.endswith(".po")]
    with zipfile.ZipFile(wheel) as opened:
        held = [name for name in opened.namelist() if not name.endswith(".po")]  # sources of the .mo; harmless if there
    for file, odd in ((sdist, differences(inside, [*kept, "PKG-INFO"])), (wheel, differences(held, [*ours, *papers]))):
        if odd:
            raise Unfit(f"{file.name} does not hold what git has:\n" + "\n".join(odd))


def install(lock: Path, wheel: Path, place: Path) -> Path:
    """A fresh environment with what the lock names, by its hashes, and the wheel; its folder of programs."""
    run(sys.executable, "-m", "venv", "--without-pip", place, at=place.parent)
    pip = (sys.executable, "-m", "pip", "--python", place / "bin" / "python", "--disable-pip-version-check")
    run(*pip, "install", "--require-hashes", "--requirement", lock, at=place.parent)
    run(*pip, "install", "--no-deps", "--no-index", wheel, at=place.parent)
    run(*pip, "check", at=place.parent)
    return place / "bin"


def tried(feedbot: Path, name: str, place: Path) -> None:
    """Raise Unfit unless the installed program writes a config, finds it right and publishes an article."""
    place.mkdir()
    if name not in (said := run(feedbot, "--version", at=place)):
        raise Unfit(f"the installed program says it is {said.strip()}, not {name}")
    run(feedbot, "init", at=place)
    (place / "articles" / "ferry.txt").write_text(ARTICLE)
    run(feedbot, "check", at=place)
    run(feedbot, "run", "--once", at=place)
    for kind in ("atom", "rss", "json", "html"):
        if HEADLINE not in (place / "feeds" / f"main.{kind}").read_text():
            raise Unfit(f"the installed program did not publish its article in main.{kind}")


def list_parts(python: Path, tree: Path, moment: str, file: Path) -> None:
    """Write the SBOM of an environment (CycloneDX 1.6): each package with version, licence and what it needs."""
    project = file.parent / "pyproject.toml"
    named = (tree / "pyproject.toml").read_text().replace('dynamic = ["version"]', f'version = "{version(tree)}"')
    project.write_text(named)  # the tool reads no version that only the build knows
    command = (sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", project, "--output-reproducible")
    run(*command, "--output-file", file, python, at=file.parent, SOURCE_DATE_EPOCH=moment)


def gather(files: Iterable[Path], place: Path) -> None:
    """Put what is released into a folder, with SHA256SUMS, in place of what was there."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    copies = [Path(shutil.copy(file, place)) for file in files]
    lines = [f"{digest(copy)}  {copy.name}\n" for copy in sorted(copies)]
    (place / "SHA256SUMS").write_text("".join(lines))


def release(house: Path, *, trial: bool) -> Path:
    """Make all of a release and try it; its folder. Raises Unfit at the first thing that is wrong."""
    name = version(house)
    if not trial:
        clean(house, name)
        for check in ("check", "audit", "pythons"):
            print(f"make {check} ...", flush=True)
            run("make", check, at=house)
    with tempfile.TemporaryDirectory(prefix="feedbot-release-") as folder:
        place = Path(folder)
        print("building twice ...", flush=True)
        wheel, sdist = sorted(build(house, place / "one"), key=lambda file: file.suffix, reverse=True)
        same([wheel, sdist], sorted(build(house, place / "two"), key=lambda file: file.suffix, reverse=True))
        whole(run("git", "ls-tree", "-r", "--name-only", "-z", "HEAD", at=house).strip("\0").split("\0"), sdist, wheel)
        print("installing and trying ...", flush=True)
        tree = place / "one" / "tree"
        programs = install(tree / "requirements.lock", wheel, place / "env")
        tried(programs / "feedbot", name, place / "try")
        parts = place / f"feedbot-{name}.cdx.json"
        moment = run("git", "log", "-1", "--format=%ct", at=house).strip()
        list_parts(programs / "python", tree, moment, parts)
        gather([wheel, sdist, tree / "requirements.lock", parts], house / "dist" / name)
    return house / "dist" / name


def main() -> None:
    """Make a release from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--trial", action="store_true", help="from what is committed, without the checks; not to be uploaded"
    )
    trial = parser.parse_args().trial
    try:
        place = release(HOUSE, trial=trial)
    except Unfit as error:
        sys.exit(f"no release: {error}")
    print((place / "SHA256SUMS").read_text(), end="")
    print(f"{place} is ready.")
    if not trial:
        name = place.name
        print(f"Next: git tag -s v{name} -m 'feedbot {name}' && git push origin v{name}")
        print("Then upload the folder: docs/releasing.md")


if __name__ == "__main__":
    main()
