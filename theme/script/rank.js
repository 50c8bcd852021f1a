// Which names somebody means, the likeliest first.
//
// How well a name fits decides first: the last part is what was typed, begins with it, has it at the starts of its words, has
// it somewhere, has its letters in order from its first one on; then the same of the whole name, which has to end in the last
// part, or else everything in a module would be found by the name of the module. Words start after dots and underscores, at
// capitals and at digits. Of names that fit alike the simpler comes first: current, public, a short last part with few
// parts in front, modules and classes before their members.

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

/** Looks for the symbols that fit, with breaks: at most `most` of them, one for everything that they lead to; and how many there are. */
function* findSymbols(symbols, query, most) {
    // Re-exports may take places that are then given up.
    const best = new Best(2 * most);
    let total = 0;
    let left = NAMES_BETWEEN_BREAKS;
    for (const one of symbols) {
        left -= 1;
        if (left === 0) {
            left = NAMES_BETWEEN_BREAKS;
            yield;
        }
        if ((one.mask & query.mask) !== query.mask || !isOfKind(one, query.filter)) {
            continue;
        }
        const fit = fitOf(one, query);
        if (fit !== undefined) {
            total += 1;
            best.add(one, rankOf(one, query, fit));
        }
    }
    const definitions = new Set();
    const shown = best.symbols.filter((one) => {
        const definition = one.origin ?? one;
        const isNew = !definitions.has(definition);
        definitions.add(definition);
        return isNew;
    });
    return { shown: shown.slice(0, most), total };
}

/** The symbols with the lowest ranks, in their order: most of those that fit are never looked at again. */
class Best {
    constructor(most) {
        this.most = most;
        this.symbols = [];
        this.ranks = [];
    }

    add(one, rank) {
        const { symbols, ranks, most } = this;
        if (ranks.length === most && rank >= ranks[most - 1]) {
            return;
        }
        let [low, high] = [0, ranks.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if (ranks[middle] < rank || (ranks[middle] === rank && symbols[middle].name < one.name)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        symbols.splice(low, 0, one);
        ranks.splice(low, 0, rank);
        if (ranks.length > most) {
            symbols.pop();
            ranks.pop();
        }
    }
}

function isOfKind(one, filter) {
    return filter === undefined || KINDS[one.kind].filter.includes(filter);
}

/** How well a name fits; undefined if it does not. */
function fitOf(one, query) {
    return query.above === '' ? fitOfWhole(one, query.last) : fitOfParts(one, query);
}

function fitOfWhole(one, typed) {
    const { lower, last } = one;
    if (!hasLetters(lower, 0, lower.length, typed)) {
        return undefined;
    }
    const fit = fitOfLast(one, typed);
    if (fit !== undefined && fit <= SHORT) {
        return fit;
    }
    if (placesAtWords(one, 0, lower.length, typed, last) !== undefined) {
        return WORDS_OF_ALL;
    }
    return fit ?? (lower.includes(typed.at(-1), last) ? LETTERS_OF_ALL : undefined);
}

/** Where dots were typed, the last part has to fit, and what is in front of it has to have the rest. */
function fitOfParts(one, { above, last: typed }) {
    const { lower, last } = one;
    const end = Math.max(last - 1, 0);
    if (!hasLetters(lower, 0, end, above)) {
        return undefined;
    }
    const fit = fitOfLast(one, typed);
    const start = end - above.length;
    if (fit === undefined || (lower.startsWith(above, start) && isWordStart(one.name, start))) {
        return fit;
    }
    return placesAtWords(one, 0, end, above) === undefined ? fit + LOOSE : fit + 0.5;
}

/** How well the last part of a name fits the last part of what was typed. */
function fitOfLast(one, typed) {
    const { lower, last } = one;
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
    if (placesAtWords(one, last, lower.length, typed) !== undefined) {
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
    // A part more in front weighs as much as three letters more.
    const size = Math.min(one.name.length - one.last + 3 * one.depth, 127);
    const hasCase = !query.hasCapitals || one.name.startsWith(query.typed, one.last) || fit >= WORDS;
    let rank = fit * 2;
    rank = rank * 2 + (hasCase ? 0 : 1);
    rank = rank * 2 + (one.isDeprecated ? 1 : 0);
    rank = rank * 2 + (one.isPrivate ? 1 : 0);
    rank = rank * 128 + size;
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

const CAPITAL = 1;
const SMALL = 2;
const DIGIT = 3;
const SIGN = 4;

function classOf(name, at) {
    const code = name.charCodeAt(at);
    if (code >= 97 && code <= 122) {
        return SMALL;
    }
    if (code >= 65 && code <= 90) {
        return CAPITAL;
    }
    if (code >= 48 && code <= 57) {
        return DIGIT;
    }
    if (code === 46 || code === 95) {
        return SIGN;
    }
    const letter = name[at];
    return letter === letter.toLowerCase() ? SMALL : CAPITAL;
}

function isWordStart(name, at) {
    if (at === 0) {
        return true;
    }
    const before = classOf(name, at - 1);
    if (before === SIGN) {
        return true;
    }
    const own = classOf(name, at);
    if (own === DIGIT) {
        return before !== DIGIT;
    }
    // Of several capitals the last one begins a word, if that goes on: `HTTPServer`.
    return own === CAPITAL && (before !== CAPITAL || (at + 1 < name.length && classOf(name, at + 1) === SMALL));
}

const LONGEST_NAME = 512;
const LONGEST_TYPED = 32;
/** Where nothing was found from, by the number of the search: names are many, and a table for each would take longer. */
const dead = new Uint32Array(LONGEST_NAME * LONGEST_TYPED);
let search = 0;

/**
 * The places of the letters of `typed` between two places of a name, each at the start of a word or right behind the one before, and the last
 * one not before `latest`; the latest words, as the last ones matter most. Places that lead nowhere are tried once.
 */
function placesAtWords({ name, lower }, from, to, typed, latest = from) {
    if (to >= LONGEST_NAME || typed.length > LONGEST_TYPED) {
        return undefined;
    }
    search += 1;
    const places = [];
    const where = { name, lower, from, to, typed, latest, places };
    return placeBefore(where, typed.length - 1, to) ? places : undefined;
}

/** Places the letter number `next` before `end`, where the one behind it stands. */
function placeBefore(where, next, end) {
    const { name, lower, from, to, typed, latest, places } = where;
    if (next < 0) {
        return end === to || isWordStart(name, end);
    }
    const state = next * LONGEST_NAME + end;
    if (dead[state] === search) {
        return false;
    }
    const isLast = next === typed.length - 1;
    const least = isLast ? latest : from;
    const touches = !isLast && !isWordStart(name, end);
    for (let at = end - 1; at >= least; at -= 1) {
        if (lower[at] === typed[next] && placeBefore(where, next - 1, at)) {
            places[next] = at;
            return true;
        }
        if (touches) {
            break;
        }
    }
    dead[state] = search;
    return false;
}

/** The places in the name of what was typed, to show why it was found. */
function placesOf(one, query) {
    const { lower, last } = one;
    const end = Math.max(last - 1, 0);
    const start = end - query.above.length;
    let above = [];
    if (query.above !== '') {
        above = lower.startsWith(query.above, start) ? row(start, query.above.length) : placesWithin(one, 0, end, query.above);
    }
    const own = placesWithin(one, last, lower.length, query.last) ?? placesWithin(one, 0, lower.length, query.last, last);
    return new Set([...(above ?? []), ...(own ?? [])]);
}

function row(from, length) {
    return Array.from({ length }, (_, number) => from + number);
}

/** The places in a part of a name, in the way in which it was found; undefined if its letters are not there. */
function placesWithin(one, from, to, typed, latest = from) {
    const { lower } = one;
    const first = firstLetter(lower, from);
    if (lower.startsWith(typed, first)) {
        return row(first, typed.length);
    }
    const words = placesAtWords(one, from, to, typed, latest);
    const at = lower.indexOf(typed, latest);
    if (words !== undefined || (at >= 0 && at < to)) {
        return words ?? row(at, typed.length);
    }
    if (!hasLetters(lower, from, to, typed)) {
        return undefined;
    }
    const places = [];
    for (let place = to - 1, next = typed.length - 1; next >= 0; place -= 1) {
        if (lower[place] === typed[next]) {
            places.push(place);
            next -= 1;
        }
    }
    return places;
}
