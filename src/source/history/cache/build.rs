//! What a run found, made ready to be remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use bstr::BString;

use super::{Cache, Came, Code, Heard, Kept, Line, Look, NO_NODE, Node, State};
use crate::source::git::{ObjectKind, entries};
use crate::source::history::gather::{Absent, Submodule};
use crate::source::history::graph::Graph;
use crate::source::history::names::Name;
use crate::source::history::number::Number;
use crate::source::history::repository::History;
use crate::source::history::spread::Spread;
use crate::source::history::trees::Edge;

/// Most bytes of a tree.
const LARGEST_TREE: u64 = 256 << 20;

/// What a run found, by the numbers of objects.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'f> {
    /// Its kind; none where it could not be read, or not to the end.
    pub kinds: &'f [Option<ObjectKind>],
    /// What came of it.
    pub states: &'f [State],
    /// Whether it was asked for where it stands.
    pub placed: &'f [bool],
    /// The bytes that count as read.
    pub sizes: &'f [u32],
    /// Chunks with something in them, each with an object that holds it.
    pub chunks: &'f [(u32, Number)],
    /// Secrets: each with what one look says it all of, and with a chunk that holds it.
    pub traces: &'f [[u32; 3]],
    /// The looks at files.
    pub looks: &'f [LookFound],
    /// What the code at `HEAD` came to.
    pub code: Option<&'f Code>,
}

/// What a look at an object as a file gave.
#[derive(Clone, Debug)]
pub struct LookFound {
    /// The object.
    pub number: Number,
    /// Where it stands; nothing for a message.
    pub path: BString,
    /// What came of it.
    pub came: Came,
    /// The secrets of what came of it, in order.
    pub secrets: Vec<Heard>,
}

/// Gives nodes to objects.
struct Nodes<'n> {
    history: &'n History,
    kinds: &'n [Option<ObjectKind>],
    given: Vec<Node>,
    others: Vec<Absent>,
    absent: BTreeMap<Number, Absent>,
    /// How many are of objects that need not be read again to know what they name.
    settled: usize,
}

impl Nodes<'_> {
    /// The node of an object; of one that is not here, or is read each time, a new one.
    fn of(&mut self, number: Number) -> Option<Node> {
        let node = *self.given.get(number as usize)?;
        if node != NO_NODE {
            return Some(node);
        }
        let node = Node::try_from(self.settled + self.others.len()).ok()?;
        self.others.push(if let Some(absent) = self.absent.get(&number) {
            *absent
        } else {
            let kind = self.kinds.get(number as usize).copied().flatten()?;
            Absent { id: self.history.objects().id(number)?, what: Submodule::No(kind) }
        });
        *self.given.get_mut(number as usize)? = node;
        Some(node)
    }

    /// The node of an object that is settled.
    fn of_settled(&self, number: Number) -> Option<Node> {
        self.given.get(number as usize).copied().filter(|&node| (node as usize) < self.settled)
    }
}

/// What is read each time, so that it says itself what it names: what names something that is here and could not be read,
/// what breaks off, and commits at which the history is cut off.
fn unsettled(graph: &Graph, spread: &Spread<'_>, findings: &Findings<'_>) -> BTreeSet<Number> {
    let unread = |number: Number| findings.kinds.get(number as usize) == Some(&None);
    let mut found: BTreeSet<Number> = graph.damaged.iter().copied().collect();
    found.extend(spread.edges().iter().filter(|edge| unread(edge.child)).map(|edge| edge.parent));
    let commits = graph.commits.iter().filter(|commit| !commit.lost.is_empty() || commit.tree.is_some_and(unread));
    found.extend(commits.map(|commit| commit.number));
    found.extend(graph.tags().filter(|&(_, of)| unread(of)).map(|(tag, _)| tag));
    found
}

impl Cache {
    /// Remembers a run. None where something of it cannot be written down.
    pub fn of(history: &History, graph: &Graph, spread: &Spread<'_>, findings: &Findings<'_>) -> Option<Self> {
        let unsettled = unsettled(graph, spread, findings);
        let mut cache = Self::default();
        let mut given = vec![NO_NODE; graph.numbers()];
        for (number, kind) in (0u32..).zip(findings.kinds) {
            let Some(kind) = kind.filter(|_| !unsettled.contains(&number)) else { continue };
            let at = number as usize;
            *given.get_mut(at)? = Node::try_from(cache.objects.len()).ok()?;
            cache.objects.push(Kept {
                id: history.objects().id(number)?,
                kind,
                state: *findings.states.get(at)?,
                placed: *findings.placed.get(at)?,
                bytes: *findings.sizes.get(at)?,
            });
        }
        let absent = graph.absent().map(|(number, id, what)| (number, Absent { id, what })).collect();
        let (kinds, settled) = (findings.kinds, cache.objects.len());
        let mut nodes = Nodes { history, kinds, given, others: Vec::new(), absent, settled };
        cache.commits(graph, &mut nodes)?;
        let edges: Vec<Edge> =
            spread.edges().iter().filter(|edge| nodes.of_settled(edge.parent).is_some()).copied().collect();
        let numbers = NameNumbers::of(graph, &edges);
        cache.edges.reserve_exact(edges.len());
        for edge in &edges {
            cache.edges.push([nodes.of(edge.child)?, nodes.of(edge.parent)?, numbers.get(edge.name)?]);
        }
        let settled = |&(chunk, number): &(u32, Number)| Some([chunk, nodes.of_settled(number)?]);
        cache.chunks = findings.chunks.iter().filter_map(settled).collect();
        cache.traces = findings.traces.to_vec();
        // A look of which something cannot be written down is done again.
        let look = |look: &LookFound| {
            let path = if look.path.is_empty() { Vec::new() } else { spread.parts(look.number, &look.path)? };
            let path = path.iter().map(|&name| numbers.get(name)).collect::<Option<_>>()?;
            let object = nodes.of_settled(look.number)?;
            Some(Look { object, path, came: look.came, secrets: look.secrets.clone() })
        };
        cache.looks = findings.looks.iter().filter_map(look).collect();
        let code = findings.code.map(|code| iter::once(code.tree).chain(code.loud.iter().copied()));
        let code: Option<Vec<Node>> = code.into_iter().flatten().map(|number| nodes.of(number)).collect();
        cache.code = code.unwrap_or_default();
        cache.names(graph, &edges, &numbers, &nodes)?;
        cache.others = nodes.others;
        Some(cache)
    }

    fn commits(&mut self, graph: &Graph, nodes: &mut Nodes<'_>) -> Option<()> {
        for commit in &graph.commits {
            let Some(own) = nodes.of_settled(commit.number) else { continue };
            let tree = match commit.tree {
                Some(tree) => nodes.of(tree)?,
                None => NO_NODE,
            };
            let parents = commit.parents.iter().map(|&at| nodes.of(graph.commits.get(at as usize)?.number));
            let parents = parents.collect::<Option<_>>()?;
            self.commits.push(Line { commit: own, tree, parents, seconds: commit.seconds });
        }
        for (tag, of) in graph.tags() {
            if let Some(tag) = nodes.of_settled(tag) {
                self.tags.push([tag, nodes.of(of)?]);
            }
        }
        Some(())
    }

    /// Finds for each name a tree in which it stands: few trees, with many names in each.
    fn names(&mut self, graph: &Graph, edges: &[Edge], numbers: &NameNumbers, nodes: &Nodes<'_>) -> Option<()> {
        self.names = vec![[NO_NODE, 0]; numbers.count as usize];
        let mut open = numbers.count;
        let reader = nodes.history.reader();
        // The edges are sorted by parent.
        let mut trees: Vec<&[Edge]> = edges.chunk_by(|a, b| a.parent == b.parent).collect();
        trees.sort_by_key(|run| std::cmp::Reverse(run.len()));
        for run in trees {
            let Some(parent) = run.first().map(|edge| edge.parent).filter(|_| open > 0) else { break };
            let slot = |edge: &Edge| Some((graph.names.name(edge.name), numbers.get(edge.name)? as usize));
            let is_open = |(_, name): &(&[u8], usize)| self.names.get(*name).is_some_and(|[node, _]| *node == NO_NODE);
            let wanted: BTreeMap<&[u8], usize> = run.iter().filter_map(slot).filter(is_open).collect();
            if wanted.is_empty() {
                continue;
            }
            let node = nodes.of_settled(parent)?;
            let (_, content) = reader.read(parent, LARGEST_TREE).ok()?;
            let mut at = 0;
            entries(&content, nodes.history.hash, |entry| {
                let slot = wanted.get(entry.name).and_then(|&name| self.names.get_mut(name));
                if let Some(slot) = slot.filter(|[node, _]| *node == NO_NODE) {
                    *slot = [node, at];
                    open -= 1;
                }
                at += 1;
            });
        }
        (open == 0).then_some(())
    }
}

/// Small numbers for the names that edges have.
struct NameNumbers {
    numbers: Vec<Option<u32>>,
    count: u32,
}

impl NameNumbers {
    fn of(graph: &Graph, edges: &[Edge]) -> Self {
        let mut numbers = vec![None; graph.names.list().len()];
        let mut count = 0;
        for edge in edges {
            if let Some(slot @ None) = numbers.get_mut(edge.name as usize) {
                *slot = Some(count);
                count += 1;
            }
        }
        Self { numbers, count }
    }

    fn get(&self, name: Name) -> Option<u32> {
        *self.numbers.get(name as usize)?
    }
}
