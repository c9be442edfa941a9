"""Holds the repository against the rules of the house that no ready-made tool knows.

Run by `make check`. Prints `file:line: what is wrong` and what is accepted instead; exit 1 if there is any.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from house_rules import code, texts
from house_rules.tree import Offence, Tree

Rule = Callable[[Tree], Iterator[Offence]]

RULES: tuple[Rule, ...] = (
    code.only_settings_read_the_environment,
    code.sql_stands_in_its_adapter,
    code.the_domain_only_computes,
    code.numbers_of_the_rules_stand_in_packs,
    code.every_module_says_what_it_is_for,
    code.files_stay_short,
    texts.no_registry_is_named,
    texts.no_path_of_a_machine,
    texts.pages_say_the_same_in_both_languages,
    texts.released_packs_never_change,
)


def main(root: Path) -> int:
    """Run every rule; the number of offences."""
    tree, found = Tree(root), 0
    for rule in RULES:
        offences = list(rule(tree))
        if offences:
            print(f"{rule.__name__.replace('_', ' ')} — broken {len(offences)} times")
        for offence in offences:
            print(f"  {offence}")
        found += len(offences)
    if not found:
        print(f"the house is in order: {len(RULES)} rules, {len(tree.files)} files")
    return found


if __name__ == "__main__":
    sys.exit(min(main(Path(__file__).parents[1]), 1))
