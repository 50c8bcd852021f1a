use super::*;

/// The statements as text: one a line, indented by depth, `~` before broken ones.
fn outline(source: &str) -> String {
    let prepared = prepare(source);
    let tokens = &prepared.tokens;
    let mut text = String::new();
    for statement in &prepared.statements {
        let words: Vec<&str> = statement
            .tokens()
            .map(|at| &source[tokens.starts[at] as usize..tokens.ends[at] as usize])
            .collect();
        let indentation = "  ".repeat(statement.depth as usize);
        let mark = if statement.is_broken { "~" } else { "" };
        text.extend([indentation.as_str(), mark, &words.join(" "), "\n"]);
    }
    text
}

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(outline(source), expected, "{source}");
    assert_eq!(prepare(source).problems, [], "{source}");
}

#[track_caller]
fn check_problems(source: &str, expected: &[(ProblemKind, u32)]) {
    let found: Vec<(ProblemKind, u32)> = prepare(source)
        .problems
        .iter()
        .map(|problem| (problem.kind, problem.at))
        .collect();
    assert_eq!(found, expected, "{source}");
}

#[test]
fn statements_nest_by_indentation() {
    check(
        "class A:\n  x = 1\n\n  def f(self):\n\t return 1\n  # no\n  y = 2\nz\n",
        "class A\n  x = 1\n  def f ( self )\n    return 1\n  y = 2\nz\n",
    );
    check("if a: b; c\nelse:\n  d;\ne", "if a\n  b\n  c\nelse\n  d\ne\n");
}

#[test]
fn lines_within_brackets_are_joined_wherever_they_are_indented() {
    check(
        "def f(\na=(1,\n # no\n 2),\n):\n    from a import (\nb,\n)\n    y\ndef g(): pass\n",
        "def f ( a = ( 1 , 2 ) , )\n  from a import ( b , )\n  y\ndef g ( )\n  pass\n",
    );
}

#[test]
fn every_line_ending_and_continuation_is_read() {
    check("a\rb\r\nc\nd", "a\nb\nc\nd\n");
    check("if x:\r  a\r  b\rc", "if x\n  a\n  b\nc\n");
    check("a = \\\n  b + \\\r\n c\nd", "a = b + c\nd\n");
    check("if x:\n  \\\n    a\n  b", "if x\n  a\n  b\n");
    check("if x:\n  a\n\\\n  b\n\\\n\\\nc", "if x\n  a\n  b\nc\n");
    check("if x:\n  a\n\\\n  \\\n\\\n      b\nc", "if x\n  a\n  b\nc\n");
    check("\u{feff}a\n\x0cb\n  \x0cc", "a\nb\nc\n");
}

#[test]
fn a_header_ends_with_its_own_colon() {
    check("if (lambda x: x)(1): a", "if ( lambda x : x ) ( 1 )\n  a\n");
    check("while lambda: x: a", "while lambda : x\n  a\n");
    check("x: int = 1", "x : int = 1\n");
    check(
        "def f(x: int = {1: 2}) -> a[1:2]: b",
        "def f ( x : int = { 1 : 2 } ) -> a [ 1 : 2 ]\n  b\n",
    );
}

#[test]
fn soft_keywords_are_known_by_their_place() {
    check(
        "match x:\n  case [1, 2]: a\n  case _ if b:\n    c\n",
        "match x\n  case [ 1 , 2 ]\n    a\n  case _ if b\n    c\n",
    );
    check(
        "match = 1\nmatch(x)\ncase: int = 3\ntype = 1\ntype(x)\nmatch: int",
        "match = 1\nmatch ( x )\ncase : int = 3\ntype = 1\ntype ( x )\nmatch : int\n",
    );
    let prepared = prepare("type X = int\ntype (x)\n");
    assert_eq!(prepared.tokens.symbols[0], Symbol::Type);
    assert_eq!(prepared.tokens.symbols[4], Symbol::Name);
}

#[test]
fn a_bracket_that_is_never_closed_ends_before_the_next_statement() {
    let source = "x = foo(1,\ndef f(): pass\ny = (2\nz = 3\n";
    assert_eq!(
        outline(source),
        "~x = foo ( 1 ,\ndef f ( )\n  pass\n~y = ( 2\nz = 3\n"
    );
    check_problems(
        source,
        &[
            (ProblemKind::UnclosedBracket, 7),
            (ProblemKind::UnclosedBracket, 29),
        ],
    );
}

#[test]
fn a_string_that_is_never_closed_ends_with_its_line() {
    let source = "a = 'b\nc\n\"\"\"d\ne\n";
    assert_eq!(outline(source), "~a = 'b\nc\n~\"\"\"d\ne\n");
    check_problems(
        source,
        &[(ProblemKind::UnclosedString, 4), (ProblemKind::UnclosedString, 9)],
    );
}

#[test]
fn mistakes_of_indentation_are_found() {
    check_problems("a\n  b\n  c\nd", &[(ProblemKind::UnexpectedIndent, 4)]);
    check_problems("if a:\n    b\n  c\nd", &[(ProblemKind::UnmatchedDedent, 14)]);
    check_problems("def f():\ng", &[(ProblemKind::MissingBody, 7)]);
    check_problems("if a\n  b", &[(ProblemKind::MissingColon, 3)]);
    check_problems("try:\n  a\nb", &[(ProblemKind::MissingExcept, 0)]);
    check_problems("if a: while b: c", &[(ProblemKind::NotAlone, 6)]);
    check_problems("a)", &[(ProblemKind::UnmatchedBracket, 1)]);
    check_problems("([)", &[(ProblemKind::UnclosedBracket, 1)]);
}

#[test]
fn a_bracket_that_a_later_line_closes_opens_again_where_that_line_stands_alone() {
    let source = "x = (1,\n 2) + (\ny\n";
    assert_eq!(outline(source), "~x = ( 1 ,\n~2 + (\ny\n");
    check_problems(
        source,
        &[
            (ProblemKind::UnclosedBracket, 4),
            (ProblemKind::UnexpectedIndent, 9),
            (ProblemKind::UnmatchedBracket, 10),
            (ProblemKind::UnclosedBracket, 14),
        ],
    );
    let tokens = prepare(source).tokens;
    assert!(tokens.partners.iter().all(|partner| *partner == UNCLOSED));
}

#[test]
fn no_statement_is_empty() {
    check(";", ";\n");
    check(";a\nb", "; a\nb\n");
    check("a;;b; c", "a\n; b\nc\n");
    check("if a:;", "if a\n  ;\n");
}

#[test]
fn compound_statements_begin_a_line() {
    let late = |source: &str, expected: &str, at: u32| {
        assert_eq!(outline(source), expected, "{source}");
        check_problems(source, &[(ProblemKind::NotAlone, at)]);
    };
    late("a; def f():\n  b\nc", "a\n~def f ( )\n  b\nc\n", 3);
    late("if a: if b:\n  c\nd", "if a\n  ~if b\n    c\nd\n", 6);
    late(
        "class A: b; class C:\n  d\ne",
        "class A\n  b\n  ~class C\n    d\ne\n",
        12,
    );
    late("@a; class B: c", "@ a\n~class B\n  c\n", 4);
}

#[test]
fn format_strings_are_one_token_whatever_stands_in_their_fields() {
    for string in [
        "f'{a['x']}'",
        "f\"{f'{f\"{1}\"}'}\"",
        "f'{x:{y}}'",
        "f'{{'",
        "rf'\\{x}'",
        "f'\\N{DASH}'",
        "f'{x!r:^{w}.{p}}'",
        "f\"\"\"{\n  x  # comment }\n}\"\"\"",
        "f\"{\n  x\n}\"",
        "f'{a != b}'",
        "f'''{x:%H\n}'''",
        "t'{x}'",
        "f'{ {1:2}[1] }'",
        "f\"{'\\n'.join(a)}\"",
    ] {
        let source = format!("{string}\nb");
        let prepared = prepare(&source);
        assert_eq!(prepared.statements.len(), 2, "{string}");
        assert_eq!(prepared.tokens.len(), 2, "{string}");
    }
}
