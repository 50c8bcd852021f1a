//! What each directive is shown as.

use super::directive::{Directive, Form};
use super::{code, list, table_directive};
use crate::diagnostic::Code;
use crate::docstring::context::Context;
use crate::docstring::document::{
    self, Admonition, AdmonitionKind, Block, Definition, Image, Inline, VersionChange, VersionNote,
};
use crate::docstring::lines::{self, Line, Passage};
use crate::docstring::reference;

/// The blocks that a directive is shown as.
pub(super) fn blocks(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let Some(form) = directive.form else {
        return unknown(directive, ctx);
    };
    match form {
        Form::Admonition(kind, title) => {
            vec![admonition(
                kind,
                list::plain(title),
                ctx.blocks(&directive.whole()),
            )]
        }
        Form::Titled(kind) => titled(directive, kind, ctx),
        Form::Version(change) => vec![version(directive, change, ctx)],
        Form::Code(language) => code_block(directive, language, ctx),
        Form::ParsedLiteral => parsed_literal(directive, ctx),
        Form::Productions => productions(directive),
        Form::Plot => plot(directive, ctx),
        Form::Raw if directive.argument.text == "html" => {
            let text = lines::join(&lines::flush(&directive.below()));
            if text.is_empty() {
                Vec::new()
            } else {
                vec![Block::Html(text)]
            }
        }
        Form::Raw => literal(&directive.below(), ""),
        Form::Math => math(directive),
        Form::Image => image(directive, ctx),
        Form::Rubric => {
            let mut blocks = strong(&directive.arguments(), ctx);
            blocks.extend(ctx.blocks(directive.content()));
            blocks
        }
        Form::Quote => vec![Block::Quote(quotation(&directive.whole(), ctx))],
        Form::Content => content(directive, ctx),
        Form::Panel => {
            let mut blocks = strong(&directive.arguments(), ctx);
            blocks.extend(ctx.blocks(directive.content()));
            blocks
        }
        Form::Glossary => glossary(&directive.below(), ctx),
        Form::Nothing => Vec::new(),
        Form::Table => table_directive::blocks(directive, ctx),
        Form::Summary => summary(&directive.below()),
        Form::Item => vec![item(directive, ctx)],
        Form::Auto => vec![auto(directive, ctx)],
        Form::File => vec![as_written(directive)],
        Form::DefaultRole => {
            let name = directive.argument.text;
            ctx.targets().default_role = Some(name.to_owned()).filter(|name| !name.is_empty());
            Vec::new()
        }
        Form::Role => {
            role(directive, ctx);
            Vec::new()
        }
    }
}

fn admonition(kind: AdmonitionKind, title: Vec<Inline>, body: Vec<Block>) -> Block {
    Block::Admonition(Admonition { kind, title, body })
}

/// An admonition with a title of its own, and a sidebar's second one.
fn titled(directive: &Directive<'_>, kind: AdmonitionKind, ctx: &mut Context) -> Vec<Block> {
    // Where nothing else is left for the body, it is what stands right below the title.
    let (title, content) = if directive.content().is_empty() {
        (vec![directive.argument], directive.below())
    } else {
        (directive.arguments(), directive.content().to_vec())
    };
    let title = ctx.inlines(&Passage::new(&title));
    let mut body = match directive.option_lines("subtitle") {
        Some(lines) => strong(lines, ctx),
        None => Vec::new(),
    };
    body.extend(ctx.blocks(&content));
    vec![admonition(kind, title, body)]
}

/// The first word is the version; what follows is said about it.
fn version(directive: &Directive<'_>, change: VersionChange, ctx: &mut Context) -> Block {
    let mut said = directive.arguments();
    let mut version = "";
    if let Some(first) = said.first_mut() {
        let (word, rest) = first.text.split_once(' ').unwrap_or((first.text, ""));
        version = word;
        *first = first.with(rest.trim_start());
    }
    // What stands behind the version is running text, whatever it looks like.
    let text = ctx.inlines(&Passage::new(lines::trim(&said)));
    let mut body = Vec::new();
    if !text.is_empty() {
        body.push(Block::Paragraph(text));
    }
    body.extend(ctx.blocks(directive.content()));
    Block::Version(VersionNote {
        change,
        version: version.trim_end_matches([':', ',']).to_owned(),
        body,
    })
}

/// Text shown as it stands; nothing where there is none.
fn literal(lines: &[Line<'_>], language: &str) -> Vec<Block> {
    let text = lines::join(&lines::flush(lines));
    if text.is_empty() {
        Vec::new()
    } else {
        vec![code(text, language)]
    }
}

fn code_block(directive: &Directive<'_>, language: Option<&str>, ctx: &mut Context) -> Vec<Block> {
    let argument = directive.argument.text;
    let language = match (directive.name, language) {
        (_, Some(fixed)) => fixed,
        ("prompt", None) => "sh",
        // In Python docstrings, code is Python.
        (_, None) if argument.is_empty() => "python",
        (_, None)
            if argument
                .chars()
                .all(|other| other.is_ascii_alphanumeric() || "+-#.".contains(other)) =>
        {
            argument
        }
        (_, None) => "",
    };
    let language = if matches!(language, "none" | "text") {
        ""
    } else {
        language
    };
    let mut blocks = Vec::new();
    if let Some(caption) = directive.option_lines("caption") {
        blocks.extend(strong(caption, ctx));
    }
    blocks.extend(literal(&directive.below(), language));
    blocks
}

/// Rules of a grammar. What stands behind the colons may be the name of the grammar.
fn productions(directive: &Directive<'_>) -> Vec<Block> {
    if directive.argument.text.contains(':') {
        literal(&directive.whole(), "")
    } else {
        literal(&directive.below(), "")
    }
}

/// Code with running text in it, of which the words are shown.
fn parsed_literal(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let mut text = String::new();
    for line in lines::flush(&directive.whole()) {
        let content = line.with(line.content());
        text.extend(std::iter::repeat_n(' ', line.indent()));
        text.push_str(&document::words(&ctx.line(content)));
        text.push('\n');
    }
    let text = text.trim_end().to_owned();
    if text.is_empty() {
        Vec::new()
    } else {
        vec![code(text, "")]
    }
}

/// The code of a picture, or the caption of one that a file makes.
fn plot(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    if directive.argument.text.is_empty() {
        return literal(&directive.below(), "python");
    }
    ctx.blocks(directive.content())
}

/// Formulas, parted by blank lines.
fn math(directive: &Directive<'_>) -> Vec<Block> {
    let lines = directive.whole();
    let formulas = lines.split(|line| line.is_blank());
    formulas
        .filter(|formula| !formula.is_empty())
        .map(|formula| Block::Math(lines::join(&lines::flush(formula))))
        .collect()
}

/// A picture; what stands below a figure is its caption and legend.
fn image(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let image = Image {
        url: lines::join(&directive.arguments()).replace(['\n', ' '], ""),
        alt: directive.option("alt").unwrap_or_default(),
    };
    let target = directive.option("target").filter(|url| !url.is_empty());
    let mut blocks = match target {
        Some(target) => {
            let url = ctx.targets.resolve(&target);
            let content = vec![Inline::Image(image)];
            vec![Block::Paragraph(vec![Inline::Link { url, content }])]
        }
        None => vec![Block::Image(image)],
    };
    blocks.extend(ctx.blocks(directive.content()));
    blocks
}

/// A line of strong text, if it says anything.
fn strong(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let content = ctx.inlines(&Passage::new(lines));
    if content.is_empty() {
        Vec::new()
    } else {
        vec![Block::Paragraph(vec![Inline::Strong(content)])]
    }
}

/// Quoted lines; who is quoted stands at their end.
fn quotation(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let mut body = Vec::new();
    for (quoted, author) in super::quote::split(lines) {
        body.extend(ctx.blocks(quoted));
        body.extend(author.map(|author| super::quote::attribution(&author, ctx)));
    }
    body
}

/// What a directive holds that has no meaning for the reader; its argument speaks to a program.
fn content(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let takes_argument = !matches!(
        directive.name,
        "compound" | "header" | "footer" | "acks" | "hlist" | "tabs" | "tab-set"
    );
    if takes_argument {
        ctx.blocks(&directive.below())
    } else {
        ctx.blocks(&directive.whole())
    }
}

/// Terms, of which several may stand above what they mean.
fn glossary(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let mut definitions: Vec<Definition> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at).copied() {
        if line.is_blank() || line.text.starts_with(".. ") || line.indent() > 0 {
            at += 1;
            continue;
        }
        let end = lines::block_end(lines, at + 1, 1);
        let body = lines::flush(lines.get(at + 1..end).unwrap_or_default());
        // What stands behind ` : ` is a key for sorting.
        let term = line.text.split(" : ").next().unwrap_or_default();
        definitions.push(Definition {
            term: ctx.line(line.with(term)),
            body: ctx.blocks(&body),
        });
        at = end.max(at + 1);
    }
    if definitions.is_empty() {
        Vec::new()
    } else {
        vec![Block::Definitions(definitions)]
    }
}

/// The names of an `autosummary`, one a line.
fn summary(content: &[Line<'_>]) -> Vec<Block> {
    let items: Vec<_> = content
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| vec![Block::Paragraph(vec![name(line.with(line.content()))])])
        .collect();
    if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::Bullets(items)]
    }
}

/// A name that leads to what it documents; `~` shows its last part only.
fn name(line: Line<'_>) -> Inline {
    let name = line.text.split(' ').next().unwrap_or_default();
    let shown = match name.strip_prefix('~') {
        Some(short) => short.rsplit('.').next().unwrap_or_default(),
        None => name,
    };
    let content = vec![Inline::Code(shown.to_owned())];
    reference::explicit(name.trim_start_matches('~'), None, content, line.offset)
}

/// The signatures of an item, of which the last has the description.
fn item(directive: &Directive<'_>, ctx: &mut Context) -> Block {
    let mut definitions: Vec<_> = directive
        .arguments()
        .iter()
        .map(|line| Definition {
            term: vec![Inline::Code(line.content().to_owned())],
            body: Vec::new(),
        })
        .collect();
    let body = ctx.blocks(directive.content());
    match definitions.last_mut() {
        Some(last) => last.body = body,
        None => definitions.push(Definition {
            term: Vec::new(),
            body,
        }),
    }
    Block::Definitions(definitions)
}

/// A name, and what is added here to its description.
fn auto(directive: &Directive<'_>, ctx: &mut Context) -> Block {
    let name = name(directive.argument);
    Block::Definitions(vec![Definition {
        term: vec![name],
        body: ctx.blocks(directive.content()),
    }])
}

/// The line of a directive as code.
fn as_written(directive: &Directive<'_>) -> Block {
    let said = lines::join(&directive.arguments()).replace('\n', " ");
    let head = format!(".. {}:: {said}", directive.name);
    Block::Paragraph(vec![Inline::Code(head.trim_end().to_owned())])
}

/// `.. role:: name(base)`
fn role(directive: &Directive<'_>, ctx: &mut Context) {
    let argument = directive.argument.text;
    let (name, base) = argument.split_once('(').unwrap_or((argument, ""));
    let base = match base.trim_end_matches(')').trim() {
        "" => "inline",
        // What is raw is never passed on.
        "raw" => "code",
        base => base,
    };
    let name = name.trim().to_lowercase();
    ctx.targets().roles.insert(name, base.to_owned());
}

/// An unknown directive: its first line as code, its content quoted below.
fn unknown(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let Directive { name, argument, .. } = directive;
    ctx.find(
        Code::UnknownMarkup,
        directive.span,
        format!("`{name}` is not a known directive"),
    );
    let head = format!(".. {name}:: {}", argument.text);
    let mut body = vec![Block::Paragraph(vec![Inline::Code(head.trim_end().to_owned())])];
    body.extend(ctx.blocks(&directive.below()));
    vec![Block::Quote(body)]
}
