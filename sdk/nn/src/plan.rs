//! Where each value lies in the arena: values that are alive at the same time never overlap.

use std::ops::Range;

use crate::graph::{Graph, Op, ValueId};
use crate::{LoadError, limits};

/// Places are multiples of this many f32 (64 bytes, a cache line).
const ALIGN: usize = 16;

/// The arena of one session.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Elements of the arena.
    pub(crate) elements: usize,
    places: Vec<Range<usize>>,
    scratch: Vec<Range<usize>>,
}

impl Plan {
    /// Where the value's elements lie.
    pub(crate) fn place(&self, value: ValueId) -> Range<usize> {
        self.places[value].clone()
    }

    /// Scratch space of the node at this position.
    pub(crate) fn scratch(&self, node: usize) -> Range<usize> {
        self.scratch[node].clone()
    }
}

struct Block {
    elements: usize,
    first: usize,
    last: usize,
    start: usize,
}

/// Plans the arena. `scratch[i]` is the number of elements that node `i` needs while it runs.
///
/// Inputs, outputs and constants keep their place for the whole run, so a session may be run again
/// without writing its inputs again. Larger blocks are placed first, each in the lowest gap.
pub(crate) fn plan(graph: &Graph, scratch: &[usize]) -> Result<Plan, LoadError> {
    let values = graph.shapes.len();
    let end = graph.nodes.len();
    // A reshaped value is the same memory as its source.
    let mut root: Vec<ValueId> = (0..values).collect();
    for node in &graph.nodes {
        if matches!(node.op, Op::Reshape) {
            root[node.output] = root[node.inputs[0]];
        }
    }
    let mut lives: Vec<Option<(usize, usize)>> = vec![None; values];
    let mut touch = |value: ValueId, from: usize, to: usize| {
        let life = lives[root[value]].get_or_insert((from, to));
        *life = (life.0.min(from), life.1.max(to));
    };
    for (at, node) in graph.nodes.iter().enumerate() {
        for &value in node.inputs.iter().chain([&node.output]) {
            touch(value, at, at);
        }
    }
    let constants = graph.constants.iter().map(|(value, _)| value);
    for &value in graph.inputs.iter().chain(constants).chain(&graph.outputs) {
        touch(value, 0, end);
    }
    let mut blocks = Vec::new();
    let mut block_of = vec![None; values];
    for (value, life) in lives.iter().enumerate() {
        if let &Some((first, last)) = life {
            block_of[value] = Some(blocks.len());
            blocks.push(Block {
                elements: graph.elements(value),
                first,
                last,
                start: 0,
            });
        }
    }
    let scratch_from = blocks.len();
    for (at, &elements) in scratch.iter().enumerate() {
        blocks.push(Block {
            elements,
            first: at,
            last: at,
            start: 0,
        });
    }
    let elements = place(&mut blocks)?;
    let range = |block: &Block| block.start..block.start + block.elements;
    Ok(Plan {
        elements,
        places: (0..values)
            .map(|value| block_of[root[value]].map_or(0..0, |b: usize| range(&blocks[b])))
            .collect(),
        scratch: blocks[scratch_from..].iter().map(range).collect(),
    })
}

/// Gives each block its start; returns the size of the arena.
fn place(blocks: &mut [Block]) -> Result<usize, LoadError> {
    let mut order: Vec<usize> = (0..blocks.len())
        .filter(|&b| blocks[b].elements > 0)
        .collect();
    order.sort_by_key(|&b| std::cmp::Reverse(blocks[b].elements));
    let mut placed: Vec<usize> = Vec::new(); // by start
    let mut size = 0;
    for b in order {
        if blocks[b].elements > limits::MAX_ARENA_ELEMENTS {
            return Err(LoadError::TooLarge("arena"));
        }
        let mut start = 0;
        for &other in &placed {
            let other = &blocks[other];
            if other.last < blocks[b].first || other.first > blocks[b].last {
                continue;
            }
            if start + blocks[b].elements <= other.start {
                break;
            }
            start = start.max((other.start + other.elements).next_multiple_of(ALIGN));
        }
        blocks[b].start = start;
        size = size.max(start + blocks[b].elements);
        if size > limits::MAX_ARENA_ELEMENTS {
            return Err(LoadError::TooLarge("arena"));
        }
        let at = placed.partition_point(|&p| blocks[p].start <= start);
        placed.insert(at, b);
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::{Block, place};

    #[test]
    fn living_blocks_never_overlap_and_dead_space_is_used_again() {
        // A chain: block i lives during steps i and i + 1.
        let mut blocks: Vec<Block> = (0..50)
            .map(|i| Block {
                elements: 100 + (i * 37) % 211,
                first: i,
                last: i + 1,
                start: 0,
            })
            .collect();
        let size = place(&mut blocks).unwrap();
        for a in 0..50 {
            for b in a + 1..50 {
                let (a, b) = (&blocks[a], &blocks[b]);
                let apart = a.last < b.first || b.last < a.first;
                let disjoint = a.start + a.elements <= b.start || b.start + b.elements <= a.start;
                assert!(apart || disjoint);
            }
        }
        assert!(size < 1000, "{size}");
    }

    #[test]
    fn more_than_the_limit_is_refused_without_overflow() {
        let mut blocks = [Block {
            elements: usize::MAX,
            first: 0,
            last: 0,
            start: 0,
        }];
        assert!(place(&mut blocks).is_err());
    }
}
