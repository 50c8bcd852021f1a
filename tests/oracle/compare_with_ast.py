# What the source defines, as CPython's own `ast` reads it: `tests/dump_command.rs` compares the dump with it.
"""Compare a dump of a package's API with what CPython's own `ast` says of the same files.

usage: compare_with_ast.py DUMP.json PACKAGE_DIR [--show N]

DUMP.json: {"pkg": {griffe-style module}} (or the module itself), expressions as strings.
Counts every object that `ast` finds (functions, classes, attributes at module and class level, through
if/try/with/for/while/match blocks) and every fact of it (line, parameters, annotations, defaults, returns,
bases, decorators, docstring, async), and prints the share that the dump has right. Exit 0 iff nothing is wrong.
Expressions are compared as syntax trees, so spacing and quoting are free. A name defined more than once in one
scope is right when the dump's object equals any one of its definitions. Free to be absent: names that are deleted, names defined only
under a version, platform, TYPE_CHECKING or __main__ check, implementations named `_` that are registered with a dispatcher. Not compared:
docstrings that an assignment to `__doc__` replaces. A submodule that shares its name with another member may stand in `shadowed_modules`.
PACKAGE_DIR may be a root of many modules (the standard library's Lib): the dump then has one key for each. Also checked: values of
attributes assigned to a plain name, imports and where they lead, and that no function or class is there which the source does not define.
"""
import ast, inspect, json, sys, pathlib, collections

class Unquote(ast.NodeTransformer):
    """A quoted annotation means what it quotes; inside Literal[...] a string is a value."""
    def visit_Subscript(self, n):
        if ast.unparse(n.value).split(".")[-1] in ("Literal", "Annotated"): return n
        return self.generic_visit(n)
    def visit_Constant(self, n):
        if isinstance(n.value, str):
            try: return self.visit(ast.parse(n.value.strip(), mode="eval").body)
            except (SyntaxError, ValueError): pass
        return n

def expr(e):
    """an expression as a tree; starred ones (`*args: *Ts`, `class A(*bases)`) too"""
    if isinstance(e, ast.AST): e = ast.unparse(e)
    try: return ast.parse("(" + e.strip() + "\n)", mode="eval").body
    except SyntaxError: return ast.parse("[" + e.strip() + "\n]", mode="eval").body.elts[0]

def norm(e):
    if e is None: return None
    try: return ast.dump(expr(e))
    except (SyntaxError, ValueError, IndexError): return "?" + str(e)

def norm_ann(e):
    if e is None: return None
    try: return ast.dump(Unquote().visit(expr(e)))
    except (SyntaxError, ValueError, IndexError): return "?" + str(e)

KINDS = {"positional-only": 0, "positional or keyword": 1, "variadic positional": 2, "keyword-only": 3, "variadic keyword": 4}

def params(a: ast.arguments):
    out = []
    pos = a.posonlyargs + a.args
    d = [None] * (len(pos) - len(a.defaults)) + list(a.defaults)
    for i, (x, v) in enumerate(zip(pos, d)): out.append((x.arg, 0 if i < len(a.posonlyargs) else 1, norm_ann(x.annotation), norm(v)))
    if a.vararg: out.append((a.vararg.arg, 2, norm_ann(a.vararg.annotation), None))
    for x, v in zip(a.kwonlyargs, a.kw_defaults): out.append((x.arg, 3, norm_ann(x.annotation), norm(v)))
    if a.kwarg: out.append((a.kwarg.arg, 4, norm_ann(a.kwarg.annotation), None))
    return out

def dump_params(ps):
    out = []
    for p in ps:
        k = KINDS.get(p["kind"], p["kind"])
        out.append((p["name"].lstrip("*"), k, norm_ann(p.get("annotation")), None if k in (2, 4) else norm(p.get("default"))))
    return out

CHECKS = ("version_info", "hexversion", "platform", "os.name", "__name__", "TYPE_CHECKING", "implementation", "PYPY", "PY2", "PY3", "byteorder", "maxsize")

def blocks(body, free=False):
    """(statement, whether a static check may leave it out) through every block that opens no scope"""
    for s in body:
        yield s, free
        if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): continue
        f = free or isinstance(s, ast.If) and any(c in ast.unparse(s.test) for c in CHECKS)
        for k in ("body", "orelse", "finalbody"):
            if isinstance(getattr(s, k, None), list): yield from blocks(getattr(s, k), f)
        for h in getattr(s, "handlers", []): yield from blocks(h.body, f)
        for c in getattr(s, "cases", []): yield from blocks(c.body, f)

def targets(t):
    if isinstance(t, ast.Name): yield t.id
    elif isinstance(t, (ast.Tuple, ast.List)):
        for e in t.elts: yield from targets(e)
    elif isinstance(t, ast.Starred): yield from targets(t.value)

def scope(body, package=()):
    """definitions and assignments by name; the names that may be absent; the names whose docstring is assigned; import targets by name"""
    d = collections.defaultdict(list); attrs = collections.defaultdict(list); firm = set(); free = set(); doc = set(); imports = collections.defaultdict(set); must = set()
    for s, f in blocks(body):
        names = []
        if isinstance(s, ast.Import):
            for a in s.names: imports[a.asname or a.name.split(".")[0]].add(a.name if a.asname else a.name.split(".")[0])
            if not f: must.update(a.asname or a.name.split(".")[0] for a in s.names)
        elif isinstance(s, ast.ImportFrom):
            base = package[:len(package) - s.level + 1] if s.level else ()
            for a in s.names: imports[a.asname or a.name].add(".".join((*base, *filter(None, [s.module]), a.name)))
            if not f: must.update(a.asname or a.name for a in s.names)
        if isinstance(s, ast.Delete): free.update(n for t in s.targets for n in targets(t))
        if isinstance(s, ast.Assign):
            for t in s.targets:
                if isinstance(t, ast.Attribute) and t.attr == "__doc__": doc.add(ast.unparse(t.value).split(".")[0])
        if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): d[s.name].append(s)
        elif isinstance(s, ast.Assign):
            for t in s.targets:
                for n in targets(t): attrs[n].append(s); names.append(n)
        elif isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name): attrs[s.target.id].append(s); names = [s.target.id]
        elif hasattr(ast, "TypeAlias") and isinstance(s, ast.TypeAlias): attrs[s.name.id].append(s); names = [s.name.id]
        if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names = [s.name]
            if s.name == "_" and any(".register" in ast.unparse(x) or "dispatch" in ast.unparse(x) for x in s.decorator_list): free.add("_")
        if not f: firm.update(names)
    return d, attrs, {n for n in (set(d) | set(attrs)) if n not in firm} | free | (set(imports) - must), doc, imports

class Score:
    def __init__(self): self.n = collections.Counter(); self.bad = collections.Counter(); self.ex = collections.defaultdict(list)
    def hit(self, what, ok, where):
        self.n[what] += 1
        if not ok: self.bad[what] += 1; self.ex[what].append(where)

S = Score()

def inner(a):
    """X of ClassVar[X] or Final[X]: a dump may keep the qualifier or show it as a label."""
    if isinstance(a, ast.Constant) and isinstance(a.value, str):
        try: a = ast.parse(a.value, mode="eval").body
        except SyntaxError: return a
    if isinstance(a, ast.Subscript) and ast.unparse(a.value).split(".")[-1] in ("ClassVar", "Final"): return inner(a.slice)
    if ast.unparse(a).split(".")[-1] in ("ClassVar", "Final"): return None
    return a

def facts_func(node, o):
    out = {"kind": o.get("kind") == "function" or o.get("kind") == "attribute" and bool(node.decorator_list) and any("property" in x for x in o.get("labels", []))}
    if o.get("kind") == "function":
        out["parameters"] = dump_params(o.get("parameters", [])) == params(node.args)
        out["returns"] = norm_ann(o.get("returns")) == norm_ann(node.returns)
    labels = set(o.get("labels", []))
    out["async"] = ("async" in labels) == isinstance(node, ast.AsyncFunctionDef) if o.get("kind") == "function" else True
    return out

def facts_class(node, o):
    return {"kind": o.get("kind") == "class", "bases": [norm(b) for b in o.get("bases", [])] == [norm(b) for b in node.bases]}

def doc_of(o):
    d = o.get("docstring")
    return inspect.cleandoc(d["value"]).strip() if d and d.get("value") else ""

def line_of(node): return min([node.lineno] + [x.lineno for x in getattr(node, "decorator_list", [])])

STUBBED = {"kind", "parameters", "returns", "bases", "decorators", "async"}   # what a stub beside the module may say better

def compare(body, obj, where, stub=False, package=()):
    mem = obj.get("members", {})
    if isinstance(mem, list): mem = {m["name"]: m for m in mem}
    defs, attrs, free, doc, imports = scope(body, package)
    for name, o in mem.items():   # nothing that the source does not say
        if not stub and o.get("kind") in ("function", "class") and not (name in ("__init__", "__new__") and obj.get("kind") == "class") and "*" not in imports:
            S.hit("not invented", name in defs or name in attrs, f"{where}.{name}")
    for name, nodes in defs.items():
        w = f"{where}.{name}"
        o = mem.get(name)
        if o is None and name in free: continue
        S.hit("found", o is not None, w)
        if o is None: continue
        if o.get("kind") == "alias" and (name in imports or name in attrs or "*" in imports) or name in attrs and o.get("kind") == "attribute": continue   # rebound in the same scope
        best = None
        for node in nodes:
            f = facts_class(node, o) if isinstance(node, ast.ClassDef) else facts_func(node, o)
            f["line"] = o.get("lineno") in (node.lineno, line_of(node)) or o.get("kind") == "attribute"
            f["end line"] = o.get("endlineno") == node.end_lineno or o.get("kind") == "attribute"
            f["decorators"] = [norm(x["value"]) for x in o.get("decorators", [])] == [norm(x) for x in node.decorator_list] or o.get("kind") == "attribute"
            raw = ast.get_docstring(node, clean=True)
            f["docstring"] = name in doc or isinstance(node, ast.ClassDef) and "__doc__" in scope(node.body)[1] or doc_of(o) == (inspect.cleandoc(raw).strip() if raw else "")
            score = sum(f.values())
            if best is None or score > best[0]: best = (score, f, node)
        for k, ok in best[1].items():
            if not (stub and k in STUBBED): S.hit(k, ok, w)
        if isinstance(best[2], ast.ClassDef): compare(best[2].body, o, w, stub, package)
    for name, nodes in attrs.items():
        w = f"{where}.{name}"
        if name in defs or name == "_": continue
        o = mem.get(name)
        if o is None and name in free: continue
        S.hit("attribute found", o is not None, w)
        if o is None or o.get("kind") == "alias": continue
        ann = [n for n in nodes if isinstance(n, ast.AnnAssign)]
        if ann and not stub: S.hit("attribute annotation", any(norm_ann(o.get("annotation")) in (norm_ann(n.annotation), norm_ann(inner(n.annotation))) for n in ann), w)
        vals = [n.value for n in nodes if getattr(n, "value", None) is not None and isinstance(getattr(n, "target", None) or getattr(n, "targets", [None])[0], ast.Name)]
        if len(vals) == len(nodes) and o.get("kind") == "attribute" and not stub: S.hit("attribute value", norm(o.get("value")) in map(norm, vals), w)
    for name, to in imports.items():
        if name == "*" or name in defs or name in attrs: continue
        o = mem.get(name)
        if o is None and name in free: continue
        S.hit("import found", o is not None or stub, f"{where}.{name}")
        if o and o.get("kind") == "alias" and not stub: S.hit("import target", o.get("target_path") in to or "*" in imports, f"{where}.{name}: {o.get('target_path')} not in {to}")

def main():
    sys.setrecursionlimit(20_000)   # a chain of `elif` nests
    a = sys.argv[1:]; show = int(a[a.index("--show") + 1]) if "--show" in a else 0
    d = json.load(open(a[0])); root = pathlib.Path(a[1]).resolve()
    mod = d.get(root.name, d) if "kind" not in d else d
    by = {}
    def walk(m, name):
        by[name] = m
        mem = m.get("members", {}); it = mem.values() if isinstance(mem, dict) else mem
        for x in it:
            if x.get("kind") == "module": walk(x, name + "." + x["name"])
        for k, x in m.get("shadowed_modules", {}).items(): walk(x, name + "." + k)
    bare = mod is d and "kind" not in d   # a root that holds many modules and packages, such as the standard library's
    if bare:
        for k, m in d.items(): walk(m, k)
    else: walk(mod, root.name)
    files = 0
    for p in sorted(root.rglob("*.py")):
        rel = p.relative_to(root if bare else root.parent).with_suffix("").parts
        if "site-packages" in rel or "dist-packages" in rel: continue
        try: t = ast.parse(p.read_bytes())
        except (SyntaxError, ValueError): continue
        package = rel[:-1]
        if rel[-1] == "__init__": rel = rel[:-1]
        name = ".".join(rel); files += 1
        if not all(x.isidentifier() for x in rel): continue
        m = by.get(name)
        S.hit("module found", m is not None, name)
        if m is None: continue
        raw = ast.get_docstring(t, clean=True)
        S.hit("module docstring", "__doc__" in scope(t.body)[1] or doc_of(m) == (inspect.cleandoc(raw).strip() if raw else ""), name)
        compare(t.body, m, name, p.with_suffix(".pyi").exists(), package)
    for k in S.n:
        print(f"{k:22} {S.n[k]:8} facts {S.bad[k]:7} wrong" + ("   e.g. " + ", ".join(S.ex[k][:show]) if show and S.bad[k] else ""))
    tot, bad = sum(S.n.values()), sum(S.bad.values())
    print(f"{root.name}: {files} files, {tot} facts, {bad} wrong, {100*(tot-bad)/max(1,tot):.4f}% right")
    sys.exit(0 if bad == 0 and tot else 1)
main()
