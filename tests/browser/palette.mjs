// Finds names in a built book as readers do, with keys, with a pointer and on a phone, and reports what is wrong.
//
//     node palette.mjs --book DIR --out DIR
//
// The book is the example. Everything is done twice, from a server and from the disk. Screenshots of the palette in all
// themes, on a phone and on a wide screen, go to `out`, and axe-core looks at it there; the report, a list of lines, goes to standard output as JSON.

import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { Findings, THEMES, launch, openTab, serve } from './browser.mjs';
import { pageOfNames } from './names.mjs';

const axe = createRequire(new URL('../../.tools/node/', import.meta.url)).resolve('axe-core');
const { values } = parseArgs({ options: { book: { type: 'string' }, out: { type: 'string' } } });
mkdirSync(values.out, { recursive: true });
const server = await serve(values.book);
const disk = `${pathToFileURL(resolve(values.book))}/`;
const browser = await launch();
const findings = new Findings();
const expect = (is, what) => findings.expect(is, what);

async function equals(actual, expected, what) {
    const found = await actual;
    expect(JSON.stringify(found) === JSON.stringify(expected), `${what}: ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`);
}

/** Opens a page in a new tab of some width, and notes what it complains of. */
async function visit(base, path, options = {}) {
    const tab = await openTab(browser, { width: 1440, height: 900, theme: 'light', ...options });
    findings.listen(tab);
    tab.setDefaultTimeout(10_000);
    await tab.goto(base + path, { waitUntil: 'load' });
    return tab;
}

const dialog = (tab) => tab.locator('dialog.autodoc-palette');
const input = (tab) => tab.getByRole('combobox', { name: 'Name' });
const isOpen = (tab) => dialog(tab).evaluate((element) => element.open);
const first = (tab) => tab.getByRole('option').first().textContent();
const active = (tab) => tab.evaluate(() => {
    const id = document.querySelector('[role=combobox]').getAttribute('aria-activedescendant');
    return document.getElementById(id)?.textContent;
});
const place = (tab) => tab.evaluate(() => location.href);

async function type(tab, text) {
    await input(tab).fill(text);
    await tab.waitForFunction(() => /name|before/i.test(document.querySelector('.autodoc-palette-status').textContent));
}

async function withKeys(base) {
    const tab = await visit(base, 'percentages.html');
    await tab.locator('main a').first().focus();
    await tab.keyboard.press('t');
    await tab.getByRole('option').first().waitFor();
    expect(await isOpen(tab), 'the key opens nothing');
    await equals(tab.evaluate(() => document.activeElement.getAttribute('role')), 'combobox', 'focus');
    // mdBook's own keys are letters here.
    await tab.keyboard.type('s/?feed');
    await equals(input(tab).inputValue(), 's/?feed', 'typed');
    await tab.keyboard.press('ArrowLeft');
    await equals(place(tab), `${base}percentages.html`, 'an arrow turns no page');
    await type(tab, 'Starter');
    await equals(first(tab), 'Starter class levain', 'exact');
    await type(tab, 'levfeed');
    expect((await first(tab)).startsWith('feed method'), `starts of words: ${await first(tab)}`);
    await type(tab, 'starter.fee');
    expect((await first(tab)).startsWith('feed method levain.Starter'), `parts: ${await first(tab)}`);
    await type(tab, 'p:starter');
    await equals(first(tab), 'starter module levain', 'filter');
    await equals(tab.locator('[aria-pressed=true]').allTextContents(), ['modules'], 'pressed filter');
    await type(tab, 'xqzw');
    await equals(tab.getByRole('status').textContent(), 'No such name', 'nothing');
    await equals(tab.getByRole('combobox').getAttribute('aria-expanded'), 'false', 'expanded');
    await type(tab, 'feed');
    const second = await tab.getByRole('option').nth(1).textContent();
    await tab.keyboard.press('ArrowDown');
    await equals(active(tab), second, 'down');
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowUp');
    await equals(active(tab), await tab.getByRole('option').last().textContent(), 'up from the first');
    // Focus stays inside, and goes back to where it was.
    for (let number = 0; number < 14; number += 1) {
        await tab.keyboard.press('Tab');
        const isWithin = await tab.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null);
        expect(isWithin, 'focus leaves the dialog');
    }
    await tab.keyboard.press('Escape');
    expect(!(await isOpen(tab)), 'Escape does not close');
    await equals(tab.evaluate(() => document.activeElement.closest('main') !== null), true, 'focus goes back');

    await tab.keyboard.press('Control+k');
    await type(tab, 'Starter');
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**/api/levain.html#levain.Starter');
    const top = await tab.evaluate(() => document.getElementById('levain.Starter').getBoundingClientRect().top);
    expect(top >= 0 && top < 900, `the anchor is at ${top}`);
    expect((await tab.locator('dialog[open]').count()) === 0, 'it is still open');

    // What was chosen comes first the next time, on another page too.
    await tab.goto(`${base}index.html`);
    // A browser may hand what was stored to another page of a disk a moment later.
    await tab.waitForFunction(() => Object.values(localStorage).some((kept) => kept.includes('levain.Starter')));
    await tab.keyboard.press('t');
    await tab.getByText('Chosen before').waitFor();
    await equals(first(tab), 'Starter class levain', 'recent');
    await tab.context().close();
}

async function withPointer(base) {
    const tab = await visit(base, 'api/levain/oven.html', { width: 390, height: 844 });
    await tab.getByRole('button', { name: 'Find a name' }).click();
    await tab.getByRole('button', { name: 'methods' }).click();
    await equals(input(tab).inputValue(), 'm:', 'filter');
    await tab.keyboard.type('feed');
    expect((await first(tab)).startsWith('feed method'), `filter and name: ${await first(tab)}`);
    const box = await dialog(tab).boundingBox();
    expect(box.x >= 0 && box.x + box.width <= 390, `the dialog is ${box.width} wide`);
    const wide = await dialog(tab).evaluate((element) => element.scrollWidth > element.clientWidth);
    expect(!wide, 'the dialog scrolls sideways');
    await tab.getByRole('option').first().click();
    await tab.waitForURL('**#levain.*feed');
    await tab.getByRole('button', { name: 'Find a name' }).click();
    await tab.getByRole('button', { name: 'Close' }).click();
    expect(!(await isOpen(tab)), 'the button does not close');
    await tab.context().close();
}

/** A reference with a hundred thousand names, on a machine so slow that each slice has time for a few hundred of them. */
async function withMany() {
    findings.where = 'many names';
    const tab = await openTab(browser, { width: 1440, height: 900, theme: 'light' });
    findings.listen(tab);
    await tab.route('**/all-names.html', (route) => route.fulfill({ contentType: 'text/html', body: pageOfNames(100_000) }));
    await tab.route('**/package*/**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Found</title>' }));
    await tab.goto(`${server.url}index.html`);
    await tab.evaluate(() => {
        let now = 0;
        performance.now = () => (now += 100);
    });
    await tab.keyboard.press('t');
    await tab.getByText('100,000 names').waitFor();
    // While it looks, the page draws, and takes what is typed next.
    const frames = await tab.evaluate(async () => {
        const field = document.querySelector('[role=combobox]');
        const status = document.querySelector('.autodoc-palette-status');
        const enter = (text) => {
            field.value = text;
            field.dispatchEvent(new Event('input'));
        };
        enter('e');
        const before = status.textContent;
        let drawn = 0;
        while (status.textContent === before) {
            await new Promise(requestAnimationFrame);
            drawn += 1;
        }
        enter('s');
        enter('package3.map_483');
        return drawn;
    });
    expect(frames > 1, 'the page stands still while it looks');
    await tab.getByText('1 name', { exact: true }).waitFor();
    await equals(first(tab), 'map_483 module package3', 'of many');
    // The key is about what was typed, though the list is not there yet.
    await tab.evaluate(() => {
        const field = document.querySelector('[role=combobox]');
        field.value = 'package19.event_1259';
        field.dispatchEvent(new Event('input'));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    });
    await tab.waitForURL(({ href }) => href.endsWith('/api/package19/event_1259.html#package19.event_1259'));
    await tab.context().close();
}

/** A browser that keeps nothing, and names that cannot be had. */
async function withTrouble() {
    findings.where = 'no storage';
    const tab = await visit(server.url, 'index.html');
    await tab.evaluate(() => {
        for (const name of ['getItem', 'setItem']) {
            Storage.prototype[name] = () => {
                throw new Error('no');
            };
        }
    });
    await tab.keyboard.press('t');
    await type(tab, 'Starter');
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**#levain.Starter');
    await tab.context().close();

    findings.where = 'no names';
    const other = await openTab(browser, { width: 1440, height: 900, theme: 'light' });
    await other.route('**/all-names.html', (route) => route.fulfill({ status: 500 }));
    await other.goto(`${server.url}index.html`);
    await other.keyboard.press('t');
    await other.getByText('The names cannot be loaded').waitFor();
    await equals(dialog(other).getByRole('link').getAttribute('href'), `${server.url}api/all-names.html`, 'another way');
    await other.context().close();

    findings.where = 'no script';
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(`${server.url}api/all-names.html`);
    await plain.getByRole('link', { name: 'Starter', exact: true }).first().click();
    await plain.waitForURL('**#levain.Starter');
    await context.close();
}

async function looks() {
    for (const theme of THEMES) {
        for (const width of [390, 1440]) {
            findings.where = `${theme} ${width}`;
            const tab = await visit(server.url, 'api/levain/starter.html', { width, height: 844, theme });
            await tab.keyboard.press('t');
            await type(tab, 'star');
            await tab.addScriptTag({ path: axe });
            const { violations } = await tab.evaluate(() => window.axe.run('.autodoc-palette'));
            for (const { id, nodes } of violations) {
                expect(false, `axe: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
            }
            await tab.screenshot({ path: join(values.out, `palette-${width}-${theme}.png`) });
            await tab.context().close();
        }
    }
}

try {
    for (const base of [server.url, disk]) {
        findings.where = base === disk ? 'keys, disk' : 'keys';
        await withKeys(base);
        findings.where = base === disk ? 'pointer, disk' : 'pointer';
        await withPointer(base);
    }
    await withMany();
    await withTrouble();
    await looks();
} catch (error) {
    findings.add(error.message);
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify(findings.problems));
