"""The addresses of the application, without the work that werkzeug does for each of them at the start."""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Address(Rule):
    """A rule whose two builders (what url_for calls) are compiled when first called. werkzeug writes and compiles a
    function for each as the rule is added: 0.35 s for our addresses at every start, few of which are ever built."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled, made = super()._compile_builder, list[Builder]()

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            if not made:
                made.append(compiled(append_unknown))  # twice, when two threads come at once: the same
            return made[0](rule, **values)

        return build
