// Finds names in a built book as readers do, with keys, with a pointer and on a phone, and reports what is wrong.
//
//     node palette.mjs --book DIR --out DIR
//
// The book is the example. Everything is done twice, from a server and from the disk. Screenshots of the palette in all
// themes, on a phone and on a wide screen, go to `out`; the report, a list of lines, goes to standard output as JSON.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];
const { values } = parseArgs({ options: { book: { type: 'string' }, out: { type: 'string' } } });
mkdirSync(values.out, { recursive: true });
const server = await serve(values.book);
const disk = `${pathToFileURL(resolve(values.book))}/`;
const browser = await launch();
const problems = [];
let where = '';

function expect(is, what) {
    if (!is) {
        problems.push(`${where}: ${what}`);
    }
}

async function equals(actual, expected, what) {
    const found = await actual;
    expect(JSON.stringify(found) === JSON.stringify(expected), `${what}: ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`);
}

/** Opens a page in a new tab of some width, and notes what it complains of. */
async function visit(base, path, options = {}) {
    const tab = await openTab(browser, { width: 1440, height: 900, theme: 'light', ...options });
    tab.on('console', (message) => message.type() === 'error' && problems.push(`${where}: console: ${message.text()}`));
    tab.on('pageerror', (error) => problems.push(`${where}: script: ${error.message}`));
    tab.setDefaultTimeout(10_000);
    await tab.goto(base + path, { waitUntil: 'load' });
    return tab;
}

const dialog = (tab) => tab.locator('dialog.autodoc-palette');
const input = (tab) => tab.getByRole('combobox', { name: 'Name' });
const isOpen = (tab) => dialog(tab).evaluate((element) => element.open);
const first = (tab) => tab.getByRole('option').first().getAttribute('aria-label');
const active = (tab) => tab.evaluate(() => {
    const id = document.querySelector('[role=combobox]').getAttribute('aria-activedescendant');
    return document.getElementById(id)?.getAttribute('aria-label');
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
    await equals(first(tab), 'Starter, class, in levain', 'exact');
    await type(tab, 'levfeed');
    expect((await first(tab)).startsWith('feed, method'), `starts of words: ${await first(tab)}`);
    await type(tab, 'starter.fee');
    expect((await first(tab)).startsWith('feed, method, in levain.Starter'), `parts: ${await first(tab)}`);
    await type(tab, 'p:starter');
    await equals(first(tab), 'starter, module, in levain', 'filter');
    await equals(tab.locator('[aria-pressed=true]').allTextContents(), ['modules'], 'pressed filter');
    await type(tab, 'xqzw');
    await equals(tab.getByRole('status').textContent(), 'No such name', 'nothing');
    await equals(tab.getByRole('combobox').getAttribute('aria-expanded'), 'false', 'expanded');
    await type(tab, 'feed');
    const second = await tab.getByRole('option').nth(1).getAttribute('aria-label');
    await tab.keyboard.press('ArrowDown');
    await equals(active(tab), second, 'down');
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowUp');
    await equals(active(tab), await tab.getByRole('option').last().getAttribute('aria-label'), 'up from the first');
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
    await tab.keyboard.press('t');
    await tab.getByText('Chosen before').waitFor();
    await equals(first(tab), 'Starter, class, in levain', 'recent');
    await tab.context().close();
}

async function withPointer(base) {
    const tab = await visit(base, 'api/levain/oven.html', { width: 390, height: 844 });
    await tab.getByRole('button', { name: 'Find a name' }).click();
    await tab.getByRole('button', { name: 'methods' }).click();
    await equals(input(tab).inputValue(), 'm:', 'filter');
    await tab.keyboard.type('feed');
    expect((await first(tab)).startsWith('feed, method'), `filter and name: ${await first(tab)}`);
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

/** A browser that keeps nothing, and names that cannot be had. */
async function withTrouble() {
    where = 'no storage';
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

    where = 'no names';
    const other = await openTab(browser, { width: 1440, height: 900, theme: 'light' });
    await other.route('**/all-names.html', (route) => route.fulfill({ status: 500 }));
    await other.goto(`${server.url}index.html`);
    await other.keyboard.press('t');
    await other.getByText('The names cannot be loaded').waitFor();
    await equals(dialog(other).getByRole('link').getAttribute('href'), `${server.url}api/all-names.html`, 'another way');
    await other.context().close();

    where = 'no script';
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
            where = `${theme} ${width}`;
            const tab = await visit(server.url, 'api/levain/starter.html', { width, height: 844, theme });
            await tab.keyboard.press('t');
            await type(tab, 'star');
            const faint = await tab.evaluate(faintest);
            expect(faint === undefined, `hard to read: ${faint}`);
            await tab.screenshot({ path: join(values.out, `palette-${width}-${theme}.png`) });
            await tab.context().close();
        }
    }
}

/** Runs in the page: the text of the palette whose color is too near to what is behind it (WCAG 2, 4.5 to 1). */
function faintest() {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const channels = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (color) => {
        const [red, green, blue] = channels(color).map((value) => {
            const part = value / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element) => {
        for (let around = element; around !== null; around = around.parentElement) {
            const { backgroundColor } = getComputedStyle(around);
            if (channels(backgroundColor)[3] === 255) {
                return backgroundColor;
            }
        }
        return 'white';
    };
    for (const element of document.querySelectorAll('.autodoc-palette :is(input, button, p, code, mark, small, span)')) {
        const [one, other] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
        const ratio = (one + 0.05) / (other + 0.05);
        if (element.checkVisibility() && ratio < 4.5) {
            return `${element.outerHTML.slice(0, 80)} ${ratio.toFixed(2)}`;
        }
    }
    return undefined;
}

try {
    for (const base of [server.url, disk]) {
        where = base === disk ? 'keys, disk' : 'keys';
        await withKeys(base);
        where = base === disk ? 'pointer, disk' : 'pointer';
        await withPointer(base);
    }
    await withTrouble();
    await looks();
} catch (error) {
    problems.push(`${where}: ${error.message}`);
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify(problems));
