"""Arguments into files: folders walked in order, ``.gitignore`` respected, globs expanded, surprises named.

Folders are read in the order of their names. Hidden entries (a leading dot) are left out, as in the other
tools that walk repositories. Symbolic links inside a folder are not followed, so that no loop can arise and
no file is read twice; a link that is named as an argument is followed.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textgate.sources import remote

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

STDIN = "-"


class PathError(Exception):
    """An argument names nothing that can be read. The message says which, and what to do."""


class File(NamedTuple):
    """A file to read. ``name`` is its relative POSIX path, safe to print; ``path`` opens it.

    Behind a URL, ``name`` is that URL and opens it (``remote.open_file``), and ``path`` is no file.
    """

    path: Path
    name: str


class Skipped(NamedTuple):
    """A file that was left out on purpose, and why ("binary file", "excluded by the rules")."""

    name: str
    reason: str


def find(
    arguments: Sequence[str],
    *,
    base: Path | None = None,
    exclude: tuple[str, ...] = (),
    gitignore: bool = True,
    skipped: list[Skipped] | None = None,
) -> Iterator[File]:
    """The files that the arguments name, each once, in the order of the arguments.

    Arguments are relative to the working directory, as the shell means them.

    Args:
        arguments: files, folders and glob patterns (``**`` crosses folders). ``-`` is not for here.
        base: the folder that names are relative to; the working directory by default. Exclusions are matched
            against these names.
        exclude: patterns in gitignore syntax for files to leave out, also when named as an argument.
        gitignore: leave out what ``.gitignore`` files say, but never a file named as an argument.
        skipped: where to note the files that ``exclude`` took out.

    Raises:
        PathError: an argument does not exist, or a pattern matches nothing.

    """
    home = (base or Path.cwd()).absolute()
    # Every argument is looked at before the first file is read: a typing mistake must not cost an hour.
    roots = [root for argument in arguments for root in _expand(argument)]
    return _files(roots, home, gitignore, _Exclusion(exclude), [] if skipped is None else skipped)


def _files(
    roots: list[Path | File], home: Path, gitignore: bool, chosen: _Exclusion, skipped: list[Skipped]
) -> Iterator[File]:
    seen: set[str] = set()
    for root in roots:
        for file in _below(root, home, gitignore, chosen):
            if file.name in seen:
                continue
            seen.add(file.name)
            if chosen.takes_out(file.name):
                skipped.append(Skipped(file.name, "excluded by the rules"))
                continue
            yield file


def _below(root: Path | File, home: Path, gitignore: bool, chosen: _Exclusion) -> Iterator[File]:
    if isinstance(root, File):
        yield root
        return
    for path in _walk(root, home, gitignore, chosen) if root.is_dir() else iter([root]):
        yield File(path, display_name(path, home))


def display_name(path: Path, home: Path) -> str:
    """POSIX path relative to ``home`` where it lies below it; bytes that are not UTF-8 are spelled out."""
    absolute = Path(os.path.normpath(path.absolute()))
    shown = absolute.relative_to(home) if absolute.is_relative_to(home) else absolute
    return _printable(shown.as_posix())


def _printable(name: str) -> str:
    """A file name with bytes that are not UTF-8 spelled out: it is going to be printed and written to files."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _expand(argument: str) -> Sequence[Path | File]:
    if remote.is_url(argument):
        try:
            return [File(Path(url), url) for url in remote.find(argument)]
        except remote.RemoteError as problem:
            raise PathError(str(problem)) from None
    path = Path(argument)
    if path.exists() or path.is_symlink():
        return [path]
    if any(mark in argument for mark in "*?["):
        import glob

        # Path.glob knows no absolute patterns.
        found = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207
        if found:
            return [Path(name) for name in found]
        raise PathError(f"{argument}: no file matches this pattern; quote it, or correct it")
    raise PathError(f"{argument}: no such file or folder; check the spelling and the working directory")


class _Exclusion:
    """The ``exclude`` patterns of a policy.

    pathspec takes 15 to 100 ms to import, so it is asked only about names that hold the fixed parts of a
    pattern.
    """

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = patterns
        self._fixed = [_fixed_parts(pattern) for pattern in patterns]

    @functools.cached_property
    def _spec(self) -> GitIgnoreSpec:
        return _spec(self._patterns)

    def takes_out(self, name: str) -> bool:
        possible = any(all(part in name for part in parts) for parts in self._fixed)
        return possible and bool(self._spec.match_file(name))


def _fixed_parts(pattern: str) -> list[str]:
    """Strings that every name holds which matches the pattern; [] when nothing can be said."""
    if "[" in pattern or "\\" in pattern:
        return []
    return [part for part in re.split(r"[*?/\s]+", pattern.removeprefix("!")) if part]


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _is_readable(pattern: str) -> bool:
    try:
        _spec([pattern])
    except ValueError:
        return False
    return True


class _Ignored:
    """The ``.gitignore`` files that rule one folder: its own and those of the folders above it."""

    def __init__(self, layers: tuple[tuple[str, GitIgnoreSpec], ...]) -> None:
        self._layers = layers

    @classmethod
    def above(cls, folder: Path) -> _Ignored:
        """What the folders above ``folder`` say, up to the root of its repository."""
        lineage = [folder, *folder.parents]
        root = next((parent for parent in lineage if (parent / ".git").exists()), None)
        ignored = cls(())
        if root is None:
            return ignored
        ignored = ignored.entering(root, root / ".git" / "info" / "exclude")
        for parent in reversed(lineage[1 : lineage.index(root) + 1]):
            ignored = ignored.entering(parent, parent / ".gitignore")
        return ignored

    def entering(self, folder: Path, file: Path) -> _Ignored:
        """The same with one more file of patterns, whose paths are relative to ``folder``."""
        try:
            lines = file.read_text(encoding="utf-8", errors="backslashreplace").splitlines()
        except OSError:
            return self
        patterns = [line for line in lines if line.strip() and not line.startswith("#")]
        if not patterns:
            return self
        try:
            spec = _spec(patterns)
        except ValueError:
            # git itself passes over a pattern that it cannot read.
            spec = _spec([pattern for pattern in patterns if _is_readable(pattern)])
        return _Ignored((*self._layers, (_printable(folder.as_posix()).rstrip("/") + "/", spec)))

    def holds(self, path: Path, is_folder: bool) -> bool:
        """Whether the path is ignored. The deepest file that speaks of it decides, as in git."""
        name = _printable(path.as_posix()) + ("/" if is_folder else "")
        for prefix, spec in reversed(self._layers):
            answer = spec.check_file(name.removeprefix(prefix)).include
            if answer is not None:
                return answer
        return False


def _walk(root: Path, home: Path, gitignore: bool, chosen: _Exclusion) -> Iterator[Path]:
    root = Path(os.path.normpath(root.absolute()))
    # An explicit stack, not recursion: folders may be nested deeper than Python's stack.
    start = _Ignored.above(root) if gitignore else _Ignored(())
    stack: list[tuple[Path, bool, _Ignored]] = [(root, True, start)]
    while stack:
        path, is_folder, ignored = stack.pop()
        if not is_folder:
            yield path
            continue
        if gitignore:
            ignored = ignored.entering(path, path / ".gitignore")
        entries = [
            (entry, folder, ignored)
            for entry, folder in _entries(path)
            if not ignored.holds(entry, folder)
            and not (folder and chosen.takes_out(display_name(entry, home) + "/"))
        ]
        stack.extend(reversed(entries))


def _entries(folder: Path) -> list[tuple[Path, bool]]:
    """Visible entries of a folder in the order of their names, and which of them are folders.

    A folder that cannot be listed is given back as a file, so that reading it reports what is wrong with it.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return [(folder, False)]
    return [
        (folder / entry.name, entry.is_dir(follow_symlinks=False))
        for entry in entries
        if not entry.name.startswith(".") and not entry.is_symlink()
    ]
