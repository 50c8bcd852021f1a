// Opens pages of a book that is full of payloads, and reports what happened that must not.
//
//     node payloads.mjs --book DIR [--search WORDS]... PAGE...
//
// No page may open a dialog, write an error to the console, fail, set `window.pwned`, or ask anyone but the server of
// the book for anything; pictures on the web, which docstrings may have, are asked for and not loaded. Every `details`
// is opened, every link and word is passed by the pointer's events, and the words of each search are looked for on the
// first page. The report, a list of lines, goes to standard output as JSON.

import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { book: { type: 'string' }, search: { type: 'string', multiple: true, default: [] } },
});
const server = await serve(values.book);
const browser = await launch();
const problems = [];
try {
    for (const page of positionals) {
        await visit(page);
    }
    for (const words of values.search) {
        await visit(`${positionals[0]}?search=${encodeURIComponent(words)}`, '#mdbook-searchresults li, #searchresults li');
    }
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify(problems));

/** Opens one page, does what readers may do there, and waits for `expected` if it is given. */
async function visit(path, expected) {
    const tab = await openTab(browser, { width: 1440, height: 900, theme: 'light' });
    const tell = (what) => problems.push(`${path}: ${what}`);
    tab.on('dialog', (dialog) => (tell(`dialog: ${dialog.message()}`), dialog.dismiss()));
    tab.on('console', (message) => message.type() === 'error' && !isPicture(message.location().url) && tell(`console: ${message.text()}`));
    tab.on('pageerror', (error) => tell(`script: ${error.message}`));
    tab.on('popup', () => tell('another window'));
    await tab.route('**', (route) => {
        const url = route.request().url();
        if (url.startsWith(server.url) || url.startsWith('data:')) {
            return route.continue();
        }
        if (!isPicture(url) || route.request().resourceType() !== 'image') {
            tell(`request: ${url}`);
        }
        return route.abort();
    });
    await tab.goto(server.url + path, { waitUntil: 'load' });
    if (expected !== undefined) {
        await tab.locator(expected).first().waitFor();
    }
    const isPwned = await tab.evaluate(() => {
        for (const element of document.querySelectorAll('main details')) {
            element.open = true;
        }
        for (const element of document.querySelectorAll('main *')) {
            for (const type of ['mouseover', 'focus', 'toggle', 'error', 'load']) {
                element.dispatchEvent(new Event(type));
            }
        }
        return 'pwned' in window;
    });
    await tab.waitForTimeout(200);
    if (isPwned) {
        tell('a payload ran');
    }
    await tab.context().close();
}

/** Whether it is on one of the hosts that the payloads have harmless pictures on. */
function isPicture(url) {
    return /^https:\/\/(a|pictures)\.example\//.test(url);
}
