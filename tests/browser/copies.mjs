// Tells what the copy buttons on pages of a built book offer.
//
//     node copies.mjs --book DIR PAGE...
//
// A list of pairs, a name and the line that imports it, goes to standard output as JSON.

import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

const { values, positionals } = parseArgs({ options: { book: { type: 'string' } }, allowPositionals: true });
const server = await serve(values.book);
const browser = await launch();
const pairs = [];
try {
    for (const page of positionals) {
        const tab = await openTab(browser, { width: 1000, height: 900, theme: 'light' });
        await tab.goto(server.url + page, { waitUntil: 'load' });
        const found = await tab.evaluate(() =>
            [...document.querySelectorAll('.autodoc-copy')].map((button) => {
                button.click();
                return [...document.querySelectorAll('.autodoc-copies code')].map((code) => code.textContent);
            }),
        );
        pairs.push(...found);
        await tab.context().close();
    }
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify(pairs));
