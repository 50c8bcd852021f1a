// The palette: a dialog that finds any name of the reference.

/** So many names are shown: more than anybody reads. */
const MOST_SHOWN = 40;
const MOST_RECENT = 8;
const KEY = 't';

const ICON = '<svg viewBox="0 0 24 24" width="1.3em" height="1.3em" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M8 4c-2.2 0-3 1-3 3v2.4C5 11 4.3 12 3 12c1.3 0 2 1 2 2.6V17c0 2 .8 3 3 3M16 4c2.2 0 3 1 3 3v2.4C19 11 19.7 12 21 12c-1.3 0-2 1-2 2.6V17c0 2-.8 3-3 3"/></svg>';

class Palette {
    constructor(url) {
        this.url = url;
        this.symbols = undefined;
        this.shown = [];
        this.active = -1;
        this.build();
    }

    build() {
        this.input = make('input', {
            type: 'text',
            role: 'combobox',
            'aria-label': 'Name',
            'aria-autocomplete': 'list',
            'aria-expanded': 'false',
            'aria-controls': 'autodoc-palette-list',
            'aria-describedby': 'autodoc-palette-help',
            placeholder: 'Find a name',
            dir: 'ltr',
            autocomplete: 'off',
            autocapitalize: 'off',
            autocorrect: 'off',
            spellcheck: 'false',
            enterkeyhint: 'go',
        });
        const close = make('button', { type: 'button', class: 'autodoc-palette-close', 'aria-label': 'Close' }, '×');
        this.filters = make('div', { class: 'autodoc-palette-kinds', role: 'group', 'aria-label': 'Kinds' });
        for (const { letter, words } of FILTERS) {
            this.filters.append(
                make('button', { type: 'button', 'data-letter': letter, 'aria-pressed': 'false', title: `Only ${words}: ${letter}:` }, words.split(' ').pop()),
            );
        }
        this.status = make('p', { class: 'autodoc-palette-status', role: 'status' });
        this.list = make('div', { id: 'autodoc-palette-list', role: 'listbox', 'aria-label': 'Names' });
        const help = make('p', { id: 'autodoc-palette-help', class: 'autodoc-palette-help' });
        help.innerHTML = '<kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes; <kbd>c:</kbd> finds classes';
        this.dialog = make(
            'dialog',
            { class: 'autodoc-palette', 'aria-label': 'Find a name' },
            make('div', { class: 'autodoc-palette-head' }, this.input, close),
            this.filters,
            this.status,
            this.list,
            help,
        );
        document.body.append(this.dialog);

        close.addEventListener('click', () => this.dialog.close());
        this.input.addEventListener('input', () => this.update());
        this.filters.addEventListener('click', ({ target }) => this.toggleFilter(target.closest('button')?.dataset.letter));
        this.list.addEventListener('click', (event) => this.choose(event));
        this.list.addEventListener('pointermove', ({ target }) => {
            const option = target.closest('[role=option]');
            if (option !== null) {
                this.activate([...this.list.children].indexOf(option), false);
            }
        });
        this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close());
        // mdBook's own keys are letters and arrows, and mean it while this is open.
        this.dialog.addEventListener('keydown', (event) => {
            event.stopPropagation();
            this.press(event);
        });
        this.dialog.addEventListener('close', () => this.opener?.focus?.());
    }

    async open() {
        if (this.dialog.open) {
            return;
        }
        this.opener = document.activeElement;
        this.dialog.showModal();
        this.input.focus();
        this.input.select();
        if (this.symbols === undefined) {
            this.status.textContent = 'The names are being loaded.';
            try {
                const names = await loadNames(this.url);
                this.reading?.cancel();
                this.reading = new Work(readSymbols(names), (symbols) => {
                    this.symbols = symbols;
                    this.update();
                });
            } catch (error) {
                this.failed(error);
            }
            return;
        }
        this.update();
    }

    failed(error) {
        const link = make('a', { href: this.url }, 'page of all names');
        this.status.replaceChildren(`The names cannot be loaded (${error.message}). They are on the `, link, '.');
    }

    update() {
        if (this.symbols === undefined) {
            return;
        }
        this.query = readQuery(this.input.value);
        for (const button of this.filters.children) {
            button.setAttribute('aria-pressed', String(button.dataset.letter === this.query.filter));
        }
        this.work?.cancel();
        const isEmpty = this.query.lower === '' && this.query.filter === undefined;
        const recent = isEmpty ? this.recent() : [];
        if (recent.length > 0) {
            this.show(recent, 'Chosen before');
            return;
        }
        this.work = new Work(findSymbols(this.symbols, this.query, MOST_SHOWN), ({ shown, total }) => {
            const number = total === 1 ? '1 name' : `${total.toLocaleString()} names`;
            this.show(shown, total === 0 ? 'No such name' : number);
        });
    }

    show(symbols, status) {
        this.shown = symbols;
        this.status.textContent = status;
        this.list.replaceChildren(...this.shown.map((one, number) => this.option(one, number)));
        this.list.scrollTop = 0;
        this.input.setAttribute('aria-expanded', String(this.shown.length > 0));
        this.activate(this.shown.length > 0 ? 0 : -1, false);
    }

    option(one, number) {
        const places = placesOf(one, this.query);
        const part = (from, to) => {
            const pieces = [];
            for (let at = from; at < to; ) {
                const isMarked = places.has(at);
                let end = at + 1;
                while (end < to && places.has(end) === isMarked) {
                    end += 1;
                }
                const text = one.name.slice(at, end);
                pieces.push(isMarked ? make('mark', {}, text) : text);
                at = end;
            }
            return pieces;
        };
        const { words } = KINDS[one.kind];
        const last = make('code', { dir: 'ltr', ...(one.isDeprecated ? { class: 'autodoc-palette-deprecated' } : {}) }, ...part(one.last, one.name.length));
        const above = make('span', { class: 'autodoc-palette-above', dir: 'ltr' }, ...part(0, Math.max(one.last - 1, 0)));
        const notes = [words, one.origin && 're-export', one.isDeprecated && 'deprecated'].filter(Boolean);
        const kind = make('small', {}, notes.join(', '));
        const attributes = {
            href: this.urlOf(one),
            tabindex: '-1',
            role: 'option',
            id: `autodoc-palette-${number}`,
            'aria-selected': 'false',
        };
        return make('a', attributes, last, ' ', kind, ' ', above);
    }

    urlOf(one) {
        return new URL(one.url, this.url).href;
    }

    activate(number, scroll) {
        this.list.children[this.active]?.setAttribute('aria-selected', 'false');
        this.active = number;
        const option = this.list.children[number];
        option?.setAttribute('aria-selected', 'true');
        if (option === undefined) {
            this.input.removeAttribute('aria-activedescendant');
        } else {
            this.input.setAttribute('aria-activedescendant', option.id);
        }
        if (scroll) {
            option?.scrollIntoView({ block: 'nearest' });
        }
    }

    press(event) {
        if (event.isComposing) {
            return;
        }
        const last = this.shown.length - 1;
        const moves = {
            ArrowDown: () => (this.active >= last ? 0 : this.active + 1),
            ArrowUp: () => (this.active <= 0 ? last : this.active - 1),
            PageDown: () => Math.min(this.active + 8, last),
            PageUp: () => Math.max(this.active - 8, 0),
        };
        if (event.key in moves && last >= 0) {
            event.preventDefault();
            this.activate(moves[event.key](), true);
        } else if (event.key === 'Enter' && event.target === this.input) {
            event.preventDefault();
            // It is about what was typed, and not about what is still shown.
            this.reading?.finish();
            this.work?.finish();
            const link = this.list.children[this.active];
            // The link does what its own click would do, in another tab if that is asked for.
            link?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey, shiftKey: event.shiftKey }));
        }
    }

    choose(event) {
        const option = event.target.closest('[role=option]');
        if (option === null) {
            return;
        }
        const one = this.shown[[...this.list.children].indexOf(option)];
        this.remember(one);
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            this.opener = undefined;
            this.dialog.close();
        }
    }

    toggleFilter(letter) {
        if (letter === undefined) {
            return;
        }
        const rest = this.input.value.replace(/^\s*[a-z]+\s*:\s*/i, '');
        this.input.value = this.query?.filter === letter ? rest : `${letter}:${rest}`;
        this.input.focus();
        this.update();
    }

    /** Where what was chosen is kept, for this book alone. */
    get store() {
        return `autodoc-recent:${new URL(this.url).pathname}`;
    }

    recent() {
        try {
            const names = JSON.parse(localStorage.getItem(this.store) ?? '[]');
            const known = names.length > 0 ? this.symbols.filter(({ name }) => names.includes(name)) : [];
            return names.map((name) => known.find((one) => one.name === name)).filter((one) => one !== undefined);
        } catch {
            return [];
        }
    }

    remember(one) {
        try {
            const known = this.recent().map(({ name }) => name);
            const names = [one.name, ...known.filter((name) => name !== one.name)].slice(0, MOST_RECENT);
            localStorage.setItem(this.store, JSON.stringify(names));
        } catch {
            // A browser that keeps nothing finds names all the same.
        }
    }
}

/** Puts the button into mdBook's bar, and the key into its help. */
function addPalette(url) {
    let palette;
    const open = () => {
        palette ??= new Palette(url);
        palette.open();
    };
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'icon-button autodoc-palette-button';
    button.title = `Find a name (\`${KEY}\`)`;
    button.setAttribute('aria-label', 'Find a name');
    button.setAttribute('aria-haspopup', 'dialog');
    button.setAttribute('aria-keyshortcuts', `${KEY} Control+K Meta+K`);
    button.innerHTML = ICON;
    button.addEventListener('click', open);
    document.querySelector('.menu-bar .left-buttons')?.append(button);

    const help = document.querySelector('#mdbook-help-popup div');
    const line = document.createElement('p');
    line.innerHTML = `Press <kbd>${KEY.toUpperCase()}</kbd> to find a name of the API`;
    help?.insertBefore(line, help.querySelector('p:nth-last-of-type(2)'));

    document.addEventListener('keydown', (event) => {
        const isCombined = event.ctrlKey || event.metaKey;
        const isKey = isCombined ? event.key.toLowerCase() === 'k' : event.key.toLowerCase() === KEY;
        const isTyped = event.target.closest?.('input, textarea, select, [contenteditable]') !== null;
        if (isKey && !event.altKey && !event.shiftKey && !event.repeat && !isTyped) {
            event.preventDefault();
            open();
        }
    });
}

if (!answerFromFrame()) {
    const link = namesLink();
    if (link !== undefined && typeof HTMLDialogElement === 'function') {
        addPalette(link.href);
    }
}
