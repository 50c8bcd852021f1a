// Edits a book that is served, and reports what is wrong with the pages that are open meanwhile.
//
//     node live.mjs --url URL --book DIR
//
// One tab has a chapter open, another one the page of a package. Each must load again when something that it uses has
// changed, and stay as it is when something else has; where the reader was in it, they stay. The report, a list of lines,
// goes to standard output as JSON.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { launch, openTab } from './browser.mjs';

const { values } = parseArgs({ options: { url: { type: 'string' }, book: { type: 'string' } } });
const browser = await launch();
const problems = [];
let where = 'start';

const read = (path) => readFileSync(join(values.book, path), 'utf-8');
const write = (path, text) => writeFileSync(join(values.book, path), text);
const edit = (path, from, to) => write(path, read(path).replace(from, to));
const expect = (is, what) => is || problems.push(`${where}: ${what}`);

async function open(path) {
    const tab = await openTab(browser, { width: 1200, height: 700, theme: 'light' });
    tab.setDefaultTimeout(30_000);
    tab.on('pageerror', (error) => problems.push(`${where}: script: ${error.message}`));
    await tab.goto(values.url + path, { waitUntil: 'load' });
    await mark(tab);
    return tab;
}

/** A page that is loaded again loses the mark. */
async function mark(tab) {
    await tab.evaluate(() => {
        window.isOld = true;
    });
}

/** Waits for a text on the page. */
const shows = (tab, text) =>
    tab
        .waitForFunction((own) => document.querySelector('main')?.textContent.includes(own), text)
        .catch(() => expect(false, `there is no ${text}`));

const isOld = (tab) => tab.evaluate(() => window.isOld === true);

async function loadsAgain(tab) {
    await tab
        .waitForFunction(() => window.isOld !== true && document.readyState === 'complete')
        .catch(() => expect(false, `${tab.url()} was not loaded again`));
    await mark(tab);
}

async function stays(tab) {
    expect(await isOld(tab), `${tab.url()} was loaded again`);
}

const home = await open('home.html');
const api = await open('api/pkg.html');
await api.evaluate(() => window.scrollTo(0, 600));

where = 'a chapter';
edit('src/home.md', 'How it began.', 'How it went on.');
await loadsAgain(home);
await shows(home, 'How it went on.');
await stays(api);

where = 'a docstring';
edit('python/pkg/__init__.py', 'A package.', 'Another package.');
await loadsAgain(api);
await shows(api, 'Another package.');
await api.waitForFunction(() => Math.abs(window.scrollY - 600) < 2).catch(() => expect(false, 'the page has moved'));
await stays(home);

where = 'a search in a page of an earlier build';
await home.evaluate(() => document.getElementById('mdbook-search-toggle').click());
await home.locator('#mdbook-searchbar').pressSequentially('package');
await home
    .locator('#mdbook-searchresults a', { hasText: 'pkg' })
    .first()
    .waitFor()
    .catch(() => expect(false, 'nothing is found'));
await home.goto(`${values.url}home.html`, { waitUntil: 'load' });
await mark(home);

where = 'a picture';
edit('src/picture.svg', '/>', "><title>t</title></svg>");
await loadsAgain(home);
await stays(api);

where = 'a problem';
const config = read('book.toml');
write('book.toml', `${config}\n'<img src=x onerror="window.isHacked = true">' = [\n`);
for (const tab of [home, api]) {
    const panel = tab.getByRole('alert');
    await panel.waitFor().catch(() => expect(false, 'it is not shown'));
    expect((await panel.textContent()).includes('<img src=x onerror='), 'it is not told as it is');
    expect(!(await tab.evaluate(() => window.isHacked)), 'it was taken for HTML');
    await stays(tab);
}
await home.reload();
await home
    .getByRole('alert')
    .waitFor()
    .catch(() => expect(false, 'it is not shown on a page that is opened later'));
await home.getByRole('button', { name: 'Close' }).click();
expect((await home.getByRole('alert').count()) === 0, 'it cannot be closed');
await shows(home, 'How it went on.');
await mark(home);

where = 'the problem mended';
write('book.toml', config);
await api
    .getByRole('alert')
    .waitFor({ state: 'detached' })
    .catch(() => expect(false, 'it stays on the page'));
await stays(api);

where = 'a page that is not there yet';
const later = await openTab(browser, { width: 1200, height: 700, theme: 'light' });
await later.goto(`${values.url}later.html`, { waitUntil: 'load' });
await mark(later);
write('src/later.md', '# Later\n\nHere it is.\n');
edit('src/SUMMARY.md', '- [API', '- [Later](later.md)\n- [API');
await loadsAgain(later);
await shows(later, 'Here it is.');
// It stands in the sidebar of all others.
await loadsAgain(home);
await loadsAgain(api);

await browser.close();
console.log(JSON.stringify(problems));
