//! Strongly connected components: what depends on itself in a circle is dealt with together.

/// The components of the graph in which number `n` depends on the numbers `edges[n]`, each component after all that
/// it depends on. Within a component the numbers are sorted.
///
/// R. Tarjan, "Depth-first search and linear graph algorithms", 1972; with a stack of its own, so that long chains
/// do no harm.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut found = Vec::new();
    let mut index = vec![UNSEEN; edges.len()];
    let mut low = vec![UNSEEN; edges.len()];
    let mut is_open = vec![false; edges.len()];
    let mut open = Vec::new();
    let mut next_index = 0;
    for root in 0..edges.len() {
        if index[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if *edge == 0 && index[node] == UNSEEN {
                index[node] = next_index;
                low[node] = next_index;
                next_index += 1;
                open.push(node);
                is_open[node] = true;
            }
            if let Some(next) = edges[node].get(*edge) {
                *edge += 1;
                if index[*next] == UNSEEN {
                    path.push((*next, 0));
                } else if is_open[*next] {
                    low[node] = low[node].min(index[*next]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == index[node] {
                let start = open.iter().rposition(|other| *other == node).unwrap_or_default();
                let mut component = open.split_off(start);
                for member in &component {
                    is_open[*member] = false;
                }
                component.sort_unstable();
                found.push(component);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_stand_together_and_after_what_they_depend_on() {
        let edges = [vec![1], vec![2, 4], vec![1, 3], vec![3], vec![], vec![0]];
        let found = components(&edges);
        assert_eq!(found, [vec![3], vec![4], vec![1, 2], vec![0], vec![5]]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let edges: Vec<Vec<usize>> = (0..200_000).map(|at| vec![(at + 1) % 200_000]).collect();
        assert_eq!(components(&edges).len(), 1);
    }
}
