//! What `list`, `show` and `search` tell of a package: each file of `tests/cli` is what they say to a list of cases.

#[expect(dead_code, reason = "the command line needs books and no other tool")]
mod support;

use mdbook_autodoc::cli::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use serde_json::Value;
use support::book::TempBook;
use support::command::{check, run};

/// A package with what the three commands tell apart. A file of it has a name that a terminal would obey.
fn package() -> TempBook {
    TempBook::new(&[
        (
            "shop/__init__.py",
            "'''Buying and selling.'''\nfrom ._basket import Basket\n__all__ = ['Basket', 'LIMIT']\nLIMIT = 3  #: The most at once.\n",
        ),
        (
            "shop/_basket.py",
            "class Basket:\n    '''What was *chosen*, in ``order``.\n\n    Args:\n        size: How much fits, at most `shop.LIMIT`.\n    '''\n\n    def __init__(self, size: int = 3) -> None: ...\n\n    def pay(self, amount: float, *, card: str | None = None) -> bool:\n        '''Pays.\n\n        Args:\n            amount: What it costs.\n            card: A number, see `the rules <https://example.org/rules>`_.\n\n        Returns:\n            Whether there was enough.\n\n        ::\n\n            basket.pay(3.5)\n\n        \x1b]0;hostile\x07\u{202e}\n        '''\n",
        ),
        (
            "shop/paying.py",
            "import typing\nfrom warnings import deprecated\nfrom shop import Basket as Cart\n\nclass PaymentError(Exception):\n    '''Not enough to pay.'''\n\n@deprecated('Use Basket.pay')\ndef pay_all(baskets):\n    '''Pays for *all* baskets.'''\n\nMoney: typing.TypeAlias = 'int | float'\n",
        ),
        ("shop/a\u{1b}[2Jb.py", ""),
    ])
}

const SOURCE: [&str; 2] = ["--source", "shop"];

#[test]
fn names_are_listed_by_pattern_and_kind() {
    let package = package();
    let cases: [(&[&str], u8); 11] = [
        (&[], EXIT_OK),
        (&["shop.Basket"], EXIT_OK),
        (&["shop.*.pay*", "*.LIMIT"], EXIT_OK),
        (&["--kind", "class"], EXIT_OK),
        (&["--kind", "type", "-k", "exception"], EXIT_OK),
        (&["--kind", "method", "--output-format", "json"], EXIT_OK),
        (&["shop.paying", "--output-format", "json"], EXIT_OK),
        (&["shop.LIMIT", "--kind", "module"], EXIT_FINDINGS),
        (&["shop.Baskt"], EXIT_USAGE),
        (&["shop.["], EXIT_USAGE),
        (&["--kind", "clas"], EXIT_USAGE),
    ];
    check(
        "list.txt",
        cases.map(|(arguments, code)| {
            let run = run(package.root(), &[&["list"], &SOURCE[..], arguments].concat(), "");
            assert_eq!(run.code, code, "{arguments:?} {}", run.stderr);
            (format!("list {}", arguments.join(" ")), run.stderr + &run.stdout)
        }),
    );
}

#[test]
fn the_documentation_of_something_is_shown_by_its_name() {
    let package = package();
    let cases: [(&[&str], u8); 13] = [
        (&["shop"], EXIT_OK),
        (&["shop.paying", "--all"], EXIT_OK),
        (&["shop.Basket"], EXIT_OK),
        (&["Basket.pay"], EXIT_OK),
        (&["Basket.pay()"], EXIT_OK),
        (&["shop.Basket.pay.card", "--output-format", "markdown"], EXIT_OK),
        (&["Cart"], EXIT_OK),
        (&["LIMIT"], EXIT_OK),
        (&["Basket.pya"], EXIT_USAGE),
        (&["shop.Baskte"], EXIT_USAGE),
        (&["typing.Any"], EXIT_USAGE),
        (&["shop\u{1b}[2J"], EXIT_USAGE),
        (&[], EXIT_USAGE),
    ];
    check(
        "show.txt",
        cases.map(|(arguments, code)| {
            let run = run(package.root(), &[&["show"], &SOURCE[..], arguments].concat(), "");
            assert_eq!(run.code, code, "{arguments:?} {}{}", run.stdout, run.stderr);
            let said = run.stderr + &run.stdout;
            let is_for_eyes = !arguments.contains(&"markdown");
            assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
            assert!(!(is_for_eyes && said.contains('\u{202e}')), "{said:?}");
            let case = format!("show {}", arguments.join(" ")).replace('\u{1b}', "ESC");
            (case, said)
        }),
    );
}

#[test]
fn what_fits_is_found_by_its_name_first_and_then_by_its_docstring() {
    let package = package();
    let cases: [(&[&str], u8); 9] = [
        (&["pay"], EXIT_OK),
        (&["bpay"], EXIT_OK),
        (&["Basket"], EXIT_OK),
        (&["paying for all"], EXIT_FINDINGS),
        (&["not", "enough"], EXIT_OK),
        (&["pay", "--kind", "method"], EXIT_OK),
        (&["pay", "--limit", "1", "--output-format", "json"], EXIT_OK),
        (&["zzz"], EXIT_FINDINGS),
        (&[" "], EXIT_USAGE),
    ];
    check(
        "search.txt",
        cases.map(|(arguments, code)| {
            let run = run(
                package.root(),
                &[&["search"], &SOURCE[..], arguments].concat(),
                "",
            );
            assert_eq!(run.code, code, "{arguments:?} {}{}", run.stdout, run.stderr);
            (
                format!("search {}", arguments.join(" ")),
                run.stderr + &run.stdout,
            )
        }),
    );
}

#[test]
fn the_book_says_what_is_documented_and_a_source_takes_its_place() {
    let package = package();
    package.write(
        "docs/book.toml",
        b"[preprocessor.autodoc]\nsource = \"../shop\"\nprivate = true\n",
    );
    package.write("other.py", b"def f(): ...\n");
    let names = |arguments: &[&str]| {
        let run = run(
            package.root(),
            &[&["list", "--output-format", "json"], arguments].concat(),
            "",
        );
        assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
        let names = run.stdout.lines().map(|line| {
            let object: Value = serde_json::from_str(line).unwrap();
            object["name"].as_str().unwrap().to_owned()
        });
        names.collect::<Vec<_>>()
    };
    assert!(names(&["--book", "docs"]).contains(&"shop._basket".to_owned()));
    assert_eq!(
        names(&["--book", "docs", "--source", "other.py"]),
        ["other", "other.f"]
    );
    assert!(!package.root().join("shop/.mdbook-autodoc").try_exists().unwrap());
}
