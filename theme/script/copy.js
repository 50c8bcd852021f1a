// Copying: a button at everything that has an anchor, which offers its qualified name and the line that imports it.
//
// Both are told by what the page shows. An anchor is the name of the module where people find the item, and the name within
// that module, so what stands before the latter can be imported from.

const MODULES = ['package', 'module', 'namespace package'];
const COPIED_FOR = 1_500;

/** The name that a heading shows, without its kind. */
function nameOf(heading) {
    const link = heading.querySelector(':scope > a.header');
    return [...(link?.childNodes ?? [])]
        .filter((node) => node.nodeName !== 'SMALL')
        .map((node) => node.textContent)
        .join('')
        .trim();
}

/** What can be copied of a heading or a row: nothing where the page does not tell where it can be imported from. */
function copiesOf(element) {
    const isRow = element.nodeName === 'TR';
    const kind = isRow ? '' : element.querySelector('small')?.textContent;
    if (MODULES.includes(kind)) {
        const name = nameOf(element);
        return [name, `import ${name}`];
    }
    const own = isRow ? element.querySelector('a, code').textContent : nameOf(element);
    const around = isRow ? element.closest('section')?.querySelector(':scope > [id]') : null;
    const within = around ? `${nameOf(around)}.${own}` : own;
    const full = element.id;
    if (own === '' || !full.endsWith(`.${within}`)) {
        return undefined;
    }
    // What a class has comes with the class.
    return [full, `from ${full.slice(0, -within.length - 1)} import ${within.split('.')[0]}`];
}

class Copying {
    constructor() {
        this.lines = ['Name', 'Import'].map((word) => make('button', { type: 'button' }, make('small', {}, word), ' ', make('code', { dir: 'ltr' })));
        // It has the keyboard as soon as it is there.
        this.lines[0].setAttribute('autofocus', '');
        this.menu = make('div', { class: 'autodoc-copies', popover: 'auto', role: 'group', 'aria-label': 'Copy' }, ...this.lines);
        this.status = make('p', { class: 'autodoc-status', role: 'status' });
        // All of a page stands in landmarks.
        document.querySelector('main').append(this.menu, this.status);
        this.menu.addEventListener('click', ({ target }) => this.copy(target.closest('button')));
        // mdBook's own keys turn pages, and mean something else while this is open.
        this.menu.addEventListener('keydown', (event) => this.press(event));
        this.menu.addEventListener('toggle', () => this.menu.matches(':popover-open') && this.place());
    }

    /** Gets the menu ready for the element whose button is pressed. */
    show(button, copies) {
        this.button = button;
        copies.forEach((text, at) => {
            this.lines[at].lastChild.textContent = text;
            this.lines[at].firstChild.textContent = ['Name', 'Import'][at];
        });
    }

    /** Puts the menu below its button, as far as the window has room. */
    place() {
        const { left, right, top, bottom } = this.button.getBoundingClientRect();
        const { offsetWidth: width, offsetHeight: height } = this.menu;
        const start = document.documentElement.dir === 'rtl' ? right - width : left;
        const isBelow = bottom + height + 8 < innerHeight || top < height;
        this.menu.style.left = `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`;
        this.menu.style.top = `${isBelow ? bottom + 4 : top - height - 4}px`;
    }

    press(event) {
        event.stopPropagation();
        const at = this.lines.indexOf(document.activeElement);
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            this.lines[1 - at]?.focus();
        }
    }

    async copy(line) {
        if (line === null) {
            return;
        }
        const code = line.querySelector('code');
        const isCopied = await copyText(code);
        line.firstChild.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
        this.status.textContent = isCopied ? `Copied ${code.textContent}` : 'The text is selected, but could not be copied';
        clearTimeout(this.closing);
        if (isCopied) {
            this.closing = setTimeout(() => this.menu.hidePopover(), COPIED_FOR);
        }
    }
}

/** Copies a text that is shown. A page from a plain `http:` address has no clipboard, but copies what is selected. */
async function copyText(code) {
    try {
        await navigator.clipboard.writeText(code.textContent);
        return true;
    } catch {
        getSelection().selectAllChildren(code);
        return document.execCommand('copy');
    }
}

/** Puts a button at each heading and row that names something to copy, with breaks: a class may have a thousand members. */
function* addCopying() {
    const named = document.querySelectorAll('.autodoc :is(h1, h2, h3, h4, h5, h6, tr)[id]');
    if (named.length === 0 || !('popover' in HTMLElement.prototype)) {
        return;
    }
    let copying;
    const pattern = document.createElement('button');
    pattern.type = 'button';
    pattern.className = 'autodoc-copy';
    const press = (button, copies) => {
        copying ??= new Copying();
        button.popoverTargetElement = copying.menu;
        copying.show(button, copies);
    };
    for (const element of named) {
        yield;
        const copies = copiesOf(element);
        if (copies === undefined) {
            continue;
        }
        const button = pattern.cloneNode();
        button.setAttribute('aria-label', `Copy ${copies[0]}`);
        button.addEventListener('click', () => press(button, copies));
        const next = element.nextElementSibling;
        if (element.nodeName === 'TR') {
            element.firstElementChild.append(button);
        } else {
            (next?.matches('.autodoc-labels') ? next : element).after(button);
        }
    }
}

new Work(addCopying(), () => {});
