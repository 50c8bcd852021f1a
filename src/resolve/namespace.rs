//! The namespace of each module: what every name at its top level is bound to.
//!
//! Each wildcard import is expanded once, the modules that it takes names from first. As at run time the last binding
//! of a name counts; in a circle of wildcard imports, where that depends on which module is imported first, a module's
//! own names and those from outside the circle come first.

use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::components::components;
use super::exports::Expanded;
use super::{ModuleIndex, ProjectModule};
use crate::model::{Certainty, Import, Item, ItemData};

/// The number of a name in [`Namespaces::symbols`].
type Symbol = u32;

/// The number of an item among the members of its module.
pub(super) type Member = usize;

/// What a name is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// What a module itself defines or imports under a name.
    Member(SmallNumber, SmallNumber),
    /// A module below the package.
    Module(SmallNumber),
}

/// The number of a module or a member, in little room: there is a binding for each member of each module.
pub(super) type SmallNumber = u32;

/// What a name leads to in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// A module.
    Module(ModuleIndex),
    /// A definition.
    Item(ModuleIndex, Member),
    /// Out of the project, by this import.
    Outside(ModuleIndex, Member),
    /// Nowhere: an import on the way fails, or they go round in a circle.
    Nowhere,
}

type Table = IndexMap<Symbol, Binding, FxBuildHasher>;

/// The namespaces of all modules.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    symbols: IndexSet<String>,
    modules: HashMap<String, ModuleIndex>,
    submodules: FxHashMap<(ModuleIndex, Symbol), ModuleIndex>,
    tables: Vec<Table>,
    /// Where each member leads to, by module and member.
    leads: Vec<Vec<SmallLeads>>,
}

/// The same in little room: there is one for each member of each module.
#[derive(Clone, Copy, Debug)]
enum SmallLeads {
    Module(SmallNumber),
    Item(SmallNumber, SmallNumber),
    Outside(SmallNumber, SmallNumber),
    Nowhere,
}

impl From<Leads> for SmallLeads {
    fn from(leads: Leads) -> Self {
        match leads {
            Leads::Module(module) => Self::Module(small(module)),
            Leads::Item(module, member) => Self::Item(small(module), small(member)),
            Leads::Outside(module, member) => Self::Outside(small(module), small(member)),
            Leads::Nowhere => Self::Nowhere,
        }
    }
}

impl From<SmallLeads> for Leads {
    fn from(leads: SmallLeads) -> Self {
        match leads {
            SmallLeads::Module(module) => Self::Module(module as usize),
            SmallLeads::Item(module, member) => Self::Item(module as usize, member as usize),
            SmallLeads::Outside(module, member) => Self::Outside(module as usize, member as usize),
            SmallLeads::Nowhere => Self::Nowhere,
        }
    }
}

fn small(number: usize) -> SmallNumber {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A wildcard import of a module of the project.
#[derive(Clone, Copy)]
struct Wildcard {
    source: ModuleIndex,
    member: Member,
}

impl Namespaces {
    /// What modules bind by themselves, before any wildcard import is followed.
    pub(super) fn own(modules: &[ProjectModule]) -> Self {
        let mut own = Self::default();
        for (index, module) in modules.iter().enumerate() {
            own.modules.insert(module.name().to_string(), index);
        }
        for (index, module) in modules.iter().enumerate() {
            let parent = module.name().parent();
            if let Some(package) = parent.and_then(|parent| own.find(parent.as_str())) {
                let symbol = own.add_symbol(module.name().last());
                own.submodules.insert((package, symbol), index);
            }
            let mut table = Table::default();
            for (member, item) in module.facts.module.members.iter().enumerate() {
                if item.name != "*" {
                    let symbol = own.add_symbol(&item.name);
                    let binding = Binding::Member(small(index), small(member));
                    table.entry(symbol).or_insert(binding);
                }
            }
            table.shrink_to_fit();
            own.tables.push(table);
        }
        own.follow_all(modules);
        own
    }

    /// Follows the wildcard imports.
    pub(super) fn expand(&mut self, modules: &[ProjectModule], exports: &[Option<Expanded>]) {
        let has_found = self.search_submodules(modules, exports);
        let wildcards: Vec<Vec<Wildcard>> = (0..modules.len())
            .map(|module| self.wildcards(modules, module))
            .collect();
        if wildcards.iter().all(Vec::is_empty) {
            if has_found {
                self.follow_all(modules);
            }
            return;
        }
        let edges: Vec<Vec<usize>> = wildcards
            .iter()
            .map(|wildcards| wildcards.iter().map(|wildcard| wildcard.source).collect())
            .collect();
        // Of a list that cannot be read at all nothing is known, as if there were none.
        let exports: Vec<Option<&Expanded>> = exports
            .iter()
            .map(|exports| exports.as_ref().filter(|exports| !exports.is_unread()))
            .collect();
        let symbols_of = |exports: &Expanded| {
            exports
                .names
                .iter()
                .filter_map(|name| self.symbol(name))
                .collect()
        };
        let exported: Vec<Option<FxHashSet<Symbol>>> =
            exports.iter().map(|exports| exports.map(symbols_of)).collect();
        let mut expansion = Expansion {
            namespaces: self,
            modules,
            wildcards: &wildcards,
            exports: &exports,
            exported: &exported,
        };
        for component in components(&edges) {
            expansion.expand(&component);
        }
        self.follow_all(modules);
    }

    /// Binds the names in `__all__` of packages that are only made on demand, by a path that is computed: each to the one
    /// definition of that name in the modules right below. Whether any was found.
    fn search_submodules(&mut self, modules: &[ProjectModule], exports: &[Option<Expanded>]) -> bool {
        let mut found = Vec::new();
        for (package, exports) in exports.iter().enumerate() {
            let Some(exports) = exports else { continue };
            if !searches_submodules(&modules[package]) {
                continue;
            }
            let names = exports.names.iter().filter_map(|name| self.symbol(name));
            let unbound: FxHashSet<Symbol> = names
                .filter(|symbol| self.binding(package, *symbol).is_none())
                .collect();
            if unbound.is_empty() {
                continue;
            }
            let mut defined: FxHashMap<Symbol, Vec<Binding>> = FxHashMap::default();
            let below = submodules(modules, package);
            for (symbol, binding) in below.flat_map(|module| &self.tables[module]) {
                let Binding::Member(home, member) = *binding else {
                    continue;
                };
                let item = &modules[home as usize].facts.module.members[member as usize];
                if unbound.contains(symbol) && !matches!(item.data, ItemData::Import(_)) {
                    defined.entry(*symbol).or_default().push(*binding);
                }
            }
            let single = defined
                .into_iter()
                .filter_map(|(symbol, bindings)| match bindings[..] {
                    [only] => Some((package, symbol, only)),
                    _ => None,
                });
            found.extend(single);
        }
        // The order of tables is that of their names.
        found.sort_by_key(|(package, symbol, _)| (*package, *symbol));
        for (package, symbol, binding) in &found {
            self.tables[*package].insert(*symbol, *binding);
        }
        !found.is_empty()
    }

    /// The module of a dotted name.
    pub(super) fn find(&self, name: &str) -> Option<ModuleIndex> {
        self.modules.get(name).copied()
    }

    /// The module right below a package.
    pub(super) fn submodule(&self, package: ModuleIndex, name: &str) -> Option<ModuleIndex> {
        let symbol = self.symbol(name)?;
        self.submodules.get(&(package, symbol)).copied()
    }

    /// What a name leads to. What a module binds by an import, an assignment or a definition comes before the module
    /// of that name below it.
    pub(super) fn lookup(&self, module: ModuleIndex, name: &str) -> Option<Leads> {
        let symbol = self.symbol(name)?;
        let leads = self.binding(module, symbol).map(|binding| self.leads_of(binding));
        leads.filter(|leads| *leads != Leads::Nowhere)
    }

    /// What a name of a module is bound to.
    pub(super) fn binding_of(&self, module: ModuleIndex, name: &str) -> Option<Binding> {
        self.binding(module, self.symbol(name)?)
    }

    /// What a module itself binds to a name, by the number of the member.
    pub(super) fn own_member(&self, module: ModuleIndex, name: &str) -> Option<Member> {
        match self.tables[module].get(&self.symbol(name)?)? {
            Binding::Member(home, member) if *home as usize == module => Some(*member as usize),
            _ => None,
        }
    }

    /// Where a member of a module leads to.
    pub(super) fn leads(&self, module: ModuleIndex, member: Member) -> Leads {
        let leads = self.leads[module].get(member).copied();
        leads.map_or(Leads::Nowhere, Leads::from)
    }

    /// The names of a module that do not begin with an underscore, those from wildcard imports included: what it
    /// offers to a wildcard import if it has no `__all__`.
    pub(super) fn public_names(&self, module: ModuleIndex) -> impl Iterator<Item = &str> {
        let names = self.tables[module].keys();
        names
            .map(|symbol| self.name(*symbol))
            .filter(|name| !name.starts_with('_'))
    }

    fn name(&self, symbol: Symbol) -> &str {
        self.symbols.get_index(symbol as usize).map_or("", String::as_str)
    }

    fn symbol(&self, name: &str) -> Option<Symbol> {
        self.symbols.get_index_of(name).map(small)
    }

    fn add_symbol(&mut self, name: &str) -> Symbol {
        match self.symbol(name) {
            Some(symbol) => symbol,
            None => small(self.symbols.insert_full(name.to_owned()).0),
        }
    }

    fn binding(&self, module: ModuleIndex, symbol: Symbol) -> Option<Binding> {
        let bound = self.tables[module].get(&symbol).copied();
        bound.or_else(|| {
            let submodule = self.submodules.get(&(module, symbol))?;
            Some(Binding::Module(small(*submodule)))
        })
    }

    fn leads_of(&self, binding: Binding) -> Leads {
        match binding {
            Binding::Member(module, member) => self.leads(module as usize, member as usize),
            Binding::Module(module) => Leads::Module(module as usize),
        }
    }

    /// The wildcard imports of a module that lead to another module of the project.
    fn wildcards(&self, modules: &[ProjectModule], module: ModuleIndex) -> Vec<Wildcard> {
        let members = modules[module].facts.module.members.iter().enumerate();
        let wildcards = members.filter(|(_, item)| item.name == "*");
        wildcards
            .filter_map(|(member, item)| {
                let ItemData::Import(import) = &item.data else {
                    return None;
                };
                let source = self.find(&modules[module].absolute(import)?)?;
                (source != module).then_some(Wildcard { source, member })
            })
            .collect()
    }

    /// Works out where all members lead to.
    fn follow_all(&mut self, modules: &[ProjectModule]) {
        let mut following = Following {
            namespaces: self,
            modules,
            leads: modules
                .iter()
                .map(|module| vec![State::Unseen; module.facts.module.members.len()])
                .collect(),
        };
        for (module, facts) in modules.iter().enumerate() {
            for member in 0..facts.facts.module.members.len() {
                following.follow((module, member));
            }
        }
        let known = |state| match state {
            State::Known(leads) => leads.into(),
            State::Unseen | State::Open => SmallLeads::Nowhere,
        };
        let leads = following.leads.into_iter();
        self.leads = leads
            .map(|leads| leads.into_iter().map(known).collect())
            .collect();
    }
}

/// The modules right below a package; modules are sorted by name.
fn submodules(modules: &[ProjectModule], package: ModuleIndex) -> impl Iterator<Item = ModuleIndex> {
    let name = modules[package].name();
    let prefix = format!("{name}.");
    let below = modules.iter().enumerate().skip(package + 1);
    let below = below.take_while(move |(_, module)| module.name().as_str().starts_with(&prefix));
    let children = below.filter(|(_, module)| module.name().parent().as_ref() == Some(name));
    children.map(|(index, _)| index)
}

/// Whether the names of a package that nothing binds may be those of the modules below it: it makes them on demand.
pub(super) fn searches_submodules(package: &ProjectModule) -> bool {
    let module = &package.facts.module;
    module.is_package() && module.members.iter().any(|item| item.name == "__getattr__")
}

/// The imports on their way to what they mean.
struct Following<'n> {
    namespaces: &'n Namespaces,
    modules: &'n [ProjectModule],
    leads: Vec<Vec<State>>,
}

/// How far a member has been followed.
#[derive(Clone, Copy)]
enum State {
    Unseen,
    Open,
    Known(Leads),
}

/// What an import says by itself.
enum Step {
    To(Binding),
    End(Leads),
}

impl Following<'_> {
    fn follow(&mut self, start: (ModuleIndex, Member)) {
        let mut path: Vec<(ModuleIndex, Member)> = Vec::new();
        let mut at = start;
        let end = loop {
            let (module, member) = at;
            if let State::Known(known) = self.leads[module][member] {
                break known;
            }
            let item = &self.modules[module].facts.module.members[member];
            path.push(at);
            self.leads[module][member] = State::Open;
            let ItemData::Import(import) = &item.data else {
                break Leads::Item(module, member);
            };
            match self.step(at, item, import) {
                Step::End(end) => break end,
                Step::To(Binding::Module(module)) => break Leads::Module(module as usize),
                Step::To(Binding::Member(next_module, next_member)) => {
                    let (next_module, next_member) = (next_module as usize, next_member as usize);
                    if matches!(self.leads[next_module][next_member], State::Open) {
                        // The name is not bound yet when it is asked for; Python then looks for a module.
                        let path = self.modules[module].absolute(import);
                        let source = path.and_then(|path| self.namespaces.find(&path));
                        let name = import.name.as_deref().unwrap_or_default();
                        break source.map_or(Leads::Nowhere, |source| self.submodule(source, name));
                    }
                    at = (next_module, next_member);
                }
            }
        };
        for (module, member) in path {
            self.leads[module][member] = State::Known(end);
        }
    }

    fn step(&self, (module, member): (ModuleIndex, Member), item: &Item, import: &Import) -> Step {
        let namespaces = self.namespaces;
        let Some(path) = self.modules[module].absolute(import) else {
            return Step::End(Leads::Nowhere);
        };
        let source = namespaces.find(&path);
        let outside = Leads::Outside(module, member);
        let Some(name) = &import.name else {
            return Step::End(source.map_or(outside, Leads::Module));
        };
        let Some(source) = source else {
            let is_guess = import.certainty == Certainty::OnDemand && import.level > 0;
            return Step::End(if is_guess {
                self.submodule(module, &item.name)
            } else {
                outside
            });
        };
        if source == module && *name == item.name {
            // `from . import name` in a package means its submodule; anything else would import itself.
            return Step::End(self.submodule(module, name));
        }
        match namespaces.binding_of(source, name) {
            Some(binding) => Step::To(binding),
            None => Step::End(Leads::Nowhere),
        }
    }

    fn submodule(&self, package: ModuleIndex, name: &str) -> Leads {
        let found = self.namespaces.submodule(package, name);
        found.map_or(Leads::Nowhere, Leads::Module)
    }
}

/// The wildcard imports on their way into the tables.
struct Expansion<'n> {
    namespaces: &'n mut Namespaces,
    modules: &'n [ProjectModule],
    wildcards: &'n [Vec<Wildcard>],
    exports: &'n [Option<&'n Expanded>],
    /// The names of each `__all__`.
    exported: &'n [Option<FxHashSet<Symbol>>],
}

impl Expansion<'_> {
    /// Fills the tables of modules that take names from each other, or of one that does not. Those of the modules
    /// that they depend on are full.
    fn expand(&mut self, component: &[ModuleIndex]) {
        for module in component {
            self.add_outer(*module, component);
        }
        if component.len() > 1 {
            self.add_inner(component);
        }
    }

    /// Puts a module's own names and those of wildcard imports from outside the component in the order of the source.
    fn add_outer(&mut self, module: ModuleIndex, component: &[ModuleIndex]) {
        let implicit = self.imported_submodules(module);
        if self.wildcards[module].is_empty() && implicit.is_empty() {
            return;
        }
        let members = &self.modules[module].facts.module.members;
        let sources: FxHashMap<Member, ModuleIndex> = self.wildcards[module]
            .iter()
            .filter(|wildcard| component.binary_search(&wildcard.source).is_err())
            .map(|wildcard| (wildcard.member, wildcard.source))
            .collect();
        let mut order: Vec<Member> = (0..members.len()).collect();
        order.sort_by_key(|member| self.rank(module, &members[*member]));
        let mut table = Table::default();
        table.extend(implicit);
        for member in order {
            if let Some(source) = sources.get(&member) {
                for (symbol, binding) in self.offered(*source) {
                    if !(table.contains_key(&symbol) && self.is_own(module, symbol, binding)) {
                        table.insert(symbol, binding);
                    }
                }
                for (symbol, binding) in self.unlisted(*source) {
                    table.entry(symbol).or_insert(binding);
                }
            } else if let Some(symbol) = self.namespaces.symbol(&members[member].name)
                && let Some(binding) = self.namespaces.tables[module].get(&symbol)
            {
                table.insert(symbol, *binding);
            }
        }
        self.namespaces.tables[module] = table;
    }

    /// Whether a binding of another module is an import of the name from `module`: it has what `module` binds already.
    fn is_own(&self, module: ModuleIndex, symbol: Symbol, binding: Binding) -> bool {
        let Binding::Member(home, member) = binding else {
            return false;
        };
        let home = &self.modules[home as usize];
        match &home.facts.module.members[member as usize].data {
            ItemData::Import(import) => {
                import.name.as_deref() == Some(self.namespaces.name(symbol))
                    && home.absolute(import).as_deref() == Some(self.modules[module].name().as_str())
            }
            _ => false,
        }
    }

    /// What decides of two bindings: the later one counts. Where the other branch of a condition has a wildcard
    /// import, or the stub beside the module, that only adds names.
    fn rank(&self, module: ModuleIndex, item: &Item) -> (bool, u32) {
        let adds_only = match &item.data {
            ItemData::Import(import) if item.name == "*" => {
                import.certainty == Certainty::Fallback
                    || self.modules[module].facts.position(item.id).is_in_stub
            }
            _ => false,
        };
        (!adds_only, item.id.0)
    }

    /// Hands names round in a circle of wildcard imports until nobody lacks any. Each name is handed to each module
    /// once.
    fn add_inner(&mut self, component: &[ModuleIndex]) {
        let mut seen: FxHashMap<(ModuleIndex, Member), usize> = FxHashMap::default();
        let mut has_grown = true;
        while has_grown {
            has_grown = false;
            for module in component {
                for wildcard in self.wildcards[*module].iter().rev() {
                    let source = wildcard.source;
                    if component.binary_search(&source).is_err() {
                        continue;
                    }
                    let cursor = seen.entry((*module, wildcard.member)).or_default();
                    let mut new: Vec<(Symbol, Binding)> = Vec::new();
                    if *cursor == 0 {
                        new.extend(self.offered(source));
                        new.extend(self.unlisted(source));
                    } else {
                        let table = self.namespaces.tables[source].iter().skip(*cursor);
                        let offered =
                            table.filter(|(symbol, binding)| self.offers(source, **symbol, **binding));
                        new.extend(offered.map(|(symbol, binding)| (*symbol, *binding)));
                    }
                    *cursor = self.namespaces.tables[source].len();
                    let table = &mut self.namespaces.tables[*module];
                    let before = table.len();
                    for (symbol, binding) in new {
                        table.entry(symbol).or_insert(binding);
                    }
                    has_grown |= table.len() > before;
                }
            }
        }
    }

    /// Whether a module offers one of its names to a wildcard import. What a stub imports serves the stub alone, unless
    /// it says otherwise (PEP 484).
    fn offers(&self, source: ModuleIndex, symbol: Symbol, binding: Binding) -> bool {
        if let Some(exported) = &self.exported[source] {
            return exported.contains(&symbol) || self.may_list(source, symbol, binding);
        }
        let module = &self.modules[source];
        let is_for_stub = match binding {
            Binding::Member(home, member) if home as usize == source && module.is_stub() => {
                let item = &module.facts.module.members[member as usize];
                matches!(&item.data, ItemData::Import(import) if !import.is_explicit_reexport)
            }
            _ => false,
        };
        !is_for_stub && !self.namespaces.name(symbol).starts_with('_')
    }

    /// Whether a name may be in the part of `__all__` that cannot be read: the module itself defines it, and it is public.
    fn may_list(&self, source: ModuleIndex, symbol: Symbol, binding: Binding) -> bool {
        let is_partial = self.exports[source].is_some_and(|exports| exports.is_partial);
        is_partial && self.is_definition(source, binding) && !self.namespaces.name(symbol).starts_with('_')
    }

    fn is_definition(&self, module: ModuleIndex, binding: Binding) -> bool {
        let Binding::Member(home, member) = binding else {
            return false;
        };
        let home = home as usize;
        let data = &self.modules[home].facts.module.members[member as usize].data;
        home == module && !matches!(data, ItemData::Import(_))
    }

    /// What a module may offer beside what is known to be in its `__all__`.
    fn unlisted(&self, source: ModuleIndex) -> Vec<(Symbol, Binding)> {
        let table = self.namespaces.tables[source].iter();
        let unlisted = table.filter(|(symbol, binding)| self.may_list(source, **symbol, **binding));
        unlisted.map(|(symbol, binding)| (*symbol, *binding)).collect()
    }

    /// What a module offers to a wildcard import as its table is now.
    fn offered(&self, source: ModuleIndex) -> Vec<(Symbol, Binding)> {
        let namespaces = &self.namespaces;
        match &self.exports[source] {
            Some(exports) => exports
                .names
                .iter()
                .filter_map(|name| {
                    let symbol = namespaces.symbol(name)?;
                    Some((symbol, namespaces.binding(source, symbol)?))
                })
                .collect(),
            None => namespaces.tables[source]
                .iter()
                .filter(|(symbol, binding)| self.offers(source, **symbol, **binding))
                .map(|(symbol, binding)| (*symbol, *binding))
                .collect(),
        }
    }

    /// The modules below a package that it has as attributes because it imports from them.
    fn imported_submodules(&self, module: ModuleIndex) -> Vec<(Symbol, Binding)> {
        let facts = &self.modules[module].facts.module;
        if !facts.is_package() {
            return Vec::new();
        }
        let prefix = format!("{}.", facts.name);
        let imports = facts.members.iter().filter_map(|item| match &item.data {
            ItemData::Import(import) => self.modules[module].absolute(import),
            _ => None,
        });
        imports
            .filter_map(|path| {
                let name = path.strip_prefix(&prefix)?.split('.').next()?;
                let symbol = self.namespaces.symbol(name)?;
                let submodule = self.namespaces.submodules.get(&(module, symbol))?;
                Some((symbol, Binding::Module(small(*submodule))))
            })
            .collect()
    }
}
