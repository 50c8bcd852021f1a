//! Docstrings on pages: read as their module writes them, with what the source says beside them.

use minijinja::Value;

use super::beside;
use super::docs::DocsWriter;
use super::links::Scope;
use super::page::{PageRenderer, empty};
use crate::docstring::{self, Document, Inline, Parsed};
use crate::model::{Docstring, Function, Item, ItemData, deprecation};
use crate::resolve::{InheritedDocstring, ModuleIndex};

impl<'p> PageRenderer<'_, 'p> {
    pub(super) fn docs(
        &self,
        docstring: Option<&Docstring>,
        function: Option<&Function>,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        let Some(docstring) = docstring else {
            return empty();
        };
        if self.collects(|input| input.add(&(docstring, self.voice(scope.home()), function))) {
            return empty();
        }
        self.document(&self.parse(docstring, scope.home()), function, None, scope)
    }

    /// The docstring of an item of `scope` with what stands beside it; `within` is the place in the item itself.
    pub(super) fn item_docs(
        &self,
        item: &Item,
        function: Option<&Function>,
        anchor: &str,
        scope: &Scope<'_, 'p>,
        within: &Scope<'_, 'p>,
    ) -> Value {
        let own = match &item.data {
            ItemData::Function(written) if written.overloads.is_empty() => Some(written.as_ref()),
            _ => None,
        };
        let message = beside::deprecation(item);
        let inherited = self.inherited(item, scope);
        let collects = self.collects(|input| {
            input.add(&(function, self.voice(scope.home())));
            self.add_inherited(input, inherited.as_ref());
        });
        if collects {
            return empty();
        }
        let Some((found, home)) = inherited else {
            let docstring = beside::docstring(item);
            let document = self.documented(docstring.as_deref(), message, own, scope.home());
            return self.document(&document, function, Some(anchor), within);
        };
        let mut document = self.documented(Some(found.docstring), message, own, home.home());
        beside::add_origin(&mut document, &found.full_name);
        self.document(&document, function, Some(anchor), &home)
    }

    /// The docstring that a member of the class around has from a base class, and the place whose names it means.
    pub(super) fn inherited<'s>(
        &self,
        item: &Item,
        scope: &'s Scope<'_, 'p>,
    ) -> Option<(InheritedDocstring<'p>, Scope<'s, 'p>)> {
        let class = scope.class()?;
        let hierarchy = &self.api.hierarchy;
        let found = hierarchy.inherited_docstring(scope.home(), class.id, item)?;
        let home = scope
            .context()
            .scope(scope.from(), found.module, vec![found.class]);
        Some((found, home))
    }

    /// The docs of one of several signatures.
    pub(super) fn signature_docs(
        &self,
        docstring: Option<&Docstring>,
        function: &Function,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        if self.collects(|input| input.add(&(docstring, function, self.voice(scope.home())))) {
            return empty();
        }
        let message = deprecation(&function.decorators);
        let document = self.documented(docstring, message, Some(function), scope.home());
        self.document(&document, Some(function), None, scope)
    }

    fn documented(
        &self,
        docstring: Option<&Docstring>,
        message: Option<Docstring>,
        function: Option<&Function>,
        home: ModuleIndex,
    ) -> Document {
        let mut document = docstring
            .map(|docstring| self.parse(docstring, home))
            .unwrap_or_default();
        if let Some(function) = function {
            beside::add_annotations(&mut document, function, |text| self.parse(text, home));
        }
        if let Some(message) = message {
            beside::add_deprecation(&mut document, self.parse(&message, home));
        }
        document
    }

    /// Writes a docstring; the parameters that it describes get anchors as those of `owner`.
    fn document(
        &self,
        document: &Document,
        function: Option<&Function>,
        owner: Option<&str>,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        let writer = DocsWriter {
            format: self.options.format,
            html: self.options.html,
            links: scope,
            owner,
        };
        Value::from_safe_string(writer.document(document, function))
    }

    pub(super) fn summary(&self, docstring: Option<&Docstring>, scope: &Scope<'_, 'p>) -> Value {
        self.summary_of(docstring, scope.home(), scope)
    }

    /// The first sentence of a docstring of `home`, with the names of `scope`.
    pub(super) fn summary_of(
        &self,
        docstring: Option<&Docstring>,
        home: ModuleIndex,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        let Some(docstring) = docstring else {
            return empty();
        };
        if self.collects(|input| input.add(&(docstring, self.voice(home), self.voice(scope.home())))) {
            return empty();
        }
        self.inlines(&self.parse(docstring, home).summary(), scope)
    }

    /// A part of a docstring that stands on one line.
    pub(super) fn inlines(&self, inlines: &[Inline], scope: &Scope<'_, 'p>) -> Value {
        if self.collects(|input| input.add(&(inlines, self.voice(scope.home())))) {
            return empty();
        }
        let writer = DocsWriter {
            format: self.options.format,
            html: self.options.html,
            links: scope,
            owner: None,
        };
        Value::from_safe_string(writer.line(inlines))
    }

    /// A docstring of a module as that module writes them.
    pub(super) fn parse(&self, docstring: &Docstring, home: ModuleIndex) -> Document {
        self.parsed(docstring, home).document
    }

    /// A docstring as it is read for the pages, with what is odd about it.
    pub fn parsed(&self, docstring: &Docstring, home: ModuleIndex) -> Parsed {
        let manner = self.styles.manner(home, &docstring.text);
        docstring::parse(&docstring.text, manner)
    }
}
