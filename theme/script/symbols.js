// The names of a reference, as the page of all names has them for us; `src/render/whole/symbols.rs` tells the form.

/** What the letters mean: the words for people, and the letters by which they can be asked for. */
const KINDS = {
    p: { words: 'module', filter: 'p' },
    c: { words: 'class', filter: 'c' },
    e: { words: 'exception', filter: 'ce' },
    f: { words: 'function', filter: 'f' },
    m: { words: 'method', filter: 'm' },
    y: { words: 'property', filter: 'a' },
    a: { words: 'attribute', filter: 'a' },
    v: { words: 'enum member', filter: 'a' },
    d: { words: 'field', filter: 'a' },
    k: { words: 'key', filter: 'a' },
    t: { words: 'type', filter: 't' },
};

/** What may stand before a colon, in front of what is looked for: a letter, or a word that begins with it. */
const FILTERS = [
    { letter: 'c', words: 'classes' },
    { letter: 'f', words: 'functions' },
    { letter: 'm', words: 'methods' },
    { letter: 'a', words: 'attributes' },
    { letter: 'e', words: 'exceptions' },
    { letter: 't', words: 'types' },
    { letter: 'p', words: 'packages and modules' },
];

/**
 * Reads the names, with breaks. What it returns is an array of symbols, each with
 * its `name`, the same in lower case, where its last part begins, a mask of its characters, and what it leads to.
 */
function* readSymbols(text) {
    const symbols = [];
    const reexports = [];
    let address = '';
    for (const line of text.split('\n')) {
        const words = line.trim().split(' ');
        if (words.length < 2) {
            continue;
        }
        address = lengthened(address, words[0]);
        const module = words[1] === '=' ? address.replaceAll('/', '.') : words[1];
        let name = module;
        for (const word of words.slice(2)) {
            const letter = word[0];
            const end = word.search(/[#=]/);
            name = lengthened(name, end < 0 ? word.slice(1) : word.slice(1, end));
            if (letter === 'x') {
                reexports.push({ name, target: Number(word.slice(end + 1)) });
                continue;
            }
            if (symbols.length % NAMES_BETWEEN_BREAKS === 0) {
                yield;
            }
            const kind = letter.toLowerCase();
            const anchor = end < 0 ? name : word.slice(end + 1);
            symbols.push(symbol(name, kind, letter !== kind, `${address}.html#${anchor}`));
        }
    }
    for (const { name, target } of reexports) {
        const origin = symbols[target];
        if (origin !== undefined) {
            symbols.push({ ...symbol(name, origin.kind, origin.isDeprecated, origin.url), origin });
        }
    }
    return symbols;
}

function symbol(name, kind, isDeprecated, url) {
    const lower = name.toLowerCase();
    const last = name.lastIndexOf('.') + 1;
    let depth = 0;
    for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
        depth += 1;
    }
    return {
        name,
        // A few letters become longer in lower case; places have to stay the same.
        lower: lower.length === name.length ? lower : name,
        last,
        depth,
        kind,
        isDeprecated,
        isPrivate: name[last] === '_' || name.includes('._'),
        mask: maskOf(lower),
        url,
        origin: undefined,
    };
}

/** The text that a word makes of the one before it: a number of its characters, and more. */
function lengthened(before, word) {
    const digits = /^\d*/.exec(word)[0];
    return before.slice(0, Number(digits)) + word.slice(digits.length);
}

/** A bit for each letter in a text, and one for all digits: what lacks one of them cannot be meant. */
function maskOf(lower) {
    let mask = 0;
    for (let at = 0; at < lower.length; at += 1) {
        const code = lower.charCodeAt(at);
        if (code >= 97 && code <= 122) {
            mask |= 1 << (code - 97);
        } else if (code >= 48 && code <= 57) {
            mask |= 1 << 26;
        } else if (code === 95) {
            mask |= 1 << 27;
        } else if (code === 46) {
            mask |= 1 << 28;
        }
    }
    return mask;
}
