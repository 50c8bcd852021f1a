//! The method resolution order: C3 (Barrett and others, "A monotonic superclass linearization for Dylan"; Python's own
//! description of it is "The Python 2.3 Method Resolution Order").
//!
//! Most classes have one base, and their order is that of the base with the class before it; it is not written down again,
//! so that long chains take no more memory than their classes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ClassId, Link, MAX_ANCESTORS};

/// What follows a class in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Another class and what follows that.
    After(ClassId),
    /// These.
    Merged(Vec<Link>),
}

/// A class whose order does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Conflict {
    pub(super) class: ClassId,
    /// Whether it is because a base leads back to the class.
    pub(super) is_cycle: bool,
}

/// What follows a class from outside in its order, as far as that is known.
pub(super) type Outside = FxHashMap<Link, Vec<Link>>;

/// The orders of all classes, given the bases of each. A base that leads back to the class is left out.
pub(super) fn linearise(bases: &[&[Link]], outside: &Outside) -> (Vec<Line>, Vec<Conflict>) {
    let mut lines: Vec<Option<Line>> = vec![None; bases.len()];
    let mut conflicts = Vec::new();
    let mut is_open = vec![false; bases.len()];
    for class in 0..bases.len() {
        let mut open = vec![(class, 0)];
        is_open[class] = true;
        while let Some((current, next)) = open.last_mut() {
            let current = *current;
            match bases[current].get(*next) {
                Some(Link::Class(base)) if lines[*base].is_none() && !is_open[*base] => {
                    is_open[*base] = true;
                    *next += 1;
                    open.push((*base, 0));
                }
                Some(_) => *next += 1,
                None => {
                    open.pop();
                    if lines[current].is_none() {
                        let known: Vec<Link> = known_bases(&lines, bases[current]);
                        let is_cycle = known.len() < bases[current].len();
                        let (line, is_consistent) = line(&lines, known, outside);
                        if is_cycle || !is_consistent {
                            conflicts.push(Conflict {
                                class: current,
                                is_cycle,
                            });
                        }
                        lines[current] = Some(line);
                    }
                }
            }
        }
    }
    let nothing = || Line::Merged(Vec::new());
    let lines = lines
        .into_iter()
        .map(|line| line.unwrap_or_else(nothing))
        .collect();
    conflicts.sort_unstable();
    (lines, conflicts)
}

/// The bases whose orders are known: all but those that lead back to the class.
fn known_bases(lines: &[Option<Line>], bases: &[Link]) -> Vec<Link> {
    let is_known = |base: &&Link| !matches!(base, Link::Class(class) if lines[*class].is_none());
    bases.iter().filter(is_known).copied().collect()
}

/// The order of one class, those of its bases being known, and whether it exists.
fn line(lines: &[Option<Line>], bases: Vec<Link>, outside: &Outside) -> (Line, bool) {
    match bases.as_slice() {
        [Link::Class(only)] => return (Line::After(*only), true),
        [] => return (Line::Merged(bases), true),
        _ => {}
    }
    let of_base = |base: &Link| match base {
        Link::Class(class) => known_links(lines, *class).collect(),
        Link::External(_) => {
            let above = outside.get(base).into_iter().flatten();
            std::iter::once(base).chain(above).copied().collect()
        }
    };
    let mut sequences: Vec<Vec<Link>> = bases.iter().map(of_base).collect();
    sequences.push(bases);
    let (line, is_consistent) = merge(sequences);
    (Line::Merged(line), is_consistent)
}

/// Takes the first head that stands in no tail, again and again; where there is none, the first head.
fn merge(mut sequences: Vec<Vec<Link>>) -> (Vec<Link>, bool) {
    let mut in_tails: FxHashMap<Link, usize> = FxHashMap::default();
    for sequence in &mut sequences {
        for link in sequence.iter().skip(1) {
            *in_tails.entry(*link).or_default() += 1;
        }
        // The head is at the end, from where it is taken.
        sequence.reverse();
    }
    let mut taken = FxHashSet::default();
    let mut line = Vec::new();
    let mut is_consistent = true;
    while line.len() < MAX_ANCESTORS {
        sequences.retain(|sequence| !sequence.is_empty());
        let heads = || sequences.iter().filter_map(|sequence| sequence.last().copied());
        let is_free = |head: &Link| in_tails.get(head).is_none_or(|count| *count == 0);
        let next = heads().find(is_free);
        is_consistent &= next.is_some() || sequences.is_empty();
        let Some(next) = next.or_else(|| heads().next()) else {
            break;
        };
        line.push(next);
        taken.insert(next);
        for sequence in &mut sequences {
            while sequence.last().is_some_and(|head| taken.contains(head)) {
                sequence.pop();
                if let Some(count) = sequence.last().and_then(|head| in_tails.get_mut(head)) {
                    *count -= 1;
                }
            }
        }
    }
    (line, is_consistent)
}

/// The order of a class, the class first.
pub(super) fn links(lines: &[Line], class: ClassId) -> impl Iterator<Item = Link> + '_ {
    follow(class, |class| lines.get(class))
}

fn known_links(lines: &[Option<Line>], class: ClassId) -> impl Iterator<Item = Link> + '_ {
    follow(class, |class| lines.get(class)?.as_ref())
}

fn follow<'l>(class: ClassId, line: impl Fn(ClassId) -> Option<&'l Line>) -> impl Iterator<Item = Link> {
    let mut chain = Some(class);
    let mut rest: &[Link] = &[];
    let links = std::iter::from_fn(move || {
        if let Some(class) = chain.take() {
            match line(class) {
                Some(Line::After(next)) => chain = Some(*next),
                Some(Line::Merged(links)) => rest = links,
                None => {}
            }
            return Some(Link::Class(class));
        }
        let (first, others) = rest.split_first()?;
        rest = others;
        Some(*first)
    });
    links.take(MAX_ANCESTORS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Classes as `A: B C`, in any order; what is not defined is from outside. Gives the order of the last one.
    fn order(text: &str) -> (String, bool) {
        let rows: Vec<(&str, Vec<&str>)> = text
            .split(';')
            .map(|row| {
                let (name, bases) = row.trim().split_once(':').unwrap();
                (name, bases.split_whitespace().collect())
            })
            .collect();
        let is_outside = |name: &&str| !rows.iter().any(|(other, _)| other == name);
        let outside: Vec<&str> = rows
            .iter()
            .flat_map(|(_, bases)| bases)
            .copied()
            .filter(is_outside)
            .collect();
        let link = |base: &str| match rows.iter().position(|(name, _)| *name == base) {
            Some(class) => Link::Class(class),
            None => Link::External(outside.iter().position(|other| *other == base).unwrap()),
        };
        let bases: Vec<Vec<Link>> = rows
            .iter()
            .map(|(_, bases)| bases.iter().map(|base| link(base)).collect())
            .collect();
        let bases: Vec<&[Link]> = bases.iter().map(Vec::as_slice).collect();
        let (lines, conflicts) = linearise(&bases, &Outside::default());
        let last = rows.len() - 1;
        let names: Vec<&str> = links(&lines, last)
            .map(|link| match link {
                Link::Class(class) => rows[class].0,
                Link::External(id) => outside[id],
            })
            .collect();
        (
            names.join(" "),
            !conflicts.iter().any(|conflict| conflict.class == last),
        )
    }

    #[test]
    fn the_order_is_that_of_python() {
        for (classes, expected) in [
            ("A:", "A"),
            ("A:; B: A", "B A"),
            ("A: B; B: C; C:; D: A", "D A B C"),
            ("A:; B: A; C: A; D: B C", "D B C A"),
            ("A:; B:; C: A B; D: A; E: D C", "E D C A B"),
            // The example in the description of C3 for Python.
            ("F:; E:; D:; C: D F; B: D E; A: B C", "A B C D E F"),
            ("F:; E:; D:; C: D F; B: E D; A: B C", "A B E C D F"),
            // Those from outside take part.
            ("A: x; B: x; C: A B", "C A B x"),
            ("A: x; C: A y", "C A x y"),
        ] {
            assert_eq!(order(classes), (expected.to_owned(), true), "{classes}");
        }
    }

    #[test]
    fn an_order_that_does_not_exist_is_that_of_first_appearance() {
        for (classes, expected) in [
            ("A:; B: A; C: A B", "C A B"),
            ("X:; Y:; A: X Y; B: Y X; C: A B", "C A B X Y"),
            ("A:; B: A A", "B A"),
            ("A: x; B: x A", "B x A"),
        ] {
            let (found, is_consistent) = order(classes);
            assert!(!is_consistent, "{classes}");
            assert_eq!(found, expected, "{classes}");
        }
    }

    #[test]
    fn a_base_that_leads_back_is_left_out() {
        assert_eq!(order("A: A").0, "A");
        assert_eq!(order("A: B; B: A").0, "B");
        assert_eq!(order("A: C; B: A; C: B; D: A B C").0, "D A C B");
    }

    #[test]
    fn a_long_chain_is_followed_so_far() {
        let bases: Vec<Vec<Link>> = (0..100_000_usize)
            .map(|class| class.checked_sub(1).map(Link::Class).into_iter().collect())
            .collect();
        let bases: Vec<&[Link]> = bases.iter().map(Vec::as_slice).collect();
        let (lines, conflicts) = linearise(&bases, &Outside::default());
        assert!(conflicts.is_empty());
        assert_eq!(links(&lines, 99_999).count(), MAX_ANCESTORS);
    }
}
