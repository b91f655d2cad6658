"""Rasa's DIET classifier behind its usual featurizers, trained on nlu/data as it is; runs on Python 3.10 alone."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.peers import OUTSIDE, Scores

EPOCHS = 3
"""Rounds that two cores can bear (minutes each); Rasa's own number is 300. BENCH_EPOCHS says otherwise."""
LIGHTER = {"number_of_transformer_layers": 1, "transformer_size": 128, "batch_size": 256}
"""Half of Rasa's layers and width, and from the start the batches that it grows to: else a round takes ten minutes."""
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
REPORT, DIGITS = "report_", 4
PIPELINE: tuple[Mapping[str, Any], ...] = (
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer", "min_df": 2},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4, "min_df": 2},
)


def rounds() -> int:
    """How often DIET sees every utterance."""
    return int(os.environ.get("BENCH_EPOCHS", EPOCHS))


def config(epochs: int) -> Mapping[str, Any]:
    """Rasa's config.yml; entities are left out, for only intents are compared."""
    diet = {
        "name": "DIETClassifier", "epochs": epochs, "entity_recognition": False,
        "constrain_similarities": True, "ranking_length": 0, "random_seed": 1, **LIGHTER,
    }  # fmt: skip
    return {"recipe": "default.v1", "assistant_id": "bench", "language": "fa", "pipeline": [*PIPELINE, diet]}


def written(texts: Sequence[str], intents: Sequence[str]) -> str:
    """The utterances as Rasa's training file."""
    pairs = sorted(zip(intents, texts, strict=True), key=lambda pair: pair[0])
    blocks = []
    for intent, group in groupby(pairs, key=lambda pair: pair[0]):
        lines = "".join(f"    - {text}\n" for _, text in group)
        blocks.append(f"- intent: {intent}\n  examples: |\n{lines}")
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


class Made:
    """A trained model and the agent that runs it."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Only remembers; Rasa trains where it keeps its model."""
        self._written = written(texts, labels)

    def save(self, folder: Path) -> None:
        """Trains by Rasa's own command."""
        (folder / "nlu.yml").write_text(self._written, encoding="utf-8")
        (folder / "config.yml").write_text(json.dumps(config(rounds())), encoding="utf-8")
        command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--nlu", "nlu.yml"]
        command += ["--config", "config.yml", "--out", "models", "--fixed-model-name", "diet"]
        done = subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, check=False, stdout=sys.stderr)
        if done.returncode:
            raise SystemExit(f"rasa train ended with {done.returncode}")

    def load(self, folder: Path) -> None:
        """The agent without a server around it."""
        os.environ.update(QUIET)
        threading = import_module("tensorflow").config.threading
        threading.set_intra_op_parallelism_threads(1)
        threading.set_inter_op_parallelism_threads(1)
        self._loop = asyncio.new_event_loop()
        self._agent = import_module("rasa.core.agent").Agent.load(str(folder / "models" / "diet.tar.gz"))

    def scores(self, text: str) -> Scores:
        """Intents of reports cut to the topics' digits and summed; all other intents together are outside."""
        parsed = self._loop.run_until_complete(self._agent.parse_message(text))
        return topics({one["name"]: one["confidence"] for one in parsed["intent_ranking"]})


def topics(ranking: Mapping[str, float]) -> Scores:
    """Odds of topics among each other, and of what is none."""
    summed: dict[str, float] = {}
    for intent, p in ranking.items():
        if intent.startswith(REPORT):
            code = intent[len(REPORT) :][:DIGITS]
            summed[code] = summed.get(code, 0.0) + p
    told = sum(summed.values())
    made = sorted(((code, p / told) for code, p in summed.items()), key=lambda pair: -pair[1])[:10] if told else []
    return [*made, (OUTSIDE, max(0.0, 1 - told))]
