//! Calls that the help of each command shows.

pub(super) const CHECK: &str = "\
Examples:
  mdbook-autodoc check docs --deny warnings
  mdbook-autodoc check --output-format sarif > findings.sarif
  mdbook-autodoc check --baseline known.json --write-baseline
  mdbook-autodoc check --allow missing-parameter --fix";

pub(super) const DUMP: &str = "\
Examples:
  mdbook-autodoc dump docs > api.json
  mdbook-autodoc dump --source src/shop --resolved
  mdbook-autodoc dump --source shop.py --target-python 3.9 --target-platform win32";

pub(super) const LIST: &str = "\
Examples:
  mdbook-autodoc list shop.Basket
  mdbook-autodoc list --kind class --kind function
  mdbook-autodoc list '*.from_*' --source src/shop --output-format json";

pub(super) const SHOW: &str = "\
Examples:
  mdbook-autodoc show shop.Basket
  mdbook-autodoc show Basket.pay --book docs
  mdbook-autodoc show shop --all --source src/shop";

pub(super) const SEARCH: &str = "\
Examples:
  mdbook-autodoc search bpay
  mdbook-autodoc search pay by card --kind method --limit 5";

pub(super) const SERVE: &str = "\
Examples:
  mdbook-autodoc serve docs --open
  mdbook-autodoc serve --port 0
  mdbook-autodoc serve --hostname 0.0.0.0";

pub(super) const WATCH: &str = "\
Examples:
  mdbook-autodoc watch docs
  mdbook-autodoc watch --dest-dir site --watcher poll";

pub(super) const EXPORT: &str = "\
Examples:
  mdbook-autodoc export docs --dest-dir site/docs
  mdbook-autodoc export --reference --dest-dir docs/reference";

pub(super) const LLMS: &str = "\
Examples:
  mdbook-autodoc llms docs
  mdbook-autodoc llms docs --base-url https://example.org/shop/";

pub(super) const SUPPORTS: &str = "\
Examples:
  mdbook-autodoc supports html";

pub(super) const BUILD: &str = "\
Examples:
  mdbook-autodoc build docs
  mdbook-autodoc build --dest-dir site --open
  mdbook-autodoc build docs --dry-run";

pub(super) const INIT: &str = "\
Examples:
  mdbook-autodoc init
  mdbook-autodoc init docs --dry-run";

pub(super) const EXPLAIN: &str = "\
Examples:
  mdbook-autodoc explain
  mdbook-autodoc explain unknown-parameter";

pub(super) const AFFECTED: &str = "\
Examples:
  mdbook-autodoc affected src/shop/basket.py
  mdbook-autodoc affected --book docs src/shop/basket.py src/shop/till.py";

pub(super) const INVENTORY: &str = "\
Examples:
  mdbook-autodoc inventory write docs
  mdbook-autodoc inventory fetch numpy https://numpy.org/doc/stable/ docs
  mdbook-autodoc inventory update docs";

pub(super) const INVENTORY_WRITE: &str = "\
Examples:
  mdbook-autodoc inventory write
  mdbook-autodoc inventory write docs --dest-dir site";

pub(super) const INVENTORY_FETCH: &str = "\
Examples:
  mdbook-autodoc inventory fetch python https://docs.python.org/3/
  mdbook-autodoc inventory fetch numpy https://numpy.org/doc/stable/ docs";

pub(super) const INVENTORY_UPDATE: &str = "\
Examples:
  mdbook-autodoc inventory update
  mdbook-autodoc inventory update docs";

pub(super) const CLEAN: &str = "\
Examples:
  mdbook-autodoc clean docs
  mdbook-autodoc clean --cache-dir .cache/autodoc";

pub(super) const COVERAGE: &str = "\
Examples:
  mdbook-autodoc coverage docs --fail-under 80
  mdbook-autodoc coverage --missing --output-format json
  mdbook-autodoc coverage --diff origin/main --badge docs.svg";

pub(super) const DIFF: &str = "\
Examples:
  mdbook-autodoc diff v1.2.0
  mdbook-autodoc diff origin/main --book docs --output-format markdown
  mdbook-autodoc diff old/shop new/shop";

pub(super) const COMPLETIONS: &str = "\
Examples:
  mdbook-autodoc completions bash > ~/.local/share/bash-completion/completions/mdbook-autodoc";

pub(super) const MAN: &str = "\
Examples:
  mdbook-autodoc man > mdbook-autodoc.1
  mdbook-autodoc man check > mdbook-autodoc-check.1";
