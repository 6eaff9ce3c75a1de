"""All tasks of a run, from the public text and the project's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.batches import Task, Texts, make_task, tokenize
from training.sources import LANGUAGES, Group, Pair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tokenizers import Tokenizer

    from training.own_data import OwnData, Passage, Question
    from training.teacher import Teacher


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Tokenized texts and the tasks that draw from them."""

    texts: Texts
    tasks: Mapping[str, Task]


def task_groups(public: Sequence[Group], own: OwnData) -> dict[str, list[Group]]:
    """Return the groups of each task; nothing that is held out is in any."""
    tasks: dict[str, list[Group]] = {}
    for group in public:
        tasks.setdefault("-".join(group.languages), []).append(group)
    for group in own.groups:
        tasks.setdefault(group.source.replace(" ", "-"), []).append(group)
    passages = {passage.id: passage for passage in own.passages if not passage.held_out}
    asked = [
        (question, passages[question.passage_id])
        for question in own.questions
        if question.passage_id in passages
    ]
    pairs = tuple(Pair(each.text, passage.text, each.english, passage.english) for each, passage in asked)
    tasks["own-questions"] = [Group("own questions", ("", ""), 1.0, pairs)]
    translated: list[Passage | Question] = [*passages.values(), *(question for question, _ in asked)]
    pairs = tuple(
        Pair(each.text, each.english, each.english, each.english)
        for each in translated
        if each.english and each.language != "en"
    )
    tasks["own-translations"] = [Group("own translations", ("", ""), 1.0, pairs)]
    ambiguous = tuple(Pair(each.question, each.right) for each in own.hard_negatives if not each.held_out)
    tasks["own-ambiguous"] = [Group("own ambiguous", ("", ""), 1.0, ambiguous)]
    return {name: groups for name, groups in tasks.items() if any(group.pairs for group in groups)}


def vocabulary_texts(public: Sequence[Group], own: OwnData) -> dict[str, list[str]]:
    """Return the texts that the tokenizer may be learnt from, by language and ``own``."""
    found: dict[str, dict[str, None]] = {language: {} for language in (*LANGUAGES, "own")}
    for group in public:
        for language, side in zip(group.languages, ("left", "right"), strict=True):
            found[language].update(dict.fromkeys(getattr(pair, side) for pair in group.pairs))
    for group in own.groups:
        found["own"].update(dict.fromkeys(text for pair in group.pairs for text in (pair.left, pair.right)))
    kept = {passage.id: passage.text for passage in own.passages if not passage.held_out}
    found["own"].update(dict.fromkeys(kept.values()))
    found["own"].update(dict.fromkeys(each.text for each in own.questions if each.passage_id in kept))
    return {kind: list(texts) for kind, texts in found.items()}


def make_training_set(
    groups: Mapping[str, Sequence[Group]],
    own: OwnData,
    *,
    tokenizer: Tokenizer,
    teacher: Teacher,
    max_tokens: int,
) -> TrainingSet:
    """Tokenize every text once and make the tasks."""
    pairs = [pair for task in groups.values() for group in task for pair in group.pairs]
    wrong = [each.wrong for each in own.hard_negatives if not each.held_out]
    texts = list(dict.fromkeys([*(pair.left for pair in pairs), *(pair.right for pair in pairs), *wrong]))
    place_of = {text: at for at, text in enumerate(texts)}
    english = list(dict.fromkeys(text for pair in pairs for text in (pair.left_english, pair.right_english)))
    teacher_of = dict(zip(english, teacher.rows_of(english).tolist(), strict=True))
    tasks = {
        name: make_task(
            name,
            task,
            place_of=place_of,
            teacher_of=teacher_of,
            wrong=wrong if name == "own-ambiguous" else None,
        )
        for name, task in groups.items()
    }
    return TrainingSet(tokenize(tokenizer, texts, max_tokens=max_tokens), tasks)
