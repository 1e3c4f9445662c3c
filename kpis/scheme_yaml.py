"""YAML as rating schemes need it: exact decimals, and without the things that make YAML treacherous.

A pure module; ``kpis.schemes`` says what the text must hold.
"""

from typing import Any

import yaml


def read_yaml(text: str) -> object:
    """Text, lists, mappings, whole numbers and true or false; a number with a point stays text.

    Raises yaml.YAMLError.
    """
    # A safe loader: it builds plain data and nothing else.
    return yaml.load(text, Loader=_SchemeLoader)  # noqa: S506


class _SchemeLoader(yaml.SafeLoader):
    """A safe loader that also refuses aliases and repeated keys."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            # A few lines of nested aliases can stand for billions of rules.
            mark = self.get_mark()
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a name must be plain text", key.start_mark
                )
            if key.value in seen:
                # The standard loader keeps the last in silence.
                raise yaml.constructor.ConstructorError(
                    None, None, f'"{key.value}" is given twice', key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)

    def construct_decimal(self, node: yaml.ScalarNode) -> str:
        return str(self.construct_scalar(node))


# Numbers with a point stay text; whoever needs the number makes an exact decimal of it.
_SchemeLoader.add_constructor("tag:yaml.org,2002:float", _SchemeLoader.construct_decimal)
