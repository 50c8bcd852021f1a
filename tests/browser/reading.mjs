// Reads a built book as people do, from a server and from the disk, and reports what is wrong.
//
//     node reading.mjs --book DIR
//
// The book is the example. Chapters are reached by the sidebar, by keys and by links, anchors by their permalinks, folded parts
// by pointer and key, code by mdBook's copy button, names by ours; then all of it in every theme, on a phone, and without scripts. The
// report, a list of lines, goes to standard output as JSON.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { Findings, THEMES, launch, openTab, serve } from './browser.mjs';

const { values } = parseArgs({ options: { book: { type: 'string' } } });
const server = await serve(values.book);
const disk = `${pathToFileURL(resolve(values.book))}/`;
const browser = await launch();
const findings = new Findings();
const expect = (is, what) => findings.expect(is, what);

async function visit(base, path, options = {}) {
    const tab = await openTab(browser, { width: 1440, height: 900, theme: 'light', ...options });
    findings.listen(tab);
    tab.setDefaultTimeout(10_000);
    await tab.goto(base + path, { waitUntil: 'load' });
    return tab;
}

/** Where an element is on the screen; nothing if it is not there. */
const top = (tab, id) => tab.evaluate((own) => document.getElementById(own)?.getBoundingClientRect().top, id);

async function isInSight(tab, id) {
    const place = await top(tab, id);
    expect(place >= 0 && place < 900, `${id} is at ${place}`);
}

async function navigation(base) {
    const tab = await visit(base, 'index.html');
    await tab.locator('.sidebar').getByRole('link', { name: 'API reference' }).click();
    await tab.waitForURL('**/api.html');
    await tab.locator('main').getByRole('link', { name: 'levain', exact: true }).first().click();
    await tab.waitForURL('**/api/levain.html');
    await tab.keyboard.press('ArrowRight');
    await tab.waitForURL('**/api/levain/*.html');
    const below = tab.url();
    await tab.keyboard.press('ArrowLeft');
    await tab.waitForURL('**/api/levain.html');
    await tab.goto(below);
    await tab.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'levain' }).click();
    await tab.waitForURL('**/api/levain.html');
    await tab.context().close();
}

async function anchors(base) {
    const tab = await visit(base, 'api/levain.html#levain.Starter.feed');
    await isInSight(tab, 'levain.Starter.feed');
    const heading = tab.locator('[id="levain.Starter.ripe_at"] a.header');
    await heading.click();
    expect(tab.url().endsWith('#levain.Starter.ripe_at'), `the permalink leads to ${tab.url()}`);
    await isInSight(tab, 'levain.Starter.ripe_at');
    await tab.locator('main table a[href*="#"]').first().click();
    await isInSight(tab, decodeURIComponent(new URL(tab.url()).hash.slice(1)));
    await tab.context().close();
}

/** A page that is opened at an anchor shows it at the top, whatever is laid out and added above it meanwhile. */
async function opening(base) {
    for (const [width, id] of [[390, 'levain.Starter.feed'], [1440, 'levain.Formula.__getitem__'], [1440, 'levain.plan']]) {
        const tab = await visit(base, `api/levain.html#${id}`, { width });
        const isAtTop = (name) => {
            const { top } = document.getElementById(name).getBoundingClientRect();
            return top >= 0 && top < 80;
        };
        // It is there, and it stays there.
        await tab.waitForTimeout(300);
        await tab.waitForFunction(isAtTop, id).catch(() => expect(false, `${id} is not at the top, ${width} wide`));
        await tab.context().close();
    }
}

async function folding(base) {
    const tab = await visit(base, 'api/levain.html');
    const details = tab.locator('main details.autodoc-inherited').first();
    const isOpen = () => details.evaluate((element) => element.open);
    expect(!(await isOpen()), 'inherited members are open at first');
    await details.locator('summary').click();
    expect(await isOpen(), 'a click opens nothing');
    expect(await details.locator('a').first().isVisible(), 'what is open cannot be seen');
    await details.locator('summary').focus();
    await tab.keyboard.press('Enter');
    expect(!(await isOpen()), 'a key closes nothing');
    await tab.context().close();
}

async function copying() {
    const tab = await visit(server.url, 'autodoc/setup.html');
    await tab.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const block = tab.locator('main pre').filter({ hasText: 'additional-css' }).first();
    await block.hover();
    await block.locator('button.clip-button').click();
    const copied = await tab.evaluate(() => navigator.clipboard.readText());
    const shown = await block.locator('code').innerText();
    expect(copied.trim() === shown.trim(), `copied ${JSON.stringify(copied)} and not ${JSON.stringify(shown)}`);
    await tab.context().close();
}

/** What is in the clipboard once it is said that a text has been copied. */
async function copied(tab, text) {
    await tab.getByRole('status').filter({ hasText: new RegExp(`^Copied ${text}$`) }).waitFor({ state: 'attached' });
    const found = await tab.evaluate(() => navigator.clipboard.readText());
    expect(found === text, `copied ${found} and not ${text}`);
}

async function copyingNames(base) {
    const tab = await visit(base, 'api/levain.html');
    await tab.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const button = tab.getByRole('button', { name: 'Copy levain.Starter.feed', exact: true });
    const menu = tab.getByRole('group', { name: 'Copy' });
    // It takes no room before the pointer is near.
    await tab.locator('[id="levain.Starter.feed"]').hover();
    await button.click();
    await menu.getByRole('button', { name: 'Import' }).click();
    await copied(tab, 'from levain import Starter');
    await menu.waitFor({ state: 'hidden' });
    // With keys: the menu opens on its first line, arrows turn no page, and Escape leads back.
    await button.press('Enter');
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowRight');
    await tab.keyboard.press('Enter');
    await copied(tab, 'levain.Starter.feed');
    await menu.waitFor({ state: 'hidden' });
    await button.press('Enter');
    await tab.keyboard.press('Escape');
    expect(!(await menu.isVisible()), 'Escape closes nothing');
    expect(await button.evaluate((own) => own === document.activeElement), 'Escape leads elsewhere');
    expect(tab.url().endsWith('api/levain.html'), `the page is ${tab.url()}`);
    await tab.context().close();
}

async function copyingByTouch() {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, permissions: ['clipboard-read', 'clipboard-write'] });
    const tab = await context.newPage();
    await tab.goto(`${server.url}api/levain.html`, { waitUntil: 'load' });
    const button = tab.getByRole('button', { name: 'Copy levain.Starter', exact: true });
    const look = await button.evaluate((own) => [Number(getComputedStyle(own).opacity), own.offsetWidth, own.offsetHeight]);
    expect(look[0] > 0.5 && look[1] >= 24 && look[2] >= 24, `the button is ${look}`);
    await button.tap();
    const menu = tab.getByRole('group', { name: 'Copy' });
    const { x, width } = await menu.boundingBox();
    expect(x >= 0 && x + width <= 390, `the menu is at ${x} and ${width} wide`);
    await menu.getByRole('button', { name: 'Import' }).tap();
    await copied(tab, 'from levain import Starter');
    await context.close();
}

async function themes() {
    for (const theme of THEMES) {
        for (const width of [390, 1440]) {
            findings.where = `${theme} ${width}`;
            const tab = await visit(server.url, 'api/levain.html', { width, theme });
            const [isThere, wide] = await tab.evaluate((name) => {
                const { classList, scrollWidth, clientWidth } = document.documentElement;
                return [classList.contains(name), scrollWidth - clientWidth];
            }, theme);
            expect(isThere, 'another theme');
            expect(wide <= 0, `${wide} pixels too wide`);
            await tab.context().close();
        }
    }
}

async function withoutScripts(base) {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(`${base}api/levain.html#levain.Starter.feed`);
    expect(await tab.locator('[id="levain.Starter.feed"]').isVisible(), 'nothing to read');
    await tab.locator('main details.autodoc-inherited summary').first().click();
    expect(await tab.locator('main details.autodoc-inherited a').first().isVisible(), 'folded for ever');
    await tab.goto(`${base}api/all-names.html`);
    await tab.locator('main').getByRole('link', { name: 'DeckOven', exact: true }).first().click();
    expect(tab.url().endsWith('#levain.oven.DeckOven'), `a name leads to ${tab.url()}`);
    expect((await tab.locator('.autodoc-palette-button, .autodoc-copy').count()) === 0, 'a button that does nothing');
    await context.close();
}

try {
    for (const [base, from] of [[server.url, ''], [disk, ' from the disk']]) {
        for (const part of [navigation, anchors, opening, folding, copyingNames, withoutScripts]) {
            findings.where = part.name + from;
            await part(base);
        }
    }
    findings.where = 'copying';
    await copying();
    await copyingByTouch();
    await themes();
} catch (error) {
    findings.add(error.message);
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify(findings.problems));
