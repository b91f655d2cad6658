"""Reads YAML content safely: repeated keys are refused, every value knows its line, faults come together."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from errors import ContentError, Fault


class Node(dict[str, Any]):
    """A mapping read from a file that remembers its own line and those of its keys."""

    path: Path
    line: int
    lines: dict[str, int]


class _Loader(yaml.CSafeLoader):
    """Safe loader that keeps lines and refuses repeated keys."""

    path: Path
    faults: list[Fault]


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Node:
    made = Node()
    made.path, made.line, made.lines = loader.path, node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        line = key_node.start_mark.line + 1
        if key in made:
            loader.faults.append(Fault(loader.path, line, f"key «{key}» stands twice; keep one"))
        made[key] = loader.construct_object(value_node, deep=True)
        made.lines[key] = line
    return made


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class Faults:
    """Collects what is wrong over many files, so that all is told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, node: Node | Path, what: str, key: str | None = None) -> None:
        """Notes one fault at a mapping (or at one of its keys)."""
        if isinstance(node, Path):
            self.found.append(Fault(node, 1, what))
        else:
            self.found.append(Fault(node.path, node.lines.get(key or "", node.line), what))

    def keys(self, node: Node, need: Iterable[str], may: Iterable[str] = ()) -> bool:
        """Checks that a mapping has the needed keys and no unknown one; true if so."""
        before = len(self.found)
        needed = set(need)
        for key in sorted(needed - set(node)):
            self.add(node, f"«{key}» is missing")
        for key in sorted(set(node) - needed - set(may)):
            self.add(node, f"«{key}» is not known here", key)
        return len(self.found) == before

    def one_of(self, node: Node, key: str, allowed: Iterable[str]) -> bool:
        """Checks a value against a closed list; true if it is one of them or absent."""
        choices = list(allowed)
        if key not in node or node[key] in choices:
            return True
        self.add(node, f"«{key}» is «{node[key]}»; use one of {', '.join(choices)}", key)
        return False

    def close(self) -> None:
        """Raises ContentError when anything was noted."""
        if self.found:
            raise ContentError(self.found)


def read(path: Path, faults: Faults) -> Node:
    """Reads one YAML file whose top is a mapping; on a fault, an empty mapping and a note."""
    empty = Node()
    empty.path, empty.line, empty.lines = path, 1, {}
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        loader.path, loader.faults = path, faults.found
        made = loader.get_single_data()
    except OSError as error:
        faults.add(path, f"can't be read: {error.strerror}")
        return empty
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.found.append(Fault(path, line, f"is not YAML: {error.problem}"))
        return empty
    if not isinstance(made, Node):
        faults.add(path, "must be a mapping at the top")
        return empty
    return made


def nodes(parent: Node, key: str, faults: Faults) -> Iterator[tuple[str, Node]]:
    """Goes over a mapping of mappings; whatever is something else is noted as a fault."""
    table = parent.get(key, Node())
    if not isinstance(table, Mapping):
        faults.add(parent, f"«{key}» must be a mapping", key)
        return
    for name, node in table.items():
        if isinstance(node, Node):
            yield name, node
        else:
            faults.add(parent, f"«{name}» must be a mapping", key)
