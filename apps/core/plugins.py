"""Plug-ins: every file of a package, or every app's file of one name, is one, and its class is found by scanning."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from types import ModuleType

from django.apps import apps

OURS = "apps."


@cache
def load(package: str, base: type) -> dict[str, type]:
    """Return the subclasses of `base` defined in the modules of a package, by module name, in alphabetical order.

    Raises:
        TypeError: a module other than `base` and those with a leading underscore does not define exactly one.
    """
    home = importlib.import_module(package)
    found: dict[str, type] = {}
    for module_found in pkgutil.iter_modules(home.__path__):
        name = module_found.name
        if name == "base" or name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{name}")
        found[name] = _only_subclass(module, base)
    return found


@cache
def load_from_apps(file: str, base: type) -> dict[str, type]:
    """Return the subclass of `base` that our apps' modules of this name define, by app, in INSTALLED_APPS' order.

    A module `<noun>_<file>` of an app brings one more, under "<app> <noun>".

    Raises:
        TypeError: such a module does not define exactly one.
    """
    return {
        f"{config.label} {name.removesuffix(file).rstrip('_')}".rstrip(): _only_subclass(
            importlib.import_module(f"{config.name}.{name}"), base
        )
        for config in apps.get_app_configs()
        if config.name.startswith(OURS) and config.module is not None
        for name in _modules(config.path)
        if name == file or name.endswith(f"_{file}")
    }


def _modules(folder: str) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules([folder]))


def _only_subclass(module: ModuleType, base: type) -> type:
    own = [
        member
        for member in vars(module).values()
        if inspect.isclass(member) and issubclass(member, base) and member.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise TypeError(f"{module.__name__} should define one {base.__name__}, not {len(own)}")
    return own[0]
