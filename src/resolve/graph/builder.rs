//! Finds the edges of the graph.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Node;
use super::words::{Text, texts, words};
use crate::model::{ExportPart, Import, Item, ItemData, ItemId};
use crate::name::ModuleName;
use crate::resolve::namespace::{Binding, Leads, Member, searches_submodules};
use crate::resolve::{Api, ClassId, Entry, ModuleIndex, is_builtin};

/// The number of nodes, and the edges from each node to what it depends on.
pub(super) fn edges(api: &Api<'_>) -> (usize, Vec<(Node, Node)>) {
    let mut builder = Builder::new(api);
    for module in 0..api.project.modules.len() {
        builder.table(module);
        for (member, item) in builder.members(module).iter().enumerate() {
            builder.name(module, member, item);
            builder.texts(module, member, item);
            builder.ancestors(module, member, item);
        }
    }
    for module in api.modules.keys() {
        builder.page(*module);
    }
    (builder.nodes, builder.edges)
}

/// What there is of each name at the top level of a module.
#[derive(Clone, Copy)]
enum Part {
    /// Where the name leads, and where it is documented.
    Name,
    /// What it says, with its members, and all that this speaks of.
    Texts,
    /// The classes above it and above the classes in it, which decide what members it has.
    Bases,
    /// What these say, with their members.
    Inherited,
}

struct Builder<'a, 'p> {
    api: &'a Api<'p>,
    /// The number of the first name of each module; at the end, how many names there are.
    first: Vec<usize>,
    /// The number of each definition among the members of its module.
    numbers: FxHashMap<(ModuleIndex, ItemId), Member>,
    /// The nodes of names that stand at the end of full names.
    ends: FxHashMap<&'p str, Node>,
    nodes: usize,
    /// What the edges found next come from.
    from: Node,
    edges: Vec<(Node, Node)>,
    /// The end of each edge from `from`.
    known: FxHashSet<Node>,
}

impl<'a, 'p> Builder<'a, 'p> {
    fn new(api: &'a Api<'p>) -> Self {
        let modules = &api.project.modules;
        let mut first = vec![0];
        let mut numbers = FxHashMap::default();
        for (module, facts) in modules.iter().enumerate() {
            let members = &facts.facts.module.members;
            first.push(first[module] + members.len());
            let items = members.iter().enumerate();
            numbers.extend(items.map(|(member, item)| ((module, item.id), member)));
        }
        let mut builder = Self {
            api,
            nodes: 3 * modules.len() + 4 * first[modules.len()],
            first,
            numbers,
            ends: FxHashMap::default(),
            from: 0,
            edges: Vec::new(),
            known: FxHashSet::default(),
        };
        builder.ends();
        builder
    }

    fn members(&self, module: ModuleIndex) -> &'p [Item] {
        &self.api.project.modules[module].facts.module.members
    }

    fn facts(module: ModuleIndex) -> Node {
        node(module)
    }

    fn page_node(&self, module: ModuleIndex) -> Node {
        node(self.api.project.modules.len() + module)
    }

    /// The names that a module has by its wildcard imports and its `__all__`.
    fn table_node(&self, module: ModuleIndex) -> Node {
        node(2 * self.api.project.modules.len() + module)
    }

    fn part(&self, part: Part, module: ModuleIndex, member: Member) -> Node {
        let modules = self.api.project.modules.len();
        let names = self.first[modules];
        node(3 * modules + part as usize * names + self.first[module] + member)
    }

    fn start(&mut self, from: Node) {
        self.from = from;
        self.known.clear();
    }

    fn add(&mut self, to: Node) {
        if to != self.from && self.known.insert(to) {
            self.edges.push((self.from, to));
        }
    }

    /// All that a page shows of a definition.
    fn add_shown(&mut self, module: ModuleIndex, member: Member) {
        for part in [Part::Name, Part::Texts, Part::Bases, Part::Inherited] {
            self.add(self.part(part, module, member));
        }
    }

    /// Makes the nodes of names by which things are found in the whole project.
    fn ends(&mut self) {
        for (module, found) in self.api.project.modules.iter().enumerate() {
            // A link to a module depends on nothing that it says.
            for (member, item) in found.facts.module.members.iter().enumerate() {
                let to = self.part(Part::Name, module, member);
                let mut open = vec![item];
                while let Some(item) = open.pop() {
                    open.extend(item.members());
                    let is_found = match &item.data {
                        // Under its own name, what is imported is found where it is defined.
                        ItemData::Import(import) => {
                            import.name.as_ref().is_some_and(|name| *name != item.name)
                        }
                        // Nothing links to what is not documented.
                        _ => self.api.place(module, item.id).is_some(),
                    };
                    if !is_found {
                        continue;
                    }
                    let next = self.nodes;
                    let end = *self.ends.entry(&item.name).or_insert(node(next));
                    self.nodes += usize::from(end == node(next));
                    self.edges.push((end, to));
                }
            }
        }
    }

    fn table(&mut self, module: ModuleIndex) {
        self.start(self.table_node(module));
        self.add(Self::facts(module));
        for item in self.members(module) {
            if let ItemData::Import(import) = &item.data
                && item.name == "*"
                && let Some(source) = self.source(module, import)
            {
                self.add(self.table_node(source));
            }
        }
        let project = self.api.project;
        if searches_submodules(&project.modules[module]) {
            for below in project.submodules(module) {
                self.add(Self::facts(below));
            }
        }
        let exports = project.modules[module].facts.module.exports.iter();
        for part in exports.flat_map(|exports| &exports.parts) {
            if let ExportPart::AllOf(path) = part {
                let found = self.walk(module, path);
                if let Some(Leads::Module(owner)) = found {
                    self.add(self.table_node(owner));
                }
            }
        }
    }

    fn source(&self, module: ModuleIndex, import: &Import) -> Option<ModuleIndex> {
        let path = self.api.project.absolute(module, import)?;
        self.api.project.find(&path)
    }

    fn name(&mut self, module: ModuleIndex, member: Member, item: &Item) {
        self.start(self.part(Part::Name, module, member));
        self.add(Self::facts(module));
        match &item.data {
            ItemData::Import(import) => self.import(module, import),
            ItemData::Attribute(attribute) if !attribute.is_unpacked => {
                // The value of an alias says what it is.
                if let Some(value) = &attribute.value {
                    self.walk(module, value.leading_name());
                }
            }
            ItemData::TypeAlias(alias) => {
                self.walk(module, alias.value.leading_name());
            }
            _ => {}
        }
        self.place(module, item);
    }

    fn import(&mut self, module: ModuleIndex, import: &Import) {
        let (Some(source), Some(name)) = (self.source(module, import), &import.name) else {
            return;
        };
        self.add(Self::facts(source));
        if name == "__all__" {
            self.add(self.table_node(source));
        }
        self.bound(source, name);
    }

    /// The module where a definition is documented, and how it is found there.
    fn place(&mut self, module: ModuleIndex, item: &Item) {
        if let Some(place) = self.api.place(module, item.id) {
            self.add(Self::facts(place.module));
            self.bound(place.module, place.entry);
        }
    }

    /// The packages around a module, from the inside out.
    fn packages(&self, module: ModuleIndex) -> Vec<ModuleIndex> {
        let project = self.api.project;
        let names = std::iter::successors(project.modules[module].name().parent(), ModuleName::parent);
        names.filter_map(|name| project.find(name.as_str())).collect()
    }

    fn texts(&mut self, module: ModuleIndex, member: Member, item: &'p Item) {
        self.start(self.part(Part::Texts, module, member));
        self.add(Self::facts(module));
        let mut found = Vec::new();
        texts(item, &mut |text| found.push(text));
        self.speak(module, &found);
        let mut open: Vec<&Item> = item.members().iter().collect();
        while let Some(item) = open.pop() {
            open.extend(item.members());
            if let ItemData::Import(import) = &item.data {
                self.import(module, import);
            }
        }
    }

    /// What the words of some texts of a module may mean.
    fn speak(&mut self, module: ModuleIndex, texts: &[Text<'p>]) {
        let packages = self.packages(module);
        let mut seen = FxHashSet::default();
        for text in texts {
            let (text, is_docs) = match text {
                Text::Code(text) => (*text, false),
                Text::Docs(text) => (*text, true),
            };
            // The members of `**options: Unpack[Options]` are shown as parameters.
            let is_unpacked = text.contains("Unpack[");
            for (word, reaches) in words(text) {
                if !seen.insert((word, is_docs, reaches, is_unpacked)) {
                    continue;
                }
                self.in_stub(module, word);
                let found = self.walk(module, word);
                if let Some(Leads::Item(home, member)) = found.filter(|_| is_unpacked) {
                    self.add_shown(home, member);
                }
                self.absolute(word);
                if !is_docs {
                    continue;
                }
                for package in &packages {
                    self.walk(*package, word);
                }
                let first = word.split('.').next().unwrap_or(word);
                if let Some(end) = self.ends.get(first).filter(|_| reaches && !is_builtin(word)) {
                    self.add(*end);
                }
            }
        }
    }

    /// What the stub beside a module means by a dotted name.
    fn in_stub(&mut self, module: ModuleIndex, path: &str) {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut steps = Vec::new();
        let project = self.api.project;
        project.follow_in_stubs(module, first, &mut |source, name, _| steps.push((source, name)));
        for (source, name) in steps {
            let Some(source) = source else { continue };
            self.add(Self::facts(source));
            match name {
                Some(name) => self.walk(source, &format!("{name}.{rest}")),
                None => self.walk(source, rest),
            };
        }
    }

    /// What a full name may mean: through the names of packages, or in the module with the longest name.
    fn absolute(&mut self, path: &str) {
        let project = self.api.project;
        let Some((first, _)) = path.split_once('.') else {
            return;
        };
        for module in [project.find(first), project.longest_module(path)]
            .into_iter()
            .flatten()
        {
            let rest = path.get(project.modules[module].name().as_str().len()..);
            self.walk(module, rest.unwrap_or_default());
        }
    }

    /// Follows a dotted name from a module, and depends on all that it meets.
    fn walk(&mut self, module: ModuleIndex, path: &str) -> Option<Leads> {
        let mut at = module;
        let mut parts = path.split('.').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let leads = self.bound(at, part)?;
            match leads {
                Leads::Module(module) if parts.peek().is_some() => at = module,
                Leads::Item(home, member) if parts.peek().is_some() => {
                    // The member may come from a base.
                    self.add(self.part(Part::Bases, home, member));
                    return Some(leads);
                }
                _ => return Some(leads),
            }
        }
        None
    }

    /// What a name of a module is bound to, if it is. A module below a package is found by its own name alone.
    fn bound(&mut self, module: ModuleIndex, name: &str) -> Option<Leads> {
        let namespaces = &self.api.project.namespaces;
        match namespaces.binding_of(module, name)? {
            Binding::Module(below) => Some(Leads::Module(below as usize)),
            Binding::Member(home, member) => {
                let (home, member) = (home as usize, member as usize);
                if home != module {
                    self.add(self.table_node(module));
                }
                self.add(self.part(Part::Name, home, member));
                Some(namespaces.leads(home, member))
            }
        }
    }

    fn ancestors(&mut self, module: ModuleIndex, member: Member, item: &Item) {
        let hierarchy = &self.api.hierarchy;
        let classes = self.classes(module, item).into_iter();
        let above: Vec<ClassId> = classes
            .flat_map(|class| hierarchy.project_mro(class).into_iter().skip(1))
            .collect();
        for (from, to) in [(Part::Bases, Part::Name), (Part::Inherited, Part::Texts)] {
            self.start(self.part(from, module, member));
            for ancestor in &above {
                let end = self
                    .top(*ancestor)
                    .map(|(home, member)| self.part(to, home, member));
                self.add(end.unwrap_or(Self::facts(hierarchy.node(*ancestor).module)));
            }
            // An alias has the members of what it stands for.
            if let ItemData::Attribute(attribute) = &item.data
                && let Some(value) = &attribute.value
                && let Some(Leads::Item(home, member)) = self.walk(module, value.leading_name())
            {
                self.add(self.part(from, home, member));
            }
        }
    }

    /// The class that an item is, and those in it.
    fn classes(&self, module: ModuleIndex, item: &Item) -> Vec<ClassId> {
        let mut found = Vec::new();
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            open.extend(item.members());
            found.extend(self.api.hierarchy.find(module, item.id));
        }
        found
    }

    /// The definition at the top level of a module that a class is, or is in.
    fn top(&self, class: ClassId) -> Option<(ModuleIndex, Member)> {
        let hierarchy = &self.api.hierarchy;
        let outwards = std::iter::successors(Some(class), |class| hierarchy.node(*class).parent);
        let node = hierarchy.node(outwards.last()?);
        let member = self.numbers.get(&(node.module, node.item?.id))?;
        Some((node.module, *member))
    }

    fn page(&mut self, module: ModuleIndex) {
        let api = self.api;
        let shown = &api.modules[&module];
        self.start(self.page_node(module));
        self.add(self.table_node(module));
        for documented in shown.submodules.iter().chain([&module]) {
            self.add(Self::facts(*documented));
            let docstring = api.project.modules[*documented].facts.module.docstring.as_ref();
            let docs: Vec<Text<'p>> = docstring.map(|docs| Text::Docs(&docs.text)).into_iter().collect();
            self.speak(*documented, &docs);
        }
        for entry in &shown.entries {
            self.bound(module, entry.name);
            if let Some(member) = self.numbers.get(&(entry.home, entry.item.id)) {
                self.add_shown(entry.home, *member);
            }
            self.below(*entry);
        }
        for reexport in &shown.reexports {
            if let Some(Leads::Item(home, member)) = self.bound(module, &reexport.name) {
                self.add_shown(home, member);
            }
        }
    }

    /// The classes right below those of an entry, and what overrides its members.
    fn below(&mut self, entry: Entry<'p>) {
        let api = self.api;
        for class in self.classes(entry.home, entry.item) {
            let members = api.hierarchy.members(class).iter();
            let overriding = members.flat_map(|member| api.overrides.overriding(entry.home, member.id));
            let overriding = overriding.map(|found| found.class);
            for below in overriding.chain(api.hierarchy.subclasses(class).iter().copied()) {
                if let Some((home, member)) = self.top(below) {
                    self.add(self.part(Part::Name, home, member));
                }
            }
        }
    }
}

/// There are fewer nodes than bytes in the sources that a run can hold.
fn node(number: usize) -> Node {
    Node::try_from(number).unwrap_or(Node::MAX)
}
