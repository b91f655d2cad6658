"""A small house of its own to train in: a few topics, a few utterances, the real lists beside them."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

from content import Faults
from library import Content
from nlu import examples, learned
from settings import ROOT
from topics.tree import Topics

CODES = ("0601", "1201", "1301", "1420", "1901")
PER_LEAF, PER_OTHER = 8, 20
EXAM = """version: "3.1"
examination:
- {text: "چاله گنده وسط خیابونه", codes: ["0601"]}
- {text: "زباله ها رو نبردن", codes: ["1201"]}
- {text: "درخت شکسته افتاده تو کوچه", codes: ["1301"]}
- {text: "چراغ کوچه خاموشه", codes: ["1420"]}
- {text: "سگ ولگرد تو محله زیاده", codes: ["1901"]}
"""


def small(folder: Path, content: Content) -> Content:
    """Copies what training needs into `folder`, and gives the content that goes with it."""
    topics = content.topics
    by_code = {code: one for code, one in topics.by_code.items() if one.parent in CODES}
    groups = {code: one for code, one in topics.groups.items() if code in {code[:2] for code in CODES}}
    data = folder / "nlu" / "data"
    data.mkdir(parents=True)
    for name in ("places.yml", "cues.yml", "danger.yml", "anonymous.yml"):
        shutil.copy(ROOT / "nlu" / name, folder / "nlu" / name)
    shutil.copy(ROOT / "nlu" / "data" / examples.LEXICON, data)
    made = Topics(groups, by_code)
    said = [one for path in examples.files(ROOT / "nlu" / "data") for one in examples.read_file(path, topics, Faults())]
    counts: Counter[str] = Counter()
    lines = ['version: "3.1"', "nlu:"]
    for one in said:
        counts[one.intent] += 1
        if counts[one.intent] <= (PER_LEAF if one.code in made else 0 if one.code else PER_OTHER):
            lines += [f"- intent: {one.intent}", "  examples: |", f"    - {learned.written(one)}"]
    (data / "all.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (data / examples.EXAM).write_text(EXAM, encoding="utf-8")
    return replace(content, topics=made)
