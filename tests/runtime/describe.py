"""Tells what the classes and lists of exports of a package are at run time, as JSON: {"module.Class": {fact: value}}.

usage: describe.py DIRECTORY NAME...      (DIRECTORY goes first on the path; `--stdlib` as a name means that whole library)

The modules are imported, so run it in a process of its own.
"""

import contextlib
import dataclasses
import enum
import importlib
import inspect
import io
import json
import os
import pkgutil
import sys
import typing
import warnings

# Modules that do things when they are imported, or belong to the interpreter's own tests.
LEFT_OUT = {"antigravity", "this", "test", "idlelib", "lib2to3", "turtledemo", "site-packages", "__phello__", "tkinter", "turtle"}


def modules(names):
    for name in names:
        if name == "--stdlib":
            top = [found.name for found in pkgutil.iter_modules([os.path.dirname(os.__file__)])]
            yield from modules(found for found in top if found not in LEFT_OUT)
            continue
        try:
            module = importlib.import_module(name)
        except BaseException:  # a module for another platform, or one that lacks something
            continue
        yield module
        for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
            if found.name != "__main__" and found.name not in LEFT_OUT and not found.name.startswith("test"):
                yield from modules([f"{name}.{found.name}"])


def parameters(signature, skip):
    listed = list(signature.parameters.values())[skip:]
    return [[p.name, p.kind.name, p.default is not p.empty] for p in listed]


def is_generated(function):
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and code.co_filename.startswith("<") and not code.co_filename.startswith("<frozen")


def constructor(cls):
    """The parameters of a constructor that no one wrote, without `self`; None for any other."""
    for base in cls.__mro__:
        own = vars(base)
        if is_generated(own.get("__init__")):
            return parameters(inspect.signature(own["__init__"]), 1)
        if "__pydantic_fields__" in own and "__init__" in own and dataclasses.is_dataclass(base):
            return parameters(inspect.signature(base), 0)
        if base.__name__ == "BaseModel" and base.__module__.startswith("pydantic"):
            return parameters(inspect.signature(cls), 0) if cls is not base else None
        if base.__name__ == "Struct" and base.__module__.startswith("msgspec"):
            return parameters(inspect.signature(cls), 0) if cls is not base else None
        if "__init__" in own and base is not object:
            return None
        if "__new__" in own and issubclass(base, tuple) and hasattr(base, "_fields"):
            return parameters(inspect.signature(own["__new__"]), 1) if is_generated(own["__new__"]) else None
        if "__new__" in own:
            return None
    return None


def field_names(cls):
    own = vars(cls)
    if "__attrs_attrs__" in own:
        mangled = f"_{cls.__name__.lstrip('_')}__"
        return [a.name.replace(mangled, "__") for a in cls.__attrs_attrs__]
    if "__dataclass_fields__" in own:
        kinds = cls.__dataclass_fields__.values()
        return [f.name for f in kinds if "CLASSVAR" not in repr(f._field_type)]
    if "__pydantic_fields__" in own and cls.__name__ != "BaseModel":
        return list(cls.__pydantic_fields__)
    if "__struct_fields__" in own:
        return list(cls.__struct_fields__)
    if "_fields" in own and issubclass(cls, tuple) and is_generated(own.get("__new__")):
        return list(cls._fields)
    return None


def describe(cls):
    facts = {}
    if isinstance(cls, enum.EnumMeta):
        members = cls.__members__
        facts["members"] = list(members)
        facts["aliases"] = {k: v.name for k, v in members.items() if v.name != k}
        facts["numbers"] = {k: v.value for k, v in members.items() if type(v.value) is int}
        return facts
    if typing.is_typeddict(cls) or hasattr(cls, "__required_keys__"):
        facts["required"] = sorted(cls.__required_keys__)
        facts["optional"] = sorted(cls.__optional_keys__)
        return facts
    try:
        facts["constructor"] = constructor(cls)
    except (ValueError, TypeError) as error:
        facts["unknown"] = str(error)
    fields = field_names(cls)
    return facts if fields is None else facts | {"fields": fields}


def walk(owner, prefix, module, found):
    for name, value in list(vars(owner).items()):
        if not isinstance(value, type) or value.__module__ != module.__name__ or value.__name__ != name:
            continue
        path = f"{prefix}.{name}"
        # What is imported or bound again under its own name elsewhere is told where it stands.
        if value.__qualname__ != path[len(module.__name__) + 1:] or path in found:
            continue
        found[path] = describe(value)
        walk(value, path, module, found)


def main():
    directory, names = sys.argv[1], sys.argv[2:]
    sys.path.insert(0, directory)
    sys.argv = [directory]
    warnings.simplefilter("ignore")
    found = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for module in modules(names):
            walk(module, module.__name__, module, found)
            # A module written in Python may take the name of the compiled one that it stands in for.
            if isinstance(vars(module).get("__all__"), (list, tuple)) and sys.modules.get(module.__name__) is module:
                found[f"{module.__name__}.__all__"] = {"exports": list(module.__all__)}
    json.dump(found, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # what was imported may have started threads


main()
