// Looks names up as the palette does, and says what comes first.
//
//     node ranking.mjs --page FILE QUERY...
//
// The page is that of all names in a built book. An array of the first names, one for each query, goes to standard output as
// JSON; with `--list` the first ten of each instead, with the number of all.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { page: { type: 'string' }, list: { type: 'boolean', default: false } },
});
const script = ['slices.js', 'symbols.js', 'rank.js']
    .map((file) => readFileSync(new URL(`../../theme/script/${file}`, import.meta.url), 'utf8'))
    .join('\n');
const { readSymbols, readQuery, findSymbols, lastOf } = new Function(
    `${script}\nreturn { readSymbols, readQuery, findSymbols, lastOf };`,
)();
const [, text] = /<script type="text\/plain" id="autodoc-symbols">([^<]*)<\/script>/.exec(readFileSync(values.page, 'utf8'));
const symbols = lastOf(readSymbols(text));
const answers = positionals.map((query) => {
    const { shown, total } = lastOf(findSymbols(symbols, readQuery(query), 10));
    const names = shown.map(({ name, kind }) => `${kind} ${name}`);
    return values.list ? { query, total, names } : (names[0] ?? '');
});
console.log(JSON.stringify(answers, null, values.list ? 2 : 0));
