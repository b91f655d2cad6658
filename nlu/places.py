"""Finds where something is in running text, and which place of the city that means."""

from collections.abc import Sequence
from dataclasses import replace

from cities.city import City
from nlu.reading import Place, PlacePart
from nlu.resolve import resolve
from nlu.scan import Scanner
from nlu.signs import Item
from nlu.where import Run, Token, Words, tokens

GAP = 3
"""Joining words that may stand between two parts of one place."""
LIMIT = 1000
"""Raw letters in which a place is looked for."""
GLUED = 7
"""Letters of a word that may be a sort and a name written together."""
HEAD = 3
"""Letters of the shortest sort that is looked for in such a word."""


class Places:
    """Reads places by the words of places.yml and the names of one city."""

    def __init__(self, city: City, words: Words, plain: frozenset[str]) -> None:
        self._words = words
        self._plain = plain
        self._scanner = Scanner(city, words, plain)
        self._heads = [sort for sort in words.sorts if len(sort) >= HEAD and " " not in sort]
        self._begun = frozenset(sort[:HEAD] for sort in self._heads)

    def find(self, text: str, said: Sequence[Token]) -> Place | None:
        """The place that running text with these words names, if any."""
        run = self._run(text, said)
        chains = map(_trimmed, self._chains(run, self._scanner.scan(run, free=False)))
        best = max((chain for chain in chains if _names(chain)), key=_weight, default=None)
        return self._place(run, best) if best else None

    def covers(self, place: Place, text: str) -> bool:
        """Whether the text says nothing but this place."""
        rest = self._run(text, tokens(text.replace(place.text, " ", 1)))
        return all(rest.size(at, "inside", "corner", "spot", "fillers", "glue") for at in range(len(rest)))

    def answer(self, text: str) -> Place | None:
        """Text that answers «where?»: all of it is the place; after a correction the last place counts."""
        text = text[:LIMIT].strip()
        run = self._tidy(self._run(text, tokens(text)))
        if all(run.size(at, "vague", "stop", "fillers", "glue") for at in range(len(run))):
            return None
        said = run.said(0, len(run) - 1)
        items = self._scanner.scan(run, free=True)
        if not any(one.role in ("name", "fix") for one in items):
            return Place(said, p=0.4)
        return replace(self._place(run, items), text=said)

    def _run(self, text: str, made: Sequence[Token]) -> Run:
        parted = [part for token in made for part in (self._parted(token) if len(token.word) >= GLUED else (token,))]
        return Run(text, parted, self._words)

    def _parted(self, token: Token) -> Sequence[Token]:
        """A sort and a name that were written together, as two words."""
        word = token.word
        if word[:HEAD] not in self._begun or len(word) != token.end - token.start or self._scanner.names.knows(word):
            return (token,)
        for head in self._heads:
            if word.startswith(head) and self._scanner.names.knows(word[len(head) :]):
                cut = token.start + len(head)
                first = Token(head, token.start, cut, token.parted)
                return first, Token(word[len(head) :], cut, token.end)
        return (token,)

    def _tidy(self, run: Run) -> Run:
        """Leaves out what was taken back and the words around the answer."""
        first, last = 0, len(run)
        for at in range(last - 1, 0, -1):
            size = run.size(at, "sorry")
            if size and at + size < last:
                first = at + size
                break
        while last - first > 1 and (size := run.size(first, "fillers", "sorry")) and first + size < last:
            first += size
        while last - first > 1 and run.size(last - 1, "fillers"):
            last -= 1
        return Run(run.text, run.tokens[first:last], self._words)

    def _chains(self, run: Run, items: Sequence[Item]) -> list[list[Item]]:
        """Items that belong together: nothing but joining words stands between them."""
        made: list[list[Item]] = []
        for item in items:
            before = made[-1][-1].last + 1 if made else 0
            gap = range(before, item.first)
            if made and len(gap) <= GAP and all(run.size(at, "inside", "glue") for at in gap):
                made[-1].append(item)
            else:
                made.append([item])
        return made

    def _place(self, run: Run, items: Sequence[Item]) -> Place:
        said = run.said(items[0].first, items[-1].last)
        named = [one for one in items if one.role in ("name", "fix")]
        exact = any(one.exact for one in named) or any(one.exact and one.role == "open" for one in items)
        parts = tuple(PlacePart(one.kind, run.said(one.first, one.last)) for one in items)
        return resolve(said, items, parts, exact=exact)


def _trimmed(chain: list[Item]) -> list[Item]:
    """A chain without the words of position and the things at its end that lead nowhere."""
    end = len(chain)
    while end:
        last = chain[end - 1]
        led = end > 1 and chain[end - 2].role == "open"
        if last.role == "open" or (last.role == "extra" and not led):
            end -= 1
        else:
            break
    return chain[:end]


def _names(chain: list[Item]) -> bool:
    return any(one.role == "name" for one in chain)


def _weight(chain: list[Item]) -> tuple[bool, float, int]:
    """Our own city goes before a town around, a sure name before a likely one, many before one."""
    named = [one for one in chain if one.role == "name"]
    return any(one.kind != "neighbour" for one in named), max(one.sure for one in named), len(named)
