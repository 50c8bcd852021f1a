//! `#:` comments, the form in which Sphinx documents attributes.

/// The text of the `#:` comments that belong to an assignment between two offsets, and where it starts: the
/// comment behind it on its last line, else the lines right above it.
pub(super) fn documentation_comment(source: &str, start: usize, end: usize) -> Option<(String, usize)> {
    trailing(source, end).or_else(|| above(source, start))
}

fn trailing(source: &str, end: usize) -> Option<(String, usize)> {
    let rest = source.get(end..)?;
    let line = rest.split(['\n', '\r']).next()?;
    let at = line.find("#:").filter(|at| line[..*at].trim().is_empty())?;
    Some((line[at + 2..].trim().to_owned(), end + at)).filter(|(comment, _)| !comment.is_empty())
}

fn above(source: &str, start: usize) -> Option<(String, usize)> {
    let before = source.get(..start)?;
    // What stands before the assignment on its own line must be blank.
    let mut rest = before.trim_end_matches([' ', '\t', '\x0c']);
    let mut found: Vec<&str> = Vec::new();
    let mut offset = start;
    while let Some(lines) = rest.strip_suffix('\n') {
        let lines = lines.strip_suffix('\r').unwrap_or(lines);
        let line_start = lines.rfind('\n').map_or(0, |at| at + 1);
        let Some(comment) = lines[line_start..].trim_start().strip_prefix("#:") else {
            break;
        };
        found.push(comment.strip_prefix(' ').unwrap_or(comment).trim_end());
        offset = line_start;
        rest = &lines[..line_start];
    }
    found.reverse();
    let comment = found.join("\n").trim().to_owned();
    (!comment.is_empty()).then_some((comment, offset))
}
