// Tells what is copied of the first example on a page: by hand, and by mdBook's button.
//
//     node copied.mjs --book DIR --page PAGE
//
// Two texts as JSON go to standard output: `selected` and `button`.

import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

const { values } = parseArgs({ options: { book: { type: 'string' }, page: { type: 'string' } } });
const server = await serve(values.book);
const browser = await launch();
try {
    const tab = await openTab(browser, { width: 1000, height: 900, theme: 'light' });
    await tab.goto(server.url + values.page, { waitUntil: 'networkidle' });
    await tab.evaluate(() => {
        // What mdBook's button hands to the clipboard.
        document.addEventListener('copy', () => (globalThis.copied = getSelection().toString() || document.activeElement.value));
    });
    const example = tab.locator('pre:has(> .autodoc-doctest)').first();
    const selected = await example.locator('code').evaluate((code) => {
        getSelection().selectAllChildren(code);
        const text = getSelection().toString();
        getSelection().removeAllRanges();
        return text;
    });
    await example.hover();
    await example.locator('.clip-button').click();
    const button = await tab.evaluate(() => globalThis.copied);
    console.log(JSON.stringify({ selected, button }));
} finally {
    await browser.close();
    server.close();
}
