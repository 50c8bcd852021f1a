// Searches a built book as mdBook's own search does, without a browser.
//
//     node search.mjs --book DIR QUERY...
//
// The addresses of the first three finds of each query, the best first, go to standard output as JSON.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { book: { type: 'string' } } });
const files = readdirSync(values.book);
const named = (start) => resolve(join(values.book, files.find((file) => file.startsWith(start) && file.endsWith('.js'))));
const elasticlunr = createRequire(import.meta.url)(named('elasticlunr'));
const page = { search: {} };
new Function('window', readFileSync(named('searchindex'), 'utf8'))(page);
const { index, doc_urls: urls, search_options: options } = page.search;
const searcher = elasticlunr.Index.load(index);
const found = positionals.map((query) => searcher.search(query, options).slice(0, 3).map(({ ref }) => urls[ref]));
console.log(JSON.stringify(found));
