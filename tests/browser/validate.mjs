// Validates the main content of all pages of a built book with html-validate, and looks for ids that a whole page
// has twice.
//
//     node validate.mjs --book DIR [--leave-out PAGE]...
//
// The frame around the content is mdBook's. The report, one JSON object with the number of pages and the problems,
// goes to standard output; the exit code is 1 if there are any.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
    options: { book: { type: 'string' }, 'leave-out': { type: 'string', multiple: true, default: [] } },
});
const require = createRequire(new URL('../../.tools/node/', import.meta.url));
const { HtmlValidate } = require('html-validate');
// What mdBook writes around ours has its own style, which is no matter of validity.
const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-trailing-whitespace': 'off', 'no-inline-style': 'off', 'long-title': 'off' },
});
const ids = new HtmlValidate({ rules: { 'no-dup-id': 'error' } });

const pages = readdirSync(values.book, { recursive: true })
    .filter((path) => path.endsWith('.html') && !values['leave-out'].includes(path))
    .sort();
const problems = pages.flatMap((page) => {
    const text = readFileSync(join(values.book, page), 'utf8');
    const main = text.match(/<main>([\s\S]*)<\/main>/)?.[1] ?? '';
    const document = `<!DOCTYPE html>\n<html lang="en"><head><title>x</title></head><body><main>${main}</main></body></html>`;
    const report = [validator.validateStringSync(document), ids.validateStringSync(text)];
    const messages = report.flatMap(({ results }) => results.flatMap((result) => result.messages));
    return messages.map(({ ruleId, message, line }) => {
        const source = document.split('\n')[line - 1]?.slice(0, 160) ?? '';
        return `${page}: ${ruleId}: ${message}: ${source}`;
    });
});
console.log(JSON.stringify({ pages: pages.length, problems }, null, 2));
process.exitCode = problems.length === 0 ? 0 : 1;
