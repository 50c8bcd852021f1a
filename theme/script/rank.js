// Which names somebody means, the likeliest first.
//
// How well a name fits decides first: the last part is what was typed, begins with it, has it at the starts of its words, has
// it somewhere, has its letters in order from its first one on; then the same of the whole name, which has to end in the last
// part, or else everything in a module would be found by the name of the module. Words start after dots and underscores, at
// capitals and at digits. Of names that fit alike the simpler comes first: current, public, the shorter last part, fewer
// parts, modules and classes before their members.

const EXACT = 0;
const PREFIX = 1;
const WORDS = 2;
const PART = 3;
const SHORT = 4;
const WORDS_OF_ALL = 5;
const LETTERS = 6;
const LETTERS_OF_ALL = 7;
/** A last part that fits in some way, in something whose name has the letters but not at the starts of its words. */
const LOOSE = 3;

/** What is asked for: kinds, if a filter is in front, and the parts of a name. */
function readQuery(text) {
    const [, filter, rest] = /^\s*(?:([a-z]+)\s*:)?\s*(.*?)\s*$/is.exec(text);
    const word = filter?.toLowerCase();
    const known = FILTERS.find(({ letter, words }) => word === letter || (word?.length > 1 && words.startsWith(word)));
    const isFilter = filter === undefined || known !== undefined;
    const typed = (isFilter ? rest : text).replace(/\(.*$/, '').replaceAll('::', '.').replaceAll(' ', '');
    const lower = typed.toLowerCase();
    const last = lower.lastIndexOf('.') + 1;
    return {
        filter: known?.letter,
        lower,
        above: lower.slice(0, Math.max(last - 1, 0)),
        last: lower.slice(last),
        hasCapitals: typed !== lower,
        typed: typed.slice(last),
        mask: maskOf(lower),
    };
}

/** The symbols that fit, at most `most` of them, one for everything that they lead to. */
function findSymbols(symbols, query, most) {
    const found = [];
    for (const one of symbols) {
        if ((one.mask & query.mask) !== query.mask || !isOfKind(one, query.filter)) {
            continue;
        }
        const fit = fitOf(one, query);
        if (fit !== undefined) {
            found.push({ symbol: one, rank: rankOf(one, query, fit) });
        }
    }
    found.sort((a, b) => a.rank - b.rank || (a.symbol.name < b.symbol.name ? -1 : 1));
    const shown = [];
    const known = new Set();
    for (const { symbol: one } of found) {
        if (shown.length === most) {
            break;
        }
        const definition = one.origin ?? one;
        if (!known.has(definition)) {
            known.add(definition);
            shown.push(one);
        }
    }
    return { shown, total: found.length };
}

function isOfKind(one, filter) {
    return filter === undefined || KINDS[one.kind].filter.includes(filter);
}

/** How well a name fits; undefined if it does not. */
function fitOf(one, query) {
    const { lower, last } = one;
    if (query.above === '' && !hasLetters(lower, 0, lower.length, query.last)) {
        return undefined;
    }
    const fit = fitOfLast(one, query);
    if (query.above === '') {
        if (fit !== undefined && fit <= SHORT) {
            return fit;
        }
        if (placesAtWords(one, 0, query.last, last) !== undefined) {
            return WORDS_OF_ALL;
        }
        return fit ?? (lower.includes(query.last.at(-1), last) ? LETTERS_OF_ALL : undefined);
    }
    if (fit === undefined) {
        return undefined;
    }
    const above = lower.slice(0, Math.max(last - 1, 0));
    if (above === query.above || above.endsWith(`.${query.above}`)) {
        return fit;
    }
    if (placesAtWords({ name: one.name.slice(0, above.length), lower: above }, 0, query.above) !== undefined) {
        return fit + 0.5;
    }
    return hasLetters(above, 0, above.length, query.above) ? fit + LOOSE : undefined;
}

/** How well the last part of a name fits the last part of what was typed. */
function fitOfLast(one, query) {
    const { lower, last } = one;
    const typed = query.last;
    if (typed === '') {
        return PREFIX;
    }
    if (lower.startsWith(typed, last)) {
        return lower.length - last === typed.length ? EXACT : PREFIX;
    }
    // `__init__` is called `init`, and `_private` is `private`.
    const first = firstLetter(lower, last);
    if (first > last && lower.startsWith(typed, first)) {
        return lower.slice(first).replace(/_+$/, '').length === typed.length ? EXACT + 0.5 : PREFIX + 0.5;
    }
    if (!hasLetters(lower, last, lower.length, typed)) {
        return undefined;
    }
    if (placesAtWords(one, last, typed) !== undefined) {
        return WORDS;
    }
    if (typed.length > 1 && lower.includes(typed, last)) {
        return PART;
    }
    return lower[first] === typed[0] ? SHORT : LETTERS;
}

function firstLetter(lower, last) {
    let first = last;
    while (lower[first] === '_') {
        first += 1;
    }
    return first;
}

/** Of names that fit alike, the lower number comes first. Each reason outweighs all that follow it. */
function rankOf(one, query, fit) {
    const length = Math.min(one.name.length - one.last, 63);
    const hasCase = !query.hasCapitals || one.name.startsWith(query.typed, one.last) || fit >= WORDS;
    let rank = fit * 2;
    rank = rank * 2 + (hasCase ? 0 : 1);
    rank = rank * 2 + (one.isDeprecated ? 1 : 0);
    rank = rank * 2 + (one.isPrivate ? 1 : 0);
    rank = rank * 64 + length;
    rank = rank * 16 + Math.min(one.depth, 15);
    rank = rank * 16 + 'pcefmtyadvk'.indexOf(one.kind);
    rank = rank * 2 + (one.origin === undefined ? 0 : 1);
    return rank * 256 + Math.min(one.name.length, 255);
}

/** Whether the letters of `typed` stand in this order in a part of a text. */
function hasLetters(lower, from, to, typed) {
    let at = from - 1;
    for (let next = 0; next < typed.length; next += 1) {
        at = lower.indexOf(typed[next], at + 1);
        if (at < 0 || at >= to) {
            return false;
        }
    }
    return true;
}

function isWordStart(name, at) {
    if (at === 0) {
        return true;
    }
    const before = name[at - 1];
    if (before === '.' || before === '_') {
        return true;
    }
    const code = name.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    if (isDigit) {
        return before < '0' || before > '9';
    }
    const own = name[at];
    const isCapital = own !== own.toLowerCase();
    const followed = name[at + 1];
    const endsCapitals = before !== before.toLowerCase() && followed !== undefined && followed !== followed.toUpperCase();
    return isCapital && (before === before.toLowerCase() || endsCapitals);
}

/**
 * The places of the letters of `typed` in a name, each at the start of a word or right behind the one before, and the last
 * one not before `latest`; the latest words, as the last ones matter most. Places that lead nowhere are tried once.
 */
function placesAtWords({ name, lower }, from, typed, latest = from) {
    const dead = new Set();
    const places = [];
    // From the end: the letter number `next` has to stand before `end`; it is followed by one at `end`, or that starts a word.
    const place = (next, end) => {
        if (next < 0) {
            return end >= name.length || isWordStart(name, end);
        }
        const key = next * 4096 + end;
        if (dead.has(key)) {
            return false;
        }
        const follows = end < name.length && !isWordStart(name, end);
        const first = next === typed.length - 1 ? latest : from;
        for (let at = end - 1; at >= first; at -= 1) {
            if (lower[at] === typed[next]) {
                places[next] = at;
                if (place(next - 1, at)) {
                    return true;
                }
            }
            if (follows) {
                break;
            }
        }
        dead.add(key);
        return false;
    };
    return place(typed.length - 1, name.length) ? places : undefined;
}

/** The places in the name of what was typed, to show why it was found. */
function placesOf(one, query) {
    const { lower, last } = one;
    const places = [];
    const mark = (from, typed) => {
        for (let at = 0; at < typed.length; at += 1) {
            places.push(from + at);
        }
    };
    const within = (part, from, typed) => {
        const at = part.lower.indexOf(typed, from);
        const first = firstLetter(part.lower, from);
        if (part.lower.startsWith(typed, first)) {
            mark(first, typed);
            return true;
        }
        const words = placesAtWords(part, from, typed, part === one ? last : from);
        if (words !== undefined) {
            places.push(...words);
            return true;
        }
        if (at >= 0) {
            mark(at, typed);
            return true;
        }
        if (!hasLetters(part.lower, from, part.lower.length, typed)) {
            return false;
        }
        for (let end = part.lower.length - 1, next = typed.length - 1; next >= 0; end -= 1) {
            if (part.lower[end] === typed[next]) {
                places.push(end);
                next -= 1;
            }
        }
        return true;
    };
    if (query.above !== '') {
        const above = { name: one.name.slice(0, Math.max(last - 1, 0)), lower: lower.slice(0, Math.max(last - 1, 0)) };
        const exact = above.lower.endsWith(query.above) ? above.lower.length - query.above.length : -1;
        if (exact >= 0) {
            mark(exact, query.above);
        } else {
            within(above, 0, query.above);
        }
    }
    if (!within(one, last, query.last)) {
        within(one, 0, query.last);
    }
    return places.sort((a, b) => a - b);
}
